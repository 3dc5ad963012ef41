"""Pages of patients: who is here, one record, registering, breaking the glass, the own record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, open_to_signed_in, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.patients import actions, queries
from wellrun.foundations.patients.forms import ChangeForm, GlassForm, PatientForm, SearchForm
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.patients.notices import tell_officers
from wellrun.foundations.patients.scope import may_break_glass, open_glass, within_reach
from wellrun.values.faults import Refused

BY_PLACE_TIE_OR_GLASS = "The record decides by place, by tie or by broken glass, and records who asked."


@requires(Permission.FIND_PATIENTS)
@never_cache
def in_house(request: ReaderRequest) -> HttpResponse:
    """Who is in the place now; a search is sent by POST and never stands in an address."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: tuple[queries.PatientShown, ...] | None = None
    beyond: tuple[UUID, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = queries.Search(
            given["mrn"], given["family"], given["birth_date"].isoformat() if given["birth_date"] else ""
        )
        found = queries.search(request.user, asked, request.place, tree=request.tree)
        beyond = queries.beyond_reach(request.user, asked, tree=request.tree)
    shown = queries.in_house(request.user, request.place, tree=request.tree) if request.method != "POST" else ()
    may_register = request.place.facility and may(
        request.user, Permission.REGISTER_PATIENTS, request.tree[request.place.facility], tree=request.tree
    )
    context = {
        "here": "patients",
        "section": "list",
        "form": form,
        "patients": shown if found is None else found,
        "searched": found is not None,
        "beyond": beyond,
        "most": queries.MOST,
        "may_register": may_register,
        "may_open": may(request.user, Permission.READ_RECORDS, request.place, tree=request.tree),
    }
    return render(request, "patients/in_house.html", context, status=422 if form.errors else 200)


@open_to_signed_in(reason=BY_PLACE_TIE_OR_GLASS)
@never_cache
def record_page(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """One record. Where only the glass stands between, its page is shown; else the record is not there."""
    try:
        opened = queries.open_record(request.user, patient, tree=request.tree, now=timezone.now())
    except queries.NotYours as refused:
        if refused.may_break:
            return redirect("patients:glass", patient)
        raise Http404 from refused
    if opened.shown.merged_into is not None:
        return redirect("patients:record", opened.shown.merged_into)
    facility = request.tree[opened.patient.facility.code]
    rights = {
        "may_change": may(request.user, Permission.REGISTER_PATIENTS, facility, tree=request.tree),
        "may_review": may(request.user, Permission.REVIEW_ACCESS, facility, tree=request.tree),
    }
    context = {"here": "patients", "patient": opened.shown, "glass": opened.glass, **rights}
    return render(request, "patients/record.html", context)


@open_to_signed_in(reason="Whoever may break the glass may do so for any patient; the action checks the role.")
@never_cache
def glass(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """The glass: a reason, words, and what will follow. Nothing of the patient is shown before it is broken."""
    if not may_break_glass(request.user):
        raise Http404
    held = get_object_or_404(Patient, pk=patient)
    if open_glass(request.user, held) is not None:
        return redirect("patients:record", patient)
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            broken = actions.break_glass(patient=held, by=request.user, **form.cleaned_data)
        except Refused as refused:
            _tell(form, refused)
        else:
            tell_officers(held.facility.code, tree=request.tree, address=request.build_absolute_uri("/privacy/"))
            return redirect("patients:record", broken.patient_id)
    return render(
        request, "patients/glass.html", {"here": "patients", "form": form}, status=422 if form.errors else 200
    )


@open_to_signed_in(reason="Everyone may close the glass they have broken.")
@require_POST
def close_glass(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """Closes the glass before its time."""
    held = open_glass(request.user, get_object_or_404(Patient, pk=patient))
    if held is None:
        raise Http404
    actions.close_glass(glass=held, by=request.user)
    return redirect("/")


@requires(Permission.REGISTER_PATIENTS)
@never_cache
def register(request: ReaderRequest) -> HttpResponse:
    """Enters a patient at the desk."""
    if request.place.level is Level.NETWORK:
        raise Http404
    form = PatientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facility = Facility.objects.get(code=request.place.facility)
        entered = actions.register(facility=facility, details=_details(form.cleaned_data), by=request.user)
        return render(request, "patients/registered.html", {"here": "patients", "patient": entered})
    return render(request, "patients/form.html", {"here": "patients", "form": form}, status=422 if form.errors else 200)


@requires(Permission.REGISTER_PATIENTS)
@never_cache
def change(request: ReaderRequest, patient: UUID) -> HttpResponse:
    """Changes who a patient is; the page remembers the version it was opened at."""
    reach = within_reach(request.user, Permission.REGISTER_PATIENTS, tree=request.tree)
    # A restricted patient opens only through broken glass, for the desk too.
    held = get_object_or_404(reach.select_related("facility"), pk=patient, restricted=False)
    if request.method != "POST":
        shown = queries.for_change(request.user, held)
        context = {"here": "patients", "form": ChangeForm(initial=shown), "patient": held}
        return render(request, "patients/form.html", context)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return render(request, "patients/form.html", {"here": "patients", "form": form}, status=422)
    given = form.cleaned_data
    version = given.pop("version")
    actions.change(patient=held, details=_details(given), version=version, by=request.user, tree=request.tree)
    where = f"?at={held.facility.code}"
    return redirect(f"{reverse('patients:list')}{where}")


@requires(Permission.READ_OWN_RECORD)
@never_cache
def own(request: ReaderRequest) -> HttpResponse:
    """The patients this account is tied to. Which they are is never taken from the address."""
    mine = queries.own_patients(request.user, tree=request.tree)
    return render(request, "patients/own.html", {"here": "own", "patients": mine})


def _details(given: dict[str, Any]) -> actions.Details:
    day = given.pop("birth_date")
    return actions.Details(birth_date=day.isoformat() if day else "", **given)


def _tell(form: GlassForm, refused: Refused) -> None:
    for fault in refused.faults:
        form.add_error(fault.place or None, " ".join(part for part in (str(fault.message), str(fault.remedy)) if part))
