"""Paid hours from clocked ones: split at midnight, breaks left out, overtime by the rule in force.

Ordinary and overtime minutes add up to those paid. Night, weekend and holiday minutes say how many of them fall there:
an hour of a Sunday night is counted in each, as payroll pays each by itself.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from wellrun.departments.workforce.rules.book import Kind, LabourRule
from wellrun.departments.workforce.rules.labour import PERIODS_FROM, period_of
from wellrun.departments.workforce.rules.overtime import overtime
from wellrun.departments.workforce.rules.shifts import DAY, DAY_MINUTES, ShiftSpan

PERIOD = 14
"""Days of a pay period: two work weeks, so that the overtime of a week lies in one period."""

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Worked:
    """One time at work, in moments; ``ends`` is missing until somebody clocks out; nothing is paid till then."""

    person: int
    unit: int
    begins: dt.datetime
    ends: dt.datetime | None
    break_minutes: int = 0


@dataclass(frozen=True)
class PaidDay:
    """What one person is paid for one calendar day on one unit, in minutes."""

    person: int
    unit: int
    day: dt.date
    minutes: int
    overtime: int = 0
    night: int = 0
    weekend: int = 0
    holiday: int = 0

    @property
    def ordinary(self) -> int:
        return self.minutes - self.overtime


@dataclass(frozen=True)
class Pay:
    """By what hours are paid: the zone, the spans that are night, the holidays, each person's rule of overtime."""

    zone: ZoneInfo
    nights: tuple[ShiftSpan, ...] = ()
    holidays: Collection[dt.date] = ()
    rules: Mapping[int, LabourRule] = field(default_factory=dict)


def pay_period(day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the pay period that holds a day."""
    first = period_of(day, days=PERIOD)
    return first, first + (PERIOD - 1) * DAY


def paid_days(worked: Iterable[Worked], pay: Pay) -> tuple[PaidDay, ...]:
    """Every day with paid minutes. Whole periods have to be given: overtime looks at all hours of its week."""
    by_person: dict[int, list[Worked]] = defaultdict(list)
    for one in worked:
        by_person[one.person].append(one)
    return tuple(day for person, times in sorted(by_person.items()) for day in _of_person(person, times, pay))


def pieces(one: Worked, zone: ZoneInfo) -> Iterator[tuple[dt.date, dt.datetime, dt.datetime]]:
    """The paid stretches of a time at work by the calendar day they fall on.

    Nobody clocks the break. It is taken out of the middle, which puts that of a night after midnight.
    """
    if one.ends is None:
        return
    middle = one.begins + (one.ends - one.begins) / 2
    half = min(one.break_minutes * MINUTE, one.ends - one.begins) / 2
    for begins, ends in ((one.begins, middle - half), (middle + half, one.ends)):
        start = begins
        while start < ends:
            day = start.astimezone(zone).date()
            stop = min(ends, moment(day + DAY, 0, zone))
            yield day, start, stop
            start = stop


def moment(day: dt.date, minute: int, zone: ZoneInfo) -> dt.datetime:
    """When the clock on the wall shows so many minutes after midnight."""
    wall = dt.datetime.combine(day, dt.time()) + minute * MINUTE
    return wall.replace(tzinfo=zone).astimezone(dt.UTC)


def without_overlap(times: Sequence[Worked]) -> Iterator[Worked]:
    """The times of one person in order. What two of them share is paid once, by the one that began first."""
    until: dt.datetime | None = None
    for one in sorted(times, key=lambda one: one.begins):
        if one.ends is None:
            continue
        begins = max(one.begins, until) if until else one.begins
        if begins < one.ends:
            yield replace(one, begins=begins)
        until = max(one.ends, until) if until else one.ends


def _of_person(person: int, times: Sequence[Worked], pay: Pay) -> Iterator[PaidDay]:
    days: dict[tuple[dt.date, int], list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for one in without_overlap(times):
        for day, begins, ends in pieces(one, pay.zone):
            days[day, one.unit].append((begins, ends))
    found = [_day(person, unit, day, stretches, pay) for (day, unit), stretches in sorted(days.items())]
    rule = pay.rules.get(person)
    yield from (_with_overtime(found, rule) if rule is not None else found)


def _day(
    person: int, unit: int, day: dt.date, stretches: Sequence[tuple[dt.datetime, dt.datetime]], pay: Pay
) -> PaidDay:
    minutes = _minutes(ends - begins for begins, ends in stretches)
    windows = [
        (
            moment(day + back * DAY, shift.start, pay.zone),
            moment(day + back * DAY, shift.start + shift.length, pay.zone),
        )
        for shift in pay.nights
        for back in (-1, 0)
    ]
    night = _minutes(
        max(min(ends, closes) - max(begins, opens), dt.timedelta())
        for begins, ends in stretches
        for opens, closes in windows
    )
    return PaidDay(
        person,
        unit,
        day,
        minutes,
        night=min(night, minutes),
        weekend=minutes if day.weekday() > 4 else 0,
        holiday=minutes if day in pay.holidays else 0,
    )


def _with_overtime(days: Sequence[PaidDay], rule: LabourRule) -> Iterator[PaidDay]:
    """Overtime by day: what a day is beyond the daily limit, if the rule has one, then the last hours of the period."""
    worked: dict[dt.date, int] = defaultdict(int)
    for one in days:
        worked[one.day] += one.minutes
    eighty = rule.kind is Kind.OVERTIME_8_80
    length = int(rule.figure("days")) if eighty else 7
    daily = int(rule.figure("day_hours") * 60) if eighty else DAY_MINUTES * 2
    left = dict(overtime(worked, rule))
    beyond: dict[dt.date, int] = {}
    for day, minutes in worked.items():
        period = period_of(day, days=length, since=PERIODS_FROM)
        beyond[day] = min(max(0, minutes - daily), left.get(period, 0))
        left[period] = left.get(period, 0) - beyond[day]
    for day in sorted(worked, reverse=True):
        period = period_of(day, days=length, since=PERIODS_FROM)
        more = min(left[period], worked[day] - beyond[day])
        beyond[day] += more
        left[period] -= more
    for one in reversed(days):
        taken = min(one.minutes, beyond[one.day])
        beyond[one.day] -= taken
        yield replace(one, overtime=taken)


def _minutes(spans: Iterable[dt.timedelta]) -> int:
    return round(sum(spans, dt.timedelta()) / MINUTE)
