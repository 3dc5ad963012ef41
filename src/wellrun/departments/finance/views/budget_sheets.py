"""A cost centre's sheet: its grid, a line more, and its way from stage to stage."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.budget_lines import add_line, save_lines
from wellrun.departments.finance.actions.budget_stages import pass_on, send_back
from wellrun.departments.finance.forms.budget_sheet import SheetForm
from wellrun.departments.finance.forms.budgets import LineForm, MoveForm
from wellrun.departments.finance.models import BudgetSheet
from wellrun.departments.finance.queries.budgets import lines_of, may_pass, sheets_for, summed
from wellrun.departments.finance.shown.budgets import sheet_rows, sheet_sums
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

FRAME = {"here": "finance", "section": "budget"}


def _sheet(request: ReaderRequest, pk: int) -> BudgetSheet:
    return get_object_or_404(sheets_for(request.user, request.tree), pk=pk)


def _context(
    request: ReaderRequest, sheet: BudgetSheet, form: SheetForm, move: MoveForm | None = None
) -> dict[str, Any]:
    one = summed(sheet, sheet.budget, request.day)
    open_ = sheet.standing.open and sheet.budget.locked_at is None
    return {
        **FRAME,
        "sheet": sheet,
        "one": one,
        "form": form,
        "open": open_,
        "rows": sheet_rows(form, form.lines, open_=open_),
        "sums": sheet_sums(form.lines, len(sheet.budget.periods)),
        "periods": sheet.budget.starts,
        "move": move or MoveForm(initial={"version": sheet.version}),
        "may_pass": may_pass(request.user, sheet, request.tree),
        "capital": sheet.capital_requests.select_related("asked_by__person"),
    }


@requires(Permission.PLAN_BUDGETS)
def sheet(request: ReaderRequest, pk: int) -> HttpResponse:
    """The grid; posted, what was typed is saved, all of it or nothing."""
    held = _sheet(request, pk)
    lines = lines_of(held)
    if request.method != "POST":
        return render(
            request, "finance/budget_sheet.html", _context(request, held, SheetForm(lines, held.budget.starts))
        )
    form = SheetForm(lines, held.budget.starts, request.POST)
    said: dict[str, Any] = {"sheet": held, "by": request.user, "tree": request.tree}
    if carried_out(form, lambda: save_lines(changes=form.changes(), **said)):
        return redirect(f"{reverse('finance:budget-sheet', args=(pk,))}?{where(request)}")
    again = form.renewed(lines_of(held), request.POST)
    return render(request, "finance/budget_sheet.html", _context(request, held, again), status=422)


@requires(Permission.PLAN_BUDGETS)
@require_POST
def move(request: ReaderRequest, pk: int) -> HttpResponse:
    """Passes a sheet on, or sends it back."""
    held, form = _sheet(request, pk), MoveForm(request.POST)
    if carried_out(form, lambda: _move(request, held, form)):
        return redirect(f"{reverse('finance:budget-sheet', args=(pk,))}?{where(request)}")
    grid = SheetForm(lines_of(held), held.budget.starts)
    return render(request, "finance/budget_sheet.html", _context(request, held, grid, form), status=422)


def _move(request: ReaderRequest, held: BudgetSheet, form: MoveForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"sheet": held, "version": given["version"], "by": request.user, "tree": request.tree}
    if given["step"] == "back":
        send_back(**said, why=given["why"])
    else:
        pass_on(**said)


@requires(Permission.PLAN_BUDGETS)
def line(request: ReaderRequest, pk: int) -> HttpResponse:
    """An account more on a sheet."""
    held, form = _sheet(request, pk), LineForm(request.POST or None)
    said: dict[str, Any] = {"sheet": held, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: add_line(**form.said, **said)):
        return redirect(f"{reverse('finance:budget-sheet', args=(pk,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/budget_line.html", {**FRAME, "form": form, "sheet": held}, status=status)
