"""Versions of a budget: their list, one of them with who is late, two side by side, and locking."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.departments.finance.actions.budget_stages import lock, unlock
from wellrun.departments.finance.actions.budgets import open_budget, set_target
from wellrun.departments.finance.forms.budgets import LockForm, OpenForm, TargetForm
from wellrun.departments.finance.models import Budget
from wellrun.departments.finance.queries.budgets import Compared, VersionSum, compared, sheets_for, versions_of
from wellrun.departments.finance.shown.budgets import by_department, late_rows, said_of, stage_rows
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds.tasks import load_files
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "finance", "section": "budget"}


@requires(Permission.PLAN_BUDGETS)
def budgets(request: ReaderRequest) -> HttpResponse:
    """Versions of a facility, the newest first."""
    found = versions_of(request.user, request.tree, request.place.facility, request.day)
    may_open = bool(request.place.facility) and _keeps(request, request.place.facility)
    return render(request, "finance/budgets.html", {**FRAME, "versions": found, "may_open": may_open})


@requires(Permission.KEEP_LEDGER)
def open_version(request: ReaderRequest) -> HttpResponse:
    """A new version, filled from last year."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = OpenForm(request.POST or None, initial={"year": request.day.year + 1})
    made: list[Budget] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(_open(request, facility, form))):
        return redirect(f"{reverse('finance:budget', args=(made[0].pk,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/budget_open.html", {**FRAME, "form": form, "facility": facility}, status=status)


def _open(request: ReaderRequest, facility: Facility, form: OpenForm) -> Budget:
    names = ("year", "kind", "title", "source", "growth")
    said = {name: form.cleaned_data[name] for name in names}
    return open_budget(facility=facility, **said, deadlines=form.deadlines, by=request.user, tree=request.tree)


@requires(Permission.PLAN_BUDGETS)
def budget(request: ReaderRequest, pk: int) -> HttpResponse:
    """A version: what it comes to, its sheets by department, and who is late."""
    return render(request, "finance/budget.html", _context(request, version_for(request, pk)))


def version_for(request: ReaderRequest, pk: int) -> VersionSum:
    """A version as its reader may see it; not there for who sees none of its sheets."""
    row = get_object_or_404(Budget.objects.select_related("facility"), pk=pk)
    found = versions_of(request.user, request.tree, row.facility.code, request.day)
    one = next((one for one in found if one.budget.pk == pk), None)
    if one is None or not one.sheets:
        raise Http404
    return one


def _keeps(request: ReaderRequest, facility: str) -> bool:
    return may(request.user, Permission.KEEP_LEDGER, request.tree[facility], tree=request.tree)


def _context(request: ReaderRequest, one: VersionSum, form: LockForm | None = None) -> dict[str, Any]:
    return {
        **FRAME,
        "one": one,
        "said": said_of(one),
        "departments": by_department(one, request.tree),
        "stages": stage_rows(one, request.day),
        "late": late_rows(one),
        "others": Budget.objects.filter(facility=one.budget.facility).exclude(pk=one.budget.pk),
        "form": form or LockForm(initial={"version": one.budget.version}),
        "may_keep": _keeps(request, one.budget.facility.code),
    }


@requires(Permission.KEEP_LEDGER)
@require_POST
def lock_version(request: ReaderRequest, pk: int) -> HttpResponse:
    """Locks a version, or unlocks it with a reason."""
    one, form = version_for(request, pk), LockForm(request.POST)
    if carried_out(form, lambda: _lock(request, one.budget, form)):
        return redirect(f"{reverse('finance:budget', args=(pk,))}?{where(request)}")
    return render(request, "finance/budget.html", _context(request, version_for(request, pk), form), status=422)


def _lock(request: ReaderRequest, held: Budget, form: LockForm) -> None:
    given = form.cleaned_data
    said: dict[str, Any] = {"budget": held, "version": given["version"], "by": request.user, "tree": request.tree}
    if given["step"] == "unlock":
        unlock(**said, why=given["why"])
        return
    zone = zoneinfo.ZoneInfo(held.facility.time_zone)
    load = lock(**said, today=timezone.localdate(timezone=zone))
    if load is not None:
        load_files.enqueue(load.pk)


@requires(Permission.KEEP_LEDGER)
def target(request: ReaderRequest, pk: int) -> HttpResponse:
    """What a cost centre's expense should come to."""
    sheet = get_object_or_404(sheets_for(request.user, request.tree), pk=pk)
    told = None if sheet.target is None else sheet.target / 100
    form = TargetForm(request.POST or None, initial={"target": told})
    said: dict[str, Any] = {"sheet": sheet, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: set_target(cents=form.cents, **said)):
        return redirect(f"{reverse('finance:budget', args=(sheet.budget_id,))}?{where(request)}")
    status = 422 if request.method == "POST" else 200
    return render(request, "finance/budget_target.html", {**FRAME, "form": form, "sheet": sheet}, status=status)


@requires(Permission.PLAN_BUDGETS)
def compare(request: ReaderRequest, pk: int) -> HttpResponse:
    """Two versions side by side, line by line."""
    one = version_for(request, pk)
    asked = request.GET.get("with", "")
    other = version_for(request, int(asked)) if asked.isdecimal() else None
    if other is None or other.budget.facility_id != one.budget.facility_id:
        raise Http404
    rows = compared(*([each.sheet for each in side.sheets] for side in (one, other)))
    Column = TableColumn[Compared]
    columns = (
        Column("code", _("Account"), lambda row: row.code),
        Column("name", _("Line"), lambda row: row.name),
        Column("one", str(one.budget), lambda row: _money(row.one), number=True, places=2),
        Column("other", str(other.budget), lambda row: _money(row.other), number=True, places=2),
        Column("more", _("More"), lambda row: _money(row.more), number=True, places=2),
    )
    table = Table("budget-compared", columns, rows, request.GET)
    context = {**FRAME, "table": table, "one": one, "other": other, "said": said_of(one, other)}
    return table.export() or render(request, "finance/budget_compare.html", context)


def _money(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
