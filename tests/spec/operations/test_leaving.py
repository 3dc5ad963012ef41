"""Leaving: avoidable days (NHS England, discharge-ready date), days of leaving that are foreseen, promises kept."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.operations.rules.leaving import (
    FEWEST,
    Basis,
    Held,
    Lain,
    Promised,
    Said,
    Span,
    When,
    avoidable_days,
    foreseen,
    kept,
    ready_spans,
    when,
)

ZONE = ZoneInfo("America/New_York")
MONDAY = dt.date(2026, 3, 2)


def at(day: int, hour: float) -> dt.datetime:
    """Hours after the midnight of a day of the week that begins on 2 March 2026, by the clock of the facility."""
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(), ZONE) + dt.timedelta(hours=hour)


WARD = (Lain("W1", at(-3, 8)),)
LATER = at(9, 0)


def days(ready: list[Span], held: tuple[Held, ...] = (), lain: tuple[Lain, ...] = WARD) -> list[tuple[int, str, str]]:
    found = avoidable_days(ready, held, lain, zone=ZONE, until=LATER)
    return [((one.day - MONDAY).days, one.unit, one.reason) for one in found]


def test_a_day_is_avoidable_when_its_midnight_finds_somebody_here_who_is_ready() -> None:
    assert days([Span(at(0, 10), at(2, 9))]) == [(1, "W1", ""), (2, "W1", "")]


def test_who_leaves_on_the_day_they_are_ready_costs_no_day() -> None:
    assert days([Span(at(0, 0.01), at(0, 23.9))]) == []


def test_who_is_still_here_is_counted_until_now() -> None:
    assert [one.day for one in avoidable_days([Span(at(0, 10))], (), WARD, zone=ZONE, until=at(2, 7))] == [
        MONDAY + dt.timedelta(days=1),
        MONDAY + dt.timedelta(days=2),
    ]


def test_midnights_are_those_of_the_facility_also_where_the_clocks_change() -> None:
    """On 8 March 2026 clocks go forward in New York: the day has 23 hours and one midnight all the same."""
    assert [day for day, _unit, _reason in days([Span(at(5, 23.5), at(7, 0.5))])] == [6, 7]


def test_the_reason_is_the_barrier_that_stood_at_midnight_and_of_several_the_oldest() -> None:
    held = (Held("transport", at(0, 12), at(1, 10)), Held("family", at(0, 11), at(2, 9)), Held("test", at(1, 20)))
    assert days([Span(at(0, 10), at(3, 9))], held) == [(1, "W1", "family"), (2, "W1", "family"), (3, "W1", "test")]


def test_the_unit_is_where_the_patient_lay_at_midnight() -> None:
    lain = (Lain("W1", at(-3, 8), at(1, 12)), Lain("W2", at(1, 12)))
    assert [unit for _day, unit, _reason in days([Span(at(0, 10), at(2, 9))], (), lain)] == ["W1", "W2"]


def test_what_is_taken_back_ends_the_time_and_saying_it_again_begins_another() -> None:
    said = [Said(at(0, 10), True, 1), Said(at(0, 11), True, 2), Said(at(1, 8), False, 3), Said(at(2, 8), True, 4)]
    assert ready_spans(said, left=at(3, 9)) == (Span(at(0, 10), at(1, 8)), Span(at(2, 8), at(3, 9)))
    assert ready_spans(reversed(said), left=None) == (Span(at(0, 10), at(1, 8)), Span(at(2, 8)))


def test_what_is_said_after_the_patient_has_left_counts_for_nothing() -> None:
    assert ready_spans([Said(at(2, 8), True)], left=at(1, 9)) == ()


LENGTHS = {
    ("W1", "emergency"): [2.0] * FEWEST + [6.0] * FEWEST,
    ("W1", ""): [4.0] * (2 * FEWEST),
    ("", ""): [3.0] * FEWEST + [20.0] * FEWEST,
}


def seen(stayed: float, *, said: dt.date | None = None, unit: str = "W1", way: str = "emergency") -> tuple[object, int]:
    now = at(5, 12)
    found = foreseen(
        said=said,
        begun=now - dt.timedelta(days=stayed),
        unit=unit,
        way=way,
        lengths=LENGTHS,
        now=now,
        zone=ZONE,
    )
    return found.basis, (found.day - MONDAY).days if found.day else -1


def test_the_day_that_was_said_is_the_day() -> None:
    assert seen(1, said=MONDAY + dt.timedelta(days=8)) == (Basis.SAID, 8)


def test_without_one_it_is_the_middle_of_the_stays_like_it_that_lasted_longer() -> None:
    """One day in: half of 2 and half of 6 days, so 4 in all, 3 more. Three days in: only those of 6 are left."""
    assert seen(1) == (Basis.LIKE, 8)
    assert seen(3) == (Basis.LIKE, 8)


def test_where_too_few_are_like_it_the_unit_and_then_the_facility_speak() -> None:
    assert seen(1, way="planned")[0] is Basis.UNIT
    assert seen(5, way="planned")[0] is Basis.FACILITY
    assert seen(7)[0] is Basis.FACILITY
    assert seen(30) == (Basis.NONE, -1)


def test_who_is_ready_or_overdue_could_leave_today() -> None:
    day = dt.timedelta(days=1)
    cases = {
        When.TODAY: [(MONDAY, False), (MONDAY - day, False), (MONDAY + 5 * day, True), (None, True)],
        When.TOMORROW: [(MONDAY + day, False)],
        When.LATER: [(MONDAY + 2 * day, False)],
        When.UNKNOWN: [(None, False)],
    }
    for group, some in cases.items():
        assert [when(one, ready=ready, today=MONDAY) for one, ready in some] == [group] * len(some)


def test_a_promise_is_kept_by_leaving_on_the_day_and_on_no_other() -> None:
    day = dt.timedelta(days=1)
    found = kept([Promised(MONDAY), Promised(MONDAY + day), Promised(None)], day=MONDAY)
    assert (found.promised, found.kept, found.share) == (3, 1, pytest.approx(1 / 3))
    assert kept([], day=MONDAY).share is None
