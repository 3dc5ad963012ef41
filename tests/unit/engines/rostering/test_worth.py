"""What one more person on a shift would save, told by the plan that gives the bound."""

import pytest

from wellrun.engines.rostering.problem import Cover, Duty, Person, Problem, Shift
from wellrun.engines.rostering.solve import solve


def ward(people):
    """A day with an early that two are wanted on and a late that one is; three people cannot work lates."""
    may = {"ana": "EL", "ben": "E", "eva": "E"}
    staff = {code: Person(code, frozenset(may[code])) for code in people}
    cover = (Cover(0, frozenset("E"), 2, 100, 2), Cover(0, frozenset("L"), 1, 30))
    shifts = {code: Shift(code, 480) for code in "EL"}
    return Problem(1, shifts, {code: Duty(code, code) for code in "EL"}, staff, cover)


def with_one_more(problem, line):
    more = Person("more", line.duties)
    return Problem(1, problem.shifts, problem.duties, {**problem.people, "more": more}, problem.cover)


@pytest.mark.parametrize("people", [("ana",), ("ana", "ben"), ("ana", "ben", "eva")])
def test_one_more_person_saves_no_more_than_is_said(people):
    problem = ward(people)
    answer = solve(problem, seconds=30, cores=1)
    for line, worth in zip(problem.cover, answer.worth, strict=True):
        assert solve(with_one_more(problem, line), seconds=30, cores=1).penalty >= answer.bound - worth - 1e-6


def test_where_there_is_one_price_only_it_is_what_would_be_saved():
    """Ana is needed on the early: one more there would save 100, one on the late 30."""
    problem = ward(("ana",))
    answer = solve(problem, seconds=30, cores=1)
    assert answer.worth == pytest.approx((100, 30))
    saved = [answer.penalty - solve(with_one_more(problem, line), seconds=30).penalty for line in problem.cover]
    assert saved == [100, 30]
