"""Claims: the list, and one with everything that made its balance what it is."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wellrun.departments.revenue.actions.claims import open_one
from wellrun.departments.revenue.models import Claim
from wellrun.departments.revenue.queries.claims import owed_on
from wellrun.departments.revenue.queries.remittances import claims_in_place
from wellrun.departments.revenue.views.claim_act import claim_page, found_claim
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.tables import Table, TableColumn

MOST = 5000


@requires(Permission.SEE_CLAIMS)
@never_cache
def claims(request: ReaderRequest) -> HttpResponse:
    """Claims of the place and what is still owed on them."""
    found = list(claims_in_place(request.place, tree=request.tree)[:MOST])
    owed = owed_on(found)
    currency = found[0].facility.currency if found else ""
    link = lambda one: f"{reverse('revenue:claim', args=[one.pk])}?{where(request)}"  # noqa: E731
    columns = (
        TableColumn[Claim]("claim", _("Claim"), lambda one: one.number, link=link),
        TableColumn[Claim]("begins", _("Service from"), lambda one: one.begins),
        TableColumn[Claim]("billed", _("Billed on"), lambda one: one.billed_on),
        TableColumn[Claim]("payer", _("Payer"), lambda one: one.payers[0] if one.payers else _("patient")),
        TableColumn[Claim]("charge", _("Charge"), lambda one: one.charge, number=True, places=2),
        TableColumn[Claim]("owed", _("Still owed"), lambda one: owed[one.pk], number=True, places=2),
    )
    table = Table("claims", columns, found, request.GET, sort="-billed")
    context = {
        "here": "revenue",
        "section": "claims",
        "table": table,
        "most": MOST,
        "owed": sum(owed.values(), Decimal(0)),
        "currency": currency,
    }
    return table.export() or render(request, "revenue/claims.html", context)


@requires(Permission.SEE_CLAIMS)
@never_cache
def claim(request: ReaderRequest, pk: int) -> HttpResponse:
    """One claim: its lines, who owes what, and every entry."""
    opened = open_one(claim=found_claim(request, pk), by=request.user, tree=request.tree)
    return claim_page(request, opened)
