"""The privacy office: what waits for review, and who looked at a patient, when and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.compliance import actions, queries
from wellrun.departments.compliance.forms.privacy import DisclosureForm, NumberForm
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.forms import ReviewForm
from wellrun.foundations.patients.models import Patient

REVIEWED_SHOWN = 20


@requires(Permission.REVIEW_ACCESS)
@never_cache
def privacy(request: ReaderRequest) -> HttpResponse:
    """What waits for review here, what has been reviewed lately, and the question who looked at a patient."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = queries.named(request.user, form.cleaned_data["mrn"], request.place, tree=request.tree)
        if found is not None:
            return redirect("compliance:readings", found)
        form.add_error("mrn", _("No patient of this place has that number. Check it, or go to the whole network."))
    glasses = queries.glasses(request.place, tree=request.tree)
    unusual = queries.unusual(request.place, tree=request.tree)
    context = {
        "here": "privacy",
        "glasses": glasses.filter(outcome=""),
        "unusual": unusual.filter(outcome=""),
        "reviewed": glasses.exclude(outcome="").order_by("-reviewed_at")[:REVIEWED_SHOWN],
        "review": ReviewForm(),
        "form": form,
    }
    return render(request, "compliance/privacy.html", context, status=422 if form.errors else 200)


@requires(Permission.REVIEW_ACCESS)
@require_POST
def review_glass(request: ReaderRequest, glass: UUID) -> HttpResponse:
    """Keeps the outcome of a review."""
    held = get_object_or_404(queries.glasses(request.place, tree=request.tree), pk=glass)
    given = _review(request)
    patients.review_glass(glass=held, by=request.user, tree=request.tree, **given)
    return _back(request)


@requires(Permission.REVIEW_ACCESS)
@require_POST
def review_unusual(request: ReaderRequest, reading: int) -> HttpResponse:
    """Keeps what came of an unusual reading."""
    held = get_object_or_404(queries.unusual(request.place, tree=request.tree), pk=reading)
    given = _review(request)
    patients.review_unusual(
        reading=held, by=request.user, tree=request.tree, outcome=given["outcome"], why=given["finding"]
    )
    return _back(request)


@requires(Permission.REVIEW_ACCESS)
@never_cache
def readings(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """Everything that was done with one patient's data: the answer to "who looked, when and why"."""
    looked = queries.who_looked(request.user, patient, tree=request.tree, today=timezone.localdate())
    if looked is None:
        raise Http404
    columns = (
        TableColumn[Entry]("at", _("When"), lambda e: e.at),
        TableColumn[Entry]("actor", _("Who"), lambda e: e.actor),
        TableColumn[Entry]("action", _("What"), lambda e: str(queries.WORDS.get(e.action, e.action))),
        TableColumn[Entry]("under", _("By which right"), lambda e: e.origin.get("under", "")),
        TableColumn[Entry]("why", _("Why"), lambda e: e.why),
        TableColumn[Entry]("address", _("From where"), lambda e: e.origin.get("address", "")),
        TableColumn[Entry]("entry", _("Entry"), lambda e: e.pk, number=True, shown=False),
        TableColumn[Entry]("digest", _("Digest"), lambda e: e.digest[:12], shown=False),
    )
    table = Table("readings", columns, looked.entries, request.GET, sort="-at")
    context = {"here": "privacy", "table": table, "looked": looked, "form": DisclosureForm()}
    return table.export() or render(request, "compliance/readings.html", context)


@requires(Permission.REVIEW_ACCESS)
@require_POST
def disclose(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """Keeps a disclosure of a patient's data."""
    reach = queries.codes_of(request.places, request.tree)
    held = get_object_or_404(Patient.objects.select_related("facility"), pk=patient, facility__code__in=reach)
    form = DisclosureForm(request.POST)
    if not form.is_valid():
        context = {"here": "privacy", "form": form, "patient": held.pk}
        return render(request, "compliance/disclosure.html", context, status=422)
    actions.disclose(patient=held, by=request.user, tree=request.tree, **form.cleaned_data)
    return redirect("compliance:readings", held.pk)


def _review(request: ReaderRequest) -> dict[str, Any]:
    """What the form says; an outcome that is none is refused by the action, with its reason."""
    return {"outcome": request.POST.get("outcome", ""), "finding": request.POST.get("finding", "")}


def _back(request: ReaderRequest) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse('compliance:privacy')}?{where}")
