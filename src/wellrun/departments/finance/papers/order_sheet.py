"""An order as a document: what is ordered, at which price, where to, and the number that the invoice must name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import Purchase
from wellrun.departments.finance.rules.purchasing.committing import cents_of
from wellrun.departments.finance.shown.purchases import amount, order_name
from wellrun.departments.finance.words.purchases import quantity_words, unit_price
from wellrun.foundations.documents.content import Block, Document, Grid, Heading, Paragraph


def order_sheet(purchase: Purchase) -> Document:
    """The order of a purchase that has its number."""
    day = date_format(purchase.ordered_at, "j F Y") if purchase.ordered_at else ""
    name = order_name(purchase)
    return Document(
        title=_("Order %(number)s") % {"number": name},
        subtitle=_("%(facility)s · %(day)s") % {"facility": purchase.facility.name, "day": day},
        as_of=_("Order %(number)s of %(day)s. Please name the number on the invoice.") % {"number": name, "day": day},
        blocks=tuple(_blocks(purchase)),
        language=get_language() or "en",
        paper="us-letter" if purchase.currency == "USD" else "a4",
    )


def _blocks(purchase: Purchase) -> Iterator[Block]:
    vendor = purchase.vendor
    yield Paragraph(vendor.name, strong=_("To:"))
    if vendor.address:
        yield Paragraph(", ".join(vendor.address.splitlines()))
    place = _("%(centre)s, %(facility)s") % {"centre": purchase.centre_name, "facility": purchase.facility.name}
    yield Paragraph(place, strong=_("Deliver to:"))
    yield Paragraph(date_format(purchase.needed_on, "j F Y"), strong=_("Needed on:"))
    if purchase.contract:
        yield Paragraph(purchase.contract.number, strong=_("By contract:"))
    yield Heading(_("What we order"))
    yield _lines(purchase)
    yield Paragraph(
        _("An invoice that names this order's number and asks for what was delivered is paid within %(days)s days.")
        % {"days": vendor.days_to_pay}
    )


def _lines(purchase: Purchase) -> Grid:
    titles = (_("Item"), _("What"), _("Unit"), _("How many"), _("Price of one"), _("Amount"))
    rows = [
        (
            line.item,
            line.name,
            line.unit,
            quantity_words(line.quantity),
            unit_price(line.price),
            amount(line.cents),
        )
        for line in purchase.lines.all()
    ]
    net = sum(line.cents for line in purchase.lines.all())
    tax = cents_of(Decimal(net) / 100, purchase.tax_percent / 100)
    for name, cents in ((_("Freight"), purchase.freight), (_("Tax"), tax)):
        if cents:
            rows.append(("", name, "", "", "", amount(cents)))
    rows.append(("", _("Together"), "", "", "", amount(net + purchase.freight + tax, purchase.currency)))
    return Grid(titles, tuple(rows), frozenset((3, 4, 5)))
