"""Whether the follow-up worked, and what the facility's own risk of return is worth."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.quality.models import ReturnModel
from wellrun.departments.quality.queries.followups import begun_on
from wellrun.departments.quality.queries.proof import proof_of
from wellrun.departments.quality.queries.return_models import model_in_force
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.agreed import agreed_for
from wellrun.foundations.catalogue.charting import chart_of
from wellrun.foundations.catalogue.pictures import whole
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.charts import calibration_chart

MEASURE = "readmission_30_day"


@requires(Permission.READ_FIGURES)
def proof(request: ReaderRequest) -> HttpResponse:
    """What was found, what may be claimed and what not; nothing about a single patient."""
    facility = Facility.objects.filter(code=request.place.facility).first()
    context: dict[str, Any] = {"here": "quality", "section": "proof", "facility": facility}
    begun = begun_on(facility) if facility else None
    if facility is None or begun is None:
        inner = () if facility else request.tree.children(request.place)
        return render(request, "quality/proof.html", {**context, "facilities": inner})
    place, measure = request.tree[facility.code], MEASURES[MEASURE]
    found = proof_of(place, begun_on=begun, day=request.day)
    agreed = agreed_for(measure, place)
    chart = chart_of(measure, place, until=request.day, agreed=agreed)
    context |= {
        "begun": begun,
        "found": found,
        "verdict": found.verdict,
        "measure": measure,
        "wide": whole(chart, narrow=False) if chart else "",
        "narrow": whole(chart, narrow=True) if chart else "",
        "model": model_in_force(facility.code),
    }
    return render(request, "quality/proof.html", context)


@requires(Permission.READ_FIGURES)
def return_model(request: ReaderRequest) -> HttpResponse:
    """The card of the model: what it was learned from, how well it does, for whom, and what it must not be used for."""
    held: ReturnModel | None = model_in_force(request.place.facility) if request.place.facility else None
    figures = held.card["measured"][0]["figures"] if held else None
    context = {
        "here": "quality",
        "section": "proof",
        "held": held,
        "figures": figures,
        "calibration": _calibration(figures) if figures else "",
        "groups": held.card["measured"][0]["groups"] if held else (),
    }
    return render(request, "quality/return_model.html", context)


def _calibration(figures: dict[str, Any]) -> SafeString:
    tenths = [(one["predicted"], one["observed"]) for one in figures["deciles"]]
    return calibration_chart(subject=_("Return within 30 days"), tenths=tenths)
