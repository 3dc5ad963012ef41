"""Patients' accounts: the list, and one account with what is owed in words and all that is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.account_acts import ACTS, form_of
from wellrun.departments.revenue.actions.accounts import open_one
from wellrun.departments.revenue.models import PatientAccount
from wellrun.departments.revenue.papers.statements import why_words
from wellrun.departments.revenue.queries import accounts as queries
from wellrun.departments.revenue.queries.people import person_of
from wellrun.departments.revenue.queries.plans import plans_in, running_plan
from wellrun.departments.revenue.rules.assistance import CaseState, clocks
from wellrun.departments.revenue.words.entries import STANDINGS
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import Table, TableColumn

MOST = 5000


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def accounts(request: ReaderRequest) -> HttpResponse:
    """Accounts of the place, what patients owe most first."""
    found = queries.accounts_in_place(request.place, tree=request.tree)[:MOST]
    lines = [one for one in queries.account_lines(found) if one.owed or one.credit or one.waiting]
    plans = {
        one.plan.account_id: str(STANDINGS[one.now.standing]) for one in plans_in(request.place, tree=request.tree)
    }
    table = _table(lines, plans, request)
    context = {
        "here": "patient-accounts",
        "section": "accounts",
        "table": table,
        "owing": sum(1 for one in lines if one.owed),
        "owed": sum((one.owed for one in lines), Decimal(0)),
        "credit": sum((one.credit for one in lines), Decimal(0)),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/accounts.html", context)


def _table(
    lines: list[queries.AccountLine], plans: Mapping[int, str], request: ReaderRequest
) -> Table[queries.AccountLine]:
    link = lambda one: f"{reverse('revenue:account', args=[one.account.pk])}?{where(request)}"  # noqa: E731
    column = TableColumn[queries.AccountLine]
    columns = (
        column("account", _("Account"), lambda one: one.account.shown, link=link),
        column("owed", _("Patient owes"), lambda one: one.owed, number=True, places=2),
        column("since", _("Owed since"), lambda one: one.since),
        column("waiting", _("With insurance"), lambda one: one.waiting, number=True, places=2),
        column("credit", _("Credit"), lambda one: one.credit, number=True, places=2),
        column("plan", _("Plan"), lambda one: plans.get(one.account.pk)),
        column("last", _("Last statement"), lambda one: one.last),
        column("claims", _("Claims"), lambda one: ", ".join(one.claims), shown=False),
    )
    return Table("accounts", columns, lines, request.GET, sort="-owed", lines=50)


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def account(request: ReaderRequest, pk: int) -> HttpResponse:
    """One account."""
    found = open_one(account=found_account(request, pk), by=request.user, tree=request.tree)
    return _page(request, found, {})


@require_POST
@requires(Permission.SEE_ACCOUNTS, writing=Permission.TAKE_PAYMENTS)
@never_cache
def enter(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Whatever is done about an account: what the last word of the address names."""
    held, act = found_account(request, pk), ACTS.get(what)
    if act is None:
        raise Http404
    now = queries.account_now(held)
    form = form_of(act, what, now, request.POST)
    if not carried_out(form, lambda: act.do(request, now, form)):
        return _page(request, held, {what: form}, status=422)
    return redirect(f"{reverse('revenue:account', args=[held.pk])}?{where(request)}")


def found_account(request: ReaderRequest, pk: int) -> PatientAccount:
    """The account, which is not there for who may not see it."""
    found = PatientAccount.objects.select_related("facility").filter(pk=pk).first()
    if found is None or not may(
        request.user, Permission.SEE_ACCOUNTS, request.tree[found.facility.code], tree=request.tree
    ):
        raise Http404
    return found


def _page(request: ReaderRequest, held: PatientAccount, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    held.refresh_from_db(fields=["version"])
    now = queries.account_now(held)
    place = request.tree[held.facility.code]
    first = held.statements.order_by("issued_on").values_list("issued_on", flat=True).first()
    case = held.assistance.filter(state=CaseState.ASKED).first()
    offered = {
        what: tried.get(what) or form_of(act, what, now, None)
        for what, act in ACTS.items()
        if may(request.user, act.permission, place, tree=request.tree) and act.fits(now)
    }
    context: dict[str, Any] = {
        "here": "patient-accounts",
        "section": "accounts",
        "account": held,
        "now": now,
        "bill": now.bill(queries.local_today(held.facility)),
        "why": {word: why_words(word) for one in now.visits for word, _amount in one.why},
        "person": person_of(held, request.user, tree=request.tree),
        "plan": running_plan(held),
        "case": case,
        "clocks": clocks(first) if first else None,
        "first_bill": first,
        "statements": held.statements.defer("document").prefetch_related("mailings"),
        "receipts": held.receipts.select_related("taken_by__person").order_by("-number"),
        "refunds": held.refunds.select_related("asked_by__person", "decided_by__person"),
        "helped": held.assistance.exclude(state=CaseState.ASKED),
        "acts": [(what, ACTS[what], form) for what, form in offered.items()],
        "refused": [words for what, form in tried.items() if what not in offered for words in form.non_field_errors()],
        "currency": now.currency,
    }
    return render(request, "revenue/account.html", context, status=status)
