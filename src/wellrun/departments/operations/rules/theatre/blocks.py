"""Blocks: time of a room that a service owns on a weekday, and when it is released for others to book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from wellrun.departments.operations.rules.theatre.cases import Case, State


class Block(NamedTuple):
    """A service's time in a room: each ``weekday`` (0 is Monday) from ``since`` to ``until``, ``begins`` to ``ends``.

    ``release_days``: so many days ahead it is released if its owner has booked nothing in it.
    """

    key: str
    room: str
    service: str
    weekday: int
    begins: dt.time
    ends: dt.time
    release_days: int
    since: dt.date
    until: dt.date | None = None

    def on(self, day: dt.date) -> bool:
        """Whether it is held on a day."""
        return self.weekday == day.weekday() and self.since <= day and (self.until is None or day <= self.until)


class BlockDay(NamedTuple):
    """A block on a day, with its window, its owner's cases, and whether it was released."""

    block: Block
    day: dt.date
    begins: dt.datetime
    ends: dt.datetime
    cases: tuple[Case, ...]
    released: bool
    by_hand: bool = False

    @property
    def minutes(self) -> float:
        """Minutes allocated."""
        return (self.ends - self.begins).total_seconds() / 60

    @property
    def booked(self) -> float:
        """Minutes planned in it that are not cancelled."""
        planned = (case for case in self.cases if case.state is not State.CANCELLED)
        return sum(overlap(case.starts, case.ends, self.begins, self.ends) for case in planned)


def block_days(
    blocks: Iterable[Block],
    cases: Iterable[Case],
    *,
    first: dt.date,
    last: dt.date,
    today: dt.date,
    zone: dt.tzinfo,
    by_hand: Collection[tuple[str, dt.date]] = (),
) -> Iterator[BlockDay]:
    """Each block on each of its days, in order of day and room.

    It is released if somebody released it by hand, or if by ``release_days`` before the day nothing of its owner stood
    in it. A case that its owner books later takes its time back, as nobody can be turned away from an empty room.
    """
    held: dict[tuple[str, dt.date], list[Case]] = {}
    for case in cases:
        held.setdefault((case.room, case.starts.astimezone(zone).date()), []).append(case)
    listed = sorted(blocks, key=lambda one: (one.room, one.begins))
    for offset in range((last - first).days + 1):
        day = first + dt.timedelta(days=offset)
        for block in listed:
            if not block.on(day):
                continue
            begins, ends = (dt.datetime.combine(day, time, tzinfo=zone) for time in (block.begins, block.ends))
            own = [case for case in held.get((block.room, day), ()) if case.service == block.service]
            inside = sorted((one for one in own if one.starts < ends and begins < one.ends), key=lambda one: one.starts)
            said = (block.key, day) in by_hand
            due = (day - today).days <= block.release_days
            yield BlockDay(block, day, begins, ends, tuple(inside), said or (due and not inside), said)


def overlap(begins: dt.datetime, ends: dt.datetime, since: dt.datetime, until: dt.datetime) -> float:
    """Minutes that two stretches of time share."""
    return max(0.0, (min(ends, until) - max(begins, since)).total_seconds() / 60)
