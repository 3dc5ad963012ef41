"""Outcomes: deaths and readmissions against what was to be expected, infections and harm with their intervals."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellrun.departments.quality.queries.outcomes import (
    Outcome,
    judged_at,
    outcome_of,
    rates_of,
    units_within,
)
from wellrun.departments.quality.rules.outcomes.judging import FALSE_ALARM_YEARS, ODDS_RATIO, Judged
from wellrun.departments.quality.rules.outcomes.models import FEWEST_EVENTS
from wellrun.departments.quality.rules.outcomes.reference import FEWEST_MONTHS
from wellrun.departments.quality.shown.outcome_pictures import (
    MEASURE_OF,
    OUTCOMES,
    UnitJudged,
    course_pictures,
    funnel_of,
    funnel_pictures,
    rate_pictures,
    rates_table,
    units_table,
    weights_table,
)
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level, Place

ENOUGH_TOLD_APART = 0.7
"""c statistic below which the page says that the model tells patients apart poorly (Hosmer and Lemeshow 2000)."""


@requires(Permission.READ_FIGURES)
def outcomes(request: ReaderRequest) -> HttpResponse:
    """The outcome asked for at the place: ratio, funnel, running sum, units, model; and rates of harm below."""
    what = request.GET.get("what", "death")
    what = what if what in OUTCOMES else "death"
    found = outcome_of(request.place.facility, what, day=request.day) if request.place.facility else None
    units = units_within(found, request.place, tree=request.tree) if found else []
    funnel = funnel_of(units)
    outside = {unit.name: unit.outside for unit in funnel.units}
    table = units_table(units, outside, request.GET, f"{where(request)}&what={what}")
    rates, since, until = rates_of(request.place, day=request.day)
    harm = rates_table(rates, request.GET, where(request))
    file = (harm if request.GET.get("of") == "harm" else table).export()
    context: dict[str, Any] = {
        "here": "quality",
        "section": "outcomes",
        "what": what,
        "outcomes": OUTCOMES.items(),
        "title": OUTCOMES[what],
        "measure_key": MEASURE_OF[what],
        "found": found,
        "facilities": [each for each in request.tree.within(request.place) if each.level is Level.FACILITY],
        "table": table,
        "harm": harm,
        "rates": rate_pictures(rates),
        "rates_since": since,
        "rates_until": until,
        "fewest": {"events": FEWEST_EVENTS, "months": FEWEST_MONTHS},
        **(_judged(request, found, units) if found else {}),
        **funnel_pictures(funnel, what),
        "dispersion": funnel.inflation,
    }
    return file or render(request, "quality/outcomes.html", context)


def _judged(request: ReaderRequest, found: Outcome, units: list[UnitJudged]) -> dict[str, Any]:
    """The place's own ratio, and the running sum of the unit asked for, else of the first one that grew worse."""
    here = judged_at(found, request.place)
    watched = _watched(request, units, here)
    pictures = {}
    if watched and watched[1].course:
        subject = _("%(outcome)s, %(place)s") % {"outcome": OUTCOMES[found.model.outcome], "place": watched[0].name}
        pictures = course_pictures(watched[1].course, subject)
    return {
        "judged": here,
        "watched": watched,
        "units": units,
        "weights": weights_table(found.model.rows),
        "poorly": found.model.told_apart < ENOUGH_TOLD_APART,
        "settings": {"ratio": ODDS_RATIO, "years": FALSE_ALARM_YEARS},
        **pictures,
    }


def _watched(request: ReaderRequest, units: list[UnitJudged], here: Judged | None) -> UnitJudged | None:
    by_code: dict[str, UnitJudged] = {place.code: (place, judged) for place, judged in units}
    asked = by_code.get(request.GET.get("unit", ""))
    if asked:
        return asked
    if request.GET.get("unit") == request.place.code and here:
        return request.place, here
    worse = [pair for pair in units if pair[1].course and pair[1].course.last_worse]
    if worse:
        return max(worse, key=lambda pair: _last_worse(pair[1]))
    place: Place = request.place
    return (place, here) if here else next(iter(units), None)


def _last_worse(judged: Judged) -> int:
    last = judged.course.last_worse if judged.course else None
    return last.day.toordinal() if last else 0
