"""Stores by hand: items, receipts, issues, waste, counts, transfers and recalls. Nobody takes what is not there."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.operations.models import StoreItem, StoreLot, StoreMove
from wellrun.departments.operations.queries.stores import held_of
from wellrun.departments.operations.rules.stores import Kind, taken, usable
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def add_item(
    *,
    facility: Facility,
    code: str,
    name: str,
    measure: str,
    reorder_at: int,
    lead_days: int,
    by: Account,
    tree: Tree,
) -> StoreItem:
    """Adds an item. Raises ``Refused`` if another has its code, or with what is missing."""
    check_may(by, Permission.MANAGE_BEDS, tree[facility.code], tree=tree)
    wrong = (
        (not code.strip(), "code", _("Give it a code.")),
        (not name.strip(), "name", _("Say what it is.")),
        (not measure.strip(), "measure", _("Say in what it is counted, such as box.")),
        (
            StoreItem.objects.filter(facility=facility, code=code.strip()).exists(),
            "code",
            _("Another item has this code."),
        ),
    )
    faults = [Fault(f"operations.stores.{place}", words, place=place) for so, place, words in wrong if so]
    if faults:
        raise Refused(faults)
    made = StoreItem.objects.create(
        facility=facility,
        code=code.strip(),
        name=name.strip(),
        measure=measure.strip(),
        reorder_at=reorder_at,
        lead_days=lead_days,
    )
    record("operations.stores.item_added", by=by, about=made, after={"code": made.code, "reorder_at": reorder_at})
    return made


@transaction.atomic
def receive(
    *,
    item: StoreItem,
    lot: str,
    expires: dt.date | None,
    place: str,
    quantity: int,
    by: Account,
    tree: Tree,
    now: dt.datetime,
    why: str = "",
) -> StoreMove:
    """Puts a quantity of a lot into a place. Raises ``Refused`` if the lot is known with another expiry."""
    held = _locked(item, by, tree)
    faults = _faults(quantity, place)
    if not lot.strip():
        faults.append(Fault("operations.stores.lot", _("Give the number of the lot."), place="lot"))
    known = StoreLot.objects.filter(item=held, number=lot.strip()).first()
    if known is not None and known.expires != expires:
        told = _("This lot is known to expire on %(day)s.") % {"day": known.expires or _("no day")}
        faults.append(Fault("operations.stores.expires", told, place="expires", remedy=_("Look at the box again.")))
    if faults:
        raise Refused(faults)
    kept = known or StoreLot.objects.create(item=held, number=lot.strip(), expires=expires)
    made = _moved(kept, place, Kind.RECEIPT, quantity, by, now, why)
    record("operations.stores.receipt", by=by, about=held, after=_told(made))
    return made


@transaction.atomic
def issue(
    *, item: StoreItem, place: str, quantity: int, to: str, by: Account, tree: Tree, now: dt.datetime
) -> list[StoreMove]:
    """Gives out a quantity from a place, the lots that expire first before others; none that is recalled or expired.

    Of two who take the last one at the same moment, the second is told. Raises ``Refused`` with how much is left.
    """
    held = _locked(item, by, tree)
    faults = _faults(quantity, place)
    if not to.strip():
        faults.append(Fault("operations.stores.to", _("Say where it goes."), place="to"))
    here = [one for one in held_of([held]).get(held.pk, ()) if one.place == place]
    today = now.astimezone(ZoneInfo(held.facility.time_zone)).date()
    left = sum(one.quantity for one in usable(here, today=today))
    if quantity > left:
        told = _("Only %(left)s %(measure)s of it can be issued from here.") % {"left": left, "measure": held.measure}
        faults.append(Fault("operations.stores.not_there", told, place="quantity", remedy=_("Look in another place.")))
    if faults:
        raise Refused(faults)
    lots = {lot.number: lot for lot in held.lots.all()}
    made = [
        _moved(lots[one.lot], place, Kind.ISSUE, -part, by, now, to) for one, part in taken(here, quantity, today=today)
    ]
    record("operations.stores.issue", by=by, about=held, after={"moves": [_told(one) for one in made]})
    return made


@transaction.atomic
def waste(
    *, lot: StoreLot, place: str, quantity: int, why: str, by: Account, tree: Tree, now: dt.datetime
) -> StoreMove:
    """Throws a quantity of a lot away, or sends it back. Raises ``Refused`` if less is there, or without a reason."""
    held = _locked(lot.item, by, tree)
    faults = _faults(quantity, place) + _no_reason(why) + _too_many(held, lot, place, quantity)
    if faults:
        raise Refused(faults)
    made = _moved(lot, place, Kind.WASTE, -quantity, by, now, why)
    record("operations.stores.waste", by=by, about=held, after=_told(made))
    return made


@transaction.atomic
def count(
    *, lot: StoreLot, place: str, counted: int, why: str, by: Account, tree: Tree, now: dt.datetime
) -> StoreMove | None:
    """What was found of a lot in a place; the difference is a movement of its own, none where there is none."""
    held = _locked(lot.item, by, tree)
    if counted < 0:
        raise Refused(Fault("operations.stores.quantity", _("Nobody counts less than none."), place="quantity"))
    difference = counted - _there(held, lot, place)
    if not difference:
        return None
    if faults := _no_reason(why):
        raise Refused(faults)
    made = _moved(lot, place, Kind.COUNT, difference, by, now, why)
    record("operations.stores.count", by=by, about=held, after=_told(made))
    return made


@transaction.atomic
def carry(
    *, lot: StoreLot, place: str, to: str, quantity: int, by: Account, tree: Tree, now: dt.datetime
) -> list[StoreMove]:
    """Carries a quantity of a lot to another place. Raises ``Refused`` where less is there."""
    held = _locked(lot.item, by, tree)
    faults = _faults(quantity, place) + _too_many(held, lot, place, quantity)
    if not to.strip() or to.strip() == place:
        faults.append(Fault("operations.stores.to", _("Say to which other place."), place="to"))
    if faults:
        raise Refused(faults)
    made = [
        _moved(lot, place, Kind.TRANSFER, -quantity, by, now, to.strip()),
        _moved(lot, to.strip(), Kind.TRANSFER, quantity, by, now, place),
    ]
    record("operations.stores.transfer", by=by, about=held, after={"moves": [_told(one) for one in made]})
    return made


@transaction.atomic
def recall(*, lot: StoreLot, why: str, by: Account, tree: Tree, now: dt.datetime) -> StoreLot:
    """Nothing of a lot is issued any more. Raises ``Refused`` without a reason. Recalled twice is recalled once."""
    held = _locked(lot.item, by, tree, Permission.MANAGE_BEDS)
    if faults := _no_reason(why):
        raise Refused(faults)
    kept = StoreLot.objects.get(pk=lot.pk, item=held)
    if kept.recalled_at is None:
        kept.recalled_at, kept.recalled_for = now, why.strip()
        kept.save(update_fields=["recalled_at", "recalled_for"])
        record("operations.stores.recalled", by=by, about=kept, after={"lot": kept.number})
    return kept


def _locked(
    item: StoreItem, by: Account, tree: Tree, permission: Permission = Permission.SERVICE_REQUESTS
) -> StoreItem:
    check_may(by, permission, tree[item.facility.code], tree=tree)
    return StoreItem.objects.select_for_update().select_related(None).get(pk=item.pk)


def _there(item: StoreItem, lot: StoreLot, place: str) -> int:
    here = held_of([item]).get(item.pk, ())
    return sum(one.quantity for one in here if one.lot == lot.number and one.place == place)


def _too_many(item: StoreItem, lot: StoreLot, place: str, quantity: int) -> list[Fault]:
    there = _there(item, lot, place)
    if quantity <= there:
        return []
    told = _("Only %(there)s of this lot are there.") % {"there": there}
    return [Fault("operations.stores.not_there", told, place="quantity", remedy=_("Count it first."))]


def _faults(quantity: int, place: str) -> list[Fault]:
    wrong = (
        (quantity < 1, "quantity", _("At least one.")),
        (not place.strip(), "place", _("Say in which place.")),
    )
    return [Fault(f"operations.stores.{name}", words, place=name) for so, name, words in wrong if so]


def _no_reason(why: str) -> list[Fault]:
    return [] if why.strip() else [Fault("operations.stores.why", _("Say why."), place="why")]


def _moved(lot: StoreLot, place: str, kind: Kind, quantity: int, by: Account, now: dt.datetime, why: str) -> StoreMove:
    return StoreMove.objects.create(
        lot=lot, place=place.strip(), kind=kind, quantity=quantity, at=now, by=by, why=why.strip()
    )


def _told(made: StoreMove) -> dict[str, object]:
    return {"lot": made.lot.number, "place": made.place, "quantity": made.quantity}
