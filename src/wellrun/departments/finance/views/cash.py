"""Cash of a facility, what it will come to, and the ratios of its books."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from wellrun.departments.finance.actions.cash import set_cash_terms
from wellrun.departments.finance.forms.cash import CashTermsForm
from wellrun.departments.finance.queries.cash import cash_books, cash_terms
from wellrun.departments.finance.shown.cash import flow_names, period_rows, picture, ratio_rows, statement
from wellrun.departments.finance.words.cash import ROLE_NAMES
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility

FRAME = {"here": "finance", "section": "cash"}


@requires(Permission.READ_FIGURES)
def cash(request: ReaderRequest) -> HttpResponse:
    """The page of a facility; of what lies within it, its facility's."""
    facility = request.place.facility
    books = cash_books(facility) if facility else None
    context: dict[str, Any] = {**FRAME, "books": books, "facility": facility}
    if books is not None:
        place = request.tree[facility]
        said = statement(books, facility, place.name, place.currency)
        context |= {
            "statement": said,
            "name": place.name,
            "currency": place.currency,
            "flows": flow_names(),
            "rows": period_rows(books, facility),
            "ratios": ratio_rows(books, place.currency),
            "unnamed": [ROLE_NAMES[role] for role in books.unnamed],
            "wide": picture(books, said, narrow=False),
            "narrow": picture(books, said, narrow=True),
            "may_set": may(request.user, Permission.KEEP_LEDGER, place, tree=request.tree),
        }
    return render(request, "finance/cash.html", context)


@requires(Permission.KEEP_LEDGER)
def terms(request: ReaderRequest) -> HttpResponse:
    """Which accounts are what, and what the cash accounts held at first."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    books = cash_books(facility.code)
    form = CashTermsForm(request.POST or None, initial=CashTermsForm.of(*cash_terms(facility.code)))
    said: dict[str, Any] = {"facility": facility, "known": books.accounts if books else ()}
    said |= {"by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: set_cash_terms(**form.said, **said)):
        return redirect(f"{reverse('finance:cash')}?{where(request)}")
    context = {**FRAME, "form": form, "facility": facility}
    return render(request, "finance/cash_terms.html", context, status=422 if request.method == "POST" else 200)
