"""A sheet of a store is taken: items with what is there at first, or what was counted. All of it, or nothing."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.actions import stores
from wellrun.departments.operations.models import StoreItem, StoreLot
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused

ITEMS = ("code", "item", "unit", "reorder_at", "lead_days", "lot", "expires", "place", "quantity")
COUNTED = ("code", "lot", "place", "counted")
LARGEST = 2 * 1024 * 1024


def take_sheet(*, facility: Facility, raw: bytes, why: str, by: Account, tree: Tree, now: dt.datetime) -> int:
    """Takes a CSV sheet and returns how many rows changed something; the permission is asked for each row.

    A sheet with ``counted`` is a count, one with the columns of ``ITEMS`` an import. Raises ``Refused`` with every
    row that is wrong, by its number; nothing of the sheet is taken then. A row that was not counted says nothing.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise Refused(Fault("operations.stores.sheet", _("This is no CSV file in UTF-8."), place="sent")) from wrong
    heads = set(rows[0]) if rows else set()
    wanted = COUNTED if "counted" in heads else ITEMS
    if missing := [name for name in wanted if name not in heads]:
        told = _("The sheet lacks these columns: %(names)s.") % {"names": ", ".join(missing)}
        raise Refused(Fault("operations.stores.columns", told, place="sent", expected=", ".join(wanted)))
    given: dict[str, Any] = {"facility": facility, "by": by, "tree": tree, "now": now}
    faults, changed = [], 0
    with transaction.atomic():
        for number, row in enumerate(rows, start=2):
            cells = {name: (row.get(name) or "").strip() for name in wanted}
            try:
                changed += _counted(cells, why, given) if wanted is COUNTED else _entered(cells, why, given)
            except Refused as refused:
                if any(fault.code.startswith("access.") for fault in refused.faults):
                    raise
                faults += [_of_row(number, fault) for fault in refused.faults]
        if faults:
            raise Refused(faults)
        record("operations.stores.sheet", by=by, about=facility, after={"rows": len(rows), "changed": changed})
    return changed


def _of_row(number: int, fault: Fault) -> Fault:
    told = _("Row %(number)s: %(message)s") % {"number": number, "message": fault.message}
    return Fault(fault.code, told, place="sent", value=fault.value, expected=fault.expected, remedy=fault.remedy)


def _counted(cells: Mapping[str, str], why: str, given: Mapping[str, Any]) -> int:
    if not cells["counted"]:
        return 0
    facility = given["facility"]
    lot = StoreLot.objects.filter(item__facility=facility, item__code=cells["code"], number=cells["lot"]).first()
    if lot is None:
        told = _("No lot %(lot)s of %(code)s is known here.") % {"lot": cells["lot"], "code": cells["code"]}
        raise Refused(Fault("operations.stores.unknown", told, value=cells["lot"]))
    who = {name: given[name] for name in ("by", "tree", "now")}
    counted = _number(cells, "counted")
    return int(stores.count(lot=lot, place=cells["place"], counted=counted, why=why, **who) is not None)


def _entered(cells: Mapping[str, str], why: str, given: Mapping[str, Any]) -> int:
    """A new item, or one that is known; and what is there of a lot, where the row tells of one."""
    facility, by, tree, now = (given[name] for name in ("facility", "by", "tree", "now"))
    item = StoreItem.objects.filter(facility=facility, code=cells["code"]).first() or stores.add_item(
        facility=facility,
        code=cells["code"],
        name=cells["item"],
        measure=cells["unit"],
        reorder_at=_number(cells, "reorder_at"),
        lead_days=_number(cells, "lead_days"),
        by=by,
        tree=tree,
    )
    if cells["lot"]:
        quantity, expires = _number(cells, "quantity"), _day(cells["expires"])
        about: dict[str, Any] = {"lot": cells["lot"], "place": cells["place"], "why": why, "expires": expires}
        stores.receive(item=item, quantity=quantity, by=by, tree=tree, now=now, **about)
    return 1


def _number(cells: Mapping[str, str], name: str) -> int:
    text = cells[name]
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        told = _("%(name)s is %(text)s, which is no whole number.") % {"name": name, "text": text or _("empty")}
        raise Refused(Fault("operations.stores.number", told, value=text, expected="0, 1, 2 …"))
    return int(text)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as wrong:
        told = _("%(text)s is no day such as 2027-05-31.") % {"text": text}
        raise Refused(Fault("operations.stores.day", told, value=text, expected="2027-05-31")) from wrong
