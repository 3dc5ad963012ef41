"""A month of theatres: figures by service and block, and which blocks of the coming weeks might be released."""

from __future__ import annotations

import calendar
import datetime as dt
import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wellrun.departments.operations.queries.theatre import blocks_between, cases_between
from wellrun.departments.operations.rules.theatre import figures
from wellrun.departments.operations.rules.theatre.blocks import BlockDay
from wellrun.departments.operations.rules.theatre.figures import BlockUse, Ratio
from wellrun.foundations.organisation.models import Facility

AHEAD = dt.timedelta(days=14)
WEEKS = 13
"""A single block has four days a month, which say nothing: its figures reach back so many weeks."""

SCANTY = 0.5
"""A block of which less than half is booked is asked about."""


@dataclass(frozen=True)
class Used:
    """Blocks of one service, or one block, in the month. ``over`` is the mean over-run in minutes a block."""

    name: str
    raw: Ratio
    adjusted: Ratio
    over: float
    late_ends: int


@dataclass(frozen=True)
class Month:
    """A month of a facility's theatres up to yesterday. Minutes are minutes; shares are of 1."""

    first: dt.date
    last: dt.date
    whole: Used | None
    services: tuple[Used, ...]
    blocks: tuple[Used, ...]
    starts: int
    on_time: int
    turnovers: int
    turnover: float | None
    listed: int
    cancelled: int
    reasons: tuple[tuple[str, int], ...]


def month_of(facility: Facility, first: dt.date, *, today: dt.date) -> Month:
    """The figures of a month from its cases and blocks."""
    zone = ZoneInfo(facility.time_zone)
    last = min(first.replace(day=calendar.monthrange(first.year, first.month)[1]), today - dt.timedelta(days=1))
    cases = cases_between(facility, first, last)
    uses = figures.uses(blocks_between(facility, first, last, today=today, cases=cases))
    started = figures.first_cases(cases, zone=zone)
    turned = [one.minutes for one in figures.turnovers(cases, zone=zone)]
    off = [case for case in cases if figures.cancelled_on_the_day(case, zone=zone)]
    return Month(
        first=first,
        last=last,
        whole=_used("", uses),
        services=_by(uses, lambda one: one.of.block.service),
        blocks=_by(_longer(facility, last, today), _name_of),
        starts=len(started),
        on_time=sum(one.on_time for one in started),
        turnovers=len(turned),
        turnover=statistics.median(turned) if turned else None,
        listed=sum(figures.on_the_list(case, zone=zone) for case in cases),
        cancelled=len(off),
        reasons=tuple(Counter(case.reason for case in off).most_common()),
    )


def _longer(facility: Facility, last: dt.date, today: dt.date) -> list[BlockUse]:
    first = last - dt.timedelta(weeks=WEEKS) + dt.timedelta(days=1)
    cases = cases_between(facility, first, last)
    return figures.uses(blocks_between(facility, first, last, today=today, cases=cases))


def to_release(facility: Facility, *, today: dt.date) -> list[BlockDay]:
    """Blocks of the next two weeks that their owner holds and has filled by less than half, the emptiest first."""
    first, last = today + dt.timedelta(days=1), today + AHEAD
    cases = cases_between(facility, first, last)
    held = blocks_between(facility, first, last, today=today, cases=cases)
    scanty = [one for one in held if not one.released and one.booked < SCANTY * one.minutes]
    return sorted(scanty, key=lambda one: (one.booked / one.minutes, one.day))


def open_time(facility: Facility, *, today: dt.date) -> list[BlockDay]:
    """Blocks of the next two weeks that are released: time that anybody may book."""
    first, last = today, today + AHEAD
    cases = cases_between(facility, first, last)
    return [one for one in blocks_between(facility, first, last, today=today, cases=cases) if one.released]


def _name_of(one: BlockUse) -> str:
    block = one.of.block
    return f"{block.room}, {block.weekday}, {block.service}"


def _by(uses: Iterable[BlockUse], name: Callable[[BlockUse], str]) -> tuple[Used, ...]:
    groups: dict[str, list[BlockUse]] = {}
    for one in uses:
        groups.setdefault(name(one), []).append(one)
    found = (_used(key, some) for key, some in sorted(groups.items()))
    return tuple(one for one in found if one is not None)


def _used(name: str, some: list[BlockUse]) -> Used | None:
    raw, adjusted = figures.raw_utilisation(some), figures.adjusted_utilisation(some)
    if raw is None or adjusted is None:
        return None
    over = sum(one.over for one in some) / len(some)
    return Used(name, raw, adjusted, over, sum(one.over > 0 for one in some))
