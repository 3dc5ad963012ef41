"""Requests as pages read them: what is open and how late, what became of one, how quickly kinds are answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from wellrun.departments.operations.models import Request
from wellrun.departments.operations.queries.board import number_of
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.requests import (
    OPEN,
    Answered,
    Clock,
    Kind,
    Standing,
    State,
    Target,
    Urgency,
    Week,
    completion,
    response,
    target,
    weeks,
)
from wellrun.foundations.organisation.models import Bed
from wellrun.foundations.organisation.places import Level, Place, Tree

WEEKS = 8
"""Weeks of asking whose times are shown."""

ENDED = dt.timedelta(days=1)
"""So long a request that is over can still be seen on the board."""


@dataclass(frozen=True)
class RequestLine:
    """A request with its clocks; ``clock`` is the one that counts now."""

    request: Request
    where: str
    to: str
    aim: Target
    response: Clock
    completion: Clock

    @property
    def clock(self) -> Clock:
        return self.response if self.request.state == State.ASKED else self.completion

    @property
    def pressing(self) -> float:
        """Used of the time it should take: above 1 it is late."""
        return self.clock.ran / self.clock.within


def standing_of(row: Request) -> Standing:
    """A kept request as the rules know it."""
    return Standing(
        State(row.state),
        row.asked_at,
        row.began_at,
        row.answered_at,
        row.started_at,
        row.ended_at,
        str(row.owner_id or ""),
        row.reopened,
    )


def requests_within(place: Place, *, tree: Tree) -> QuerySet[Request]:
    """The requests of a place: those asked for its units; of a facility also those of units that are no more."""
    rows = Request.objects.filter(facility__code=place.facility).select_related("owner", "facility", "course")
    if place.level is Level.FACILITY:
        return rows
    codes = [unit.code.partition("/")[2] for unit in tree.within(place) if unit.level is Level.UNIT]
    return rows.filter(unit__in=codes)


def lines_of(rows: Iterable[Request], *, tree: Tree, now: dt.datetime) -> list[RequestLine]:
    """These requests with their places and clocks, the most pressing first."""
    return sorted((line_of(one, tree=tree, now=now) for one in rows), key=lambda line: -line.pressing)


def line_of(one: Request, *, tree: Tree, now: dt.datetime) -> RequestLine:
    """One request with its places and clocks."""
    standing, aim = standing_of(one), aim_of(one)
    return RequestLine(
        one,
        _spot(one.facility.code, one.unit, one.bed, one.room, tree),
        _spot(one.facility.code, one.to_unit, one.to_bed, one.to_room, tree),
        aim,
        response(standing, aim, now=now),
        completion(standing, aim, now=now),
    )


def aim_of(one: Request) -> Target:
    """The target of the day on which it was first asked."""
    day = one.asked_at.astimezone(ZoneInfo(one.facility.time_zone)).date()
    return target(Kind(one.kind), Urgency(one.urgency), day)


def _spot(facility: str, unit: str, bed: str, room: str, tree: Tree) -> str:
    place = tree.get(f"{facility}/{unit}")
    parts = [place.name if place else unit, number_of(Spot(unit, bed)) if bed else "", room]
    return ", ".join(part for part in parts if part)


def open_lines(place: Place, *, tree: Tree, now: dt.datetime) -> list[RequestLine]:
    """What waits or is under way in a place, the most pressing first."""
    return lines_of(requests_within(place, tree=tree).filter(state__in=OPEN), tree=tree, now=now)


def ended_lines(place: Place, *, tree: Tree, now: dt.datetime) -> list[RequestLine]:
    """What has ended within the last day, newest first."""
    rows = requests_within(place, tree=tree).filter(ended_at__gte=now - ENDED).exclude(state__in=OPEN)
    return [line_of(one, tree=tree, now=now) for one in rows.order_by("-ended_at")[:50]]


def week_figures(place: Place, *, tree: Tree, now: dt.datetime) -> tuple[Week, ...]:
    """How quickly requests of a place were answered, by kind and week of asking."""
    zone = ZoneInfo(place.time_zone)
    rows = requests_within(place, tree=tree).filter(asked_at__gte=now - dt.timedelta(weeks=WEEKS))
    return weeks(_answered(line, zone) for line in lines_of(rows.exclude(answered_at=None), tree=tree, now=now))


def _answered(line: RequestLine, zone: ZoneInfo) -> Answered:
    day = line.request.began_at.astimezone(zone).date()
    minutes = line.response.ran / dt.timedelta(minutes=1)
    return Answered(Kind(line.request.kind), day, minutes, not line.response.late)


def of_asset(place: Place, tag: str, *, tree: Tree, now: dt.datetime) -> list[RequestLine]:
    """Everything that was asked for one piece of equipment in a place, newest first."""
    rows = requests_within(place, tree=tree).filter(asset=tag).order_by("-asked_at")
    return [line_of(one, tree=tree, now=now) for one in rows]


def spots(place: Place, *, tree: Tree) -> list[tuple[str, list[tuple[str, str]]]]:
    """Units and beds of the facility, for a choice: each unit with itself and its beds."""
    units = [one for one in tree.within(tree[place.facility]) if one.level is Level.UNIT]
    beds: dict[str, list[tuple[str, str]]] = {}
    rows = Bed.objects.filter(unit__department__facility__code=place.facility).order_by("unit__code", "code")
    for unit, code in rows.values_list("unit__code", "code"):
        beds.setdefault(unit, []).append((f"{unit}|{code}", number_of(Spot(unit, code))))
    return [
        (unit.name, [(f"{code}|", unit.name), *((key, f"{unit.name}, {number}") for key, number in beds.get(code, ()))])
        for unit in units
        for code in (unit.code.partition("/")[2],)
    ]
