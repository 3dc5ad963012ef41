"""Accounts at banks: entering one, sending a statement of it, and the rows that could not be read."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import bank_statements as actions
from wellrun.departments.revenue.facility_choice import choose_facility, facilities_of, only_facility
from wellrun.departments.revenue.forms.bank import AccountForm, DropRowForm, MendRowForm, StatementForm
from wellrun.departments.revenue.models import BankAccount, HeldBankRow
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

FRAME = {"here": "revenue", "section": "deposits"}
STATEMENTS_SHOWN = 12


@requires(Permission.POST_PAYMENTS)
@never_cache
def new_account(request: ReaderRequest) -> HttpResponse:
    """Enters an account at a bank."""
    facility = only_facility(request)
    if facility is None:
        return choose_facility(request, _("Account at a bank"), "deposits", here="revenue")
    form = AccountForm(request.POST if request.method == "POST" else None)
    made: list[BankAccount] = []
    act = lambda: made.append(  # noqa: E731
        actions.open_account(facility=facility, **form.cleaned_data, by=request.user, tree=request.tree)
    )
    if request.method == "POST" and carried_out(form, act):
        return redirect(_address(made[0].pk, request))
    return render(request, "revenue/bank_account_new.html", {**FRAME, "form": form}, status=422 if form.errors else 200)


@requires(Permission.POST_PAYMENTS)
@never_cache
def account(request: ReaderRequest, pk: uuid.UUID) -> HttpResponse:
    """One account: its statements, what of them is held, and sending the next one."""
    held = _found(request, pk)
    if request.method != "POST":
        return _page(request, held)
    form = StatementForm(request.POST, request.FILES, held=actions.columns_of(held))
    taken: list[actions.Taken] = []

    def take() -> None:
        sent = form.cleaned_data["sent"]
        told = {"name": sent.name or "", "content": sent.read(), "columns": form.columns}
        taken.append(actions.take_statement(account=held, **told, by=request.user, tree=request.tree))

    if carried_out(form, take):
        return _page(request, _found(request, pk), taken=taken[0])
    return _page(request, held, form=form)


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def row(request: ReaderRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """A held row is mended, or is no movement: what the last word of the address names."""
    rows = HeldBankRow.objects.select_related("statement__account__facility")
    held = get_object_or_404(rows, pk=pk, statement__account__facility__in=facilities_of(request))
    if what not in ROWS:
        raise Http404
    kind, act = ROWS[what]
    form = kind(request.POST, auto_id=f"{what}-{pk}-%s")
    do = lambda: act(row=held, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, do):
        return redirect(_address(held.statement.account_id, request))
    return _page(request, _found(request, held.statement.account_id), tried={(what, pk): form})


ROWS: Mapping[str, tuple[type[Form], Any]] = {
    "mend": (MendRowForm, actions.mend_row),
    "drop": (DropRowForm, actions.drop_row),
}
"""What can be done with a held row, by the last word of its address."""


def _found(request: ReaderRequest, pk: uuid.UUID) -> BankAccount:
    rows = BankAccount.objects.filter(facility__in=facilities_of(request)).select_related("facility")
    held = get_object_or_404(rows, pk=pk)
    if not may(request.user, Permission.POST_PAYMENTS, request.tree[held.facility.code], tree=request.tree):
        raise Http404
    return held


def _page(
    request: ReaderRequest,
    held: BankAccount,
    *,
    form: StatementForm | None = None,
    taken: actions.Taken | None = None,
    tried: Mapping[tuple[str, uuid.UUID], Form] | None = None,
) -> HttpResponse:
    rows = HeldBankRow.objects.filter(statement__account=held, ended_at=None).select_related("statement")
    context = {
        **FRAME,
        "account": held,
        "form": form or StatementForm(held=actions.columns_of(held)),
        "taken": taken,
        "statements": held.statements.select_related("sent_by__person").defer("content")[:STATEMENTS_SHOWN],
        "rows": [_row(one, tried or {}) for one in rows],
    }
    return render(request, "revenue/bank_account.html", context, status=422 if form or tried else 200)


def _row(one: HeldBankRow, tried: Mapping[tuple[str, uuid.UUID], Form]) -> dict[str, Any]:
    """A held row with its faults and what can be done with it."""
    forms = {
        what: tried.get((what, one.pk)) or kind(auto_id=f"{what}-{one.pk}-%s") for what, (kind, _act) in ROWS.items()
    }
    return {"row": one, "text": one.text, "faults": json.loads(one.faults), **forms}


def _address(pk: uuid.UUID, request: ReaderRequest) -> str:
    return f"{reverse('revenue:bank-account', args=[pk])}?{where(request)}"
