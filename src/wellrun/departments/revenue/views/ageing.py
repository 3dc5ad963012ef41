"""How old the receivable is, by payer, against a year ago; its claims; and what collecting costs in a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions.costs import enter_cost
from wellrun.departments.revenue.models import CollectionCost
from wellrun.departments.revenue.queries import receivables as queries
from wellrun.departments.revenue.queries.remittances import facilities_in
from wellrun.departments.revenue.rules.receivables import EDGES, Aged, Balance, column_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import Table, TableColumn

COLUMNS = (
    gettext_lazy("0–30 days"),
    gettext_lazy("31–60"),
    gettext_lazy("61–90"),
    gettext_lazy("91–120"),
    gettext_lazy("over 120"),
)


class CostForm(forms.Form):
    """What the revenue cycle costs in a year."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    amount = forms.DecimalField(label=gettext_lazy("Cost"), max_digits=14, decimal_places=2, min_value=0)
    source = forms.CharField(
        label=gettext_lazy("From where"), help_text=gettext_lazy("As in: budget, cost centre 4410."), max_length=200
    )


@dataclass(frozen=True)
class PayerAged:
    """A payer's row: what it owes by age now, and what it owed a year ago."""

    code: str
    name: str
    now: Aged
    before: Aged | None
    cells: tuple[tuple[Decimal, str, Any], ...]


@requires(Permission.SEE_CLAIMS, writing=Permission.POST_PAYMENTS)
@never_cache
def ageing(request: ReaderRequest) -> HttpResponse:
    """The receivable by payer and age."""
    facilities = list(facilities_in(request.place, tree=request.tree).order_by("code"))
    form = CostForm(request.POST or None, initial={"year": request.day.year})
    enter = lambda: enter_cost(facility=facilities[0], **form.cleaned_data, by=request.user, tree=request.tree)  # noqa: E731
    if request.method == "POST" and carried_out(form, enter):
        return redirect(f"{reverse('revenue:ageing')}?{where(request)}")
    now = [one for held in facilities for one in queries.balances_on(held, request.day)]
    ago = request.day - dt.timedelta(days=365)
    seen = queries.aged_by_payer(facilities, now, request.day)
    before = queries.aged_by_payer(facilities, [b for held in facilities for b in queries.balances_on(held, ago)], ago)
    table = _claims(request, facilities, now, seen.names)
    context: dict[str, Any] = {
        "here": "revenue",
        "section": "ageing",
        "titles": COLUMNS,
        "rows": [_row(one, before.rows, request) for one in seen.rows.values()],
        "whole": seen.whole,
        "before": before.whole if before.rows else None,
        "ago": ago,
        "chosen": seen.names.get(request.GET.get("payer", "")),
        "table": table,
        "form": form,
        "costs": CollectionCost.objects.filter(facility__in=facilities).select_related("facility"),
        "may_enter": may(request.user, Permission.POST_PAYMENTS, request.place, tree=request.tree),
        "currency": request.place.currency,
    }
    return table.export() or render(request, "revenue/ageing.html", context, status=422 if form.errors else 200)


def _row(one: queries.PayerSum, before: dict[str, queries.PayerSum], request: ReaderRequest) -> PayerAged:
    address = f"?{where(request)}&payer={one.code}"
    cells = tuple((amount, f"{address}&age={at}#claims", COLUMNS[at]) for at, amount in enumerate(one.aged.columns))
    earlier = before.get(one.code)
    return PayerAged(one.code, one.name, one.aged, earlier.aged if earlier else None, cells)


def _claims(
    request: ReaderRequest, facilities: list[Any], balances: list[Balance], names: Mapping[str, str]
) -> Table[Balance]:
    """The claims of a payer and an age, where the address asks for them; all else."""
    payer, age = request.GET.get("payer", ""), request.GET.get("age", "")
    column = int(age) if age in {str(at) for at in range(len(EDGES) + 1)} else None
    held = [one for one in balances if payer in ("", one.payer) and column in (None, column_of(one.age(request.day)))]
    keys = queries.claim_keys(facilities)
    link = lambda one: f"{reverse('revenue:claim', args=[keys[one.claim]])}?{where(request)}"  # noqa: E731
    cell = TableColumn[Balance]
    columns = (
        cell("claim", _("Claim"), lambda one: one.claim, link=link),
        cell("payer", _("Owed by"), lambda one: str(names.get(one.payer, one.payer))),
        cell("ended", _("Last day of service"), lambda one: one.ended_on),
        cell("age", _("Days"), lambda one: one.age(request.day), number=True),
        cell("owed", _("Owed"), lambda one: one.amount, number=True, places=2),
    )
    return Table("ageing", columns, held, request.GET, sort="-age", lines=20)
