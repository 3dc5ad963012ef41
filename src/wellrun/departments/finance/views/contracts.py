"""Contracts with vendors: by what needs a decision next, one with its prices and obligations, and its verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions import vendors as actions
from wellrun.departments.finance.forms.vendors import (
    ContractForm,
    MeetForm,
    NoticeForm,
    ObligationForm,
    PricesForm,
    WordingForm,
)
from wellrun.departments.finance.models import Obligation, VendorContract
from wellrun.departments.finance.queries.invoices import drift_of, outside_of, paid_lines
from wellrun.departments.finance.queries.vendors import Standing, contracts_for, standings, vendors_for
from wellrun.departments.finance.rules.purchasing.prices import COLUMNS
from wellrun.departments.finance.rules.purchasing.sent_tables import rows_sent
from wellrun.departments.finance.rules.workbooks import NotAWorkbook
from wellrun.departments.finance.shown import vendors as shown
from wellrun.departments.finance.shown.purchases import amount
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import accounts_with, may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Level
from wellrun.values.faults import Fault, Refused

FRAME = {"here": "finance", "section": "contracts"}
LOOKED_BACK = dt.timedelta(days=365)
VERBS: Mapping[str, Any] = {
    "notice": _("Tell that notice was given"),
    "reword": _("Add a wording"),
    "prices": _("Hand in a price list"),
    "obligation": _("Add an obligation"),
}


@requires(Permission.ASK_PURCHASES)
def contracts(request: ReaderRequest) -> HttpResponse:
    """Contracts of the place, what needs a decision next before others; and what is bought beside them."""
    facilities = [one.code for one in request.tree.within(request.place) if one.level is Level.FACILITY]
    facilities = facilities or [request.place.facility]
    held = contracts_for(request.user, request.tree).filter(vendor__facility__code__in=facilities)
    rows = standings(held, request.day)
    table = shown.contract_table(rows, request.GET, where(request), request.day)
    visible = sorted({one.vendor.facility.code for one in rows})
    lines = list(paid_lines(visible, request.day - LOOKED_BACK, request.day))
    context = {
        **FRAME,
        "sentence": shown.contracts_headline(rows, request.day),
        "rows": rows,
        "table": table,
        "drifts": [(shown.drift_words(one, _currency(rows)), shown.months_words(one)) for one in drift_of(lines)],
        "outside": [
            (one, amount(one.cents, _currency(rows)), amount(one.cents - one.listed, _currency(rows)))
            for one in outside_of(lines)
        ],
        "vendors": vendors_for(request.user, request.tree).filter(facility__code=request.place.facility),
        "buys": may(request.user, Permission.BUY, request.place, tree=request.tree),
    }
    return table.export() or render(request, "finance/contracts.html", context)


def _currency(rows: list[Standing]) -> str:
    return rows[0].vendor.facility.currency if rows else ""


@requires(Permission.BUY)
def add(request: ReaderRequest, pk: int) -> HttpResponse:
    """A contract with a vendor is added."""
    vendor = get_object_or_404(vendors_for(request.user, request.tree), pk=pk)
    owners = accounts_with(Permission.BUY, request.tree[vendor.facility.code])
    form = ContractForm(request.POST or None, owners=owners, initial={"owner": request.user.pk})
    made: list[VendorContract] = []

    def act() -> None:
        given = {name: form.cleaned_data[name] for name in ("number", "title", "owner", "kept_at")}
        said: dict[str, Any] = {"vendor": vendor, "by": request.user, "tree": request.tree}
        made.append(actions.add_contract(wording=form.wording, **given, **said))

    if request.method == "POST" and carried_out(form, act):
        return redirect(f"{reverse('finance:contract', args=(made[0].pk,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/contract_add.html", {**FRAME, "form": form, "vendor": vendor}, status=status)


@requires(Permission.ASK_PURCHASES)
def contract(request: ReaderRequest, pk: int) -> HttpResponse:
    """One contract: its term, prices, obligations, and every wording."""
    return _page(request, _contract(request, pk), {})


def _contract(request: ReaderRequest, pk: int) -> VendorContract:
    return get_object_or_404(contracts_for(request.user, request.tree), pk=pk)


def _page(
    request: ReaderRequest, held: VendorContract, tried: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    (one,) = standings([held], request.day)
    table = shown.price_table(list(held.prices.all()), request.GET)
    buys = may(request.user, Permission.BUY, request.tree[held.vendor.facility.code], tree=request.tree)
    context = {
        **FRAME,
        "held": held,
        "one": one,
        "sentence": shown.term_words(one),
        "minimum": shown.minimum_words(one),
        "left": shown.days_left(one, request.day),
        "why": shown.WHY[one.why],
        "spent": amount(one.spent, held.vendor.facility.currency),
        "rebate": amount(one.rebate, held.vendor.facility.currency) if one.rebate else "",
        "table": table,
        "obligations": [_owed(request, row, tried) for row in held.obligations.all()],
        "wordings": held.wordings.select_related("by__person"),
        "verbs": [_verb(request, held, one, name, tried) for name in VERBS] if buys else [],
        "columns": ", ".join(COLUMNS),
        "buys": buys,
    }
    return table.export() or render(request, "finance/contract.html", context, status=status)


def _owed(request: ReaderRequest, row: Obligation, tried: Mapping[str, Form]) -> dict[str, Any]:
    name = f"meet-{row.pk}"
    form = tried.get(name) or MeetForm(initial={"on": request.day, "version": row.version})
    form.auto_id = f"{name}-%s"
    late = row.due_on is not None and row.due_on < request.day
    return {
        "row": row,
        "form": form,
        "late": late,
        "tried": name in tried,
        "done": row.done.select_related("by__person"),
    }


def _verb(
    request: ReaderRequest, held: VendorContract, one: Standing, name: str, tried: Mapping[str, Form]
) -> dict[str, Any]:
    form = tried.get(name) or _form(request, held, one, name)
    form.auto_id = f"{name}-%s"
    return {"name": name, "words": VERBS[name], "form": form, "tried": name in tried}


def _form(request: ReaderRequest, held: VendorContract, one: Standing, name: str) -> Form:
    posted = request.method == "POST"
    typed = request.POST if posted else None
    seen = {"version": held.version}
    if name == "obligation":
        owners = accounts_with(Permission.BUY, request.tree[held.vendor.facility.code])
        return ObligationForm(typed, owners=owners, initial=seen)
    if name == "notice":
        return NoticeForm(typed, initial={**seen, "on": held.noticed_on})
    if name == "prices":
        return PricesForm(typed, request.FILES if posted else None, initial=seen)
    return WordingForm(typed, initial={**WordingForm.initial_of(one.wording), "since": request.day})


@require_POST
@requires(Permission.BUY)
def enter(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Notice, a wording, prices or an obligation are told of a contract."""
    held = _contract(request, pk)
    if what not in VERBS:
        raise Http404
    (one,) = standings([held], request.day)
    form = _form(request, held, one, what)
    said: dict[str, Any] = {"contract": held, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: ENTERED[what](form, request, said)):
        return redirect(f"{reverse('finance:contract', args=(pk,))}?{where(request)}")
    return _page(request, _contract(request, pk), {what: form}, status=422)


