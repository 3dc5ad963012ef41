"""Leave: accrual, balances, and that no leave lies over a published shift nor a shift over leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from wellrun.departments.workforce.rules.leave import (
    APPROVED,
    ASKED,
    NEXT,
    REFUSED,
    WITHDRAWN,
    Engaged,
    KindValues,
    Taken,
    accrued,
    away_by_day,
    balance,
    carried_over,
    faults_of_asking,
    faults_of_deciding,
    hours_between,
)

ANNUAL = KindValues(accrual="year", accrues=200, carries_over=40, carried_until="03-31")
WHOLE = Engaged(40, 40, dt.date(2020, 1, 1))
MAY = dt.date(2027, 5, 1)


def day(month: int, number: int) -> dt.date:
    return dt.date(2027, month, number)


@pytest.mark.parametrize(
    ("contracts", "hours"),
    [
        ([WHOLE], 200),
        ([Engaged(30, 40, dt.date(2020, 1, 1))], 150),
        ([Engaged(40, 40, dt.date(2027, 7, 1))], 100.82),
        ([Engaged(40, 40, dt.date(2020, 1, 1), day(6, 30)), Engaged(20, 40, dt.date(2027, 7, 1))], 149.59),
        ([Engaged(40, 40, dt.date(2028, 1, 1))], 0),
    ],
    ids=["whole", "three quarters", "from July", "hours halved in July", "not yet"],
)
def test_a_year_accrues_by_share_of_the_week_and_of_the_year(contracts: list[Engaged], hours: float) -> None:
    assert accrued(ANNUAL, contracts, 2027) == hours


def test_leave_can_accrue_with_hours_worked_or_not_at_all() -> None:
    """One hour for each 30 worked, as several States ask for paid sick leave."""
    sick = KindValues(accrual="hours", accrues=1 / 30)
    assert accrued(sick, [WHOLE], 2027, worked=1500) == 50
    assert accrued(KindValues(), [WHOLE], 2027) == 0


def test_what_is_left_goes_over_up_to_a_limit_and_never_as_a_debt() -> None:
    assert [carried_over(ANNUAL, left) for left in (64, 12, -8)] == [40, 12, 0]


def test_what_waits_for_an_answer_is_taken_off_the_balance() -> None:
    taken = [
        Taken(day(2, 1), day(2, 5), 40),
        Taken(day(8, 2), day(8, 6), 40, pending=True),
        Taken(MAY.replace(year=2026), MAY, 99),
    ]
    found = balance(ANNUAL, 200, 16, taken, year=2027, today=day(3, 1))
    assert (found.taken, found.pending, found.lost, found.left) == (40, 40, 0, 136)


def test_carried_hours_are_used_first_and_end_on_their_day() -> None:
    taken = [Taken(day(2, 1), day(2, 1), 6), Taken(day(4, 1), day(4, 1), 8)]
    assert balance(ANNUAL, 200, 16, taken, year=2027, today=day(3, 31)).lost == 0
    after = balance(ANNUAL, 200, 16, taken, year=2027, today=day(4, 1))
    assert (after.lost, after.left) == (10, 192)


def test_a_day_counts_a_seventh_of_the_contracted_week() -> None:
    assert hours_between(day(5, 3), day(5, 9), 36) == 36
    assert hours_between(day(5, 3), day(5, 3), 36) == 5.25


def asking(**more: Any) -> list[str]:
    given = {"first": MAY, "last": MAY, "hours": 8.0, "kind": ANNUAL, "left": 100.0, "engaged": [WHOLE], "taken": []}
    return [fault.code.removeprefix("workforce.") for fault in faults_of_asking(**{**given, **more})]


def test_all_that_stands_against_asking_is_said_at_once() -> None:
    assert asking() == []
    assert asking(last=MAY - dt.timedelta(days=1)) == ["leave_ends_before"]
    before = [Taken(MAY - dt.timedelta(days=2), MAY, 24)]
    assert asking(hours=0, engaged=[], taken=before) == ["leave_hours", "leave_no_contract", "leave_overlaps"]
    assert asking(hours=120) == ["leave_balance"]
    assert asking(hours=120, kind=KindValues(counts=False)) == []


def test_what_may_become_of_leave() -> None:
    assert NEXT[ASKED] == {APPROVED, REFUSED, WITHDRAWN}
    assert [fault.code for fault in faults_of_deciding(state=REFUSED, wanted=APPROVED, why="")] == [
        "workforce.leave_decided"
    ]
    assert [fault.place for fault in faults_of_deciding(state=ASKED, wanted=REFUSED, why=" ")] == ["why"]
    assert faults_of_deciding(state=APPROVED, wanted=WITHDRAWN, why="") == []


def test_no_leave_over_a_published_shift() -> None:
    (fault,) = faults_of_deciding(state=ASKED, wanted=APPROVED, why="", shifts=[(MAY, "night")])
    assert fault.message == "The night of 1 May is published for this person."


def test_who_is_away_by_day() -> None:
    away = [("Cruz", Taken(MAY, day(5, 2), 16)), ("Abara", Taken(day(5, 2), day(5, 2), 8))]
    assert away_by_day(MAY, 3, away) == [(MAY, ("Cruz",)), (day(5, 2), ("Abara", "Cruz")), (day(5, 3), ())]
