"""What heads have said of variances, and who still owes a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from wellrun.departments.finance.models import VarianceComment
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import Line, Scope, centres_of, told_days
from wellrun.departments.finance.rules.terms import Terms
from wellrun.foundations.organisation.places import Place, Tree


@dataclass(frozen=True)
class Owed:
    """A cost centre that is over its limits in a period: the day until which it explains, and what it has said."""

    line: Line
    place: Place
    centre: str
    month: dt.date
    due: dt.date
    said: VarianceComment | None = None


def comments_of(facility: str, centre: str, month: dt.date) -> QuerySet[VarianceComment]:
    """What was said of a cost centre in a period, the latest first."""
    rows = VarianceComment.objects.filter(facility__code=facility, cost_centre=centre, month=month)
    return rows.select_related("by__person", "action")


def owed_in(scope: Scope, month: dt.date) -> list[Owed]:
    """Every cost centre of the scope that is beyond the limits of its facility, the largest first."""
    lines = [line for line in centres_of(scope) if line.kind.value == "expense"]
    facilities = sorted({line.facility for line in lines})
    terms = {facility: terms_of(facility) for facility in facilities}
    told = told_days(facilities) if facilities else {}
    said = _latest(facilities, month)
    found = [
        _owed(line, scope.tree, month, terms[line.facility], told, said)
        for line in lines
        if terms[line.facility].asks(line.parts, line.kind) and line.facility in scope.tree.places
    ]
    return sorted(found, key=lambda one: -one.line.parts.over)


def _latest(facilities: Iterable[str], month: dt.date) -> dict[tuple[str, str], VarianceComment]:
    rows = VarianceComment.objects.filter(facility__code__in=list(facilities), month=month).select_related(
        "facility", "by__person"
    )
    return {(one.facility.code, one.cost_centre): one for one in rows.order_by("at", "pk")}


def _owed(
    line: Line,
    tree: Tree,
    month: dt.date,
    terms: Terms,
    told: dict[tuple[str, dt.date], dt.date],
    said: dict[tuple[str, str], VarianceComment],
) -> Owed:
    centre = line.code.split("/", 1)[1]
    due = terms.due(told.get((line.facility, month), month))
    return Owed(line, place_of(line, tree), centre, month, due, said.get((line.facility, centre)))


def place_of(line: Line, tree: Tree) -> Place:
    """The narrowest place that a cost centre belongs to."""
    for code in (line.unit, line.department):
        place = tree.get(f"{line.facility}/{code}") if code else None
        if place is not None:
            return place
    return tree[line.facility]
