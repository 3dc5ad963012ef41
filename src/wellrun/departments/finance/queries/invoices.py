"""Invoices as pages read them, and what was paid against contracts' price lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from wellrun.departments.finance.models import Invoice, InvoiceLine, PaymentRun, Vendor, VendorContract
from wellrun.departments.finance.queries.purchases import purchases_for
from wellrun.departments.finance.rules.purchasing.committing import cents_of
from wellrun.departments.finance.rules.purchasing.findings import Drift, Paid, drifts
from wellrun.departments.finance.rules.purchasing.matching import Difference, Kind
from wellrun.departments.finance.rules.purchasing.states import COUNTED, InvoiceState
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account

OPEN = (InvoiceState.HELD.value, InvoiceState.CREDIT.value)


def invoices_for(reader: Account, tree: Tree) -> QuerySet[Invoice]:
    """Invoices of a reader's purchases, and of facilities for which they buy; the only door to invoices."""
    held = places_where(reader, Permission.BUY, tree=tree)
    codes = {one.code for place in held for one in tree.within(place)}
    rows = Invoice.objects.filter(
        Q(facility__code__in=codes) | Q(purchase__in=purchases_for(reader, tree).values("pk"))
    )
    return rows.select_related("facility", "vendor", "purchase", "duplicate_of", "entered_by__person")


def runs_for(reader: Account, tree: Tree) -> QuerySet[PaymentRun]:
    """Payment runs of the facilities for the whole of which a reader buys."""
    held = places_where(reader, Permission.BUY, tree=tree)
    codes = {one.code for place in held for one in tree.within(place)}
    return PaymentRun.objects.filter(facility__code__in=codes).select_related("facility", "by__person")


def kept_differences(invoice: Invoice) -> list[Difference]:
    """The differences that the last match found."""
    return [
        Difference(Kind(kind), line, Decimal(expected), Decimal(found), cents, held)
        for kind, line, expected, found, cents, held in invoice.differences
    ]


def paid_lines(facilities: Sequence[str], since: dt.date, until: dt.date) -> QuerySet[InvoiceLine]:
    """Lines of invoices that may be paid and that a contract prices, dated in some days."""
    rows = InvoiceLine.objects.filter(
        invoice__facility__code__in=facilities,
        invoice__state__in=[one.value for one in COUNTED],
        invoice__dated__range=(since, until),
        contract__isnull=False,
    )
    return rows.select_related("invoice__facility", "invoice__vendor", "invoice__purchase", "contract__vendor", "line")


def paid_price(one: InvoiceLine) -> Decimal:
    """What was paid for one: of an invoice that was credited, no more than it was ordered at."""
    return min(one.price, one.line.price) if one.invoice.credit and one.line is not None else one.price


def drift_of(lines: Iterable[InvoiceLine]) -> list[Drift]:
    """Items paid above the list of the vendor they were bought from, the dearest first."""
    return drifts(
        Paid(one.item, one.name, one.invoice.dated, one.quantity - one.credited, paid_price(one), one.listed)
        for one in lines
        if one.listed is not None and one.contract is not None and one.contract.vendor_id == one.invoice.vendor_id
    )


@dataclass(frozen=True)
class Outside:
    """Items of a contract that were bought of another vendor, or without naming it: cents, and what its list says."""

    contract: VendorContract
    cents: int
    listed: int
    lines: int


def outside_of(lines: Iterable[InvoiceLine]) -> list[Outside]:
    """Spend that went round contracts, the largest first."""
    sums: dict[int, list[int]] = {}
    contracts: dict[int, VendorContract] = {}
    for one in lines:
        purchase = one.invoice.purchase
        if one.contract is None or (purchase is not None and purchase.contract_id == one.contract_id):
            continue
        contracts[one.contract.pk] = one.contract
        held = sums.setdefault(one.contract.pk, [0, 0, 0])
        held[0] += one.cents
        held[1] += cents_of(one.quantity, one.listed or Decimal(0))
        held[2] += 1
    found = [Outside(contracts[key], *told) for key, told in sums.items()]
    return sorted(found, key=lambda one: (-one.cents, one.contract.pk))


def held_invoices(facility: str) -> QuerySet[Invoice]:
    """Invoices of a facility that wait for a decision or a credit, the longest first."""
    rows = Invoice.objects.filter(facility__code=facility, state__in=OPEN)
    return rows.select_related("facility", "vendor", "purchase").order_by(F("held_on"), "pk")


def bought_of(vendors: Iterable[Vendor], since: dt.date, until: dt.date) -> dict[int, int]:
    """Cents of invoices that may be paid, less credits and tax, by vendor, dated in some days."""
    rows = Invoice.objects.filter(
        vendor__in=list(vendors),
        state__in=[one.value for one in COUNTED],
        dated__range=(since, until),
    )
    sums = rows.values("vendor").annotate(whole=Sum(F("total") - F("credit") - F("tax"))).order_by("vendor")
    return {vendor: int(whole) for vendor, whole in sums.values_list("vendor", "whole")}
