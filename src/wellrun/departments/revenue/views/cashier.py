"""Drawers: what is taken today, the day sheet, closing; and refunds that wait for somebody who approves."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import drawers as actions
from wellrun.departments.revenue.actions import refunds as refund_actions
from wellrun.departments.revenue.facility_choice import choose_facility, facilities_of, only_facility
from wellrun.departments.revenue.forms.account import AnswerForm, CountForm, DrawerForm, ReopenForm
from wellrun.departments.revenue.models import Drawer, RefundRequest
from wellrun.departments.revenue.models.cashier import METHODS
from wellrun.departments.revenue.queries import cashier as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.cashier import COUNTED
from wellrun.departments.revenue.rules.refunds import RefundState
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

TAB = "patient-accounts"


@requires(Permission.SEE_ACCOUNTS, writing=Permission.POST_PAYMENTS)
@never_cache
def cashier(request: ReaderRequest) -> HttpResponse:
    """The drawers of the place and what is in them on the day; a drawer is added here."""
    form = DrawerForm(request.POST or None)
    facility = only_facility(request)
    if request.method == "POST":
        if facility is None:
            return choose_facility(request, _("Cashier"), "cashier", here=TAB)
        if carried_out(form, lambda: _add(request, facility, form)):
            return redirect(f"{reverse('revenue:cashier')}?{where(request)}")
    found = [queries.drawer_now(one, request.day) for one in queries.drawers_in(request.place, tree=request.tree)]
    context = {
        "here": TAB,
        "section": "cashier",
        "facility": facility,
        "facilities": facilities_of(request),
        "drawers": found,
        "taken": sum((one.sheet.total for one in found), 0),
        "form": form,
        "may_add": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
        "currency": request.place.currency,
    }
    return render(request, "revenue/cashier.html", context, status=422 if form.errors else 200)


def _add(request: ReaderRequest, facility: Facility, form: DrawerForm) -> None:
    actions.add_drawer(facility=facility, **form.cleaned_data, by=request.user, tree=request.tree)


@requires(Permission.SEE_ACCOUNTS, writing=Permission.TAKE_PAYMENTS)
@never_cache
def drawer(request: ReaderRequest, pk: int) -> HttpResponse:
    """The sheet of a drawer's day; it is counted and closed here."""
    one = _drawer(request, pk)
    form = CountForm(request.POST or None)
    close = lambda: actions.close(  # noqa: E731
        drawer=one,
        day=request.day,
        counted=form.counted,
        why=form.cleaned_data["why"],
        by=request.user,
        tree=request.tree,
    )
    if request.method == "POST" and carried_out(form, close):
        return _to_drawer(request, pk)
    return _drawer_page(request, one, form=form, status=422 if form.errors else 200)


@require_POST
@requires(Permission.TAKE_PAYMENTS)
def reopen(request: ReaderRequest, pk: int) -> HttpResponse:
    """Opens the day again."""
    one, form = _drawer(request, pk), ReopenForm(request.POST, auto_id="reopen-%s")
    closed = queries.closing_of(one, request.day)
    if closed is None:
        raise Http404
    again = lambda: actions.reopen(closed=closed, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, again):
        return _to_drawer(request, pk)
    return _drawer_page(request, one, reopen=form, status=422)


def _drawer_page(request: ReaderRequest, one: Drawer, *, status: int = 200, **tried: Form) -> HttpResponse:
    now = queries.drawer_now(one, request.day)
    context: dict[str, Any] = {
        "here": TAB,
        "section": "cashier",
        "drawer": one,
        "now": now,
        "receipts": queries.receipts_of(one, request.day),
        "methods": [(METHODS[key], amount) for key, amount in now.sheet.by_method.items()],
        "counts": [
            (METHODS[key], now.sheet.expected[key], now.sheet.counted.get(key), now.sheet.differences.get(key))
            for key in COUNTED
        ],
        "form": CountForm(),
        "reopen": ReopenForm(auto_id="reopen-%s"),
        "rounds": one.days.filter(day=request.day).exclude(reopened_at=None),
        "may_take": may(request.user, Permission.TAKE_PAYMENTS, request.tree[one.facility.code], tree=request.tree),
        "currency": one.facility.currency,
        **tried,
    }
    return render(request, "revenue/drawer.html", context, status=status)


def _drawer(request: ReaderRequest, pk: int) -> Drawer:
    found = Drawer.objects.select_related("facility").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.SEE_ACCOUNTS, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    return found


def _to_drawer(request: ReaderRequest, pk: int) -> HttpResponse:
    return redirect(f"{reverse('revenue:drawer', args=[pk])}?{where(request)}")


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def refunds(request: ReaderRequest) -> HttpResponse:
    """Refunds that wait, those with a clock first, and those that were decided."""
    return _refunds(request, {})


def _refunds(request: ReaderRequest, tried: dict[int, Form], status: int = 200) -> HttpResponse:
    held = RefundRequest.objects.filter(facility__in=facilities_in(request.place, tree=request.tree))
    rows = list(held.select_related("account", "facility", "asked_by__person", "decided_by__person"))
    waiting = [one for one in rows if one.state == RefundState.ASKED]
    waiting.sort(key=lambda one: (one.return_by is None, one.return_by, one.asked_at))
    context = {
        "here": TAB,
        "section": "refunds",
        "waiting": [(one, tried.get(one.pk) or _answer(one)) for one in waiting],
        "decided": [one for one in rows if one.state != RefundState.ASKED][-100:],
        "asked": sum((one.amount for one in waiting), 0),
        "may_approve": may(request.user, Permission.APPROVE_REFUNDS, request.place, tree=request.tree),
        "currency": request.place.currency,
    }
    return render(request, "revenue/refunds.html", context, status=status)


def _answer(one: RefundRequest, data: Any = None) -> AnswerForm:
    return AnswerForm(data, initial={"version": one.version}, auto_id=f"refund-{one.pk}-%s")


ANSWERS = {"approve": refund_actions.approve, "refuse": refund_actions.refuse}


@require_POST
@requires(Permission.SEE_ACCOUNTS, writing=Permission.APPROVE_REFUNDS)
@never_cache
def answer_refund(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Approves or refuses a refund."""
    held = RefundRequest.objects.filter(facility__in=facilities_in(request.place, tree=request.tree))
    one, act = held.select_related("account__facility").filter(pk=pk).first(), ANSWERS.get(what)
    if one is None or act is None:
        raise Http404
    form = _answer(one, request.POST)
    if carried_out(form, lambda: act(request=one, **form.cleaned_data, by=request.user, tree=request.tree)):
        return redirect(f"{reverse('revenue:refunds')}?{where(request)}")
    return _refunds(request, {one.pk: form}, status=422)
