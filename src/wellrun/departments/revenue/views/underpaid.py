"""Which payer pays less than its contract says: the sum, by payer, term and month, and every claim."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.revenue.actions import disputes
from wellrun.departments.revenue.models import DisputedClaim, Payer
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.queries.underpayments import Underpaid, underpayments
from wellrun.departments.revenue.words.contracts import WHY_NOT
from wellrun.departments.revenue.words.entries import ORIGINS
from wellrun.departments.revenue.words.prices import say
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn

FRAME = {"here": "revenue", "section": "underpaid"}
LATELY = dt.timedelta(days=92)


class PeriodForm(forms.Form):
    """Payments of these days, of one payer or all."""

    since = forms.DateField(label=gettext_lazy("Paid from"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput({"type": "date"}))
    who = forms.ModelChoiceField(
        Payer.objects.none(),
        label=gettext_lazy("Payer"),
        required=False,
        empty_label=gettext_lazy("all"),
        to_field_name="code",
    )

    def __init__(self, asked: Any, *, facility: Facility, day: dt.date) -> None:
        usual = {"since": (day - LATELY).isoformat(), "until": day.isoformat(), "who": ""}
        super().__init__(usual | {name: asked[name] for name in usual if asked.get(name)})
        who: Any = self.fields["who"]
        who.queryset = Payer.objects.filter(facility=facility)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and given["until"] < given["since"]:
            self.add_error("until", _("It ends before it begins."))
        return given


@requires(Permission.SEE_CLAIMS)
@never_cache
def underpaid(request: ReaderRequest) -> HttpResponse:
    """What is missing at a facility; of the last three months, unless the address says otherwise."""
    facilities = list(facilities_in(request.place, tree=request.tree))
    if len(facilities) != 1:
        return render(request, "revenue/underpaid.html", {**FRAME, "facilities": facilities})
    form = PeriodForm(request.GET, facility=facilities[0], day=request.day)
    if not form.is_valid():
        return render(request, "revenue/underpaid.html", {**FRAME, "period": form}, status=422)
    return _page(request, facilities[0], form)


@requires(Permission.POST_PAYMENTS)
@require_POST
def dispute(request: ReaderRequest) -> HttpResponse:
    """Opens the action by which a payer is asked for what it underpaid."""
    facilities = facilities_in(request.place, tree=request.tree)
    payer = get_object_or_404(
        Payer.objects.select_related("facility"), facility__in=facilities, code=request.POST.get("who", "")
    )
    form = PeriodForm(request.POST, facility=payer.facility, day=request.day)
    if carried_out(form, lambda: _dispute(request, form, payer)):
        return redirect(f"{reverse('revenue:underpaid')}?{where(request)}#disputed")
    return render(request, "revenue/underpaid.html", {**FRAME, "period": form}, status=422)


def _dispute(request: ReaderRequest, form: forms.Form, payer: Payer) -> None:
    period = {name: form.cleaned_data[name] for name in ("since", "until")}
    disputes.dispute(payer=payer, **period, by=request.user, tree=request.tree, today=request.day)


def _page(request: ReaderRequest, facility: Facility, form: PeriodForm) -> HttpResponse:
    given = form.cleaned_data
    found = underpayments(facility, since=given["since"], until=given["until"], payer=given["who"])
    disputed = {
        one.claim_id: one
        for one in DisputedClaim.objects.filter(claim__facility=facility).select_related("dispute__action__owner")
    }
    table = _table(request, found.lines, disputed)
    loose = [one for one in found.lines if one.claim.pk not in disputed]
    context = {
        **FRAME,
        "facility": facility,
        "period": form,
        "found": found,
        "table": table,
        "unpriced": [(WHY_NOT[why], count) for why, count in found.unpriced],
        "to_dispute": {one.payer.code: one.payer.name for one in loose},
        "actions": {one.dispute.action.pk: one.dispute.action for one in disputed.values()}.values(),
        "may_dispute": may(request.user, Permission.POST_PAYMENTS, request.tree[facility.code], tree=request.tree),
    }
    return table.export() or render(request, "revenue/underpaid.html", context)


def _table(
    request: ReaderRequest, lines: tuple[Underpaid, ...], disputed: dict[int, DisputedClaim]
) -> Table[Underpaid]:
    link = lambda one: f"{reverse('revenue:claim', args=[one.claim.pk])}?{where(request)}"  # noqa: E731
    Column = TableColumn[Underpaid]
    columns = (
        Column("claim", _("Claim"), lambda one: one.claim.number, link=link),
        Column("payer", _("Payer"), lambda one: one.payer.name),
        Column("begins", _("Service from"), lambda one: one.claim.begins),
        Column("expected", _("Expected"), lambda one: one.comparison.expected, number=True, places=2),
        Column("allowed", _("Allowed"), lambda one: one.comparison.actual, number=True, places=2),
        Column("missing", _("Missing"), lambda one: one.missing, number=True, places=2),
        Column("term", _("Term"), lambda one: one.shortfall.term or _("taken back outside of the claim")),
        Column("words", _("What it says"), lambda one: " ".join(say(step) for step in one.shortfall.steps)),
        Column("paid", _("Paid on"), lambda one: one.paid_on, shown=False),
        Column("contract", _("Contract"), lambda one: one.contract, shown=False),
        Column("appeal", _("Appeal until"), lambda one: one.appeal.until),
        Column("by", _("By what"), lambda one: str(ORIGINS[one.appeal.origin]), shown=False),
        Column("disputed", _("Disputed"), lambda one: _("yes") if one.claim.pk in disputed else _("not yet")),
    )
    return Table("underpaid", columns, lines, request.GET, sort="-missing")
