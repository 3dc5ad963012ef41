"""Stays that wait for their coder, the coding of one, and who has left without a final bill."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import codings as actions
from wellrun.departments.revenue.actions.charges import open_account
from wellrun.departments.revenue.forms.coding import CodingForm, entered
from wellrun.departments.revenue.models import ChargeAccount
from wellrun.departments.revenue.models.coding import System
from wellrun.departments.revenue.queries import codings as queries
from wellrun.departments.revenue.queries.charges import account_for
from wellrun.departments.revenue.queries.coding import words_of
from wellrun.departments.revenue.queries.unbilled import by_reason, unbilled_in
from wellrun.departments.revenue.rules.coding import Judged
from wellrun.departments.revenue.shown.coding_tables import REASONS, to_code_table, unbilled_table
from wellrun.departments.revenue.words.contracts import WHY_NOT
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.patients.models import Stay
from wellrun.foundations.patients.queries import named

FRAME = {"here": "billing", "section": "coding"}


@requires(Permission.ENTER_CHARGES)
@never_cache
def to_code(request: ReaderRequest) -> HttpResponse:
    """Stays of the place that are over and not finally coded."""
    lines = queries.to_code(request.place, tree=request.tree)
    table = to_code_table(lines, request)
    context = {
        **FRAME,
        "table": table,
        "waiting": len(lines),
        "longest": lines[0].waits if lines else 0,
        "charges": sum((one.charges for one in table.found), Decimal("0.00")),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/to_code.html", context)


@require_POST
@requires(Permission.ENTER_CHARGES)
@never_cache
def open_stay(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """A stay of which nobody has charged anything has an account, and is coded on it."""
    codes = [inner.code for inner in request.tree.within(request.place)]
    found = get_object_or_404(Stay.objects.select_related("patient__facility"), pk=pk, place__in=codes)
    opened = open_account(stay=found, by=request.user, tree=request.tree)
    return redirect(f"{reverse('revenue:code-account', args=[opened.pk])}?{where(request)}")


@requires(Permission.ENTER_CHARGES)
@never_cache
def code(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """The coding of one stay: asked with POST, it is grouped to be seen, kept, or called final."""
    held = _found(request, pk)
    if request.method != "POST":
        form = CodingForm(initial=entered(queries.coding_of(held)) | {"version": held.version})
        return _page(request, held, form, queries.judged_of(held, queries.coding_of(held)))
    form, what = CodingForm(request.POST), request.POST.get("do")
    # A refusal takes from the form what it is about, so that what was entered is grouped first.
    judged = queries.judged_of(held, form.coding) if form.is_valid() else None
    if what in ("keep", "final") and carried_out(form, lambda: _code(request, held, form, final=what == "final")):
        return redirect(f"{reverse('revenue:code-account', args=[held.pk])}?{where(request)}")
    return _page(request, held, form, judged, status=422 if form.errors else 200)


@requires(Permission.ENTER_CHARGES)
@never_cache
def unbilled(request: ReaderRequest) -> HttpResponse:
    """Who has left without a final bill, and what keeps each back."""
    lines = unbilled_in(request.place, tree=request.tree)
    wanted = request.GET.get("why", "")
    shown = [one for one in lines if not wanted or wanted in one.reasons]
    table = unbilled_table(shown, request)
    context = {
        **FRAME,
        "section": "unbilled",
        "table": table,
        "why": wanted,
        "reasons": [(one, REASONS[one.reason]) for one in by_reason(lines)],
        "accounts": len(lines),
        "amount": sum((one.amount for one in lines), Decimal("0.00")),
        "total": sum((one.amount for one in table.found), Decimal("0.00")),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/unbilled.html", context)


def _code(request: ReaderRequest, held: ChargeAccount, form: CodingForm, *, final: bool) -> None:
    version = form.cleaned_data["version"]
    actions.code(account=held, version=version, coding=form.coding, final=final, by=request.user, tree=request.tree)


def _found(request: ReaderRequest, pk: UUID) -> ChargeAccount:
    codes = {inner.facility for held in request.places for inner in request.tree.within(held) if inner.facility}
    found = account_for(sorted(codes), pk).first()
    spot = None if found is None else request.tree.get(found.place) or request.tree[found.facility.code]
    if found is None or spot is None or not may(request.user, Permission.ENTER_CHARGES, spot, tree=request.tree):
        raise Http404
    return found


def _page(
    request: ReaderRequest, held: ChargeAccount, form: CodingForm, judged: Judged | None, status: int = 200
) -> HttpResponse:
    who = named(request.user, [held.patient_id], request.place, tree=request.tree).get(held.patient_id)
    unit = request.tree.get(held.place)
    context: dict[str, Any] = {
        **FRAME,
        "account": held,
        "who": who.name if who else "",
        "unit": unit.name if unit else held.place,
        "form": form,
        "judged": judged,
        "final": held.pk in queries.coded_finally([held]),
        "history": queries.history(held),
        "words": _words(held, judged),
        "money": _money(held, judged),
        "currency": held.facility.currency,
    }
    return render(request, "revenue/code.html", context, status=status)


def _words(held: ChargeAccount, judged: Judged | None) -> dict[str, str]:
    codes = [code for code, _told in held.diagnoses]
    codes += [one.code for one in judged.grouped.weighty] if judged and judged.grouped else []
    return words_of(System.ICD10CM, codes, held.ends or held.begins)


def _money(held: ChargeAccount, judged: Judged | None) -> list[dict[str, Any]]:
    """What the stay should bring by contract: in its group, and in the one with the principal diagnosis alone."""
    if judged is None or judged.grouped is None:
        return []
    found = []
    for drg in dict.fromkeys((judged.grouped.drg, *(one.without for one in judged.grouped.rests_on))):
        expected = queries.expected_for(held, drg)
        why = "" if expected.complete else WHY_NOT[expected.unpriced[0].why]
        found.append({"drg": drg, "amount": expected.allowed if expected.complete else None, "why": why})
    return found
