"""Complaints: taking one, the list with its clocks, one complaint with all that is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.quality.actions import complaints as actions
from wellrun.departments.quality.actions import recovery
from wellrun.departments.quality.entries import Entry, forms_of, of_version, plain, sent_again
from wellrun.departments.quality.forms.complaint import (
    AcknowledgeForm,
    ExtendForm,
    HandlerForm,
    LearnedForm,
    RecoverForm,
    SettleForm,
    TakeForm,
    TieForm,
    WrittenAnswerForm,
)
from wellrun.departments.quality.forms.incident import ReasonForm
from wellrun.departments.quality.forms.risk import PromiseForm
from wellrun.departments.quality.models import Complaint
from wellrun.departments.quality.models.complaints import SUBJECTS
from wellrun.departments.quality.queries.complaint_clocks import clocks_of_complaints
from wellrun.departments.quality.queries.complaint_scope import complaints_within
from wellrun.departments.quality.queries.complaints import complaint_overview, incidents_to_tie
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.queries.scope import may_read
from wellrun.departments.quality.rules.complaints import SPOKEN, Outcome, Status
from wellrun.departments.quality.shown.complaint_tables import complaint_table, subject_picture
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup.queries import owners_for


@requires(Permission.TAKE_COMPLAINTS)
@never_cache
def take(request: ReaderRequest) -> HttpResponse:
    """The form; sent twice, it is one complaint."""
    places = tuple(inner for held in request.places for inner in request.tree.within(held))
    form = TakeForm(request.POST or None, places=places, here=request.place)
    if request.method == "POST" and carried_out(form, lambda: _take(request, form)):
        return redirect(f"{reverse('quality:complaint-taken', args=[form.cleaned_data['key']])}?{where(request)}")
    context = {"here": "report", "section": "take-complaint", "form": form}
    return render(request, "quality/complaint_take.html", context, status=422 if form.errors else 200)


def _take(request: ReaderRequest, form: TakeForm) -> None:
    given = form.cleaned_data
    actions.take(place=request.tree[given["where"]], heard=form.heard, key=given["key"], **_now(request))


@requires(Permission.TAKE_COMPLAINTS)
@never_cache
def taken(request: ReaderRequest, key: UUID) -> HttpResponse:
    """It has been taken: its number, and by when somebody must have acknowledged it. For whoever took it."""
    held = get_object_or_404(Complaint.objects.select_related("facility"), pk=key, taken_by=request.user)
    place = request.tree.get(held.place)
    context = {
        "here": "report",
        "section": "take-complaint",
        "complaint": held,
        "clocks": clocks_of_complaints([held])[str(held.pk)],
        "may_handle": place is not None and may(request.user, Permission.HANDLE_COMPLAINTS, place, tree=request.tree),
    }
    return render(request, "quality/complaint_taken.html", context)


@requires(Permission.HANDLE_COMPLAINTS)
@never_cache
def complaints(request: ReaderRequest) -> HttpResponse:
    """What somebody waits for, what complaints were about, and the whole list."""
    seen = complaint_overview(request.place, tree=request.tree, day=request.day)
    table = complaint_table(seen.lines, request.GET, where(request))
    context = {
        "here": "quality",
        "section": "complaints",
        "seen": seen,
        "rising": [(SUBJECTS[rise.about], rise) for rise in seen.rising],
        "table": table,
        "picture": subject_picture(seen.subjects),
        "now": timezone.now(),
    }
    return table.export() or render(request, "quality/complaints.html", context)


@requires(Permission.HANDLE_COMPLAINTS)
@never_cache
def complaint(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One complaint, without who complains."""
    return _page(request, _found(request, key), {})


@requires(Permission.SEE_COMPLAINANTS)
@never_cache
def complainant(request: ReaderRequest, key: UUID) -> HttpResponse:
    """Who complains and how to reach them; that somebody looked stays in the audit."""
    held = get_object_or_404(
        complaints_within(request.places, tree=request.tree).defer(None).select_related("facility"), pk=key
    )
    record("quality.complainant.read", by=request.user, about=held)
    context = {"here": "quality", "section": "complaints", "complaint": held}
    return render(request, "quality/complainant.html", context)


