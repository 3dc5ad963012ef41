"""Good-faith estimates: which are due, one with its letter, making and changing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions import estimates as actions
from wellrun.departments.revenue.facility_choice import choose_facility, only_facility
from wellrun.departments.revenue.forms.eligibility import EstimateForm, GivenForm, lines_of
from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import EstimateRecord, TradingPartner
from wellrun.departments.revenue.papers.estimate_letters import estimate_letter
from wellrun.departments.revenue.queries import estimates as queries
from wellrun.departments.revenue.rules.estimates import DISPUTE_DAYS, Cause, co_providers_asked_by
from wellrun.departments.revenue.shown.sending_tables import estimates_table
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "billing", "section": "estimates"}


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def estimates(request: ReaderRequest) -> HttpResponse:
    """Every estimate of the place, those that are due first."""
    rows = list(queries.estimates_in_place(request.place, tree=request.tree)[: queries.MOST])
    shown = [queries.estimate_shown(one, today=today_at(one.facility)) for one in rows]
    table = estimates_table(shown, request.GET, where(request))
    context = {
        **FRAME,
        "table": table,
        "due": [one for one in shown if one.left is not None and one.left <= 0],
        "open": [one for one in shown if one.record.sent_on is None],
    }
    return table.export() or render(request, "revenue/estimates.html", context)


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def new_estimate(request: ReaderRequest) -> HttpResponse:
    """Makes an estimate."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Make an estimate"), "estimates")
    form = EstimateForm(request.POST or None, initial=_start(facility))
    made: list[EstimateRecord] = []

    def make() -> None:
        given = {"cause": Cause(form.cleaned_data["cause"]), "on": form.cleaned_data["on"]}
        made.append(
            actions.make_estimate(
                facility=facility, **given, estimate=form.estimate, by=request.user, tree=request.tree
            )
        )

    if request.method == "POST" and carried_out(form, make):
        return redirect(f"{reverse('revenue:estimate', args=[made[0].pk])}?{where(request)}")
    context = {**FRAME, "form": form, "facility": facility}
    return render(request, "revenue/estimate_new.html", context, status=422 if form.errors else 200)


def _start(facility: Facility) -> dict[str, Any]:
    """What is known before anything is entered: we make the estimate, today."""
    partner = TradingPartner.objects.filter(facility=facility).first()
    numbers = (partner.npi, partner.tin) if partner else ("", "")
    return {"on": today_at(facility), "providers": " | ".join((facility.name, *numbers, ""))}


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def estimate(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """One estimate: what it says, what it lacks, and its clock."""
    return _page(request, _found(request, pk), {})


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def change_estimate(request: ReaderRequest, pk: UUID, what: str) -> HttpResponse:
    """Changes what an estimate says, or notes that it was given."""
    held = _found(request, pk)
    if request.method != "POST" or what not in ("change", "given"):
        raise Http404
    form: Any = GivenForm(request.POST, auto_id="given-%s")
    if what == "change":
        form = EstimateForm(_with_clock(request, held), auto_id="change-%s")
    said: dict[str, Any] = {"record_of": held, "by": request.user, "tree": request.tree}

    def act() -> None:
        version = form.cleaned_data["version"] or 0
        if what == "change":
            actions.change_estimate(**said, estimate=form.estimate, version=version)
        else:
            actions.give_estimate(**said, on=form.cleaned_data["on"], version=version)

    if carried_out(form, act):
        return redirect(f"{reverse('revenue:estimate', args=[held.pk])}?{where(request)}")
    return _page(request, held, {what: form}, status=422)


def _with_clock(request: ReaderRequest, held: EstimateRecord) -> Any:
    """Why and when it was asked for are not changed: the clock runs from them."""
    data = request.POST.copy()
    data["cause"], data["on"] = held.cause, held.on.isoformat()
    return data


@requires(Permission.CHECK_ELIGIBILITY)
@never_cache
def letter(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """The estimate as a letter, PDF."""
    held = _found(request, pk)
    shown = queries.estimate_shown(held, today=today_at(held.facility))
    headers = {"Content-Disposition": 'attachment; filename="estimate.pdf"'}
    return HttpResponse(pdf(estimate_letter(shown)), content_type="application/pdf", headers=headers)


def _page(request: ReaderRequest, held: EstimateRecord, tried: dict[str, Any], status: int = 200) -> HttpResponse:
    today = today_at(held.facility)
    shown = queries.estimate_shown(held, today=today)
    start = lines_of(shown.estimate) | {"cause": held.cause, "on": held.on, "version": held.version}
    change = tried.get("change") or EstimateForm(initial=start, auto_id="change-%s")
    for name in ("cause", "on"):
        change.fields[name].disabled = True
    context = {
        **FRAME,
        "shown": shown,
        "sums": shown.estimate.by_provider().items(),
        "partners_by": co_providers_asked_by(held.on, set(holidays_of(held.facility, held.on, 14))),
        "change": change,
        "given": tried.get("given") or GivenForm(initial={"on": today, "version": held.version}, auto_id="given-%s"),
        "tried": next(iter(tried), ""),
        # Once it was given its forms are gone: what they were refused for stands above.
        "refused": [words for form in tried.values() for words in form.non_field_errors()] if held.sent_on else [],
        "dispute_days": DISPUTE_DAYS,
        "currency": held.facility.currency,
    }
    return render(request, "revenue/estimate.html", context, status=status)


def _found(request: ReaderRequest, pk: UUID) -> EstimateRecord:
    found = EstimateRecord.objects.select_related("facility").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.CHECK_ELIGIBILITY, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    return actions.open_estimate(record_of=found, by=request.user, tree=request.tree)
