"""Figures of theatres: first cases, turnovers, utilisation, over-run, cancellations on the day.

Turnover is from patient out of room to the next patient in room, of cases that follow one another (Association of
Anesthesia Clinical Directors, Procedural Times Glossary). Raw utilisation is in-room minutes within the block over
allocated minutes; adjusted utilisation adds turnover: 330 and 60 minutes in 480 are 69 % and 81 %. A service's figure
of few blocks says little (Anesthesiology 2003;98:1243), so it has an interval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from wellrun.departments.operations.rules.theatre.blocks import BlockDay, overlap
from wellrun.departments.operations.rules.theatre.cases import Case, State

GRACE = dt.timedelta(minutes=5)
"""A first case that enters the room so long after its planned start, or less, is on time."""

CAP = dt.timedelta(minutes=60)
"""A longer gap between two patients is empty time and no turnover."""

DRAWS, SEED, FEWEST = 2000, 20261128, 5
"""Draws of the bootstrap; its seed, so that a page says the same twice; and block days below which it says nothing."""


class Start(NamedTuple):
    """The first case of a room's day: how many minutes after its planned start the patient came in."""

    case: Case
    late: float

    @property
    def on_time(self) -> bool:
        """Within the grace."""
        return self.late <= GRACE.total_seconds() / 60


class Turnover(NamedTuple):
    """From one patient out of a room to the next one in, in minutes; ``case`` is the next one."""

    case: Case
    minutes: float


class BlockUse(NamedTuple):
    """What became of a block that its owner kept, in minutes."""

    of: BlockDay
    used: float
    turnover: float
    over: float


class Ratio(NamedTuple):
    """A share of the allocated time with its 95 % interval (none with few block days) and how many block days it is of.

    ``value`` is not cut at 1: a block can be filled beyond what turnover leaves free.
    """

    value: float
    lower: float | None
    upper: float | None
    days: int


def first_cases(cases: Iterable[Case], *, zone: dt.tzinfo) -> list[Start]:
    """The first planned case of each room and day, of those in which a patient came in.

    Urgent cases are no first cases: their time is not planned. A first case that is cancelled gives its place to the
    next one, which was planned for its own time.
    """
    first: dict[tuple[str, dt.date], Case] = {}
    for case in sorted(cases, key=lambda one: one.starts):
        if not case.urgent and case.state is not State.CANCELLED:
            first.setdefault((case.room, case.starts.astimezone(zone).date()), case)
    return [
        Start(case, (case.times.entered - case.starts).total_seconds() / 60)
        for case in first.values()
        if case.times.entered is not None
    ]


def turnovers(cases: Iterable[Case], *, zone: dt.tzinfo) -> list[Turnover]:
    """Between patients that follow one another in a room on a day, without gaps longer than ``CAP``."""
    found = []
    for before, after, gap in _gaps(cases):
        assert before.times.left is not None and after.times.entered is not None
        same = before.times.left.astimezone(zone).date() == after.times.entered.astimezone(zone).date()
        if same and dt.timedelta(0) <= gap <= CAP:
            found.append(Turnover(after, gap.total_seconds() / 60))
    return found


def use_of(block: BlockDay) -> BlockUse:
    """In-room minutes of the owner inside the block, turnover between them, and minutes beyond its end."""
    cases = [case for case in block.cases if case.times.entered and case.times.left]
    used = sum(overlap(*_inside(case), block.begins, block.ends) for case in cases)
    turned = sum(
        overlap(before.times.left, after.times.entered, block.begins, block.ends)
        for before, after, gap in _gaps(cases)
        if dt.timedelta(0) <= gap <= CAP and before.times.left and after.times.entered
    )
    last = max((left for _entered, left in map(_inside, cases)), default=block.ends)
    return BlockUse(block, used, turned, max(0.0, (last - block.ends).total_seconds() / 60))


def uses(days: Iterable[BlockDay]) -> list[BlockUse]:
    """Of each block that its owner kept; one released gives its time to whoever books it, and counts for nobody."""
    return [use_of(one) for one in days if not one.released]


def raw_utilisation(some: Sequence[BlockUse]) -> Ratio | None:
    """In-room minutes within blocks over allocated minutes; none without blocks."""
    return _ratio([(one.used, one.of.minutes) for one in some])


def adjusted_utilisation(some: Sequence[BlockUse]) -> Ratio | None:
    """The same with turnover within blocks added."""
    return _ratio([(one.used + one.turnover, one.of.minutes) for one in some])


def cancelled_on_the_day(case: Case, *, zone: dt.tzinfo) -> bool:
    """Whether a planned case was cancelled on the day it was planned for, or later."""
    at = case.times.cancelled
    return not case.urgent and at is not None and at.astimezone(zone).date() >= case.starts.astimezone(zone).date()


def on_the_list(case: Case, *, zone: dt.tzinfo) -> bool:
    """Whether a planned case still stood on the list when its day began."""
    return not case.urgent and (case.times.cancelled is None or cancelled_on_the_day(case, zone=zone))


def _gaps(cases: Iterable[Case]) -> list[tuple[Case, Case, dt.timedelta]]:
    rooms: dict[str, list[Case]] = {}
    for case in sorted((one for one in cases if one.times.entered), key=lambda one: one.times.entered or one.starts):
        rooms.setdefault(case.room, []).append(case)
    return [
        (before, after, after.times.entered - before.times.left)
        for some in rooms.values()
        for before, after in pairwise(some)
        if before.times.left is not None and after.times.entered is not None
    ]


def _inside(case: Case) -> tuple[dt.datetime, dt.datetime]:
    assert case.times.entered is not None and case.times.left is not None
    return case.times.entered, case.times.left


def _ratio(pairs: Sequence[tuple[float, float]]) -> Ratio | None:
    """The ratio of two sums; its interval is the percentile bootstrap over block days, of one seed."""
    whole = sum(allocated for _used, allocated in pairs)
    if not whole:
        return None
    value = sum(used for used, _allocated in pairs) / whole
    if len(pairs) < FEWEST:
        return Ratio(value, None, None, len(pairs))
    import numpy as np

    used, allocated = np.array(pairs, dtype=float).T
    drawn = np.random.default_rng(SEED).multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), size=DRAWS)
    lower, upper = np.quantile((drawn @ used) / (drawn @ allocated), (0.025, 0.975))
    return Ratio(value, float(lower), float(upper), len(pairs))
