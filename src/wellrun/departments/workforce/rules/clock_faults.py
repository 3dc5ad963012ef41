"""Clocked hours beside the roster: no clock-out, two clocks at once, nobody rostered, nobody there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wellrun.departments.workforce.rules.payroll import MINUTE, Worked

LONGEST = dt.timedelta(hours=16)
"""House rule: nobody is at work for longer; a clock-out that is still missing then was forgotten."""

LATE = 10 * MINUTE
"""Later than this is told."""


class FaultKind(StrEnum):
    """The kinds of fault, the gravest for pay first."""

    NO_CLOCK_OUT = "no clock-out"
    OVERLAPPING = "overlapping"
    NOT_ROSTERED = "worked without roster"
    NOT_CLOCKED = "rostered and not clocked"
    LATE = "late"


@dataclass(frozen=True)
class Told:
    """A shift that somebody is told to work, in moments."""

    person: int
    unit: int
    begins: dt.datetime
    ends: dt.datetime


@dataclass(frozen=True)
class ClockFault:
    """One fault: whose, where, when, and minutes where it has a length."""

    kind: FaultKind
    person: int
    unit: int
    at: dt.datetime
    minutes: int = 0


def clock_faults(worked: Iterable[Worked], told: Iterable[Told], *, now: dt.datetime) -> tuple[ClockFault, ...]:
    """Every fault up to now, in the order of kinds and moments."""
    times: dict[int, list[Worked]] = defaultdict(list)
    shifts: dict[int, list[Told]] = defaultdict(list)
    for one in worked:
        times[one.person].append(one)
    for shift in told:
        shifts[shift.person].append(shift)
    found = [
        fault
        for person in times.keys() | shifts.keys()
        for fault in _of_person(sorted(times[person], key=lambda one: one.begins), shifts[person], now)
    ]
    order = list(FaultKind)
    return tuple(sorted(found, key=lambda fault: (order.index(fault.kind), fault.at, fault.person)))


def _of_person(times: Sequence[Worked], shifts: Sequence[Told], now: dt.datetime) -> Iterator[ClockFault]:
    for one in times:
        if one.ends is None and now - one.begins > LONGEST:
            yield ClockFault(FaultKind.NO_CLOCK_OUT, one.person, one.unit, one.begins)
        if not any(_meet(one, shift, now) for shift in shifts):
            yield ClockFault(FaultKind.NOT_ROSTERED, one.person, one.unit, one.begins, _length(one))
    until: dt.datetime | None = None
    for one in times:
        if until is not None and one.begins < until:
            shared = min(until, one.ends or until) - one.begins
            yield ClockFault(FaultKind.OVERLAPPING, one.person, one.unit, one.begins, round(shared / MINUTE))
        if one.ends is not None:
            until = max(until, one.ends) if until else one.ends
    for shift in shifts:
        there = [one for one in times if _meet(one, shift, now)]
        if not there and shift.ends <= now:
            yield ClockFault(FaultKind.NOT_CLOCKED, shift.person, shift.unit, shift.begins)
        if there and there[0].begins - shift.begins > LATE:
            late = round((there[0].begins - shift.begins) / MINUTE)
            yield ClockFault(FaultKind.LATE, shift.person, shift.unit, shift.begins, late)


def _meet(one: Worked, shift: Told, now: dt.datetime) -> bool:
    """Whether a time at work has anything of the shift; one without an end lasts until now at most."""
    ends = one.ends or min(now, one.begins + LONGEST)
    return one.begins < shift.ends and ends > shift.begins


def _length(one: Worked) -> int:
    return round((one.ends - one.begins) / MINUTE) if one.ends else 0
