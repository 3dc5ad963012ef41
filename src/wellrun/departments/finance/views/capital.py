"""What is asked to be bought in a year: the list by rank, a request more, and decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wellrun.departments.finance.actions.capital import ask_capital, decide_capital
from wellrun.departments.finance.forms.budgets import CapitalForm, DecideForm
from wellrun.departments.finance.models import CapitalRequest
from wellrun.departments.finance.queries.budgets import sheets_for
from wellrun.departments.finance.shown.budgets import capital_rows
from wellrun.departments.finance.views.budgets import FRAME, version_for
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.PLAN_BUDGETS)
def capital(request: ReaderRequest, pk: int) -> HttpResponse:
    """What is asked for in a version, the first to be bought first."""
    one = version_for(request, pk)
    seen = [each.sheet.pk for each in one.sheets]
    rows = CapitalRequest.objects.filter(sheet__in=seen).select_related("sheet", "asked_by__person")
    facility = request.tree[one.budget.facility.code]
    decides = may(request.user, Permission.APPROVE_BUDGETS, facility, tree=request.tree)
    context = {**FRAME, "one": one, "asked": capital_rows(rows, one.budget.currency), "may_decide": decides}
    return render(request, "finance/capital.html", context)


@requires(Permission.PLAN_BUDGETS)
def ask(request: ReaderRequest, pk: int) -> HttpResponse:
    """A cost centre asks for something."""
    sheet = get_object_or_404(sheets_for(request.user, request.tree), pk=pk)
    form = CapitalForm(request.POST or None)
    said: dict[str, Any] = {"sheet": sheet, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: ask_capital(**form.said, **said)):
        return redirect(f"{reverse('finance:capital', args=(sheet.budget_id,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/capital_ask.html", {**FRAME, "form": form, "sheet": sheet}, status=status)


@requires(Permission.APPROVE_BUDGETS)
def decide(request: ReaderRequest, pk: int) -> HttpResponse:
    """A request is ranked, and bought or not."""
    sheets = sheets_for(request.user, request.tree)
    held = get_object_or_404(CapitalRequest.objects.select_related("sheet__budget__facility"), pk=pk, sheet__in=sheets)
    initial = {"version": held.version, "rank": held.rank, "state": held.state, "why": held.decided_for}
    form = DecideForm(request.POST or None, initial=initial)
    said: dict[str, Any] = {"request": held, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: decide_capital(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:capital', args=(held.sheet.budget_id,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/capital_decide.html", {**FRAME, "form": form, "asked": held}, status=status)
