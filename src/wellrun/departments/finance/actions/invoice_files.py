"""A file of invoices is taken in: each that is sound, none that is known, and every row that is wrong is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.actions.invoices import Told, ToldLine, enter_invoice
from wellrun.departments.finance.models import Invoice, Vendor
from wellrun.departments.finance.rules.purchasing.invoice_files import ReadInvoice, read_invoices
from wellrun.departments.finance.rules.purchasing.sent_tables import rows_sent
from wellrun.departments.finance.rules.workbooks import NotAWorkbook
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@dataclass
class TakenInvoices:
    """What came of a file: invoices that are new, how many were known, and what was wrong by row."""

    entered: list[Invoice] = field(default_factory=list)
    known: int = 0
    faults: list[Fault] = field(default_factory=list)


def take_invoices(
    *, facility: Facility, content: bytes, name: str, by: Account, tree: Tree, now: dt.datetime
) -> TakenInvoices:
    """Takes a file in. Each invoice is a transaction of its own, so that one that is refused does not undo the rest;
    the same file again changes nothing. Raises ``Refused`` where it cannot be read at all."""
    check_may(by, Permission.BUY, tree[facility.code], tree=tree)
    try:
        read, faults = read_invoices(rows_sent(content))
    except NotAWorkbook as error:
        words = _("The workbook cannot be read: %(why)s") % {"why": error}
        raise Refused(Fault("finance.invoices.workbook", words, "sent", remedy=_("Save it anew as xlsx."))) from None
    if any(fault.place == "sent" for fault in faults):
        raise Refused([Fault(f.code, _(f.message), f.place, f.value, f.expected, _(f.remedy)) for f in faults])
    vendors = {row.code: row for row in Vendor.objects.filter(facility=facility).select_related("facility")}
    taken = TakenInvoices(faults=faults)
    for one in read:
        _take(one, vendors, taken, name, by=by, tree=tree, now=now)
    after = {"entered": len(taken.entered), "known": taken.known, "faults": len(taken.faults)}
    record("finance.invoices.taken_in", by=by, about=facility, after={"file": name[:200], **after})
    return taken


def _take(
    one: ReadInvoice,
    vendors: dict[str, Vendor],
    taken: TakenInvoices,
    name: str,
    *,
    by: Account,
    tree: Tree,
    now: dt.datetime,
) -> None:
    vendor = vendors.get(one.vendor)
    if vendor is None:
        words = _("Row %(row)s: there is no vendor of number %(code)s.") % {"row": one.row, "code": one.vendor}
        remedy = _("Add the vendor, or correct the number, and send the file again.")
        taken.faults.append(Fault("finance.invoices.vendor", words, f"row {one.row}", one.vendor, remedy=remedy))
        return
    try:
        with transaction.atomic():
            # Locked before it is looked for: of one file that is sent twice at once, the second sees the first.
            Vendor.objects.select_for_update().get(pk=vendor.pk)
            if _is_known(one, vendor):
                taken.known += 1
                return
            told = _told(one)
            taken.entered.append(enter_invoice(vendor=vendor, told=told, by=by, tree=tree, now=now, source=name[:200]))
    except Refused as refused:
        said = _("Row %(row)s: %(words)s")
        taken.faults += [
            Fault(f.code, said % {"row": one.row, "words": f.message}, f"row {one.row}", remedy=f.remedy)
            for f in refused.faults
        ]


def _is_known(one: ReadInvoice, vendor: Vendor) -> bool:
    rows = Invoice.objects.filter(vendor=vendor, number=one.number, dated=one.dated, total=one.total)
    lines = sorted((line.quantity, line.price, line.cents) for line in one.lines)
    return any(
        sorted((line.quantity, line.price, line.cents) for line in row.lines.all()) == lines
        for row in rows.prefetch_related("lines")
    )


def _told(one: ReadInvoice) -> Told:
    lines = [ToldLine(line.quantity, line.price, line.cents, item=line.item, name=line.name) for line in one.lines]
    return Told(one.number, one.dated, one.total, lines, one.order, one.due, one.tax, one.freight, one.currency)