def _notice(form: Any, _request: ReaderRequest, said: dict[str, Any]) -> None:
    actions.give_notice(**form.cleaned_data, **said)


def _reword(form: Any, request: ReaderRequest, said: dict[str, Any]) -> None:
    seen = request.POST.get("version", "")
    actions.reword_contract(wording=form.wording, version=int(seen) if seen.isdecimal() else 0, **said)


def _prices(form: Any, _request: ReaderRequest, said: dict[str, Any]) -> None:
    try:
        rows = rows_sent(form.cleaned_data["sent"].read())
    except NotAWorkbook as error:
        words = str(_("The workbook cannot be read: %(why)s")) % {"why": error}
        raise Refused(Fault("finance.prices.workbook", words, "sent", remedy=str(_("Save it anew as xlsx.")))) from None
    actions.take_prices(version=form.cleaned_data["version"], rows=rows, **said)


def _obligation(form: Any, _request: ReaderRequest, said: dict[str, Any]) -> None:
    actions.add_obligation(**form.cleaned_data, **said)


ENTERED: Mapping[str, Callable[[Any, ReaderRequest, dict[str, Any]], None]] = {
    "notice": _notice,
    "reword": _reword,
    "prices": _prices,
    "obligation": _obligation,
}


@require_POST
@requires(Permission.BUY)
def meet(request: ReaderRequest, pk: int, obligation: int) -> HttpResponse:
    """An obligation was met."""
    held = _contract(request, pk)
    rows = Obligation.objects.select_related("contract__vendor__facility")
    row = get_object_or_404(rows, pk=obligation, contract=held)
    form = MeetForm(request.POST)
    said: dict[str, Any] = {"obligation": row, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: actions.meet_obligation(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:contract', args=(pk,))}?{where(request)}")
    return _page(request, _contract(request, pk), {f"meet-{obligation}": form}, status=422)
