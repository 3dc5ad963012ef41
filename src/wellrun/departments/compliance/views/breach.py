"""Breaches: discovered, weighed, closed, each with its clocks."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wellrun.departments.compliance import actions, queries
from wellrun.departments.compliance.forms.privacy import AssessForm, BreachForm, CloseForm
from wellrun.departments.compliance.models import Breach
from wellrun.departments.compliance.rules import CITATIONS, Factor
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused


@requires(Permission.REVIEW_ACCESS)
@never_cache
def breaches(request: ReaderRequest) -> HttpResponse:
    """Those that are open, the first due first, and the form for a new one where the place is a facility."""
    form = BreachForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not request.place.facility:
            raise Http404
        facility = Facility.objects.get(code=request.place.facility)
        made = actions.discover(facility=facility, by=request.user, tree=request.tree, **form.cleaned_data)
        return redirect("compliance:breach", made.pk)
    context = {"here": "privacy", "breaches": _of(request), "form": form, "today": timezone.localdate()}
    return render(request, "compliance/breaches.html", context, status=422 if form.errors else 200)


@requires(Permission.REVIEW_ACCESS)
@never_cache
def breach(request: ReaderRequest, breach: UUID) -> HttpResponse:
    """One breach: its clocks, the four factors, and how it is closed."""
    codes = queries.codes_of(request.places, request.tree)
    held = get_object_or_404(Breach.objects.select_related("facility"), pk=breach, facility__code__in=codes)
    weighing, closing = AssessForm(initial={one.value: words for one, words in held.factors.items()}), CloseForm()
    if "weigh" in request.POST and (weighing := AssessForm(request.POST)).is_valid():
        factors = {Factor(name): words for name, words in weighing.cleaned_data.items()}
        actions.assess(breach=held, factors=factors, by=request.user, tree=request.tree)
        return redirect("compliance:breach", held.pk)
    if "close" in request.POST and (closing := CloseForm(request.POST)).is_valid():
        try:
            actions.close(breach=held, by=request.user, tree=request.tree, **closing.cleaned_data)
            return redirect("compliance:breach", held.pk)
        except Refused as refused:
            for fault in refused.faults:
                closing.add_error(None, f"{fault.message} {fault.remedy}")
    clocks = [(clock, CITATIONS[clock.notice]) for clock in held.clocks]
    context = {
        "here": "privacy",
        "breach": held,
        "clocks": clocks,
        "weighing": weighing,
        "closing": closing,
        "today": timezone.localdate(),
    }
    return render(request, "compliance/breach.html", context, status=422 if closing.errors else 200)


def _of(request: ReaderRequest) -> list[Breach]:
    codes = queries.codes_of([request.place], request.tree)
    found = Breach.objects.filter(facility__code__in=codes).select_related("facility")
    return sorted(found, key=lambda one: (one.closed_at is not None, one.clocks[0].due))
