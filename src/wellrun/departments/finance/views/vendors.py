"""Vendors: the list, and one with its contracts and what is open with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.vendors import add_vendor, stop_vendor
from wellrun.departments.finance.forms.vendors import StopForm, VendorForm
from wellrun.departments.finance.models import Vendor
from wellrun.departments.finance.queries.invoices import bought_of
from wellrun.departments.finance.queries.purchases import committed_of, ordered_of, purchases_for
from wellrun.departments.finance.queries.vendors import contracts_for, standings, vendors_for
from wellrun.departments.finance.shown import vendors as shown
from wellrun.departments.finance.shown.purchases import amount, purchase_table
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "finance", "section": "vendors"}
YEAR = dt.timedelta(days=365)


@requires(Permission.ASK_PURCHASES)
def vendors(request: ReaderRequest) -> HttpResponse:
    """Whom a facility buys from."""
    facility = Facility.objects.filter(code=request.place.facility).first()
    rows = list(vendors_for(request.user, request.tree).filter(facility=facility)) if facility else []
    table = shown.vendor_table(rows, _sums(request, rows), request.GET, where(request))
    buys = facility is not None and _buys(request, facility)
    context = {**FRAME, "facility": facility, "table": table, "rows": rows, "buys": buys}
    return table.export() or render(request, "finance/vendors.html", context)


def _buys(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.BUY, request.tree[facility.code], tree=request.tree)


def _sums(request: ReaderRequest, rows: Sequence[Vendor]) -> dict[int, tuple[int, int, int]]:
    held = standings(contracts_for(request.user, request.tree).filter(vendor__in=rows), request.day)
    in_force: dict[int, int] = {}
    for one in held:
        in_force[one.vendor.pk] = in_force.get(one.vendor.pk, 0) + one.holds
    open_, bought = committed_of(rows), bought_of(rows, request.day - YEAR, request.day)
    return {row.pk: (in_force.get(row.pk, 0), open_.get(row.pk, 0), bought.get(row.pk, 0)) for row in rows}


@requires(Permission.BUY)
def add(request: ReaderRequest) -> HttpResponse:
    """A vendor is added."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = VendorForm(request.POST or None)
    said: dict[str, Any] = {"facility": facility, "by": request.user, "tree": request.tree}
    made: list[Vendor] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(add_vendor(**form.cleaned_data, **said))):
        return redirect(f"{reverse('finance:vendor', args=(made[0].pk,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/vendor_add.html", {**FRAME, "form": form, "facility": facility}, status=status)


@requires(Permission.ASK_PURCHASES)
def vendor(request: ReaderRequest, pk: int) -> HttpResponse:
    """One vendor: its contracts, what is on order, and what was bought."""
    held = get_object_or_404(vendors_for(request.user, request.tree), pk=pk)
    return _page(request, held, None)


def _page(request: ReaderRequest, held: Vendor, form: StopForm | None, *, status: int = 200) -> HttpResponse:
    contracts = standings(contracts_for(request.user, request.tree).filter(vendor=held), request.day)
    rows = list(purchases_for(request.user, request.tree).filter(vendor=held))
    table = purchase_table(rows, ordered_of(rows), request.GET, where(request))
    bought = bought_of([held], request.day - YEAR, request.day).get(held.pk, 0)
    context = {
        **FRAME,
        "held": held,
        "contracts": [(one, shown.term_words(one)) for one in contracts],
        "table": table,
        "bought": amount(bought, held.facility.currency),
        "buys": _buys(request, held.facility),
        "form": form or StopForm(initial={"why": held.stopped_for, "version": held.version}),
    }
    return table.export() or render(request, "finance/vendor.html", context, status=status)


@require_POST
@requires(Permission.BUY)
def stop(request: ReaderRequest, pk: int) -> HttpResponse:
    """Nothing is ordered of a vendor, or it is again."""
    held = get_object_or_404(vendors_for(request.user, request.tree), pk=pk)
    form = StopForm(request.POST)
    said: dict[str, Any] = {"vendor": held, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: stop_vendor(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:vendor', args=(pk,))}?{where(request)}")
    return _page(request, held, form, status=422)
