"""The page of hours: a pay period as payroll needs it, what is wrong at the clock, what the roster in force breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wellrun.departments.workforce.queries.broken import BrokenBy, broken_by
from wellrun.departments.workforce.queries.hours import GRAINS, FaultLine, HoursLine, hours_of, periods_before
from wellrun.departments.workforce.queries.rosters import unit_of
from wellrun.departments.workforce.rules.clock_faults import FaultKind
from wellrun.departments.workforce.views.pbj import managed_homes
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.pages.tables import Table, TableColumn

GRAIN_NAMES = {"unit": _("by unit"), "person": _("by person"), "day": _("by person and day")}
KIND_NAMES = {
    FaultKind.NO_CLOCK_OUT: _("No clock-out. Nothing is paid until it is sent or mended."),
    FaultKind.OVERLAPPING: _("On two clocks at once. The time shared is paid once."),
    FaultKind.NOT_ROSTERED: _("Worked without being rostered. Paid; enter the shift, or ask who agreed it."),
    FaultKind.NOT_CLOCKED: _("Rostered and not clocked. Nothing is paid; the clock or the roster is wrong."),
    FaultKind.LATE: _("Came late."),
}
FAULTS = 12
"""Faults of a kind on the page; the number of the others stands beside them."""


@requires(Permission.SEE_STAFF)
@never_cache
def hours(request: ReaderRequest) -> HttpResponse:
    """Paid hours of a pay period, exported exactly as they are shown."""
    periods = periods_before(request.day)
    grain = request.GET.get("what", "")
    grain = grain if grain in GRAINS else GRAINS[0]
    asked = request.GET.get("since", "")
    first = next((begins for begins, _ends in periods if begins.isoformat() == asked), periods[0][0])
    page = hours_of(request.place, first=first, grain=grain, now=timezone.now(), tree=request.tree)
    table = Table("hours", _columns(grain), page.lines, request.GET)
    if (file := table.export()) is not None:
        return file
    context = {
        "here": "workforce",
        "section": "hours",
        "page": page,
        "table": table,
        "periods": periods,
        "grain": grain,
        "grains": GRAIN_NAMES.items(),
        "kinds": [(words, found[:FAULTS], len(found) - FAULTS) for words, found in _by_kind(page.faults)],
        "broken": _broken(request),
        "homes": managed_homes(request),
    }
    return render(request, "workforce/hours.html", context)


def _broken(request: ReaderRequest) -> BrokenBy | None:
    unit = request.place.level is Level.UNIT
    return broken_by(unit_of(request.place), request.day, tree=request.tree) if unit else None


def _by_kind(faults: Iterable[FaultLine]) -> list[tuple[Any, list[FaultLine]]]:
    found: dict[FaultKind, list[FaultLine]] = {kind: [] for kind in KIND_NAMES}
    for one in faults:
        found[one.fault.kind].append(one)
    return [(KIND_NAMES[kind], lines) for kind, lines in found.items() if lines]


def _columns(grain: str) -> tuple[TableColumn[HoursLine], ...]:
    person, day = grain in ("person", "day"), grain == "day"
    about = (
        (TableColumn[HoursLine]("name", _("Name"), lambda line: line.name), person),
        (TableColumn[HoursLine]("number", _("Staff number"), lambda line: line.number), person),
        (TableColumn[HoursLine]("unit", _("Unit"), lambda line: line.unit), True),
        (TableColumn[HoursLine]("date", _("Day"), lambda line: line.day), day),
    )
    figures: tuple[tuple[str, Any, Callable[[HoursLine], float]], ...] = (
        ("paid", _("Paid"), lambda line: line.paid),
        ("ordinary", _("Ordinary"), lambda line: line.ordinary),
        ("overtime", _("Overtime"), lambda line: line.overtime),
        ("night", _("Of these by night"), lambda line: line.night),
        ("weekend", _("at weekends"), lambda line: line.weekend),
        ("holiday", _("on holidays"), lambda line: line.holiday),
        ("rostered", _("Rostered so far"), lambda line: line.rostered),
        ("difference", _("Paid less rostered"), lambda line: line.difference),
    )
    return (
        *(column for column, shown in about if shown),
        *(TableColumn[HoursLine](key, title, value, number=True, places=2) for key, title, value in figures),
    )
