"""Invoices: those that are held, one with what it differs in and its verbs, typed in, handed in, and handed on."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.invoice_decisions import decide_invoice, hand_on, take_credit
from wellrun.departments.finance.actions.invoice_files import TakenInvoices, take_invoices
from wellrun.departments.finance.actions.invoices import BILLED, enter_invoice
from wellrun.departments.finance.forms.invoices import CreditForm, DecideForm, InvoiceFileForm, InvoiceForm
from wellrun.departments.finance.models import Invoice, Purchase
from wellrun.departments.finance.queries.invoices import OPEN, invoices_for, kept_differences, runs_for
from wellrun.departments.finance.queries.purchases import ordered_of, purchases_for
from wellrun.departments.finance.rules.budgeting import whole_cents
from wellrun.departments.finance.rules.purchasing.invoice_files import COLUMNS
from wellrun.departments.finance.rules.purchasing.matching import to_credit
from wellrun.departments.finance.rules.purchasing.states import InvoiceState, Judgement, judged
from wellrun.departments.finance.shown import purchases as shown
from wellrun.departments.finance.shown.payments import run_table
from wellrun.departments.finance.words.purchases import JUDGEMENT_NAMES
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "finance", "section": "purchases"}
OFFERED = (Judgement.ACCEPT, Judgement.ASK_CREDIT, Judgement.REFUSE, Judgement.HOLD)


@requires(Permission.ASK_PURCHASES)
@never_cache
def invoices(request: ReaderRequest) -> HttpResponse:
    """Invoices of a facility: held ones first, and what may be handed on for payment."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    rows = invoices_for(request.user, request.tree).filter(facility=facility).prefetch_related("purchase__lines")
    asked = request.GET.get("state", "")
    states = {"all": None, InvoiceState.CLEARED.value: (InvoiceState.CLEARED.value,)}.get(asked, OPEN)
    chosen = list(rows if states is None else rows.filter(state__in=states).order_by("held_on", "pk"))
    table = shown.invoice_table(chosen, request.GET, where(request))
    held = list(rows.filter(state__in=OPEN))
    buys = may(request.user, Permission.BUY, request.tree[facility.code], tree=request.tree)
    context = {
        **FRAME,
        "facility": facility,
        "sentence": shown.headline([], held, facility.currency),
        "table": table,
        "asked": asked,
        "known": rows.exists(),
        "buys": buys,
        "ready": rows.filter(state=InvoiceState.CLEARED.value) if buys else [],
        "runs": runs_for(request.user, request.tree).filter(facility=facility)[:6] if buys else [],
    }
    return table.export() or render(request, "finance/invoices.html", context)


@requires(Permission.ASK_PURCHASES)
@never_cache
def invoice(request: ReaderRequest, pk: int) -> HttpResponse:
    """One invoice: what it says, what it differs in, and what can be decided."""
    return _page(request, _invoice(request, pk), {})


def _invoice(request: ReaderRequest, pk: int) -> Invoice:
    return get_object_or_404(invoices_for(request.user, request.tree), pk=pk)


def _page(request: ReaderRequest, held: Invoice, tried: dict[str, Any], *, status: int = 200) -> HttpResponse:
    place = request.tree[held.purchase.place if held.purchase else held.facility.code]
    buys = may(request.user, Permission.BUY, place, tree=request.tree)
    approves = may(request.user, Permission.APPROVE_PURCHASES, place, tree=request.tree)
    verbs = [
        {"judgement": one.value, "words": JUDGEMENT_NAMES[one], "failed": tried.get("judgement") == one.value}
        for one in OFFERED
        if judged(held.at, one) is not None and (approves if one is Judgement.ACCEPT else buys)
    ]
    credit = tried.get("credit") or CreditForm(
        initial={"version": held.version, "amount": f"{to_credit(kept_differences(held)) / 100:.2f}"}
    )
    context = {
        **FRAME,
        "held": held,
        "total": shown.amount(held.total, held.currency),
        "to_pay": shown.amount(held.to_pay, held.currency),
        "mark": shown.INVOICE_MARKS[held.at],
        "holding": shown.reasons_of(held, held=True),
        "telling": shown.reasons_of(held, held=False),
        "lines": held.lines.select_related("line"),
        "order_name": shown.order_name(held.purchase) if held.purchase else "",
        "verbs": verbs,
        "undecided": held.at is InvoiceState.HELD,
        "form": tried.get("form"),
        "credit": credit if buys and held.at is InvoiceState.CREDIT else None,
        "said": [
            (one, JUDGEMENT_NAMES[Judgement(one.judgement)]) for one in held.judgements.select_related("by__person")
        ],
    }
    return render(request, "finance/invoice.html", context, status=status)


