"""The compiled rules of a person agree with the checker on every line of small plans."""

import itertools
import math

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellrun.engines.rostering.checker import Changes, check, faults_of
from wellrun.engines.rostering.grid import grid_of
from wellrun.engines.rostering.pricer import Pricer, Space
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

SHIFTS = {"E": Shift("E", 480), "N": Shift("N", 720)}
DUTIES = {"e": Duty("e", "E"), "E": Duty("E", "E"), "N": Duty("N", "N")}
CODES = ("", "E", "N")
sets = st.sets(st.sampled_from(CODES), min_size=1).map(frozenset)
costs = st.none() | st.integers(1, 9)
small = st.integers(0, 4)
most = st.none() | st.integers(1, 4)
DAYS = 6

rules = st.one_of(
    st.builds(Succession, st.lists(sets, min_size=1, max_size=3).map(tuple), costs),
    st.builds(Run, sets, small, most, costs, costs),
    st.builds(
        Total,
        sets,
        small,
        most,
        days=st.sets(st.integers(0, DAYS)).map(sorted).map(tuple),
        already=st.integers(0, 2),
        penalty_under=costs,
        penalty_over=costs,
    ),
    st.builds(
        Total,
        sets,
        st.sampled_from([0, 480, 1000, 2000]),
        st.none() | st.sampled_from([1200, 2400]),
        in_minutes=st.just(True),
        step=st.sampled_from([1, 60, 500]),
        penalty_under=st.none() | st.just(1),
        penalty_over=st.none() | st.just(2),
    ),
    st.builds(Weekends, st.integers(0, 2), st.integers(0, 1), costs),
    st.builds(WholeWeekends, costs),
)
duty = st.none() | st.sampled_from(sorted(DUTIES))
people = st.builds(
    Person,
    st.just("Ana"),
    st.sets(st.sampled_from(sorted(DUTIES)), min_size=1).map(frozenset),
    st.lists(rules, max_size=4).map(tuple),
    closed=st.dictionaries(st.integers(0, DAYS), st.just("leave"), max_size=1),
    kept=st.dictionaries(st.integers(0, DAYS), duty, max_size=1),
    wishes=st.lists(
        st.builds(
            Wish,
            st.integers(0, DAYS),
            st.sets(st.sampled_from(["", *DUTIES])).map(frozenset),
            st.integers(1, 9),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    cost=st.dictionaries(st.sampled_from(sorted(DUTIES)), st.integers(0, 5), max_size=2),
    before=st.lists(duty, max_size=4).map(tuple),
)
covers = st.builds(
    Cover,
    st.integers(0, DAYS),
    st.sets(st.sampled_from(sorted(DUTIES)), min_size=1).map(frozenset),
    st.integers(0, 2),
    st.integers(0, 9),
    st.integers(0, 3),
    people=st.sampled_from([frozenset(), frozenset({"Ana"}), frozenset({"Bea"})]),
)
weekends = st.sampled_from([(), ((1, 2), (4, 5)), ((-1, 0), (5, 6)), ((0, 1, 2),), ((0, 2), (4,))])


def judged(problem, person, line):
    penalty = 0.0
    for finding in faults_of(problem, person, line):
        penalty += math.inf if finding.penalty is None else finding.penalty
    return penalty


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(people, weekends, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_cheapest_line_is_the_cheapest_the_checker_knows(person, groups, days, chance):
    cover = tuple(Cover(day, frozenset({duty}), 1, 1) for day in range(days) for duty in DUTIES)
    problem = Problem(days, SHIFTS, DUTIES, {"Ana": person}, cover, groups)
    grid = grid_of(problem)
    pricer, space = Pricer(grid, person, grid.touched[0]), Space()
    values = np.array([chance.choice([0, 0, -7, 3, 11]) for _ in cover], dtype=float)
    best = math.inf
    for line in itertools.product((None, *sorted(person.may)), repeat=days):
        numbers = grid.numbers(line)
        cost = judged(problem, person, line)
        best = min(best, cost + values[grid.given(0, numbers)].sum())
        if days <= 3:
            assert pricer.cost_of(numbers, space) == cost, line
    found = pricer.cheapest(values, space)
    assert found.exact
    assert found.value == best
    if math.isfinite(best):
        line = tuple((None, *grid.duties)[at] for at in found.line)
        assert found.cost == judged(problem, person, line)
        assert found.cost + values[grid.given(0, found.line)].sum() == best
        shaken = pricer.cheapest(values, space, noise=0.4)
        assert shaken.cost == judged(problem, person, tuple((None, *grid.duties)[at] for at in shaken.line))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(people, weekends, st.lists(covers, max_size=4).map(tuple), st.lists(duty, min_size=1, max_size=5), st.data())
def test_a_changed_cell_breaks_and_mends_what_two_whole_checks_differ_by(person, groups, cover, line, data):
    days = len(line)
    cover = tuple(each for each in cover if each.day < days)
    problem = Problem(days, SHIFTS, DUTIES, {"Ana": person}, cover, groups)
    day, given_duty = data.draw(st.integers(0, days - 1)), data.draw(duty)
    changed = [*line[:day], given_duty, *line[day + 1 :]]
    before = check(problem, Roster({"Ana": tuple(line)})).findings
    after = check(problem, Roster({"Ana": tuple(changed)})).findings
    changes = Changes(problem, Roster({"Ana": tuple(line)}))
    change = changes.of("Ana", day, given_duty)
    assert set(change.broken) == set(after) - set(before)
    assert set(change.mended) == set(before) - set(after)
    laws = [one for one in change.broken if one.penalty is None and not isinstance(one.about, Cover)]
    assert changes.law("Ana", day, given_duty) == (laws[0] if laws else None)
    if not laws:
        assert changes.of("Ana", day, given_duty, laws=False).penalty == change.penalty
