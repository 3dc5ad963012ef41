"""A budget goes out as a workbook and comes back edited."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.budget_files import Taken, take_book
from wellrun.departments.finance.forms.budgets import HandInForm
from wellrun.departments.finance.models import Budget
from wellrun.departments.finance.papers.budget_book import budget_book
from wellrun.departments.finance.views.budgets import FRAME, version_for
from wellrun.foundations.access.entering import carried_out
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import SPREADSHEET


@requires(Permission.PLAN_BUDGETS)
def workbook(request: ReaderRequest, pk: int) -> HttpResponse:
    """The sheets that a reader may see, as a workbook to be edited."""
    one = version_for(request, pk)
    made = _("As of %(at)s, %(currency)s.") % {
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "currency": one.budget.currency,
    }
    name = f"budget-{one.budget.facility.code}-{one.budget.year}-{pk}.xlsx"
    return HttpResponse(
        budget_book(one.budget, one.sheets, made=made),
        content_type=SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@requires(Permission.PLAN_BUDGETS)
def hand_in_budget(request: ReaderRequest, pk: int) -> HttpResponse:
    """An edited workbook is taken in, and what came of it told."""
    one = version_for(request, pk)
    posted = request.method == "POST"
    form = HandInForm(request.POST if posted else None, request.FILES if posted else None)
    taken: list[Taken] = []
    if posted and carried_out(form, lambda: taken.append(_take(request, one.budget, form))):
        return render(request, "finance/budget_hand_in.html", {**FRAME, "one": one, "taken": taken[0]})
    context = {**FRAME, "one": one, "form": form}
    return render(request, "finance/budget_hand_in.html", context, status=422 if posted else 200)


def _take(request: ReaderRequest, budget: Budget, form: HandInForm) -> Taken:
    content = form.cleaned_data["sent"].read()
    return take_book(budget=budget, content=content, by=request.user, tree=request.tree)