@require_POST
@requires(Permission.HANDLE_COMPLAINTS)
@never_cache
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Whatever is done to a complaint: what the last word of the address names."""
    held, entry = _found(request, key), ENTRIES.get(what)
    if entry is None:
        raise Http404
    form = entry.form(what, request, held)
    if carried_out(form, lambda: entry.act(request, held, form.cleaned_data)):
        return redirect(f"{reverse('quality:complaint', args=[held.pk])}?{where(request)}#{entry.section}")
    held = _found(request, key)
    return _page(request, held, {what: sent_again(form, held.version)}, status=422)


def _found(request: ReaderRequest, key: UUID) -> Complaint:
    held = complaints_within(request.places, tree=request.tree)
    return get_object_or_404(
        held.select_related("handler", "contact", "incident__facility", "taken_by__person", "facility"), pk=key
    )


def _page(request: ReaderRequest, held: Complaint, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    place = request.tree[held.place]
    incident = held.incident
    context = {
        "here": "quality",
        "section": "complaints",
        "complaint": held,
        "place_name": name_of(held.place, request.tree),
        "forms": forms_of(ENTRIES, request, held, tried),
        "clocks": clocks_of_complaints([held])[str(held.pk)],
        "live": held.standing.live,
        "spoken": held.channel in SPOKEN and held.status == Status.RECEIVED,
        "may_see_who": may(request.user, Permission.SEE_COMPLAINANTS, place, tree=request.tree),
        "incident": incident if incident and may_read(request.user, incident, tree=request.tree) else None,
        "recoveries": held.recoveries.select_related("by__person"),
        "remedies": held.remedies.select_related("action__owner"),
        "life": held.steps.select_related("by__person"),
        "now": timezone.now(),
    }
    return render(request, "quality/complaint.html", context, status=status)


def _people(request: ReaderRequest, held: Complaint) -> Any:
    return owners_for(request.tree[held.facility.code]).order_by("name")


def _who(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _now(request: ReaderRequest) -> dict[str, Any]:
    return {**_who(request), "now": timezone.now()}


Act = Callable[[ReaderRequest, Complaint, dict[str, Any]], Any]


def _timed(action: Callable[..., Any]) -> Act:
    """An action whose arguments are the fields of its form, at this moment."""
    return lambda request, held, given: action(complaint=held, **given, **_now(request))


ENTRIES: Mapping[str, Entry[Complaint]] = {
    "acknowledge": Entry(of_version(AcknowledgeForm), _timed(actions.acknowledge)),
    "settle": Entry(of_version(SettleForm), _timed(actions.settle)),
    "investigate": Entry(
        lambda request, held, data: HandlerForm(
            data, people=_people(request, held), initial={"version": held.version, "handler": held.handler_id}
        ),
        _timed(actions.investigate),
    ),
    "extend": Entry(of_version(ExtendForm), _timed(actions.extend)),
    "answer": Entry(
        lambda request, held, data: WrittenAnswerForm(
            data,
            people=_people(request, held),
            initial={"version": held.version, "contact": held.handler_id or request.user.person_id},
        ),
        lambda request, held, given: actions.answer(
            complaint=held, **{**given, "outcome": Outcome(given["outcome"])}, **_now(request)
        ),
        "answered",
    ),
    "close": Entry(of_version(LearnedForm), _timed(actions.close)),
    "reopen": Entry(of_version(ReasonForm), _timed(actions.reopen)),
    "withdraw": Entry(of_version(ReasonForm), _timed(actions.withdraw)),
    "recover": Entry(plain(RecoverForm), _timed(recovery.recover), "recovery"),
    "act": Entry(
        lambda request, held, data: PromiseForm(data, people=_people(request, held)),
        lambda request, held, given: recovery.promise(
            complaint=held, today=timezone.localdate(), **given, **_who(request)
        ),
        "actions",
    ),
    "tie": Entry(
        lambda request, held, data: TieForm(
            data,
            reports=incidents_to_tie(held, request.user, tree=request.tree),
            initial={"version": held.version},
        ),
        lambda request, held, given: recovery.tie(complaint=held, **given, **_who(request)),
        "story",
    ),
}
"""Whatever can be done to a complaint, by the last word of its address."""
