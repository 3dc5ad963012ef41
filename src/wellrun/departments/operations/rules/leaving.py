"""Leaving: since when somebody could, how many days that took needlessly and why, when others like them left.

A patient is ready from the moment a clinician says that no more acute care is needed here until they leave, or until
it is taken back. Avoidable days are the local midnights in that time, as NHS England counts them (acute discharge
situation report and discharge-ready date: day of discharge minus discharge-ready date).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

FEWEST = 20
"""Fewer stays than this that lasted longer say nothing of when somebody will leave."""

UNSAID = ""
"""The reason of an avoidable day of which nobody has said what kept the patient."""


class Said(NamedTuple):
    """Somebody has said that a patient is ready to leave, or no longer; ``order`` is the order of telling."""

    at: dt.datetime
    ready: bool
    order: int = 0


class Span(NamedTuple):
    """A time; without an end it lasts."""

    since: dt.datetime
    until: dt.datetime | None = None


class Held(NamedTuple):
    """A barrier: its reason and its time."""

    reason: str
    since: dt.datetime
    until: dt.datetime | None = None


class Lain(NamedTuple):
    """A time in a unit."""

    unit: str
    since: dt.datetime
    until: dt.datetime | None = None


class Avoidable(NamedTuple):
    """A day begun in the house by somebody who could have left: the day, the unit, the reason."""

    day: dt.date
    unit: str
    reason: str


def ready_spans(said: Iterable[Said], *, left: dt.datetime | None) -> tuple[Span, ...]:
    """The times in which a patient was ready to leave, in order; leaving ends the last. Repeats change nothing."""
    spans: list[Span] = []
    since: dt.datetime | None = None
    for one in sorted(said, key=lambda each: (each.at, each.order)):
        if left is not None and one.at >= left:
            break
        if one.ready and since is None:
            since = one.at
        elif not one.ready and since is not None:
            spans.append(Span(since, one.at))
            since = None
    if since is not None:
        spans.append(Span(since, left))
    return tuple(spans)


def avoidable_days(
    ready: Iterable[Span], held: Sequence[Held], lain: Sequence[Lain], *, zone: ZoneInfo, until: dt.datetime
) -> tuple[Avoidable, ...]:
    """Each local midnight passed while ready, up to a moment; none is counted twice.

    Its reason is that of the barrier that stood then, of several the oldest; without one, ``UNSAID``. Its unit is where
    the patient lay then.
    """
    found = []
    for span in ready:
        for midnight in _midnights(span.since, min(span.until or until, until), zone):
            stood = sorted((one for one in held if _at(one, midnight)), key=lambda one: one.since)
            units = [one.unit for one in lain if _at(one, midnight)]
            reason, unit = (stood[0].reason if stood else UNSAID), (units[0] if units else "")
            found.append(Avoidable(midnight.astimezone(zone).date(), unit, reason))
    return tuple(found)


def _at(one: Held | Lain, moment: dt.datetime) -> bool:
    return one.since < moment and (one.until is None or one.until >= moment)


def _midnights(since: dt.datetime, until: dt.datetime, zone: ZoneInfo) -> Iterable[dt.datetime]:
    day, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    while day < last:
        day += dt.timedelta(days=1)
        yield dt.datetime.combine(day, dt.time(), zone)


class Basis(StrEnum):
    """What a day of leaving rests on, the surest first."""

    SAID = "said"
    LIKE = "like"
    UNIT = "unit"
    FACILITY = "facility"
    NONE = "none"


class Foreseen(NamedTuple):
    """The day on which somebody will leave, what that rests on, and for an estimate how many stays."""

    day: dt.date | None
    basis: Basis
    stays: int = 0


Lengths = Mapping[tuple[str, str], Sequence[float]]
"""Days of the stays that have ended, rising, by unit and way of coming in; either may be empty for all."""


def foreseen(
    *, said: dt.date | None, begun: dt.datetime, unit: str, way: str, lengths: Lengths, now: dt.datetime, zone: ZoneInfo
) -> Foreseen:
    """When a patient will leave: as was said; else as half of those had who stayed at least as long.

    Of the same unit and way of coming in; where fewer than ``FEWEST`` of those stayed as long, of the unit, then of the
    facility. An estimate that has passed is today.
    """
    if said is not None:
        return Foreseen(said, Basis.SAID)
    stayed = (now - begun) / dt.timedelta(days=1)
    groups = ((Basis.LIKE, (unit, way)), (Basis.UNIT, (unit, "")), (Basis.FACILITY, ("", "")))
    for basis, key in groups:
        longer = [one for one in lengths.get(key, ()) if one > stayed]
        if len(longer) >= FEWEST:
            leaves = begun + dt.timedelta(days=median(longer))
            return Foreseen(max(leaves, now).astimezone(zone).date(), basis, len(longer))
    return Foreseen(None, Basis.NONE)


class When(StrEnum):
    """How soon somebody leaves, in the order of the board."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    UNKNOWN = "unknown"


def when(day: dt.date | None, *, ready: bool, today: dt.date) -> When:
    """The group on the board. Whoever is ready could leave today, whatever day was said; so could who is overdue."""
    if ready or (day is not None and day <= today):
        return When.TODAY
    if day is None:
        return When.UNKNOWN
    return When.TOMORROW if day == today + dt.timedelta(days=1) else When.LATER


class Promised(NamedTuple):
    """Whoever was here as a day began and was then said to leave on it; ``left`` is the day they did."""

    left: dt.date | None


class Kept(NamedTuple):
    """Of those who were to leave on a day, how many did."""

    promised: int
    kept: int

    @property
    def share(self) -> float | None:
        """Kept of promised, 0 to 1; none where nothing was promised."""
        return self.kept / self.promised if self.promised else None


def kept(promised: Iterable[Promised], *, day: dt.date) -> Kept:
    """How far the days of leaving that were said before a day began came true on it."""
    all_of_them = list(promised)
    return Kept(len(all_of_them), sum(one.left == day for one in all_of_them))


BEHIND = dt.timedelta(days=28)
"""So far back avoidable days are counted on the board."""
