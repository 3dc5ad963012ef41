"""Forecasts: what to expect of a ward or a facility, with its range and what forecasts missed lately."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from wellrun.departments.operations.queries.forecasts import forecasts_of, places_with_forecasts
from wellrun.departments.operations.shown.forecasts import TITLES, days_table, pictures_of
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.READ_FIGURES)
def page(request: ReaderRequest) -> HttpResponse:
    """The forecast asked for of the place: the next days, ninety days, and the last twenty-eight with what came."""
    forecasts = forecasts_of(request.place)
    kinds = [what for what in TITLES if what in forecasts]
    asked = request.GET.get("what", "")
    found = forecasts[asked if asked in kinds else kinds[0]] if kinds else None
    table = days_table(found, request.GET) if found else None
    context: dict[str, Any] = {
        "here": "operations",
        "section": "forecasts",
        "found": found,
        "title": TITLES[found.what] if found else "",
        "kinds": [(what, TITLES[what]) for what in kinds],
        "places": places_with_forecasts(request.place, tree=request.tree),
        "table": table,
        "asked_for_days": bool({"q", "sort", "col"} & request.GET.keys()),
        **(pictures_of(found) if found else {}),
    }
    return (table.export() if table else None) or render(request, "operations/forecasts.html", context)
