"""Where overhead goes, what service lines cost and earn, and the order and statistics behind it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.costing import set_cost_rules, take_statistics
from wellrun.departments.finance.forms.costing import OrderForm, StatisticsForm
from wellrun.departments.finance.papers.cost_book import cost_book
from wellrun.departments.finance.queries.costing import bases_of, rules_version, sources_of
from wellrun.departments.finance.shown.costing import CostAsked, CostPage
from wellrun.departments.finance.words.variance import period_name
from wellrun.engines.costing import Method
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds.tasks import load_files
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import SPREADSHEET

FRAME = {"here": "finance", "section": "cost"}


@requires(Permission.READ_FIGURES)
def cost(request: ReaderRequest) -> HttpResponse:
    """Where the overhead goes, and service lines by margin."""
    page = _page(request)
    if request.GET.get("export") == "xlsx" and page.months and page.whole_facility and page.both[Method.STEP_DOWN][0]:
        return _workbook(page)
    return render(request, "finance/cost.html", _context(request, page))


@requires(Permission.READ_FIGURES)
def cost_line(request: ReaderRequest) -> HttpResponse:
    """What a service line costs, by centre and payer; its cases only for who keeps the ledger."""
    page = _page(request)
    if not page.months or page.line is None:
        raise Http404
    context = {
        **_context(request, page),
        "statement": page.line_statement(),
        "built": page.build_up(),
        "payers": page.payer_rows(page.asked.line) if _explains(request) else [],
        "quartiles": page.quartiles(),
        "cases": page.case_rows() if _keeps(request) and len(page.quartiles()) else [],
    }
    return render(request, "finance/cost_line.html", context)


@requires(Permission.KEEP_LEDGER)
def cost_order(request: ReaderRequest) -> HttpResponse:
    """Which cost centres are overhead, in which order, and by what each is given away."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    page = _page(request)
    books = page.books if page.months else None
    order = books.problem.order if books else ()
    # Overhead first, in its order.
    centres = sorted(books.centres, key=lambda one: [*order, one.code].index(one.code)) if books else []
    rules = {one.code: books.rule_of(one.code) for one in centres} if books else {}
    form = OrderForm(centres, rules, request.POST or None, initial={"version": rules_version(facility.code)})
    if request.method == "POST" and carried_out(form, lambda: _set(request, facility, form)):
        return redirect(f"{reverse('finance:cost')}?{where(request)}")
    counted, used = bases_of(facility.code)
    context = {**FRAME, "form": form, "facility": facility, "bases": sorted({*counted, *used})}
    return render(request, "finance/cost_order.html", context, status=422 if request.method == "POST" else 200)


def _set(request: ReaderRequest, facility: Facility, form: OrderForm) -> None:
    set_cost_rules(
        facility=facility,
        rules=form.rules,
        known=[one.code for one in form.centres],
        version=form.cleaned_data["version"],
        by=request.user,
        tree=request.tree,
    )


@requires(Permission.KEEP_LEDGER)
def statistics(request: ReaderRequest) -> HttpResponse:
    """A sheet of statistics of one period is handed in."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    sources = sources_of(facility.code)
    source = next((one for one in sources if one.name == request.GET.get("source")), None)
    posted = request.method == "POST"
    form = StatisticsForm(
        request.POST if posted else None, request.FILES if posted else None, initial=StatisticsForm.of(source)
    )
    if posted and carried_out(form, lambda: _take(request, facility, form)):
        return redirect(f"{reverse('finance:cost')}?{where(request)}")
    context = {**FRAME, "form": form, "facility": facility, "sources": sources}
    return render(request, "finance/statistics.html", context, status=422 if posted else 200)


def _take(request: ReaderRequest, facility: Facility, form: StatisticsForm) -> None:
    given = form.cleaned_data
    load = take_statistics(
        facility=facility,
        source=given["source"],
        day=given["period"],
        name=given["sent"].name,
        content=given["sent"].read(),
        columns=form.columns,
        by=request.user,
        tree=request.tree,
    )
    load_files.enqueue(load.pk)


def _page(request: ReaderRequest) -> CostPage:
    asked = {name: request.GET.get(name, "") for name in ("month", "span", "method", "line")}
    return CostPage(CostAsked(request.place, request.tree, request.day, **asked))


def _keeps(request: ReaderRequest) -> bool:
    return may(request.user, Permission.KEEP_LEDGER, request.place, tree=request.tree)


def _explains(request: ReaderRequest) -> bool:
    """What payers pay is the business of who answers for money."""
    return may(request.user, Permission.EXPLAIN_VARIANCE, request.place, tree=request.tree)


def _context(request: ReaderRequest, page: CostPage) -> dict[str, Any]:
    context = {**FRAME, "page": page, "may_keep": _keeps(request) and bool(page.facility)}
    if not page.months or not page.books.centres:
        return {**context, "empty": True}
    return {
        **context,
        "months": [(one, period_name(one, page.terms)) for one in page.months],
        "overhead": bool(page.books.problem.order),
        "orders": page.order_rows() if page.whole_facility else [],
        "carried": page.carried(),
        "lines": page.line_rows(),
        "payers": page.payer_rows() if page.whole_facility and _explains(request) else [],
        "untraced": page.untraced_rows(),
    }


def _workbook(page: CostPage) -> HttpResponse:
    step_down, reciprocal = (page.both[one][0] for one in (Method.STEP_DOWN, Method.RECIPROCAL))
    assert step_down is not None
    lines = [{**vars(cell), "name": page.line_name(cell.line)} for cell in page.visible_lines()]
    made = _("As of %(at)s, %(currency)s; service lines by %(method)s.") % {
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "currency": page.currency,
        "method": page.method_name,
    }
    title = _("%(name)s, cost of care %(when)s") % {"name": page.name, "when": page.when}
    return HttpResponse(
        cost_book(step_down, reciprocal, lines, names=page.books.names, title=title, made=made),
        content_type=SPREADSHEET,
        headers={"Content-Disposition": f'attachment; filename="cost-{page.facility}-{page.month:%Y-%m}.xlsx"'},
    )
