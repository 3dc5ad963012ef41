"""A facility among hospitals like it, and the files of cost reports that it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.cost_reports import set_identity, take_cost_reports
from wellrun.departments.finance.forms.costing import CostReportsForm, IdentityForm
from wellrun.departments.finance.models import CostReportFile
from wellrun.departments.finance.queries.peers import doubtful, files, identity_of
from wellrun.departments.finance.shown.peers import PeersPage, file_rows
from wellrun.departments.finance.words.costing import SUM_NAMES
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "finance", "section": "peers"}


@requires(Permission.READ_FIGURES)
def peers(request: ReaderRequest) -> HttpResponse:
    """Where the facility stands, ratio by ratio, with its interval."""
    page = PeersPage(
        request.place,
        request.day.isoformat(),
        file=request.GET.get("file", ""),
        like=request.GET.getlist("like"),
        asked="asked" in request.GET,
    )
    columns = tuple(
        TableColumn[dict[str, Any]](key, title, _told(key))
        for key, title in (
            ("name", _("Ratio")),
            ("value", _("Yours")),
            ("lower", _("Lower quartile")),
            ("median", _("Median")),
            ("upper", _("Upper quartile")),
            ("share", _("Better than, or above")),
            ("count", _("Hospitals")),
        )
    )
    rows = page.rows()
    exported = Table("peers", columns, rows, request.GET).export() if rows else None
    may_keep = bool(request.place.facility) and may(
        request.user, Permission.KEEP_LEDGER, request.place, tree=request.tree
    )
    return exported or render(
        request, "finance/peers.html", {**FRAME, "page": page, "rows": rows, "may_keep": may_keep}
    )


def _told(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: str(row[key])


@requires(Permission.KEEP_LEDGER)
def cost_report_files(request: ReaderRequest) -> HttpResponse:
    """The files that were taken in, and one more."""
    posted = request.method == "POST"
    form = CostReportsForm(request.POST if posted else None, request.FILES if posted else None)
    made: list[CostReportFile] = []
    if posted and carried_out(form, lambda: made.append(_take(request, form))):
        return redirect(f"{reverse('finance:cost-report-file', args=(made[0].pk,))}?{where(request)}")
    context = {**FRAME, "files": files(), "form": form}
    return render(request, "finance/cost_report_files.html", context, status=422 if posted else 200)


def _take(request: ReaderRequest, form: CostReportsForm) -> CostReportFile:
    sent = form.cleaned_data["sent"]
    title = form.cleaned_data["title"]
    return take_cost_reports(
        title=title, name=sent.name, file=sent, place=request.place, by=request.user, tree=request.tree
    )


@requires(Permission.KEEP_LEDGER)
def cost_report_file(request: ReaderRequest, pk: int) -> HttpResponse:
    """What a file says of itself: whether its totals are the sums of their parts, and which rows are doubtful."""
    file = get_object_or_404(CostReportFile, pk=pk)
    Column = TableColumn[list[Any]]
    columns = (
        Column("name", _("Hospital"), lambda one: one[2]),
        Column("provider", _("Certification number"), lambda one: one[1]),
        Column("line", _("Line"), lambda one: one[0], number=True),
        Column("sum", _("Total"), lambda one: str(SUM_NAMES.get(one[3], one[3]))),
        Column("published", _("Published"), lambda one: Decimal(one[4]), number=True),
        Column("reckoned", _("Its parts"), lambda one: Decimal(one[5]), number=True),
        Column("off", _("Difference"), lambda one: Decimal(one[4]) - Decimal(one[5]), number=True),
    )
    table = Table("differences", columns, file.differences, request.GET)
    sums = [(SUM_NAMES.get(name, name), judged, same) for name, judged, same in file_rows(file)]
    context = {**FRAME, "file": file, "table": table, "sums": sums, "doubts": doubtful(file)}
    return table.export() or render(request, "finance/cost_report_file.html", context)


@requires(Permission.KEEP_LEDGER)
def peer_identity(request: ReaderRequest) -> HttpResponse:
    """Which hospital of the cost reports the facility is."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = IdentityForm(request.POST or None, initial=IdentityForm.of(identity_of(facility.code)))
    if request.method == "POST" and carried_out(form, lambda: _name(request, facility, form)):
        return redirect(f"{reverse('finance:peers')}?{where(request)}")
    context = {**FRAME, "form": form, "facility": facility}
    return render(request, "finance/peer_identity.html", context, status=422 if request.method == "POST" else 200)


def _name(request: ReaderRequest, facility: Facility, form: IdentityForm) -> None:
    said = form.cleaned_data
    set_identity(
        facility=facility, provider=said["provider"], version=said["version"], by=request.user, tree=request.tree
    )
