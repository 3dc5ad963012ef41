"""Telling of an incident from a phone, and what came of what one has told."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wellrun.departments.quality.actions import reporting
from wellrun.departments.quality.actions.reporting import Telling, digest
from wellrun.departments.quality.forms.incident import ReceiptForm, ReportForm
from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.rules.incidents import Harm, Move
from wellrun.foundations.access.entering import carried_out
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

CODE = "incident_code"
"""Where the session keeps the code of a report without a name until it has been shown, once."""


@requires(Permission.REPORT_INCIDENTS)
@never_cache
def report(request: ReaderRequest) -> HttpResponse:
    """The form; sent twice, it is one report."""
    places = tuple(inner for held in request.places for inner in request.tree.within(held))
    form = ReportForm(request.POST or None, places=places, here=request.place)
    if request.method == "POST" and carried_out(form, lambda: _take(request, form)):
        return redirect("quality:thanks", form.cleaned_data["key"])
    return render(
        request,
        "quality/report.html",
        {"here": "report", "section": "report", "form": form},
        status=422 if form.errors else 200,
    )


def _take(request: ReaderRequest, form: ReportForm) -> None:
    given = form.cleaned_data
    told = reporting.report(
        place=request.tree[given["where"]],
        telling=Telling(
            kind=given["kind"],
            harm=Harm(given["harm"]),
            occurred_at=given["occurred_at"],
            what=given["what"],
            done=given["done"],
            patient_told=given["patient_told"],
            manager_told=given["manager_told"],
            sensitive=given["sensitive"],
        ),
        by=request.user,
        tree=request.tree,
        now=timezone.now(),
        nameless=given["nameless"],
        key=given["key"],
    )
    if told.code:
        request.session[CODE] = told.code


@requires(Permission.REPORT_INCIDENTS)
@never_cache
def thanks(request: ReaderRequest, key: UUID) -> HttpResponse:
    """The report has arrived; a code is shown once and forgotten here."""
    code = request.session.pop(CODE, "")
    incident = get_object_or_404(Incident.objects.select_related("facility"), pk=key)
    if incident.reporter_id != request.user.pk and incident.receipt != digest(code):
        raise Http404
    return render(
        request, "quality/thanks.html", {"here": "report", "section": "report", "incident": incident, "code": code}
    )


@requires(Permission.REPORT_INCIDENTS)
@never_cache
def mine(request: ReaderRequest) -> HttpResponse:
    """What one has reported and what came of it; a code opens the answer to one without a name."""
    told = Incident.objects.filter(reporter=request.user).select_related("facility", "into").prefetch_related("steps")
    form, opened = ReceiptForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = Incident.objects.filter(receipt=digest(form.cleaned_data["code"])).exclude(receipt="")
        opened = found.select_related("facility").prefetch_related("steps").first()
        if opened is None:
            form.add_error("code", _("No report has this code. Compare it letter by letter."))
    context = {
        "here": "report",
        "section": "my-reports",
        "reports": [_shown(one, request) for one in told],
        "opened": _shown(opened, request) if opened else None,
        "form": form,
    }
    return render(request, "quality/my_reports.html", context, status=422 if form.errors else 200)


def _shown(incident: Incident, request: ReaderRequest) -> dict[str, object]:
    answers = [step for step in incident.steps.all() if step.move == Move.TELL]
    return {"incident": incident, "place": name_of(incident.place, request.tree), "answers": answers}
