"""A thousand small problems with every kind of rule: the solver finds, and proves, what trying everything finds."""

import itertools
import random

import numpy as np
import pytest

from wellrun.engines.rostering import counters
from wellrun.engines.rostering.checker import check, counts, cover_faults, faults_of
from wellrun.engines.rostering.grid import grid_of
from wellrun.engines.rostering.pricer import Pricer
from wellrun.engines.rostering.problem import (
    Cover,
    Duty,
    Person,
    Problem,
    Run,
    Shift,
    Succession,
    Total,
    Weekends,
    WholeWeekends,
    Wish,
)
from wellrun.engines.rostering.solution import Roster
from wellrun.engines.rostering.solve import NoLegalRoster, holding, solve

PATIENCE = 180
"""Seconds that proving may take while everything is compiled and the machine is busy; it takes far fewer."""

SHIFTS = {"E": Shift("E", 480), "N": Shift("N", 720)}
DUTIES = {"E": Duty("E", "E"), "N1": Duty("N1", "N", "a"), "N2": Duty("N2", "N", "b")}
CODES = ["", "E", "N"]


def some(chance, among):
    return frozenset(chance.sample(among, chance.randint(1, len(among))))


def cost(chance):
    return chance.choice([None, 1, 3, 7])


def rule(chance, days):
    most = chance.choice([None, 1, 2, 3])
    match chance.randrange(6):
        case 0:
            return Succession(tuple(some(chance, CODES) for _ in range(chance.randint(2, 3))), cost(chance))
        case 1:
            return Run(some(chance, CODES), chance.randint(0, 3), most, cost(chance), cost(chance))
        case 2:
            which = tuple(sorted(chance.sample(range(days), chance.randint(1, days))))
            return Total(
                some(chance, CODES),
                chance.randint(0, 2),
                most,
                days=chance.choice([(), which]),
                already=chance.randint(0, 1),
                penalty_under=cost(chance),
                penalty_over=cost(chance),
            )
        case 3:
            limits = chance.choice([(0, 1200), (480, None), (960, 1500)])
            return Total(
                frozenset("EN"),
                *limits,
                in_minutes=True,
                step=60,
                penalty_under=cost(chance),
                penalty_over=cost(chance),
            )
        case 4:
            return Weekends(chance.randint(0, 1), chance.randint(0, 1), cost(chance))
        case _:
            return WholeWeekends(cost(chance))


def stretches(chance, days):
    """A hard limit on every stretch of days, as a rule book writes it: a total for each that ends inside the plan."""
    length, history = chance.randint(2, 3), [chance.choice([0, 480, 720]) for _ in range(2)]
    return tuple(
        Total(
            frozenset("EN"),
            at_most=1400,
            in_minutes=True,
            days=tuple(range(max(0, end - length + 1), end + 1)),
            already=sum(history[: max(0, length - 1 - end)]),
            step=60,
        )
        for end in range(days)
    )


def person(chance, code, days, more=()):
    duty = [None, *DUTIES]
    return Person(
        code,
        some(chance, list(DUTIES)),
        tuple(rule(chance, days) for _ in range(chance.randint(0, 3))) + more,
        closed={chance.randrange(days): "leave"} if chance.random() < 0.2 else {},
        kept={chance.randrange(days): chance.choice(duty)} if chance.random() < 0.15 else {},
        wishes=tuple(
            Wish(chance.randrange(days), some(chance, ["", *DUTIES]), chance.randint(1, 5), chance.random() < 0.5)
            for _ in range(chance.randint(0, 2))
        ),
        cost={"E": chance.randint(0, 3)} if chance.random() < 0.3 else {},
        before=tuple(chance.choice(duty) for _ in range(chance.choice([0, 0, 1, 3]))),
    )


def cover(chance, day, people):
    minimum = chance.choice([0, 0, 0, 1])
    under = chance.randint(0, 9)
    return Cover(
        day,
        some(chance, list(DUTIES)),
        max(minimum, chance.randint(0, 2)),
        under,
        chance.randint(0, 3),
        minimum,
        chance.choice([None, under + 10]),
        frozenset(chance.sample(people, 1)) if chance.random() < 0.2 else frozenset(),
    )


def small(seed):
    chance = random.Random(seed)
    days, codes = (3, ["a", "b", "c"]) if seed % 2 else (4, ["a", "b"])
    people = {code: person(chance, code, days) for code in codes}
    lines = tuple(cover(chance, chance.randrange(days), codes) for _ in range(chance.randint(1, 5)))
    return Problem(days, SHIFTS, DUTIES, people, lines, chance.choice([(), ((1, 2),), ((0,), (2, 3))]))


