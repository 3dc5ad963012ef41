"""Purchases under lock: the book of numbers, a purchase as it was seen, and invoices matched anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.finance.models import ContractPrice, Invoice, InvoiceLine, Purchase, PurchaseBook
from wellrun.departments.finance.queries.purchases import day_of, freight_left, ordered_of, terms_for
from wellrun.departments.finance.queries.vendors import wording_on
from wellrun.departments.finance.rules.purchasing.duplicates import Seen, duplicate_of
from wellrun.departments.finance.rules.purchasing.matching import (
    Difference,
    Invoiced,
    InvoicedLine,
    Kind,
    OrderTerms,
    holds,
    match,
)
from wellrun.departments.finance.rules.purchasing.notices import in_force
from wellrun.departments.finance.rules.purchasing.prices import PriceRow, price_for
from wellrun.departments.finance.rules.purchasing.states import COUNTED, InvoiceState, Judgement, judged
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

Known = tuple[ContractPrice, PriceRow]


def book_of(facility: Facility) -> PurchaseBook:
    """The book of a facility, locked: whoever else gives a number or commits budget waits for the end of this."""
    PurchaseBook.objects.get_or_create(facility=facility)
    return PurchaseBook.objects.select_for_update().get(facility=facility)


def locked(purchase: Purchase, version: int) -> Purchase:
    """The purchase, locked, if it is as it was seen. Raises ``Refused`` otherwise."""
    held = Purchase.objects.select_for_update(of=("self",)).select_related("facility", "vendor").get(pk=purchase.pk)
    if held.version != version:
        words = _("Somebody has changed this purchase since you opened it.")
        raise Refused(Fault("finance.purchase.changed", words, remedy=_("Look at it and send again.")))
    return held


def keep(purchase: Purchase, *fields: str) -> None:
    """Writes fields of a locked purchase as its next version."""
    purchase.version += 1
    purchase.save(update_fields=[*fields, "version"])


def listed_price(
    facility: Facility, item: str, quantity: Decimal, day: dt.date, *, vendor: int | None = None
) -> ContractPrice | None:
    """The row of a contract in force that prices an item on a day; the cheapest of several contracts."""
    if not item:
        return None
    rows = ContractPrice.objects.filter(item=item, contract__vendor__facility=facility).select_related("contract")
    if vendor is not None:
        rows = rows.filter(contract__vendor=vendor)
    by_contract: dict[int, list[Known]] = {}
    for row in rows:
        by_contract.setdefault(row.contract_id, []).append((row, row.row))
    found = list(_priced(by_contract, item, quantity, day))
    return min(found, key=lambda row: (row.price, row.pk), default=None)


def _priced(by_contract: dict[int, list[Known]], item: str, quantity: Decimal, day: dt.date) -> Iterator[ContractPrice]:
    for known in by_contract.values():
        wording = wording_on(known[0][0].contract, day)
        if wording is None or not in_force(wording.terms, day):
            continue
        covered = [row for _kept, row in known if not wording.categories or row.category in wording.categories]
        priced = price_for(covered, item, quantity, day)
        if priced is not None:
            yield next(kept for kept, row in known if row == priced)


def match_anew(invoice: Invoice, *, by: Account, now: dt.datetime, first: bool = False) -> Invoice:
    """Matches a held invoice against its locked order and clears it where nothing holds it."""
    invoice.duplicate_of = earlier_like(invoice, days=terms_for(invoice.facility).duplicate_days)
    differences = tuple(differences_of(invoice))
    invoice.differences = [_kept(one) for one in differences]
    after = judged(invoice.at, Judgement.MATCH)
    if after is not None and not holds(differences):
        invoice.state, invoice.first_pass = after.value, first
        invoice.cleared_on = day_of(invoice.facility, now)
    invoice.version += 1
    invoice.save()
    told = {"state": invoice.state, "differences": [f"{one.kind} {one.cents}" for one in differences]}
    record("finance.invoice.matched", by=by, about=invoice, after=told)
    return invoice


def match_held(purchase: Purchase, *, by: Account, now: dt.datetime) -> list[Invoice]:
    """Every held invoice of a purchase, matched anew as something came, in the order in which they came."""
    rows = Invoice.objects.select_for_update(of=("self",)).filter(purchase=purchase, state=InvoiceState.HELD.value)
    return [match_anew(one, by=by, now=now) for one in rows.select_related("facility", "vendor").order_by("pk")]


def differences_of(invoice: Invoice) -> Iterator[Difference]:
    """What an invoice differs in from its order and from what came, and whether it came before."""
    if invoice.duplicate_of_id is not None:
        yield Difference(Kind.DUPLICATE, None, Decimal(0), Decimal(invoice.total), invoice.total, True)
    lines = list(InvoiceLine.objects.filter(invoice=invoice))
    told = Invoiced(
        tuple(InvoicedLine(one.line_id, one.quantity, one.price, one.cents) for one in lines),
        invoice.tax,
        invoice.freight,
        invoice.total,
        invoice.currency,
    )
    purchase = invoice.purchase
    if purchase is None:
        yield Difference(Kind.NO_ORDER, None, Decimal(0), Decimal(invoice.total), invoice.total, True)
        return
    ordered = ordered_of([purchase], without=invoice.pk)[purchase.pk]
    terms = OrderTerms(purchase.currency, purchase.tax_percent, freight_left(purchase, without=invoice.pk))
    yield from match(ordered, terms, told, terms_for(invoice.facility).tolerances)


def _kept(one: Difference) -> list[Any]:
    return [one.kind.value, one.line, str(one.expected), str(one.found), one.cents, one.holds]


def earlier_like(invoice: Invoice, *, days: int) -> Invoice | None:
    """An invoice of the vendor that this one repeats: one that came before it and was not refused, or may be paid."""
    others = Invoice.objects.filter(vendor=invoice.vendor_id).exclude(pk=invoice.pk)
    before = others.filter(pk__lt=invoice.pk).exclude(state=InvoiceState.REFUSED.value)
    cleared = others.filter(plain=invoice.plain, state__in=[one.value for one in COUNTED])
    rows = {row.pk: row for row in (*before, *cleared)}
    seen = [Seen(row.pk, row.number, row.dated, row.total) for _key, row in sorted(rows.items())]
    found = duplicate_of(Seen(invoice.pk, invoice.number, invoice.dated, invoice.total), seen, days=days)
    return rows[found.key] if found else None


def match_repeats(invoice: Invoice, *, by: Account, now: dt.datetime) -> None:
    """What was held as it repeats an invoice that is refused now, matched anew."""
    rows = Invoice.objects.select_for_update(of=("self",)).filter(duplicate_of=invoice, state=InvoiceState.HELD.value)
    for one in rows.select_related("facility", "vendor").order_by("pk"):
        match_anew(one, by=by, now=now)
