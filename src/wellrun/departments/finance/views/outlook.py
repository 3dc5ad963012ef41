"""What the year of a place will come to, kept as a version, and what is known to be paid."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.outlook import keep_outlook, tell_commitment, withdraw_commitment
from wellrun.departments.finance.forms.outlook import CommitmentForm, KeepForm, ScenarioForm, WithdrawForm
from wellrun.departments.finance.papers.outlook_book import outlook_book
from wellrun.departments.finance.queries.outlook import Unreadable, read
from wellrun.departments.finance.rules.outlook.scenarios import LIMITS
from wellrun.departments.finance.rules.variance import Kind
from wellrun.departments.finance.shown.outlook import OutlookAsked, OutlookPage
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import SPREADSHEET

FRAME = {"here": "finance", "section": "outlook"}


@requires(Permission.READ_FIGURES)
def outlook(request: ReaderRequest) -> HttpResponse:
    """The page of the place, or its file."""
    try:
        page, form = _page(request)
    except Unreadable as missing:
        return render(request, "finance/outlook.html", {**FRAME, "missing": str(missing)})
    if request.GET.get("export") == "xlsx":
        return _workbook(page)
    return render(request, "finance/outlook.html", _context(request, page, form))


@requires(Permission.KEEP_LEDGER)
@require_POST
def kept(request: ReaderRequest) -> HttpResponse:
    """Keeps the outlook of a facility as a forecast version."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    page, form = _page_or_none(request)
    keeping = KeepForm(request.POST)
    whole = read(request.tree[facility.code], request.tree)

    def keep() -> None:
        said = {"facility": facility, "read": whole, "scenario": page.scenario, "title": keeping.cleaned_data["title"]}
        keep_outlook(**said, by=request.user, tree=request.tree)

    if carried_out(keeping, keep):
        return redirect(f"{reverse('finance:budgets')}?{where(request)}")
    return render(request, "finance/outlook.html", _context(request, page, form, keeping=keeping), status=422)


@requires(Permission.PLAN_BUDGETS)
@require_POST
def committed(request: ReaderRequest) -> HttpResponse:
    """Says what a line of the page is known to come to."""
    page, form = _page_or_none(request)
    telling = CommitmentForm(request.POST, months=page.ahead)
    line = page.line
    if line is not None and carried_out(
        telling,
        lambda: tell_commitment(
            facility=Facility.objects.get(code=line.facility),
            line=line,
            **telling.said,
            by=request.user,
            tree=request.tree,
        ),
    ):
        return redirect(f"{reverse('finance:outlook')}{page.address()}#known")
    return render(request, "finance/outlook.html", _context(request, page, form, telling=telling), status=422)


@requires(Permission.PLAN_BUDGETS)
def withdrawn(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes back what was said to be paid."""
    page, _form = _page_or_none(request)
    found = next((one for one in page.read.within if one[0].pk == pk), None)
    if found is None:
        raise Http404
    form, (held, line) = WithdrawForm(request.POST or None), found
    said: dict[str, Any] = {"commitment": held, "line": line, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: withdraw_commitment(**form.cleaned_data, **said)):
        return redirect(f"{reverse('finance:outlook')}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/outlook_withdraw.html", {**FRAME, "form": form, "held": held}, status=status)


def _page_or_none(request: ReaderRequest) -> tuple[OutlookPage, ScenarioForm]:
    """The page that is written to; a place without an outlook has none."""
    try:
        return _page(request)
    except Unreadable as missing:
        raise Http404 from missing


def _page(request: ReaderRequest) -> tuple[OutlookPage, ScenarioForm]:
    given = request.POST if request.method == "POST" else request.GET
    supposed = {name: given[name] for name in LIMITS if given.get(name)}
    asked = OutlookAsked(
        request.place, request.tree, request.day, given.get("centre", ""), given.get("account", ""), supposed
    )
    page = OutlookPage(asked)
    form = ScenarioForm(supposed or None, agency=page.agency)
    page.suppose(form.scenario)
    return page, form


def _context(request: ReaderRequest, page: OutlookPage, form: ScenarioForm, **forms: Any) -> dict[str, Any]:
    facility = bool(request.place.facility)
    keeps = facility and may(request.user, Permission.KEEP_LEDGER, request.place, tree=request.tree)
    plans = may(request.user, Permission.PLAN_BUDGETS, request.place, tree=request.tree)
    single = page.line is not None and page.centre != ""
    return {
        **FRAME,
        "page": page,
        "form": form,
        "wide": page.picture(narrow=False),
        "narrow": page.picture(narrow=True),
        "centres": page.centres(),
        "lines": page.rows(Kind.EXPENSE),
        "whole": page.whole(),
        "revenue": page.rows(Kind.REVENUE),
        "revenue_whole": page.whole(Kind.REVENUE),
        "keeping": forms.get("keeping") or (KeepForm() if keeps else None),
        "telling": forms.get("telling") or (CommitmentForm(months=page.ahead) if plans and single else None),
        "may_plan": plans,
    }


def _workbook(page: OutlookPage) -> HttpResponse:
    title = _("%(name)s, outlook of the fiscal year %(year)s") % {"name": page.name, "year": page.number}
    made = _("As of %(at)s, %(currency)s. %(statement)s") % {
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "currency": page.currency,
        "statement": page.statement,
    }
    name = f"outlook-{page.asked.place.code.replace('/', '-')}-{page.number}.xlsx"
    return HttpResponse(
        outlook_book(page.read, page.year, title=title, made=made),
        content_type=SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
