"""Deposits: what is between the bank and the books, and one line of the bank with what it brought."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import deposits as actions
from wellrun.departments.revenue.facility_choice import facilities_of
from wellrun.departments.revenue.forms.bank import AsideForm, BackForm, LinkForm, UnmatchForm
from wellrun.departments.revenue.models import BankAccount, BankLine, HeldBankRow
from wellrun.departments.revenue.queries import deposits as queries
from wellrun.departments.revenue.rules.depositing import Matched
from wellrun.departments.revenue.shown.deposit_tables import expected_shown, lines_table, links_shown, stands
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.templatetags.words import to_the_cent

FRAME = {"here": "revenue", "section": "deposits"}
DAYS_SHOWN = 10


@requires(Permission.POST_PAYMENTS)
@never_cache
def deposits(request: ReaderRequest) -> HttpResponse:
    """Payments without money, money without payments, what differs, and the bank day by day."""
    facilities = facilities_of(request)
    table = lines_table(list(queries.lines_with_links(facilities).defer("words")), request.GET, where(request))
    if (export := table.export()) is not None:
        return export
    found = [queries.deposits_of(one, request.day) for one in facilities]
    context = {
        **FRAME,
        "found": [_shown(request, one) for one in found if one.covered],
        "accounts": BankAccount.objects.filter(facility__in=facilities).select_related("facility"),
        "held": HeldBankRow.objects.filter(statement__account__facility__in=facilities, ended_at=None).count(),
        "days": queries.bank_days(facilities, request.day, most=DAYS_SHOWN),
        "table": table,
        "currency": request.place.currency,
        "missing": sum(one.payment.deposit for each in found for one in each.missing),
        "unexplained": sum(one.line.amount for each in found for one in each.unexplained),
    }
    return render(request, "revenue/deposits.html", context)


def _shown(request: ReaderRequest, one: queries.Deposits) -> Mapping[str, Any]:
    """What is between the bank and the books of one facility, as the page lists it."""
    proposals: dict[str, list[Matched]] = {}
    for each in one.proposed:
        proposals.setdefault(each.arrived[0].key, []).append(each)
    return {
        "facility": one.facility,
        "covered": one.covered,
        "missing": one.missing,
        "patients": expected_shown(one.patients_missing, where(request)),
        "unexplained": [(each, len(proposals.get(str(each.line.pk), ()))) for each in one.unexplained],
        "differing": [(each, (each.received or each.deposit) - each.deposit) for each in one.differing],
    }


@require_POST
@requires(Permission.POST_PAYMENTS)
def match(request: ReaderRequest) -> HttpResponse:
    """Matches what is sure by now."""
    for facility in facilities_of(request):
        actions.match_again(facility=facility, by=request.user, tree=request.tree)
    return redirect(f"{reverse('revenue:deposits')}?{where(request)}")


@requires(Permission.POST_PAYMENTS)
@never_cache
def line(request: ReaderRequest, pk: uuid.UUID) -> HttpResponse:
    """One line of the bank: what it says, what it brought, and what it may have brought."""
    return _line(request, _found(request, pk), {})


@require_POST
@requires(Permission.POST_PAYMENTS)
@never_cache
def enter(request: ReaderRequest, pk: uuid.UUID, what: str) -> HttpResponse:
    """Matches a line, takes it off, sets it aside or brings it back: what the last word of the address names."""
    held, act = _found(request, pk), ACTS.get(what)
    if act is None:
        raise Http404
    form = act.make(request, held, request.POST)
    do = lambda: act.do(line=held, **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if carried_out(form, do):
        return redirect(f"{reverse('revenue:bank-line', args=[pk])}?{where(request)}")
    return _line(request, _found(request, pk), {what: form})


def _found(request: ReaderRequest, pk: uuid.UUID) -> BankLine:
    held = get_object_or_404(queries.lines_with_links(facilities_of(request)), pk=pk)
    if not may(request.user, Permission.POST_PAYMENTS, request.tree[held.account.facility.code], tree=request.tree):
        raise Http404
    return held


def _line(request: ReaderRequest, held: BankLine, tried: Mapping[str, Form]) -> HttpResponse:
    live: Any = held.live  # type: ignore[attr-defined]
    state = "matched" if live else "aside" if held.other else "open"
    offered = [what for what, act in ACTS.items() if act.when == state and held.cents > 0]
    forms = {what: tried.get(what) or ACTS[what].make(request, held, None) for what in offered}
    ended = held.links.exclude(ended_at=None).select_related("payment__payer", "drawer_day__drawer", "receipt")
    context = {
        **FRAME,
        "line": held,
        "stands": stands(held),
        "links": links_shown(live, where(request)),
        "ended": links_shown(ended, where(request)),
        "forms": forms,
        "search": _search(request),
        "currency": held.account.facility.currency,
        "refused": [words for what, form in tried.items() if what not in forms for words in form.non_field_errors()],
    }
    return render(request, "revenue/bank_line.html", context, status=422 if tried else 200)


def _search(request: ReaderRequest) -> str:
    return request.GET.get("q", "").strip()[:64]


def _link_form(request: ReaderRequest, held: BankLine, data: Any) -> LinkForm:
    # What was chosen is looked for among all, whatever was searched before.
    search = "" if data is not None else _search(request)
    money = expected_shown(queries.candidates(held, search=search), where(request))
    currency = held.account.facility.currency
    offered = [
        (one.key, f"{to_the_cent(one.expected.amount, currency)}, {one.words}, {one.expected.on:%-d %b %Y}")
        for one in money
    ]
    return LinkForm(data, offered=offered, initial={"version": held.version}, auto_id="link-%s")


def _plain(kind: type[Form], name: str) -> Callable[[ReaderRequest, BankLine, Any], Form]:
    return lambda _request, held, data: kind(data, initial={"version": held.version}, auto_id=f"{name}-%s")


@dataclass(frozen=True)
class Act:
    """What can be done with a line: its form, what it does, and where the line has to stand."""

    make: Callable[[ReaderRequest, BankLine, Any], Form]
    do: Callable[..., Any]
    when: str


ACTS: Mapping[str, Act] = {
    "link": Act(_link_form, actions.link, "open"),
    "aside": Act(_plain(AsideForm, "aside"), actions.set_aside, "open"),
    "unlink": Act(_plain(UnmatchForm, "unlink"), actions.unlink, "matched"),
    "back": Act(_plain(BackForm, "back"), actions.bring_back, "aside"),
}
"""Whatever can be done with a line, by the last word of its address."""
