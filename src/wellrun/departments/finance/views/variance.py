"""The variance of a place: what it is over its budget and why, what stands behind it, and what its head says."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.commenting import explain, set_terms
from wellrun.departments.finance.forms.variance import ExplainForm, TermsForm
from wellrun.departments.finance.models import FinanceTerms
from wellrun.departments.finance.papers.variance_book import variance_book
from wellrun.departments.finance.queries.comments import comments_of
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import centres_of, periods_of
from wellrun.departments.finance.rules.variance import Kind
from wellrun.departments.finance.shown.behind import behind_words, journal_rows, shift_rows, work_rows
from wellrun.departments.finance.shown.variance import Asked, VariancePage
from wellrun.departments.finance.words.variance import period_name
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import SPREADSHEET

FRAME = {"here": "finance", "section": "variance"}


@requires(Permission.READ_FIGURES)
def variance(request: ReaderRequest) -> HttpResponse:
    """The page of the place, or its file."""
    page = _page(request)
    if request.GET.get("export") == "xlsx":
        return _workbook(page)
    return render(request, "finance/variance.html", _context(request, page))


@requires(Permission.EXPLAIN_VARIANCE)
@require_POST
def explained(request: ReaderRequest) -> HttpResponse:
    """Keeps what a head says of the cost centre of the page."""
    page, form = _page(request), ExplainForm(request.POST)
    lines = centres_of(page.scope) if page.scope.centre else []
    if lines and carried_out(form, lambda: _explain(request, page, form)):
        return redirect(f"{reverse('finance:variance')}{page.address()}#said")
    return render(request, "finance/variance.html", _context(request, page, form), status=422)


def _explain(request: ReaderRequest, page: VariancePage, form: Form) -> None:
    line = next(one for one in centres_of(page.scope) if one.kind is Kind.EXPENSE)
    explain(
        line=line,
        centre=page.scope.centre,
        month=page.month,
        **form.cleaned_data,
        by=request.user,
        tree=request.tree,
        today=request.day,
    )


@requires(Permission.KEEP_LEDGER)
def terms(request: ReaderRequest) -> HttpResponse:
    """The terms of a facility: when a comment is asked for, and its fiscal calendar."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    held = FinanceTerms.objects.filter(facility=facility).first()
    form = TermsForm(request.POST or None, initial=TermsForm.of(terms_of(facility.code), held))
    if request.method == "POST" and carried_out(form, lambda: _set(request, facility, form)):
        return redirect(f"{reverse('finance:variance')}?{where(request)}")
    context = {"here": "finance", "section": "terms", "form": form, "facility": facility}
    return render(request, "finance/terms.html", context, status=422 if request.method == "POST" else 200)


def _set(request: ReaderRequest, facility: Facility, form: TermsForm) -> None:
    given = form.cleaned_data["version"]
    set_terms(facility=facility, terms=form.terms, version=given, by=request.user, tree=request.tree)


def _page(request: ReaderRequest) -> VariancePage:
    given = request.POST if request.method == "POST" else request.GET
    asked = {name: given.get(name, "") for name in ("month", "span", "centre", "account")}
    return VariancePage(Asked(request.place, request.tree, request.day, **asked))


def _context(request: ReaderRequest, page: VariancePage, form: Form | None = None) -> dict[str, Any]:
    if not page.months or not page.accounts:
        return {**FRAME, "page": page, "empty": True}
    may_explain = may(request.user, Permission.EXPLAIN_VARIANCE, request.place, tree=request.tree)
    centre, revenue = page.scope.centre, page.lines(Kind.REVENUE)
    return {
        **FRAME,
        "page": page,
        "months": [(page.address(month=one.isoformat()), period_name(one, page.terms), one) for one in page.months],
        "statement": page.statement(),
        "revenue_statement": page.statement(Kind.REVENUE) if revenue else "",
        "wide": page.picture(narrow=False),
        "narrow": page.picture(narrow=True),
        "beneath": page.below(),
        "lines": page.lines(Kind.EXPENSE),
        "revenue": revenue,
        **(_behind(page) if may_explain else {}),
        "works": work_rows(page.work, page.accounts),
        "said": comments_of(page.facility, centre, page.month) if centre else (),
        "form": (form or ExplainForm()) if may_explain and centre and not page.to_date else None,
        "may_explain": may_explain,
        "may_set": may(request.user, Permission.KEEP_LEDGER, request.place, tree=request.tree),
    }


def _behind(page: VariancePage) -> dict[str, Any]:
    """What stands behind the account asked for: who may explain a line may see what it is made of."""
    found = page.behind
    if found is None:
        return {}
    words = behind_words(found.line, page.currency)
    return {"behind": {"words": words, "shifts": shift_rows(found), "journal": journal_rows(found)}}


def _workbook(page: VariancePage) -> HttpResponse:
    rows = periods_of(page.scope)
    title = _("%(name)s, budget and actual %(when)s") % {"name": page.name, "when": page.when}
    made = _("As of %(at)s, %(currency)s.") % {
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "currency": ", ".join(page.currencies),
    }
    convention = _("The joint part of more hours and dearer hours lies in rate. Work moves the variable share only.")
    name = f"variance-{page.asked.place.code.replace('/', '-')}-{page.month:%Y-%m}.xlsx"
    return HttpResponse(
        variance_book(rows, title=title, made=made, convention=convention),
        content_type=SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