@require_POST
@requires(Permission.ASK_PURCHASES)
def decide(request: ReaderRequest, pk: int) -> HttpResponse:
    """Something is decided of an invoice."""
    held, form = _invoice(request, pk), DecideForm(request.POST)
    if carried_out(form, lambda: _decide(request, held, form)):
        return redirect(f"{reverse('finance:invoice', args=(pk,))}?{where(request)}")
    tried = {"form": form, "judgement": form.data.get("judgement")}
    return _page(request, _invoice(request, pk), tried, status=422)


def _decide(request: ReaderRequest, held: Invoice, form: DecideForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    judgement = Judgement(given["judgement"])
    decide_invoice(invoice=held, version=given["version"], judgement=judgement, why=given["why"], **said)


@require_POST
@requires(Permission.BUY)
def credit(request: ReaderRequest, pk: int) -> HttpResponse:
    """A credit came."""
    held, form = _invoice(request, pk), CreditForm(request.POST)
    if carried_out(form, lambda: _credit(request, held, form)):
        return redirect(f"{reverse('finance:invoice', args=(pk,))}?{where(request)}")
    return _page(request, _invoice(request, pk), {"credit": form}, status=422)


def _credit(request: ReaderRequest, held: Invoice, form: CreditForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    cents = whole_cents(given["amount"])
    take_credit(invoice=held, version=given["version"], note=given["note"], cents=cents, **said)


@requires(Permission.BUY)
def enter(request: ReaderRequest, pk: int) -> HttpResponse:
    """An invoice of an order is typed in."""
    rows = purchases_for(request.user, request.tree).filter(state__in=BILLED)
    held = get_object_or_404(rows, pk=pk)
    known = ordered_of([held])[held.pk]
    lines = [(line, known[line.pk]) for line in held.lines.all()]
    posted = request.method == "POST"
    form = InvoiceForm(request.POST if posted else None, lines=lines, initial={"currency": held.currency})
    made: list[Invoice] = []
    if posted and carried_out(form, lambda: made.append(_enter(request, held, form))):
        return redirect(f"{reverse('finance:invoice', args=(made[0].pk,))}?{where(request)}")
    context = {**FRAME, "held": held, "name": shown.order_name(held), "form": form}
    return render(request, "finance/invoice_enter.html", context, status=422 if posted else 200)


def _enter(request: ReaderRequest, held: Purchase, form: InvoiceForm) -> Invoice:
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    assert held.order is not None  # only orders that were sent are billed
    return enter_invoice(vendor=held.vendor, told=form.told(held.order), **said)


@requires(Permission.BUY)
def hand_in(request: ReaderRequest) -> HttpResponse:
    """A file of invoices is taken in, and what came of it told."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    posted = request.method == "POST"
    form = InvoiceFileForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[TakenInvoices] = []
    context = {**FRAME, "form": form, "facility": facility, "columns": ", ".join(COLUMNS)}
    if posted and carried_out(form, lambda: taken.append(_take(request, facility, form))):
        return render(request, "finance/invoice_hand_in.html", {**context, "taken": taken[0]})
    return render(request, "finance/invoice_hand_in.html", context, status=422 if posted else 200)


def _take(request: ReaderRequest, facility: Facility, form: InvoiceFileForm) -> TakenInvoices:
    sent = form.cleaned_data["sent"]
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    return take_invoices(facility=facility, content=sent.read(), name=sent.name, **said)


@require_POST
@requires(Permission.BUY)
def pay(request: ReaderRequest) -> HttpResponse:
    """Invoices that may be paid are handed on together."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    keys = [int(one) for one in request.POST.getlist("invoices") if one.isdecimal()]
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    run = hand_on(facility=facility, invoices=keys, **said)
    return redirect(f"{reverse('finance:payment-run', args=(run.pk,))}?{where(request)}")


@requires(Permission.BUY)
def payment_run(request: ReaderRequest, pk: int) -> HttpResponse:
    """What was handed on for payment, as a table and a file."""
    run = get_object_or_404(runs_for(request.user, request.tree), pk=pk)
    rows = list(run.invoices.select_related("vendor", "purchase__facility").order_by("vendor__name", "number"))
    table = run_table(run, rows, request.GET)
    context = {**FRAME, "run": run, "table": table, "total": shown.amount(sum(one.to_pay for one in rows))}
    return table.export() or render(request, "finance/payment_run.html", context)
