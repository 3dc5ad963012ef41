"""Theatres as pages and measures read them: cases, blocks by day, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from wellrun.departments.operations.models import BlockRelease, TheatreBlock, TheatreCase
from wellrun.departments.operations.rules.theatre import figures
from wellrun.departments.operations.rules.theatre.blocks import Block, BlockDay, block_days
from wellrun.departments.operations.rules.theatre.cases import Case, Times
from wellrun.departments.operations.rules.theatre.running import RoomDay, rooms_today
from wellrun.foundations.organisation.models import Facility

ROW = ("pk", "room", "service", "starts", "ends", "urgent", *Times._fields, "reason")
"""What rules need of a case; nothing of it lies sealed."""


@dataclass(frozen=True)
class Today:
    """The theatres of a facility today: rooms as they run, and the rows by their keys."""

    at: dt.datetime
    rooms: tuple[RoomDay, ...]
    rows: dict[str, TheatreCase]
    blocks: tuple[BlockDay, ...]


def case_of(row: Sequence[Any]) -> Case:
    """What rules know of a row of ``ROW``."""
    key, room, service, starts, ends, urgent, *times, reason = row
    return Case(str(key), room, service, starts, ends, urgent, Times(*times), reason)


def cases_between(facility: Facility, first: dt.date, last: dt.date) -> list[Case]:
    """Cases planned for these days of the facility's own calendar, in order."""
    rows = TheatreCase.objects.filter(facility=facility, **_within(facility, first, last)).order_by("starts", "room")
    return [case_of(row) for row in rows.values_list(*ROW)]


def rooms_of(facility: Facility) -> list[str]:
    """The theatres that blocks or cases name."""
    told = TheatreBlock.objects.filter(facility=facility).order_by("room").values_list("room", flat=True).distinct()
    used = TheatreCase.objects.filter(facility=facility).order_by("room").values_list("room", flat=True).distinct()
    return sorted({*told, *used})


def today_of(facility: Facility, *, now: dt.datetime) -> Today:
    """The rooms of today with what is left of their lists."""
    zone = ZoneInfo(facility.time_zone)
    day = now.astimezone(zone).date()
    rows = TheatreCase.objects.filter(facility=facility, **_within(facility, day, day)).order_by("starts", "room")
    held = {str(row.pk): row for row in rows}
    cases = [case_of([getattr(row, name) for name in ROW]) for row in held.values()]
    rooms = tuple(rooms_today(cases, now=now))
    return Today(now, rooms, held, tuple(blocks_between(facility, day, day, today=day, cases=cases)))


def blocks_between(
    facility: Facility, first: dt.date, last: dt.date, *, today: dt.date, cases: Iterable[Case]
) -> list[BlockDay]:
    """Each block on each of these days."""
    blocks = [
        Block(str(b.pk), b.room, b.service, b.weekday, b.begins, b.ends, b.release_days, b.since, b.until)
        for b in TheatreBlock.objects.filter(facility=facility, since__lte=last).exclude(until__lt=first)
    ]
    said = BlockRelease.objects.filter(block__facility=facility, day__gte=first, day__lte=last)
    by_hand = {(str(block), day) for block, day in said.values_list("block", "day")}
    zone = ZoneInfo(facility.time_zone)
    return list(block_days(blocks, cases, first=first, last=last, today=today, zone=zone, by_hand=by_hand))


def outcome_rows(today: dt.date) -> list[dict[str, Any]]:
    """What became of each case whose day is over, for measures: no words, no names."""
    held = Facility.objects.filter(theatre_cases__isnull=False).distinct().order_by("code")
    return [row for facility in held for row in _outcomes(facility, today)]


def _outcomes(facility: Facility, today: dt.date) -> Iterator[dict[str, Any]]:
    zone = ZoneInfo(facility.time_zone)
    cases = cases_between(facility, *_over(facility, today))
    first = {one.case.key: one for one in figures.first_cases(cases, zone=zone)}
    turned = {one.case.key: one.minutes for one in figures.turnovers(cases, zone=zone)}
    for case in cases:
        start = first.get(case.key)
        yield {
            "facility": facility.code,
            "outcome": case.key,
            "day": case.starts.astimezone(zone).date(),
            "room": case.room,
            "service": case.service,
            "listed": figures.on_the_list(case, zone=zone),
            "cancelled": figures.cancelled_on_the_day(case, zone=zone),
            "cancelled_for": case.reason or None,
            "late": start.late if start else None,
            "on_time": start.on_time if start else None,
            "turnover": turned.get(case.key),
        }


def block_rows(today: dt.date) -> list[dict[str, Any]]:
    """Blocks that their owners kept, by day, with the minutes used of them."""
    held = Facility.objects.filter(theatre_blocks__isnull=False).distinct().order_by("code")
    return [row for facility in held for row in _block_days(facility, today)]


def _block_days(facility: Facility, today: dt.date) -> Iterator[dict[str, Any]]:
    first, last = _over(facility, today)
    cases = cases_between(facility, first, last)
    for one in figures.uses(blocks_between(facility, first, last, today=today, cases=cases)):
        yield {
            "facility": facility.code,
            "block": one.of.block.key,
            "day": one.of.day,
            "room": one.of.block.room,
            "service": one.of.block.service,
            "allocated": one.of.minutes,
            "used": one.used,
            "turned": one.turnover,
            "over": one.over,
        }


def _over(facility: Facility, today: dt.date) -> tuple[dt.date, dt.date]:
    """From the first day of which a case is known to the last that is over."""
    last = today - dt.timedelta(days=1)
    first = TheatreCase.objects.filter(facility=facility).order_by("starts").values_list("starts", flat=True).first()
    return (first.astimezone(ZoneInfo(facility.time_zone)).date() if first else last), last


def _within(facility: Facility, first: dt.date, last: dt.date) -> dict[str, dt.datetime]:
    zone = ZoneInfo(facility.time_zone)
    begins = dt.datetime.combine(first, dt.time(), tzinfo=zone)
    return {"starts__gte": begins, "starts__lt": dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone)}
