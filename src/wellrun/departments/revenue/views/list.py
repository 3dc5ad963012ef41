"""Code lists and fee schedules: what is here, and files of them taken in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import lists as actions
from wellrun.departments.revenue.actions import providers
from wellrun.departments.revenue.actions.lists import Taken
from wellrun.departments.revenue.forms.charge import FeesForm, ProviderForm
from wellrun.departments.revenue.forms.coding import ListFileForm
from wellrun.departments.revenue.models import CodeList, FeeSchedule, Provider
from wellrun.departments.revenue.queries.fees import schedules_of
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.fee_lists import FeeRow, outpatient_fees, own_fees, physician_fees
from wellrun.departments.revenue.views.edit import sent_in
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.values.faults import Fault

MOST_FAULTS = 50


@requires(Permission.ENTER_CHARGES)
@never_cache
def lists(request: ReaderRequest) -> HttpResponse:
    """The lists and schedules that are here."""
    return _page(request, {})


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def take_codes(request: ReaderRequest) -> HttpResponse:
    """A file of codes is sent in; it is taken in by the background."""
    form = ListFileForm(request.POST, request.FILES, auto_id="codes-%s")
    return sent_in(request, form) or _page(request, {"codes": form}, status=422)


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def take_fees(request: ReaderRequest) -> HttpResponse:
    """A fee schedule is taken in: its good lines are kept, and each other is told."""
    held = facilities_in(request.place, tree=request.tree)
    form = FeesForm(request.POST, request.FILES, facilities=held, auto_id="fees-%s")
    faults, taken = list[Fault](), list[Any]()
    if not carried_out(form, lambda: taken.append(_fees(request, form, faults))):
        return _page(request, {"fees": form}, status=422, faults=faults)
    return _done(request, taken[0], faults)


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def name_provider(request: ReaderRequest) -> HttpResponse:
    """Somebody who bills or treats is named."""
    held = facilities_in(request.place, tree=request.tree)
    form = ProviderForm(request.POST, facilities=held, auto_id="provider-%s")
    if not carried_out(form, lambda: providers.name_provider(**form.cleaned_data, by=request.user, tree=request.tree)):
        return _page(request, {"provider": form}, status=422)
    return redirect(f"{reverse('revenue:lists')}?{where(request)}")


def _done(request: ReaderRequest, taken: Taken, faults: list[Fault]) -> HttpResponse:
    """With faults the page says them; without, it can be loaded again and sends nothing twice."""
    if faults:
        return _page(request, {}, faults=faults, taken=taken)
    return redirect(f"{reverse('revenue:lists')}?{where(request)}")


def _fees(request: ReaderRequest, form: FeesForm, faults: list[Fault]) -> Taken:
    given = form.cleaned_data
    rows: list[FeeRow]
    if given["kind"] == FeeSchedule.Kind.PHYSICIANS:
        rows = physician_fees(form.rows_of("sent"), form.rows_of("indices"), given["locality"], faults)
    elif given["kind"] == FeeSchedule.Kind.OUTPATIENT:
        rows = outpatient_fees(form.rows_of("sent"), faults)
    else:
        rows = own_fees(form.rows_of("sent"), faults)
    return actions.take_fees(
        facility=given["facility"],
        kind=given["kind"],
        name=given["name"],
        since=given["since"],
        source=given["sent"].name,
        rows=rows,
        by=request.user,
        tree=request.tree,
    )


def _page(
    request: ReaderRequest,
    tried: dict[str, Any],
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    taken: Taken | None = None,
) -> HttpResponse:
    held = facilities_in(request.place, tree=request.tree)
    context = {
        "here": "billing",
        "section": "lists",
        "code_lists": CodeList.objects.all(),
        "schedules": schedules_of(held),
        "codes": tried.get("codes") or ListFileForm(auto_id="codes-%s"),
        "fees": tried.get("fees") or FeesForm(facilities=held, auto_id="fees-%s"),
        "providers": Provider.objects.filter(facility__in=held).select_related("facility"),
        "provider": tried.get("provider") or ProviderForm(facilities=held, auto_id="provider-%s"),
        "faults": faults[:MOST_FAULTS],
        "more": max(len(faults) - MOST_FAULTS, 0),
        "taken": taken,
        "may_take": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
    }
    return render(request, "revenue/lists.html", context, status=status)
