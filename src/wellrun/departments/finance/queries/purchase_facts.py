"""What the warehouse is told of purchases: orders, invoices and their cleared lines, without vendor, item or person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from wellrun.departments.finance.models import Invoice, InvoiceLine, Purchase
from wellrun.departments.finance.queries.invoices import paid_price
from wellrun.departments.finance.queries.purchases import day_of
from wellrun.departments.finance.rules.purchasing.committing import cents_of
from wellrun.departments.finance.rules.purchasing.states import COUNTED

SECONDS = 86_400


def purchase_rows(today: dt.date) -> list[dict[str, Any]]:
    """Every fact until a day."""
    return [row for row in (*_orders(), *_invoices(), *_lines()) if row["day"] <= today]


def _row(name: str, kind: str, facility: str, purchase: Purchase | None, day: dt.date, **more: Any) -> dict[str, Any]:
    place = purchase.place if purchase else ""
    unit = place.split("/", 1)[1] if "/" in place else ""
    told = {"amount": None, "listed": None, "agreed": None, "passed": None, "days": None, **more}
    head = {"facility": facility, "fact": f"{kind}:{name}", "kind": kind, "unit": unit, "day": day}
    return {**head, **told, "source": "wellrun", "arrival": "wellrun"}


def _orders() -> Iterator[dict[str, Any]]:
    rows = Purchase.objects.filter(ordered_at__isnull=False, submitted_at__isnull=False).select_related("facility")
    for one in rows.iterator():
        assert one.ordered_at is not None and one.submitted_at is not None  # asked for above
        days = (one.ordered_at - one.submitted_at).total_seconds() / SECONDS
        day = day_of(one.facility, one.ordered_at)
        yield _row(str(one.pk), "order", one.facility.code, one, day, days=round(days, 4))


def _invoices() -> Iterator[dict[str, Any]]:
    for one in Invoice.objects.select_related("facility", "purchase").iterator():
        day = day_of(one.facility, one.entered_at)
        yield _row(str(one.pk), "invoice", one.facility.code, one.purchase, day, passed=one.first_pass)


def _lines() -> Iterator[dict[str, Any]]:
    rows = InvoiceLine.objects.filter(invoice__state__in=[one.value for one in COUNTED])
    for one in rows.select_related("invoice__facility", "invoice__purchase", "line").iterator():
        invoice, purchase = one.invoice, one.invoice.purchase
        assert invoice.cleared_on is not None  # what counts was cleared
        kept, price = one.quantity - one.credited, paid_price(one)
        # As it was asked, which may be a cent off its price; what a credit gave back is reckoned.
        cents = cents_of(kept, price) if invoice.credit else one.cents
        yield _row(
            str(one.pk),
            "line",
            invoice.facility.code,
            purchase,
            invoice.cleared_on,
            amount=Decimal(cents) / 100,
            listed=None if one.listed is None else Decimal(cents_of(kept, one.listed)) / 100,
            agreed=purchase is not None and purchase.contract_id is not None,
        )
