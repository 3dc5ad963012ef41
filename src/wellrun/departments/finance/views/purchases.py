"""Purchases: the list with what waits, a request, the chain of one with its verbs, and its order as a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.purchase_requests import ask_purchase, rewrite_purchase
from wellrun.departments.finance.actions.purchase_steps import ALLOWED, OWN, take_step
from wellrun.departments.finance.forms.purchases import AskForm, StepForm
from wellrun.departments.finance.models import Invoice, Purchase, Vendor, VendorContract
from wellrun.departments.finance.papers.order_sheet import order_sheet
from wellrun.departments.finance.queries.commitments import balances
from wellrun.departments.finance.queries.invoices import OPEN, invoices_for
from wellrun.departments.finance.queries.purchases import (
    Centre,
    accounts_for,
    approver,
    centres_for,
    day_of,
    deciders,
    ordered_of,
    purchases_for,
    waiting_for,
)
from wellrun.departments.finance.rules.purchasing.committing import complete
from wellrun.departments.finance.rules.purchasing.limits import stands_for
from wellrun.departments.finance.rules.purchasing.states import REASONED, State, Step, steps_from
from wellrun.departments.finance.shown import purchases as shown
from wellrun.departments.finance.words.purchases import STEP_NAMES
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "finance", "section": "purchases"}
CHOICES = {"open": None, **{one.value: one for one in State}}


@requires(Permission.ASK_PURCHASES)
@never_cache
def purchases(request: ReaderRequest) -> HttpResponse:
    """What waits for the reader, and every purchase of the place."""
    facility = Facility.objects.filter(code=request.place.facility).first()
    if facility is None:
        return render(request, "finance/purchases.html", {**FRAME, "facility": None})
    rows = _chosen(request, facility)
    sums = ordered_of(rows)
    if request.GET.get("state", "open") == "open":
        rows = [one for one in rows if one.at is not State.SENT or not complete(sums[one.pk].values())]
    table = shown.purchase_table(rows, sums, request.GET, where(request))
    waiting = waiting_for(request.user, facility, request.tree, request.day)
    held = list(invoices_for(request.user, request.tree).filter(facility=facility, state__in=OPEN))
    context = {
        **FRAME,
        "facility": facility,
        "sentence": shown.headline(waiting, held, facility.currency),
        "waiting": [(one, shown.what_of(one), shown.amount(one.cents, one.currency)) for one in waiting],
        "table": table,
        "known": purchases_for(request.user, request.tree).filter(facility=facility).exists(),
        "choices": _choices(request),
        "buys": may(request.user, Permission.BUY, request.tree[facility.code], tree=request.tree),
    }
    return table.export() or render(request, "finance/purchases.html", context)


def _chosen(request: ReaderRequest, facility: Facility) -> list[Purchase]:
    """The purchases of the place that the address asks for; those that are not over where it asks for none."""
    codes = [place.code for place in request.tree.within(request.place)]
    rows = purchases_for(request.user, request.tree).filter(facility=facility, place__in=codes)
    if request.GET.get("who") == "me":
        rows = rows.filter(asked_by=request.user)
    state = request.GET.get("state", "open")
    if state == "all":
        return list(rows)
    wanted = CHOICES.get(state)
    if wanted is None:
        return list(rows.exclude(state__in=[State.CLOSED.value, State.WITHDRAWN.value]))
    return list(rows.filter(state=wanted.value))


def _choices(request: ReaderRequest) -> list[dict[str, Any]]:
    asked = (request.GET.get("who", ""), request.GET.get("state", "open"))
    rows = (
        ("", "open", _("open")),
        ("me", "open", _("mine")),
        ("", State.APPROVED.value, _("to be ordered")),
        ("", State.SENT.value, _("with the vendor")),
        ("", "all", _("all")),
    )
    return [
        {"words": words, "address": f"?{where(request)}&state={state}&who={who}", "here": (who, state) == asked}
        for who, state, words in rows
    ]


@requires(Permission.ASK_PURCHASES)
def ask(request: ReaderRequest) -> HttpResponse:
    """A request: first the cost centre, then what is asked for beside what its budget has left."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    centres = centres_for(request.user, facility, request.tree)
    centre = next((one for one in centres if one.code == request.GET.get("code", "")), None)
    if centre is None and len(centres) == 1:
        centre = centres[0]
    if centre is None:
        return render(request, "finance/purchase_centre.html", {**FRAME, "centres": centres, "facility": facility})
    form = _ask_form(request, facility, None)
    made: list[Purchase] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(_ask(request, facility, centre, form))):
        return redirect(f"{reverse('finance:purchase', args=(made[0].pk,))}?{where(request)}")
    return _ask_page(request, facility, centre, form, None)


def _ask(request: ReaderRequest, facility: Facility, centre: Centre, form: AskForm) -> Purchase:
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    return ask_purchase(facility=facility, centre=centre, ask=form.ask, **said)


def _ask_form(request: ReaderRequest, facility: Facility, held: Purchase | None) -> AskForm:
    vendors = Vendor.objects.filter(facility=facility, stopped_for="")
    contracts = VendorContract.objects.filter(vendor__facility=facility).select_related("vendor")
    said: dict[str, Any] = {"vendors": vendors, "contracts": contracts, "accounts": accounts_for(facility)}
    return AskForm(request.POST if request.method == "POST" else None, held=held, **said)


