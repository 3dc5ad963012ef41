"""What holds beds now, and how it went before when that was out of the way."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from wellrun.departments.operations.models import Barrier, BedSpan, Course, Request
from wellrun.departments.operations.queries.board import BedShown, Board, WardShown, leaving
from wellrun.departments.operations.queries.leaving import barriers_of
from wellrun.departments.operations.rules.freeing import Freeing, Idle, Leaving, Means, Went, freeing
from wellrun.departments.operations.rules.house.beds import Condition
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.requests import OPEN, Kind

BEHIND = dt.timedelta(days=90)
"""So far back it is looked at how many left the same day."""

MEANS = {Condition.DIRTY: Means.CLEANING, Condition.BLOCKED: Means.BLOCKED, Condition.CLOSED: Means.CLOSED}
ASKED = {
    Means.CLEANING: (Kind.CLEANING,),
    Means.BLOCKED: (Kind.CLEANING, Kind.FACILITY, Kind.EQUIPMENT),
    Means.CLOSED: (),
}
"""The requests by which somebody sees to a bed. A closed one lacks people, of whom no request tells."""

Going = Sequence[tuple[WardShown, BedShown, Course]]


def what_frees(shown: Board, going: Going, held: Mapping[UUID, tuple[Barrier, ...]]) -> tuple[Freeing, ...]:
    """What would free most beds of a board; ``going`` are those who could leave today, ``held`` what holds them."""
    stays = [
        Leaving(ward.code, frozenset(one.reason for one in some), bool(some) and all(one.action_id for one in some))
        for ward, _bed, course in going
        if (some := held.get(course.pk, ())) or (course.pk in shown.ready and course.leaving is None)
    ]
    return freeing(stays, _idle(shown), went(shown.place.facility, at=shown.at, zone=ZoneInfo(shown.place.time_zone)))


class Alone(NamedTuple):
    """Somebody whom one thing alone holds, in a bed of a ward."""

    ward: WardShown
    bed: BedShown
    course: Course
    barrier: Barrier


def held_alone_by(shown: Board, reason: str) -> list[Alone]:
    """Whom of those who could leave today this alone holds, and nobody sees to it."""
    going = leaving(shown)
    held = barriers_of([course for _ward, _bed, course in going])
    return [
        Alone(ward, bed, course, one)
        for ward, bed, course in going
        if {one.reason for one in held.get(course.pk, ())} == {reason}
        for one in held[course.pk]
        if one.action_id is None
    ]


def to_clean(shown: Board) -> list[Spot]:
    """Empty beds that are to be cleaned and for which nobody was asked."""
    asked = _asked(shown.place.facility, ASKED[Means.CLEANING])
    empty = [bed for ward in shown.wards for bed in ward.beds if not bed.visits]
    spots = (Spot(bed.unit, bed.code) for bed in empty if bed.condition is Condition.DIRTY)
    return [spot for spot in spots if spot not in asked]


def _idle(shown: Board) -> list[Idle]:
    empty = [bed for ward in shown.wards for bed in ward.beds if not bed.visits and bed.condition in MEANS]
    if not empty:
        return []
    rows = BedSpan.objects.filter(facility__code=shown.place.facility, until=None, condition__in=MEANS)
    since = {Spot(unit, bed): when for unit, bed, when in rows.values_list("unit", "bed", "since")}
    asked = {means: _asked(shown.place.facility, kinds) for means, kinds in ASKED.items() if kinds}
    found = []
    for bed in empty:
        means, spot = MEANS[bed.condition], Spot(bed.unit, bed.code)
        found.append(Idle(bed.unit, means, since.get(spot, shown.at), spot in asked.get(means, ())))
    return found


def _asked(facility: str, kinds: Iterable[Kind]) -> frozenset[Spot]:
    rows = Request.objects.filter(facility__code=facility, state__in=OPEN, kind__in=list(kinds)).exclude(bed="")
    return frozenset(Spot(unit, bed) for unit, bed in rows.values_list("unit", "bed"))


def went(facility: str, *, at: dt.datetime, zone: ZoneInfo) -> dict[str, Went]:
    """By reason: of those whose last barrier ended on a day of the past months, how many left on that day.

    The day of the board is not over yet and tells nothing.
    """
    begin = dt.datetime.combine(at.astimezone(zone).date(), dt.time(), zone)
    lately = Barrier.objects.filter(course__facility__code=facility, ended_at__gte=begin - BEHIND, ended_at__lt=begin)
    rows = Barrier.objects.filter(course__in=lately.values("course")).order_by()
    by_course: dict[UUID, list[tuple[str, dt.datetime | None]]] = defaultdict(list)
    left: dict[UUID, dt.datetime | None] = {}
    for course, reason, ended, gone in rows.values_list("course_id", "reason", "ended_at", "course__left"):
        by_course[course].append((reason, ended))
        left[course] = gone
    of: Counter[str] = Counter()
    did: Counter[str] = Counter()
    for course, barriers in by_course.items():
        ends = [ended for _reason, ended in barriers if ended is not None]
        if len(ends) < len(barriers) or not begin - BEHIND <= max(ends) < begin:
            continue
        last = max(ends).astimezone(zone).date()
        gone = left[course]
        for reason in {reason for reason, ended in barriers if ended == max(ends)}:
            of[reason] += 1
            did[reason] += gone is not None and gone.astimezone(zone).date() == last
    return {reason: Went(did[reason], many) for reason, many in of.items()}
