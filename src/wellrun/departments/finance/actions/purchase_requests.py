"""A cost centre asks for something: written, and written anew until it is submitted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.keeping.purchases import book_of, keep, listed_price, locked
from wellrun.departments.finance.models import Purchase, PurchaseLine, Vendor, VendorContract
from wellrun.departments.finance.queries.purchases import Centre, day_of
from wellrun.departments.finance.queries.vendors import wording_on
from wellrun.departments.finance.rules.purchasing.notices import in_force
from wellrun.departments.finance.rules.purchasing.states import State
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass(frozen=True)
class AskedLine:
    """A line as somebody asks for it. Without a price, that of the contract is taken."""

    account: str
    name: str
    unit: str
    quantity: Decimal
    price: Decimal | None = None
    item: str = ""
    category: str = ""


@dataclass(frozen=True)
class Ask:
    """What is asked for. ``freight`` in cents, ``tax_percent`` of the lines."""

    vendor: Vendor
    reason: str
    needed_on: dt.date
    lines: Sequence[AskedLine]
    contract: VendorContract | None = None
    freight: int = 0
    tax_percent: Decimal = Decimal(0)


@transaction.atomic
def ask_purchase(
    *, facility: Facility, centre: Centre, ask: Ask, by: Account, tree: Tree, now: dt.datetime
) -> Purchase:
    """Writes a request down under the next number. Raises ``Refused`` with everything that is wrong with it."""
    check_may(by, Permission.ASK_PURCHASES, tree[centre.place], tree=tree)
    _check(ask, facility)
    book = book_of(facility)
    book.purchases += 1
    book.save(update_fields=["purchases"])
    made = Purchase.objects.create(
        facility=facility,
        number=book.purchases,
        cost_centre=centre.code,
        centre_name=centre.name,
        place=centre.place,
        currency=facility.currency,
        asked_by=by,
        written_at=now,
        vendor=ask.vendor,
        contract=ask.contract,
        reason=ask.reason.strip(),
        needed_on=ask.needed_on,
        freight=ask.freight,
        tax_percent=ask.tax_percent,
    )
    _write_lines(made, ask, day_of(facility, now))
    after = {"number": made.number, "cost_centre": centre.code, "vendor": ask.vendor.code, "cents": made.cents}
    record("finance.purchase.asked", by=by, about=made, after=after)
    return made


@transaction.atomic
def rewrite_purchase(
    *, purchase: Purchase, version: int, ask: Ask, by: Account, tree: Tree, now: dt.datetime
) -> Purchase:
    """Writes a request anew, by whoever asked, as long as it is being written."""
    check_may(by, Permission.ASK_PURCHASES, tree[purchase.place], tree=tree)
    held = locked(purchase, version)
    if held.at is not State.DRAFT or held.asked_by_id != by.pk:
        words = _("Only who asked changes a purchase, and only while it is being written.")
        raise Refused(Fault("finance.purchase.not_yours", words, remedy=_("Have it sent back, or ask for another.")))
    _check(ask, held.facility)
    before = {"vendor": held.vendor.code, "cents": held.cents}
    held.vendor, held.contract, held.reason = ask.vendor, ask.contract, ask.reason.strip()
    held.needed_on, held.freight, held.tax_percent = ask.needed_on, ask.freight, ask.tax_percent
    held.lines.all().delete()
    _write_lines(held, ask, day_of(held.facility, now))
    keep(held, "vendor", "contract", "reason", "needed_on", "freight", "tax_percent")
    fresh = Purchase.objects.get(pk=held.pk)
    after = {"vendor": ask.vendor.code, "cents": fresh.cents}
    record("finance.purchase.rewritten", by=by, about=held, before=before, after=after)
    return fresh


def _write_lines(purchase: Purchase, ask: Ask, today: dt.date) -> None:
    for position, line in enumerate(ask.lines, start=1):
        known = listed_price(purchase.facility, line.item, line.quantity, today, vendor=ask.vendor.pk)
        listed = known.price if known else None
        price = line.price if line.price is not None else listed
        assert price is not None  # _check has seen to it
        PurchaseLine.objects.create(
            purchase=purchase,
            position=position,
            account=line.account,
            item=line.item.strip(),
            name=line.name.strip() or (known.name if known else ""),
            unit=line.unit.strip() or (known.unit if known else ""),
            category=line.category.strip() or (known.category if known else ""),
            quantity=line.quantity,
            price=price,
            listed=listed,
        )


def _check(ask: Ask, facility: Facility) -> None:
    contract, stopped = ask.contract, ask.vendor.stopped_for
    checks = (
        (
            ask.vendor.facility_id == facility.pk,
            "vendor",
            _("This vendor is not one of the facility."),
            _("Choose one."),
        ),
        (not stopped, "vendor", _("Nothing is ordered there: %(why)s.") % {"why": stopped}, _("Choose another.")),
        (
            contract is None or contract.vendor_id == ask.vendor.pk,
            "contract",
            _("This contract is with another vendor."),
            _("Choose one of the vendor, or none."),
        ),
        (
            contract is None or _holds(contract, ask.needed_on),
            "contract",
            _("This contract is not in force on the day it is needed."),
            _("Choose another, or none."),
        ),
        (bool(ask.reason.strip()), "reason", _("Nobody would know what it is for."), _("Write a sentence.")),
        (bool(ask.lines), "lines", _("There is nothing on it."), _("Add a line.")),
        (ask.freight >= 0, "freight", _("Freight is below nothing."), _("Give nothing or more.")),
    )
    faults = [Fault(f"finance.purchase.{place}", words, place, remedy=do) for so, place, words, do in checks if not so]
    for number, line in enumerate(ask.lines, start=1):
        faults += _line_faults(number, line, ask)
    if faults:
        raise Refused(faults)


def _holds(contract: VendorContract, day: dt.date) -> bool:
    wording = wording_on(contract, day)
    return wording is not None and in_force(wording.terms, day)


def _line_faults(number: int, line: AskedLine, ask: Ask) -> list[Fault]:
    known = listed_price(ask.vendor.facility, line.item, line.quantity, ask.needed_on, vendor=ask.vendor.pk)
    checks = (
        (bool(line.name.strip()) or known is not None, _("nobody would know what it is"), _("Say what it is.")),
        (bool(line.account.strip()), _("it has no account"), _("Choose the account it is booked to.")),
        (line.quantity > 0, _("nothing is asked for"), _("Give how many.")),
        (
            line.price is not None or known is not None,
            _("it has no price, and no contract of the vendor says one"),
            _("Give the price of one."),
        ),
        (line.price is None or line.price >= 0, _("its price is below nothing"), _("Give nothing or more.")),
    )
    said = _("Line %(number)s: %(words)s.")
    return [
        Fault("finance.purchase.line", said % {"number": number, "words": words}, f"line {number}", remedy=remedy)
        for sound, words, remedy in checks
        if not sound
    ]