def _ask_page(
    request: ReaderRequest, facility: Facility, centre: Centre, form: AskForm, held: Purchase | None
) -> HttpResponse:
    known = balances(facility, request.day, without=held)
    context = {
        **FRAME,
        "form": form,
        "centre": centre,
        "held": held,
        "facility": facility,
        "balances": shown.balance_rows(known, centre.code, accounts_for(facility)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/purchase_ask.html", context, status=status)


def purchase_for(request: ReaderRequest, pk: int) -> Purchase:
    """A purchase that the reader may see."""
    rows = purchases_for(request.user, request.tree).prefetch_related(
        "approvals__by__person", "approvals__instead_of__person"
    )
    return get_object_or_404(rows, pk=pk)


@requires(Permission.ASK_PURCHASES)
def rewrite(request: ReaderRequest, pk: int) -> HttpResponse:
    """A request is written anew by whoever asked."""
    held = purchase_for(request, pk)
    if held.at is not State.DRAFT or held.asked_by_id != request.user.pk:
        raise Http404
    form = _ask_form(request, held.facility, held)
    if request.method == "POST" and carried_out(form, lambda: _rewrite(request, held, form)):
        return redirect(f"{reverse('finance:purchase', args=(pk,))}?{where(request)}")
    centre = Centre(held.cost_centre, held.centre_name, held.place)
    return _ask_page(request, held.facility, centre, form, held)


def _rewrite(request: ReaderRequest, held: Purchase, form: AskForm) -> None:
    seen = request.POST.get("version", "")
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    rewrite_purchase(purchase=held, version=int(seen) if seen.isdecimal() else 0, ask=form.ask, **said)


@requires(Permission.ASK_PURCHASES)
@never_cache
def purchase(request: ReaderRequest, pk: int) -> HttpResponse:
    """One purchase with its whole chain."""
    return purchase_page(request, purchase_for(request, pk), None)


def purchase_page(request: ReaderRequest, held: Purchase, tried: Form | None, *, status: int = 200) -> HttpResponse:
    """The page of a purchase; ``tried`` is the step that was refused."""
    rows = [shown.LineRow(line, ordered_of([held])[held.pk][line.pk]) for line in held.lines.all()]
    invoices = list(held.invoices.select_related("purchase").order_by("pk"))
    accounts = dict(accounts_for(held.facility))
    now = timezone.now()
    counted = held.at in (State.DRAFT, State.SUBMITTED, State.APPROVED)
    buys = may(request.user, Permission.BUY, request.tree[held.facility.code], tree=request.tree)
    context = {
        **FRAME,
        "held": held,
        "name": shown.order_name(held),
        "what": shown.what_of(held),
        "whole": shown.amount(held.cents, held.currency),
        "mark": shown.MARKS[held.at],
        "state": shown.state_words(held, {row.line.pk: row.one for row in rows}),
        "rows": rows,
        "chain": shown.chain_of(held, invoices, rows),
        "leaves": shown.leaves(held, accounts, day_of(held.facility, now)) if counted else [],
        "receipts": held.receipts.select_related("by__person", "undone_by__person").prefetch_related("lines__line"),
        "invoices": [_told(one) for one in invoices],
        "verbs": _verbs(request, held, now, tried),
        "tried": tried,
        "may_rewrite": held.at is State.DRAFT and held.asked_by_id == request.user.pk,
        "may_receive": held.at is State.SENT
        and may(request.user, Permission.ASK_PURCHASES, request.tree[held.place], tree=request.tree),
        "may_invoice": buys and held.at in (State.SENT, State.CLOSED),
    }
    return render(request, "finance/purchase.html", context, status=status)


def _told(one: Invoice) -> tuple[Invoice, str, list[str]]:
    return one, shown.amount(one.total, one.currency), shown.reasons_of(one, held=True)


def _verbs(request: ReaderRequest, held: Purchase, now: dt.datetime, tried: Form | None) -> list[Mapping[str, Any]]:
    """The steps that the reader may take now, those without a reason first."""
    place = request.tree[held.place]
    found = []
    for step in steps_from(held.at):
        allowed = may(request.user, ALLOWED[step], place, tree=request.tree)
        own = step not in OWN or held.asked_by_id == request.user.pk
        if allowed and own and (step is not Step.APPROVE or _approves(request, held, now)):
            failed = tried is not None and tried.data.get("step") == step.value
            found.append({"step": step.value, "words": STEP_NAMES[step], "reason": step in REASONED, "failed": failed})
    return sorted(found, key=lambda one: bool(one["reason"]))


def _approves(request: ReaderRequest, held: Purchase, now: dt.datetime) -> bool:
    rules, place = deciders(held.facility, request.user, day_of(held.facility, now)), request.tree[held.place]
    mine, others = approver(request.user, place, request.tree), rules.others(place, request.tree)
    return stands_for(mine, rules.asked(held), rules.limits, others) is not None


@require_POST
@requires(Permission.ASK_PURCHASES)
def move(request: ReaderRequest, pk: int) -> HttpResponse:
    """A step is taken."""
    held, form = purchase_for(request, pk), StepForm(request.POST)
    if carried_out(form, lambda: _step(request, held, form)):
        return redirect(f"{reverse('finance:purchase', args=(pk,))}?{where(request)}")
    return purchase_page(request, purchase_for(request, pk), form, status=422)


def _step(request: ReaderRequest, held: Purchase, form: StepForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": timezone.now()}
    take_step(purchase=held, version=given["version"], step=Step(given["step"]), why=given["why"], **said)


@requires(Permission.ASK_PURCHASES)
def order_pdf(request: ReaderRequest, pk: int) -> HttpResponse:
    """The order as a document."""
    held = purchase_for(request, pk)
    if not held.order:
        raise Http404
    name = f"order-{shown.order_name(held)}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(pdf(order_sheet(held)), content_type="application/pdf", headers=headers)
