"""The list of reports with its picture, and one report with everything about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from wellrun.departments.quality.models import Incident, Lesson
from wellrun.departments.quality.models.incidents import KINDS
from wellrun.departments.quality.queries.clocks import Running, clocks_of
from wellrun.departments.quality.queries.scope import within
from wellrun.departments.quality.rules.incidents import Harm, Status
from wellrun.engines.spc.pareto import ParetoBar, pareto
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

WEEKS = 13
"""Weeks that the picture of kinds looks back on."""


@dataclass(frozen=True)
class IncidentLine:
    """A report on the list, with the first clock that runs for it."""

    incident: Incident
    place: str
    next_clock: Running | None

    @property
    def days_waiting(self) -> int | None:
        """Days from report to triage; none while it waits."""
        if self.incident.triaged_at is None:
            return None
        return (self.incident.triaged_at - self.incident.reported_at).days


@dataclass(frozen=True)
class Overview:
    """What a place tells: those that wait, the rest by their life, and what they were about."""

    lines: tuple[IncidentLine, ...]
    kinds: tuple[ParetoBar, ...]
    since: dt.date

    @property
    def waiting(self) -> tuple[IncidentLine, ...]:
        """Those nobody has triaged, gravest first, then the longest waiting."""
        found = [line for line in self.lines if line.incident.status == Status.REPORTED]
        order = list(Harm)
        found.sort(key=lambda line: (-order.index(Harm(line.incident.harm)), line.incident.reported_at))
        return tuple(found)


def overview(place: Place, reader: Account, *, tree: Tree, day: dt.date) -> Overview:
    """Everything told in a place that the reader may read."""
    held = list(within([place], reader, tree=tree).select_related("investigator"))
    since = day - dt.timedelta(weeks=WEEKS)
    told = [one for one in held if one.status != Status.MERGED and since < timezone.localdate(one.occurred_at) <= day]
    kinds = Counter(str(KINDS[one.kind]) for one in told)
    return Overview(lines_of(held, tree=tree), pareto(dict(kinds.most_common())), since)


def lines_of(held: Sequence[Incident], *, tree: Tree) -> tuple[IncidentLine, ...]:
    """Reports as lines of a list."""
    clocks = clocks_of(held)
    return tuple(IncidentLine(one, name_of(one.place, tree), _first(clocks.get(str(one.pk), ()))) for one in held)


def _first(clocks: Iterable[Running]) -> Running | None:
    return next((one for one in clocks if one.met is None), None)


def name_of(code: str, tree: Tree) -> str:
    """The name of a place, or its code where the place is gone."""
    place = tree.get(code)
    return place.name if place else code


def readable(reader: Account, places: Iterable[Place], *, tree: Tree) -> QuerySet[Incident]:
    """The reports that may be opened, with what their page shows."""
    return within(places, reader, tree=tree).select_related(
        "reporter__person", "investigator", "into__facility", "lesson"
    )


def lessons(place: Place, *, tree: Tree) -> QuerySet[Lesson]:
    """What was shared in a place and above it."""
    above = {inner.code for inner in tree.within(place)} | set(place.path)
    return Lesson.objects.filter(place__in=above).select_related("incident", "told_by__person")


def candidates(incident: Incident, reader: Account, *, tree: Tree) -> list[Incident]:
    """Reports that may tell of the same event: open ones of the facility within three days of it, nearest first."""
    near = dt.timedelta(days=3)
    found = within([tree[incident.facility.code]], reader, tree=tree).filter(
        status__in=(Status.REPORTED, Status.OPEN),
        occurred_at__range=(incident.occurred_at - near, incident.occurred_at + near),
    )
    others = found.exclude(pk=incident.pk).order_by("occurred_at")[:50]
    return sorted(
        others,
        key=lambda one: (
            one.place != incident.place,
            one.kind != incident.kind,
            abs(one.occurred_at - incident.occurred_at),
        ),
    )
