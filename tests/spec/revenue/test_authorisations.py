"""Prior authorisations: clocks, moves, and what of a charge none covers. Source of each clock: its row's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest

from wellrun.departments.revenue.rules.authorisations import (
    MOVES,
    Asked,
    Case,
    Lack,
    Move,
    State,
    Urgency,
    allowed,
    answer_due,
    clock_laws,
    lacking,
    law_on,
    need_of,
    urgency,
    used,
)
from wellrun.departments.revenue.rules.edit_lists import Need

EAST = dt.timezone(-dt.timedelta(hours=5))
MOMENT = dt.datetime(2026, 3, 2, 14, 30, tzinfo=EAST)
DAY = MOMENT.date()
NEXT = dt.timedelta(days=1)


def due(kind: str, *, at: dt.datetime = MOMENT, **how: Any) -> dt.datetime:
    return answer_due(at, kind=kind, **{"put_off": False, **how})


@pytest.mark.parametrize("kind", ["medicare-advantage", "medicaid-managed", "medicaid", "chip"])
def test_from_2026_on_affected_payers_answer_in_seven_calendar_days_or_72_hours(kind: str) -> None:
    """CMS-0057-F, 89 FR 8758."""
    assert due(kind) == dt.datetime(2026, 3, 9, 23, 59, tzinfo=EAST)
    assert due(kind, expedited=True) == MOMENT + dt.timedelta(hours=72)


@pytest.mark.parametrize("kind", ["medicare-advantage", "medicaid-managed"])
def test_before_it_was_fourteen_days(kind: str) -> None:
    """42 CFR 422.568(b)(1) and 438.210(d) as they were."""
    before = dt.datetime(2025, 12, 31, 9, 0, tzinfo=EAST)
    assert due(kind, at=before).date() == dt.date(2026, 1, 14)
    assert due(kind, at=before + NEXT).date() == dt.date(2026, 1, 8)


def test_group_plans_have_fifteen_days_and_72_hours() -> None:
    """29 CFR 2560.503-1(f)(2)."""
    assert due("group-plan").date() == dt.date(2026, 3, 17)
    assert due("group-plan", expedited=True) == MOMENT + dt.timedelta(hours=72)


def test_while_information_is_waited_for_it_may_be_put_off() -> None:
    """42 CFR 422.568(b)(1)(i): by up to 14 calendar days."""
    assert due("medicare-advantage", put_off=True).date() == dt.date(2026, 3, 23)


def test_what_was_agreed_goes_before_the_law_for_standard_requests_only() -> None:
    assert due("medicare-advantage", own_days=5).date() == dt.date(2026, 3, 7)
    assert due("medicare-advantage", own_days=5, expedited=True) == MOMENT + dt.timedelta(hours=72)


def test_where_no_law_is_known_or_none_yet_the_house_has_a_rule() -> None:
    assert due("nobody knows") == due("other")
    assert law_on("medicaid", dt.date(2025, 12, 31)).key == "other"
    assert [row.key for row in clock_laws() if row.source.startswith("House rule")] == ["other"]


def test_a_case_goes_this_way() -> None:
    """needed → asked → pending → asked → approved, partly approved or denied → expired."""
    way = [
        (State.NEEDED, Move.ASK, State.ASKED),
        (State.ASKED, Move.WAIT, State.PENDING),
        (State.PENDING, Move.INFORM, State.ASKED),
        (State.ASKED, Move.APPROVE, State.APPROVED),
        (State.ASKED, Move.APPROVE_PART, State.PARTLY),
        (State.PENDING, Move.DENY, State.DENIED),
        (State.APPROVED, Move.EXPIRE, State.EXPIRED),
        (State.DENIED, Move.ASK, State.ASKED),
    ]
    assert all(MOVES[state, move] is reached for state, move, reached in way)


def test_what_is_withdrawn_is_over_and_what_is_decided_is_not_decided_again() -> None:
    assert allowed(State.WITHDRAWN) == ()
    assert allowed(State.APPROVED) == (Move.EXPIRE,)
    assert allowed(State.DENIED) == (Move.ASK,)


NEEDS = (
    Need("E06", DAY, None, "rented equipment"),
    Need("E0601", DAY, DAY + 30 * NEXT, ""),
    Need("0120", DAY, None, ""),
)


def case(state: State = State.APPROVED, **parts: Any) -> Case:
    return Case(1, state, ("E0601",), DAY, DAY + 9 * NEXT, D(2), "AU-1")._replace(**parts)


def asked(on: dt.date = DAY, units: int = 1, key: int = 1, service: str = "E0601") -> Asked:
    return Asked(key, service, on, D(units))


def lacks(*services: Asked, cases: tuple[Case, ...] = ()) -> list[Lack]:
    return [one.lack for one in lacking(services, NEEDS, cases)]


def test_what_the_payer_does_not_ask_about_lacks_nothing() -> None:
    assert lacks(asked(service="G0463")) == []
    assert lacks(asked(on=DAY - NEXT)) == []


def test_the_longest_code_that_fits_says_what_is_needed() -> None:
    found = need_of("E0601", DAY, NEEDS)
    assert found is not None and found.code == "E0601"
    later = need_of("E0601", DAY + 31 * NEXT, NEEDS)
    assert later is not None and later.code == "E06"


def test_without_a_case_it_is_missing() -> None:
    assert lacks(asked()) == [Lack.MISSING]
    assert lacks(asked(), cases=(case(services=("E0650",)),)) == [Lack.MISSING]


@pytest.mark.parametrize(
    ("state", "lack"),
    [
        (State.NEEDED, [Lack.MISSING]),
        (State.ASKED, [Lack.UNDECIDED]),
        (State.PENDING, [Lack.UNDECIDED]),
        (State.APPROVED, []),
        (State.PARTLY, []),
        (State.DENIED, [Lack.DENIED]),
        (State.EXPIRED, [Lack.EXPIRED]),
        (State.WITHDRAWN, [Lack.MISSING]),
    ],
)
def test_a_case_covers_only_if_it_was_granted(state: State, lack: list[Lack]) -> None:
    assert lacks(asked(), cases=(case(state),)) == lack


@pytest.mark.parametrize(("day", "lack"), [(-1, [Lack.WRONG_DAY]), (0, []), (9, []), (10, [Lack.WRONG_DAY])])
def test_it_covers_its_days_only(day: int, lack: list[Lack]) -> None:
    needs = (Need("E0601", DAY - NEXT, None, ""),)
    assert [one.lack for one in lacking([asked(DAY + day * NEXT)], needs, [case()])] == lack


def test_units_are_used_up_in_the_order_of_days() -> None:
    found = lacking([asked(DAY + 2 * NEXT, key=1), asked(DAY, key=2), asked(DAY + NEXT, key=3)], NEEDS, [case()])
    assert [(one.asked.key, one.lack) for one in found] == [(1, Lack.USED_UP)]
    assert used(case(), [asked(), asked(DAY + NEXT, 4), asked(DAY + 10 * NEXT)]) == 5


def test_an_approval_without_a_number_of_units_is_never_used_up() -> None:
    assert lacks(*(asked(key=at) for at in range(9)), cases=(case(units=None),)) == []


def test_a_second_case_goes_on_where_the_first_is_used_up() -> None:
    second = case(key=2, units=D(1))
    assert lacks(asked(units=2), asked(DAY + NEXT, key=2), cases=(case(), second)) == []


NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=EAST)


def urgent(state: State, *, service: int = 20, ends: int = 30, late: bool = False) -> Urgency:
    clock = NOW - dt.timedelta(minutes=1) if late else NOW
    return urgency(state, begins=DAY, ends=DAY + ends * NEXT, due=clock, now=NOW, service_on=DAY + service * NEXT)


def test_a_clock_that_has_run_out_is_told_while_the_answer_is_waited_for() -> None:
    assert urgent(State.ASKED, late=True) is urgent(State.PENDING, late=True) is Urgency.ANSWER_LATE
    assert urgent(State.ASKED) is urgent(State.APPROVED, late=True) is Urgency.QUIET


@pytest.mark.parametrize(("service", "told"), [(8, Urgency.QUIET), (7, Urgency.NOT_ASKED), (0, Urgency.NOT_ASKED)])
def test_what_nobody_asked_for_is_told_a_week_before(service: int, told: Urgency) -> None:
    assert urgent(State.NEEDED, service=service) is told


def test_an_approval_that_ends_before_its_service_is_told() -> None:
    assert urgent(State.APPROVED, service=20, ends=19) is Urgency.ENDS_BEFORE
    assert urgent(State.APPROVED, service=20, ends=20) is Urgency.QUIET