def crowded(seed):
    """With so many rules for each that not all of what they count is kept at once, and limits on every stretch."""
    chance = random.Random(seed)
    codes = ["a", "b"]
    people = {}
    for code in codes:
        more = (
            Weekends(chance.randint(0, 1), 0, cost(chance)),
            Weekends(chance.randint(0, 1), 0, chance.randint(1, 5)),
            *(
                Total(some(chance, CODES), at_most=chance.randint(0, 1), days=days, penalty_over=chance.randint(1, 4))
                for days in ((), (0, 1), (1, 2, 3), (2, 3))
            ),
            Total(frozenset("N"), at_most=2, penalty_over=None),
            *stretches(chance, 4),
        )
        people[code] = person(chance, code, 4, more)
    lines = tuple(cover(chance, chance.randrange(4), codes) for _ in range(chance.randint(2, 6)))
    return Problem(4, SHIFTS, DUTIES, people, lines, ((0, 1), (2, 3)))


def by_trying_everything(problem):
    """The least penalty of a legal roster, None where there is none."""
    each = []
    for who in problem.people.values():
        fit = []
        for line in itertools.product((None, *sorted(who.may)), repeat=problem.days):
            faults = faults_of(problem, who, line)
            if all(fault.penalty is not None for fault in faults):
                given = counts(problem.cover, Roster({who.code: line}))
                fit.append((sum(fault.penalty for fault in faults), given))
        each.append(fit)
    if not all(each):
        return None
    costs, given = np.zeros(1), np.zeros((1, len(problem.cover)), dtype=int)
    for fit in each:
        costs = (costs[:, None] + np.array([cost for cost, _ in fit])).ravel()
        given = (given[:, None, :] + np.array([gives for _, gives in fit])).reshape(-1, len(problem.cover))
    for at, line in enumerate(problem.cover):
        table = []
        for count in range(len(problem.people) * 2 + 1):
            faults = cover_faults(line, count)
            legal = all(fault.penalty is not None for fault in faults)
            table.append(sum(fault.penalty for fault in faults) if legal else np.inf)
        costs = costs + np.array(table)[given[:, at]]
    return None if np.isinf(costs.min()) else int(costs.min())


@pytest.mark.parametrize("part", range(10))
def test_the_optimum_is_found_and_proved(part):
    for seed in range(part * 100, part * 100 + 100):
        problem = small(seed)
        best = by_trying_everything(problem)
        try:
            answer = solve(problem, seconds=PATIENCE, cores=1, seed=seed)
        except NoLegalRoster as none:
            assert best is None, seed
            assert none.proved, seed
            continue
        assert (answer.penalty, answer.bound) == (best, best), seed
        assert check(problem, answer.roster).legal


@pytest.mark.parametrize(
    ("most", "soft", "sums"), [(10**6, 10**6, 10**9), (4, 1, 10**9), (12, 4, 10**9), (4000, 64, 60)]
)
def test_what_is_not_kept_is_priced_and_the_optimum_is_found_all_the_same(monkeypatch, most, soft, sums):
    monkeypatch.setattr(counters, "MOST_SUMS", sums)
    monkeypatch.setattr(counters, "MOST_ROWS", most)
    monkeypatch.setattr(counters, "SOFT_ROWS", soft)
    priced = 0
    for seed in range(60):
        problem = crowded(seed)
        best = by_trying_everything(problem)
        grid = grid_of(problem)
        everybody = zip(problem.people.values(), grid.group, strict=True)
        priced += sum(len(Pricer(grid, who, grid.touched[group]).priced) for who, group in everybody)
        try:
            answer = solve(problem, seconds=PATIENCE, cores=1, seed=seed)
        except NoLegalRoster as none:
            assert best is None, seed
            assert none.proved, seed
            continue
        assert (answer.penalty, answer.bound) == (best, best), seed
    assert bool(priced) == (soft < 10**6)


def test_a_plan_is_changed_as_little_as_the_price_of_change_says():
    problem = small(4)
    first = solve(problem, seconds=PATIENCE, cores=1)
    code = next(iter(problem.people))
    again = solve(holding(problem, first.roster, 1000), seconds=PATIENCE, cores=1, start=first.roster)
    assert again.roster.lines == first.roster.lines
    assert again.roster.lines[code] == first.roster.lines[code]
