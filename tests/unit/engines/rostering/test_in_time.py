"""A house of a hundred people over a year: each question takes long, so time is looked at between them."""

import pytest

from wellrun.engines.rostering.grid import grid_of
from wellrun.engines.rostering.master import Crew, Duals, OutOfTime
from wellrun.engines.rostering.pricer import Pricer
from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Shift, Wish
from wellrun.engines.rostering.solve import solve

EARLY = frozenset("E")


def person(code, day):
    """Would rather not work on the day, and would like to work on the first, which is closed: that costs 4 anyhow."""
    wishes = (Wish(day, EARLY, 7, wanted=False), Wish(0, EARLY, 4))
    return Person(code, EARLY, wishes=wishes, closed={0: ""})


PEOPLE = {code: person(code, day) for day, code in enumerate(("ana", "ben", "eva"), start=1)}
WARD = Problem(
    4, {"E": Shift("E", 480)}, {"E": Duty("E", "E")}, PEOPLE, tuple(Cover(day, EARLY, 2, 100) for day in range(1, 4))
)


def crew(cores=1, over=lambda: False):
    grid = grid_of(WARD)
    pricers = [Pricer(grid, person, grid.touched[grid.group[at]]) for at, person in enumerate(PEOPLE.values())]
    return Crew(grid, pricers, cores, over)


@pytest.mark.parametrize("cores", [1, 2])
def test_nobody_more_is_asked_once_it_is_over(cores):
    asked = []

    def over():
        asked.append(1)
        return len(asked) > 2

    hurried = crew(cores, over)
    duals = Duals.none(hurried.pricers, range(3), 3)
    with pytest.raises(OutOfTime):
        hurried.ask(range(3), duals, {})


def test_without_time_the_first_roster_is_the_answer():
    answer = solve(WARD, seconds=0)
    assert answer.verdict.legal
    assert answer.bound <= answer.penalty


def test_what_people_cost_by_themselves_is_a_bound_at_once():
    """Not more than twelve, and known before the first roster is improved."""
    steps = []
    answer = solve(WARD, seconds=30, cores=1, progress=steps.append)
    assert steps[1].bound == 12
    assert answer.penalty == answer.bound >= 12
