"""A theatre's day as it runs: when each case that is left will begin and end, and how late the last one is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from wellrun.departments.operations.rules.theatre.cases import Case, State

TURNOVER = dt.timedelta(minutes=25)
"""Time between two patients where the list leaves as much; a list that leaves less counts on less."""

LATE = dt.timedelta(minutes=15)
"""A room whose last case ends so much after its plan runs late."""


class Running(NamedTuple):
    """A case with the time it takes, or is expected to take, of its room."""

    case: Case
    begins: dt.datetime
    ends: dt.datetime


class RoomDay(NamedTuple):
    """A room today. ``late`` is how much later than planned its last case ends; negative where it is early."""

    room: str
    runs: tuple[Running, ...]
    planned_end: dt.datetime | None
    ends: dt.datetime | None

    @property
    def late(self) -> dt.timedelta:
        """How much later than planned the room is done."""
        return self.ends - self.planned_end if self.ends and self.planned_end else dt.timedelta(0)

    @property
    def runs_late(self) -> bool:
        """Later than anybody would take for on time."""
        return self.late >= LATE


def rooms_today(cases: Iterable[Case], *, now: dt.datetime) -> list[RoomDay]:
    """Every room with its cases in the order in which they run; cancelled ones take no time and stand at their plan."""
    rooms: dict[str, list[Case]] = {}
    for case in cases:
        rooms.setdefault(case.room, []).append(case)
    return [_room(room, some, now) for room, some in sorted(rooms.items())]


def _room(room: str, cases: list[Case], now: dt.datetime) -> RoomDay:
    ordered = sorted(cases, key=lambda one: (one.times.entered is None, one.times.entered or one.starts))
    runs: list[Running] = []
    before: Running | None = None
    for case in ordered:
        if case.state is State.CANCELLED:
            runs.append(Running(case, case.starts, case.ends))
            continue
        before = _runs(case, before, now)
        runs.append(before)
    kept = [one for one in runs if one.case.state is not State.CANCELLED]
    planned = max((one.case.ends for one in kept), default=None)
    return RoomDay(room, tuple(runs), planned, max((one.ends for one in kept), default=None))


def _runs(case: Case, before: Running | None, now: dt.datetime) -> Running:
    """As it went, as far as it went; the rest as planned, after whoever is before it."""
    length = case.ends - case.starts
    if case.times.entered is not None:
        ends = case.times.left or max(now, case.times.entered + length)
        return Running(case, case.times.entered, ends)
    free = now
    if before is not None:
        gap = max(dt.timedelta(0), min(TURNOVER, case.starts - before.case.ends))
        free = max(now, before.ends + gap)
    begins = max(case.starts, free)
    return Running(case, begins, begins + length)
