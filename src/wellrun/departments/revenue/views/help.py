"""Payment plans, those behind first; requests for help with their clocks, and the facility's scale."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions.assistance import set_scale
from wellrun.departments.revenue.facility_choice import choose_facility, facilities_of, only_facility
from wellrun.departments.revenue.forms.account import ScaleForm
from wellrun.departments.revenue.models import AssistanceCase
from wellrun.departments.revenue.models.assistance import scale_of
from wellrun.departments.revenue.queries.accounts import local_today
from wellrun.departments.revenue.queries.plans import PlanNow, plans_in
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.assistance import CaseState, Clocks, clocks, guideline_on
from wellrun.departments.revenue.rules.plans import Standing
from wellrun.departments.revenue.words.entries import STANDINGS
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import Table, TableColumn


@requires(Permission.SEE_ACCOUNTS)
@never_cache
def plans(request: ReaderRequest) -> HttpResponse:
    """Plans of the place, those that are behind first."""
    found = plans_in(request.place, tree=request.tree)
    link = lambda one: f"{reverse('revenue:account', args=[one.plan.account_id])}?{where(request)}"  # noqa: E731
    column = TableColumn[PlanNow]
    columns = (
        column("account", _("Account"), lambda one: one.plan.account.shown, link=link),
        column("standing", _("Stands"), lambda one: str(STANDINGS[one.now.standing])),
        column("behind", _("Behind"), lambda one: one.now.behind, number=True, places=2),
        column("paid", _("Paid"), lambda one: one.now.paid, number=True, places=2),
        column("next", _("Next due"), lambda one: one.now.next.instalment.due_on if one.now.next else None),
        column("part", _("Instalment"), lambda one: one.now.next.left if one.now.next else None, number=True, places=2),
        column("agreed", _("Agreed on"), lambda one: one.plan.agreed_on),
    )
    table = Table("plans", columns, found, request.GET)
    late = [one for one in found if one.now.standing in (Standing.BEHIND, Standing.BROKEN)]
    context = {
        "here": "patient-accounts",
        "section": "plans",
        "table": table,
        "plans": found,
        "late": late,
        "behind": sum((one.now.behind for one in late), 0),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/plans.html", context)


@dataclass(frozen=True)
class CaseLine:
    """A request for help with its clocks, once a bill was sent."""

    case: AssistanceCase
    clocks: Clocks | None
    days: int


@requires(Permission.SEE_ACCOUNTS, writing=Permission.POST_PAYMENTS)
@never_cache
def helping(request: ReaderRequest) -> HttpResponse:
    """Requests for help, the longest waiting first, and the scale by which they are decided."""
    facility = only_facility(request)
    if facility is None and request.method == "POST":
        return choose_facility(request, _("Help with bills"), "assistance", here="patient-accounts")
    today = local_today(facility) if facility else request.day
    scale = scale_of(facility, today) if facility else ()
    lines = "\n".join(f"{one.up_to} {one.waived}" for one in scale)
    form = ScaleForm(request.POST or None, initial={"since": today, "steps": lines})
    if request.method == "POST" and carried_out(form, lambda: _set(request, form, facility)):
        return redirect(f"{reverse('revenue:assistance')}?{where(request)}")
    table = _table(request)
    context = {
        "here": "patient-accounts",
        "section": "assistance",
        "table": table,
        "waiting": [one for one in table.rows if one.case.state == CaseState.ASKED],
        "facility": facility,
        "facilities": facilities_of(request),
        "scale": scale,
        "guideline": guideline_on(today),
        "form": form,
        "may_decide": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/assistance.html", context, status=422 if form.errors else 200)


def _set(request: ReaderRequest, form: ScaleForm, facility: Any) -> Any:
    given = dict(form.cleaned_data)
    return set_scale(facility=facility, scale=given.pop("steps"), **given, by=request.user, tree=request.tree)


def _table(request: ReaderRequest) -> Table[CaseLine]:
    held = AssistanceCase.objects.filter(facility__in=facilities_in(request.place, tree=request.tree))
    rows = held.select_related("account", "facility").annotate(first_bill=Min("account__statements__issued_on"))
    lines = [_line(one, one.first_bill) for one in rows]
    lines.sort(key=lambda one: (one.case.state != CaseState.ASKED, -one.days))
    link = lambda one: f"{reverse('revenue:account', args=[one.case.account_id])}?{where(request)}"  # noqa: E731
    column = TableColumn[CaseLine]
    columns = (
        column("account", _("Account"), lambda one: one.case.account.shown, link=link),
        column("state", _("State"), lambda one: str(one.case.get_state_display())),
        column("asked", _("Asked on"), lambda one: one.case.asked_on),
        column("days", _("Days"), lambda one: one.days, number=True),
        column("suggested", _("Scale says, %"), lambda one: one.case.suggested, number=True),
        column("waived", _("Waived, %"), lambda one: one.case.waived, number=True),
        column("harsh", _("No harsh collection before"), lambda one: one.clocks.harsh_from if one.clocks else None),
        column("until", _("Can ask until"), lambda one: one.clocks.apply_until if one.clocks else None),
    )
    return Table("assistance", columns, lines, request.GET)


def _line(case: AssistanceCase, first_bill: dt.date | None) -> CaseLine:
    until = case.decided_on or local_today(case.facility)
    return CaseLine(case, clocks(first_bill) if first_bill else None, (until - case.asked_on).days)
