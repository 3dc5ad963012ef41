"""Paid hours. Sources: 29 CFR 785.19 (a meal break is no work), 778.104 (each work week stands alone), 778.601 (8 and
80); CMS PBJ policy manual 2.6 (hours of a shift over midnight belong to two days)."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.workforce.rules.book import shipped
from wellrun.departments.workforce.rules.clock_faults import FaultKind, Told, clock_faults
from wellrun.departments.workforce.rules.payroll import PaidDay, Pay, Worked, paid_days, pay_period
from wellrun.departments.workforce.rules.shifts import ShiftAt

ZONE = ZoneInfo("America/New_York")
NIGHT = ShiftAt("N", "night", 19 * 60, 12 * 60, 690, night=True)
PLAIN = Pay(ZONE, (NIGHT,))
BOOK = {rule.key: rule for rule in shipped()}
WARD, OTHER = 5, 6
MONDAY = dt.date(2026, 11, 2)


def at(day: int, hour: int, minute: int = 0, month: int = 11, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(dt.UTC)


def worked(begins: dt.datetime, ends: dt.datetime | None, rest: int = 0, unit: int = WARD, person: int = 1) -> Worked:
    return Worked(person, unit, begins, ends, rest)


def minutes(days: tuple[PaidDay, ...]) -> list[tuple[int, int]]:
    return [(one.day.day, one.minutes) for one in days]


def test_a_night_belongs_to_two_days_and_its_break_lies_after_midnight() -> None:
    """19:00 to 07:00 with 30 minutes of break: 5 h before midnight; 7 h less 30 minutes after it."""
    days = paid_days([worked(at(4, 19), at(5, 7), 30)], PLAIN)
    assert minutes(days) == [(4, 300), (5, 390)]
    assert [one.night for one in days] == [300, 390]


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [(at(31, 19, month=10), at(1, 7), 13), (at(13, 19, month=3, year=2027), at(14, 7, month=3, year=2027), 11)],
)
def test_a_night_over_the_change_of_clocks_is_paid_as_long_as_it_was(
    begins: dt.datetime, ends: dt.datetime, hours: int
) -> None:
    days = paid_days([worked(begins, ends)], PLAIN)
    assert sum(one.minutes for one in days) == hours * 60 == sum(one.night for one in days)
    assert days[0].minutes == 5 * 60


def test_weekend_and_holiday_are_counted_by_the_calendar_day() -> None:
    """Friday 19:00 to Saturday 07:00: 7 h of weekend. Thanksgiving is 26 November 2026."""
    friday, saturday = paid_days([worked(at(6, 19), at(7, 7))], PLAIN)
    assert (friday.weekend, saturday.weekend) == (0, 420)
    holiday = Pay(ZONE, (NIGHT,), {dt.date(2026, 11, 26)})
    (day,) = paid_days([worked(at(26, 7), at(26, 19))], holiday)
    assert (day.holiday, day.weekend, day.night) == (720, 0, 0)


def test_overtime_is_the_last_hours_of_a_work_week_that_has_more_than_forty() -> None:
    """Four shifts of 11.5 h are 46: six hours of the fourth day. Sunday's shift and the next Monday's stand apart."""
    times = [worked(at(day, 7), at(day, 19), 30) for day in (2, 3, 5, 8, 9)]
    days = paid_days(times, Pay(ZONE, rules={1: BOOK["flsa-40"]}))
    assert {one.day.day: one.overtime for one in days} == {2: 0, 3: 0, 5: 0, 8: 360, 9: 0}
    assert all(one.ordinary + one.overtime == one.minutes for one in days)


def test_under_8_and_80_each_days_excess_is_overtime() -> None:
    times = [worked(at(day, 7), at(day, 19), 30) for day in (2, 3)]
    days = paid_days(times, Pay(ZONE, rules={1: BOOK["flsa-8-80"]}))
    assert [one.overtime for one in days] == [210, 210]


def test_nobody_without_a_rule_of_overtime_has_any() -> None:
    times = [worked(at(day, 7), at(day, 19)) for day in (2, 3, 4, 5, 6)]
    assert sum(one.overtime for one in paid_days(times, Pay(ZONE, rules={2: BOOK["flsa-40"]}))) == 0


def test_overtime_looks_at_all_units_and_falls_on_the_unit_worked_last() -> None:
    times = [worked(at(day, 7), at(day, 19)) for day in (2, 3, 4)]
    times += [worked(at(5, 7), at(5, 11)), worked(at(5, 12), at(5, 17), unit=OTHER)]
    days = paid_days(times, Pay(ZONE, rules=MappingProxyType({1: BOOK["flsa-40"]})))
    assert [(one.day.day, one.unit, one.overtime) for one in days if one.overtime] == [(5, OTHER, 300)]


def test_time_on_two_clocks_is_paid_once_and_an_open_clock_not_yet() -> None:
    times = [worked(at(2, 7), at(2, 19)), worked(at(2, 11), at(2, 20), unit=OTHER), worked(at(3, 7), None)]
    days = paid_days(times, PLAIN)
    assert [(one.unit, one.minutes) for one in days] == [(WARD, 720), (OTHER, 60)]


def test_a_pay_period_is_two_work_weeks() -> None:
    assert pay_period(dt.date(2026, 11, 26)) == (dt.date(2026, 11, 23), dt.date(2026, 12, 6))
    assert pay_period(MONDAY - dt.timedelta(days=7))[0].weekday() == 0


def kinds(*times: Worked, told: tuple[Told, ...] = (), now: dt.datetime | None = None) -> list[tuple[FaultKind, int]]:
    return [(fault.kind, fault.minutes) for fault in clock_faults(times, told, now=now or at(30, 0))]


SHIFT = Told(1, WARD, at(4, 19), at(5, 7))


def test_a_clock_out_is_missing_after_sixteen_hours_not_before() -> None:
    open_clock = worked(at(4, 19), None)
    assert kinds(open_clock, told=(SHIFT,), now=at(5, 10)) == []
    assert kinds(open_clock, told=(SHIFT,), now=at(5, 12)) == [(FaultKind.NO_CLOCK_OUT, 0)]


def test_what_the_roster_does_not_have_and_what_the_clock_does_not_have() -> None:
    assert kinds(worked(at(4, 18, 50), at(5, 7)), told=(SHIFT,)) == []
    assert kinds(worked(at(4, 7), at(4, 13)), told=(SHIFT,)) == [
        (FaultKind.NOT_ROSTERED, 360),
        (FaultKind.NOT_CLOCKED, 0),
    ]
    assert kinds(told=(SHIFT,), now=at(5, 6)) == []


def test_late_by_more_than_ten_minutes_is_told() -> None:
    assert kinds(worked(at(4, 19, 10), at(5, 7)), told=(SHIFT,)) == []
    assert kinds(worked(at(4, 19, 25), at(5, 7)), told=(SHIFT,)) == [(FaultKind.LATE, 25)]


def test_one_person_on_two_clocks_is_told_with_the_time_shared() -> None:
    assert kinds(worked(at(4, 19), at(5, 7)), worked(at(5, 6), at(5, 7), unit=OTHER), told=(SHIFT,)) == [
        (FaultKind.OVERLAPPING, 60)
    ]
