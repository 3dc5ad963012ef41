"""A few people's lines made anew while the others' stay: on small problems it is what trying everything finds."""

import itertools

import numpy as np
import pytest
from tests.generative.engines.test_rostering import small

from wellrun.engines.rostering.draft import Draft
from wellrun.engines.rostering.grid import grid_of
from wellrun.engines.rostering.master import Crew, Master
from wellrun.engines.rostering.near import Near, joined
from wellrun.engines.rostering.pricer import Pricer, Space


def made(problem, seed):
    """A crew and some legal roster, or none where somebody has no legal line."""
    grid = grid_of(problem)
    pricers = [
        Pricer(grid, who, grid.touched[group]) for who, group in zip(problem.people.values(), grid.group, strict=True)
    ]
    draft, chance = Draft(grid, pricers, Space()), np.random.default_rng(seed)
    for at in range(len(pricers)):
        if not draft.answer(at, values=9 * chance.random(len(problem.cover)), noise=5.0):
            return None
    return Crew(grid, pricers), draft.keep()


def by_trying_everything(crew, kept, people):
    """What the best roster costs in which only these people's lines differ."""
    grid, space, choices = crew.grid, Space(), []
    for at in people:
        lines = (np.array(line, dtype=np.int32) for line in itertools.product(range(3 + 1), repeat=grid.days))
        choices.append([(line, cost) for line in lines if (cost := crew.pricers[at].cost_of(line, space)) < np.inf])
    best = np.inf
    for chosen in itertools.product(*choices):
        lines, costs = list(kept.lines), list(kept.costs)
        for at, (line, cost) in zip(people, chosen, strict=True):
            lines[at], costs[at] = line, cost
        best = min(best, sum(costs) + grid.covers.cost(grid.count(lines)).sum())
    return best


@pytest.mark.parametrize("part", range(4))
def test_two_people_anew_are_the_best_there_is(part):
    better = 0
    for seed in range(part * 30 + 1, part * 30 + 31):
        found = made(small(seed), seed)
        if found is None:
            continue
        crew, kept = found
        people = [seed % len(kept.lines), (seed + 1) % len(kept.lines)]
        best = by_trying_everything(crew, kept, people)
        master = Master(crew, range(len(kept.lines)))
        for at in master.people:
            master.add(at, kept.lines[at], kept.costs[at])
        _relaxed, _bound, duals = master.generate(enough=lambda _relaxed, _bound: False)
        near = Near(crew, master.columns(), duals, np.random.default_rng(seed))
        lines = near.anew(people, kept, over=lambda: False, seconds=60.0)
        assert set(lines) <= set(people)
        whole = joined(kept, lines)
        count = crew.grid.count([whole[at][0] for at in sorted(whole)])
        value = sum(cost for _line, cost in whole.values()) + crew.grid.covers.cost(count).sum()
        assert value == pytest.approx(min(kept.value, best)), seed
        better += value < kept.value
    assert better > 3


def test_where_steps_are_in_vain_more_people_are_taken_and_then_it_is_stuck():
    seed = next(seed for seed in range(1, 99, 2) if made(small(seed), seed) is not None)
    crew, kept = made(small(seed), seed)
    master = Master(crew, range(3))
    for at in master.people:
        master.add(at, kept.lines[at], kept.costs[at])
    _relaxed, _bound, duals = master.generate(enough=lambda _relaxed, _bound: False)
    near = Near(crew, master.columns(), duals, np.random.default_rng(0), size=1)
    draft = Draft(crew.grid, crew.pricers, Space())
    draft.load(kept)
    while not near.stuck:
        best = draft.keep()
        for at, (line, cost) in near.step(best, over=lambda: False, left=60.0).items():
            draft.take(at)
            draft.set(at, line, cost)
        assert draft.value() <= best.value
    assert near.size == 3
    near.begin_anew()
    assert not near.stuck
