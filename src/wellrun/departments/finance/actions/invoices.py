"""An invoice comes by hand or file, is matched at once, and held until somebody decides where it differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.keeping.purchases import listed_price, match_anew
from wellrun.departments.finance.models import Invoice, InvoiceLine, Purchase, PurchaseLine, Vendor
from wellrun.departments.finance.queries.purchases import day_of
from wellrun.departments.finance.rules.purchasing.duplicates import plain_number
from wellrun.departments.finance.rules.purchasing.states import State
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

BILLED = (State.SENT.value, State.CLOSED.value)


@dataclass(frozen=True)
class ToldLine:
    """A line of an invoice as it is told: by the order's line, or by what it says of the item. ``cents`` asked."""

    quantity: Decimal
    price: Decimal
    cents: int
    line: int | None = None
    item: str = ""
    name: str = ""


@dataclass(frozen=True)
class Told:
    """An invoice as it is told. ``order``: the number of the order it names. Money in cents."""

    number: str
    dated: dt.date
    total: int
    lines: Sequence[ToldLine] = field(default=())
    order: str = ""
    due_on: dt.date | None = None
    tax: int = 0
    freight: int = 0
    currency: str = ""


@transaction.atomic
def enter_invoice(
    *, vendor: Vendor, told: Told, by: Account, tree: Tree, now: dt.datetime, source: str = ""
) -> Invoice:
    """Takes an invoice in and matches it. One that came before is held, whoever sends it at the same moment.

    Raises ``Refused`` with what it lacks.
    """
    check_may(by, Permission.BUY, tree[vendor.facility.code], tree=tree)
    _check(told)
    # Whoever takes in another invoice of this vendor waits: so one that is sent twice at once is seen the second time.
    held = Vendor.objects.select_for_update(of=("self",)).select_related("facility").get(pk=vendor.pk)
    purchase = _purchase(held, told.order)
    today = day_of(held.facility, now)
    made = Invoice(
        facility=held.facility,
        vendor=held,
        purchase=purchase,
        number=told.number.strip(),
        plain=plain_number(told.number),
        order_said=told.order.strip(),
        dated=told.dated,
        due_on=told.due_on or told.dated + dt.timedelta(days=held.days_to_pay),
        currency=told.currency or held.facility.currency,
        tax=told.tax,
        freight=told.freight,
        total=told.total,
        entered_at=now,
        entered_by=by,
        source=source,
        held_on=today,
    )
    made.save()
    _write_lines(made, told.lines)
    after = {"vendor": held.code, "number": made.number, "total": made.total, "order": made.order_said}
    record("finance.invoice.entered", by=by, about=made, after=after)
    return match_anew(made, by=by, now=now, first=True)


def _check(told: Told) -> None:
    checks = (
        (bool(plain_number(told.number)), "number", _("It has no number."), _("Give the vendor's number.")),
        (bool(told.lines), "lines", _("It has no line."), _("Give how many of what it asks for.")),
        (told.total > 0, "total", _("It asks for nothing."), _("Give its total. A credit is told of its invoice.")),
        (min(told.tax, told.freight) >= 0, "tax", _("Tax or freight is below nothing."), _("Give nothing or more.")),
    )
    faults = [Fault(f"finance.invoice.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    if faults:
        raise Refused(faults)


def _purchase(vendor: Vendor, order: str) -> Purchase | None:
    """The order that an invoice names, locked; only one of this vendor that was sent."""
    number = plain_number(order.rpartition("-")[2])
    if not number.isdecimal() or len(number) > 9:
        return None
    rows = Purchase.objects.select_for_update(of=("self",)).filter(vendor=vendor, state__in=BILLED)
    return rows.filter(order=int(number)).first()


def _write_lines(invoice: Invoice, lines: Sequence[ToldLine]) -> None:
    ordered = list(invoice.purchase.lines.all()) if invoice.purchase else []
    by_key = {line.pk: line for line in ordered}
    by_item = {line.item.casefold(): line for line in ordered if line.item}
    by_name = {line.name.casefold(): line for line in ordered}
    for told in lines:
        line = _line_of(told, by_key, by_item, by_name)
        item = told.item.strip() or (line.item if line else "")
        own = listed_price(invoice.facility, item, told.quantity, invoice.dated, vendor=invoice.vendor_id)
        known = own or listed_price(invoice.facility, item, told.quantity, invoice.dated)
        InvoiceLine.objects.create(
            invoice=invoice,
            line=line,
            item=item,
            name=told.name.strip() or (line.name if line else ""),
            quantity=told.quantity,
            price=told.price,
            cents=told.cents,
            listed=known.price if known else None,
            contract=known.contract if known else None,
        )


def _line_of(
    told: ToldLine,
    by_key: Mapping[int, PurchaseLine],
    by_item: Mapping[str, PurchaseLine],
    by_name: Mapping[str, PurchaseLine],
) -> PurchaseLine | None:
    """By its key, else by its item, else by its name."""
    if told.line is not None:
        return by_key.get(told.line)
    return by_item.get(told.item.strip().casefold()) or by_name.get(told.name.strip().casefold())
