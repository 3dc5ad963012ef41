"""Which of the shifts that people choose can stand together.

Source: house rule, after self-scheduling with a balance step: choices that break no hard rule stand as far as people
are needed, everybody's first before anybody's second. What cannot stand stays a wish that the solver weighs.
"""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as some

from wellrun.departments.workforce.rules.posing import AtWork, Needed, Question, pose
from wellrun.departments.workforce.rules.self_scheduling import Chosen, minutes_owed, standing_together
from wellrun.departments.workforce.rules.shifts import ShiftAt
from wellrun.engines.rostering.checker import check
from wellrun.engines.rostering.problem import Succession
from wellrun.engines.rostering.solution import Roster

FIRST, DAYS = dt.date(2027, 1, 4), 7
SHIFTS = (ShiftAt("D", "day", 420, 720, 690), ShiftAt("N", "night", 1140, 720, 690, night=True))
REST = Succession((frozenset({"N"}), frozenset({"D"})), source="rest")


def question(*, wanted: int = 1, closed: int | None = None, **more: object) -> Question:
    shut = {} if closed is None else {FIRST + dt.timedelta(days=closed): "leave"}
    people = tuple(
        AtWork(key, f"Nurse {key}", frozenset({"nurse"}), 36.0, (REST,), shut if key == 1 else {}) for key in (1, 2, 3)
    )
    days = [FIRST + dt.timedelta(days=number) for number in range(DAYS)]
    needs = tuple(Needed(day, shift, "nurse", wanted) for day in days for shift in ("D", "N"))
    return Question("H1/W1", FIRST, DAYS, SHIFTS, people, needs)


def stands(asked: Question, *chosen: Chosen) -> set[tuple[int, int]]:
    return set(standing_together(asked, chosen).locked)


def test_what_is_needed_and_legal_stands_and_is_locked() -> None:
    plan = standing_together(question(), [Chosen(1, 0, "D"), Chosen(2, 0, "N")])
    assert (plan.lines[1][0], plan.lines[2][0], plan.lines[3]) == ("D.nurse", "N.nurse", (None,) * DAYS)
    assert plan.locked == {(1, 0), (2, 0)}


def test_no_more_stand_than_are_needed() -> None:
    both = (Chosen(1, 0, "D"), Chosen(2, 0, "D"))
    assert stands(question(), *both) == {(1, 0)}
    assert stands(question(wanted=2), *both) == {(1, 0), (2, 0)}


def test_everybodys_first_choice_comes_before_anybodys_second() -> None:
    quick = (Chosen(1, 0, "D"), Chosen(1, 2, "D"), Chosen(2, 2, "D"))
    assert stands(question(), *quick) == {(1, 0), (2, 2)}


def test_what_leaves_no_rest_does_not_stand_nor_what_lies_in_leave() -> None:
    assert stands(question(), Chosen(1, 0, "N"), Chosen(1, 1, "D")) == {(1, 0)}
    assert stands(question(closed=0), Chosen(1, 0, "D")) == set()


def test_who_is_unknown_or_a_shift_that_is_not_needed_does_not_stand() -> None:
    assert stands(question(wanted=0), Chosen(1, 0, "D")) == set()
    assert stands(question(), Chosen(9, 0, "D"), Chosen(1, 0, "X")) == set()


def test_a_contract_owes_its_share_of_the_weeks() -> None:
    asked = question()
    assert minutes_owed(asked.people[0], asked) == 36 * 60


CHOICES = some.lists(
    some.builds(Chosen, some.integers(1, 3), some.integers(0, DAYS - 1), some.sampled_from(["D", "N"])), max_size=30
)


@given(CHOICES, some.integers(0, 2))
def test_whatever_is_chosen_what_stands_is_legal(chosen: list[Chosen], wanted: int) -> None:
    asked = question(wanted=wanted)
    plan = standing_together(asked, chosen)
    found = check(pose(asked), Roster({str(person): line for person, line in plan.lines.items()})).findings
    assert [one for one in found if one.penalty is None] == []
    assert all(plan.count(day)[duty] <= wanted for day in range(DAYS) for duty in ("D.nurse", "N.nurse"))
    assert {(one.person, one.day) for one in chosen} >= plan.locked
