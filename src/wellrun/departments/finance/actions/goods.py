"""Goods come, in part or more than ordered, or go back; a mistake is undone. What is held for them is matched anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from wellrun.departments.finance.keeping.purchases import keep, locked, match_held
from wellrun.departments.finance.models import Purchase, Receipt, ReceiptLine
from wellrun.departments.finance.queries.purchases import ordered_of
from wellrun.departments.finance.rules.purchasing.states import State
from wellrun.foundations.access.permissions import check_may
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Fault, Refused


@transaction.atomic
def receive_goods(
    *,
    purchase: Purchase,
    version: int,
    quantities: Mapping[int, Decimal],
    by: Account,
    tree: Tree,
    now: dt.datetime,
    slip: str = "",
    words: str = "",
    returned: bool = False,
) -> Receipt:
    """Tells how much of which lines came, or went back (then with a remark why). More than was ordered is told as it
    came; nobody owes it. Raises ``Refused`` with every fault."""
    held = _open(purchase, version, by, tree)
    told = {line: quantity for line, quantity in quantities.items() if quantity}
    faults = _faults(held, told, returned=returned)
    if returned and not words.strip():
        faults.append(
            Fault("finance.goods.why", _("Nobody would know why it goes back."), "words", remedy=_("Write the reason."))
        )
    if faults:
        raise Refused(faults)
    made = Receipt.objects.create(
        purchase=held, returned=returned, slip=slip.strip(), words=words.strip(), at=now, by=by
    )
    for line, quantity in told.items():
        ReceiptLine.objects.create(receipt=made, line_id=line, quantity=-quantity if returned else quantity)
    keep(held)
    after = {"slip": made.slip, "lines": [f"{line}: {quantity}" for line, quantity in told.items()]}
    record("finance.goods.returned" if returned else "finance.goods.received", by=by, about=held, after=after)
    match_held(held, by=by, now=now)
    return made


@transaction.atomic
def undo_receipt(*, receipt: Receipt, version: int, by: Account, tree: Tree, now: dt.datetime) -> None:
    """Undoes a receipt that was told by mistake, as long as no invoice was cleared on what it told."""
    held = _open(receipt.purchase, version, by, tree)
    row = Receipt.objects.select_for_update().get(pk=receipt.pk, purchase=held)
    if row.undone_at is not None:
        raise Refused(
            Fault("finance.goods.undone", _("This was undone before."), remedy=_("Nothing needs to be done."))
        )
    row.undone_at, row.undone_by = now, by
    row.save(update_fields=["undone_at", "undone_by"])
    short = [one for one in ordered_of([held])[held.pk].values() if one.received < min(one.invoiced, one.quantity)]
    if short or any(one.received < 0 for one in ordered_of([held])[held.pk].values()):
        words = _("An invoice was cleared, or goods went back, on the strength of this.")
        raise Refused(Fault("finance.goods.used", words, remedy=_("Tell what went back instead.")))
    keep(held)
    record("finance.goods.undone", by=by, about=held, after={"receipt": row.pk})
    match_held(held, by=by, now=now)


def _open(purchase: Purchase, version: int, by: Account, tree: Tree) -> Purchase:
    check_may(by, Permission.ASK_PURCHASES, tree[purchase.place], tree=tree)
    held = locked(purchase, version)
    if held.at is not State.SENT:
        words = _("Goods are told of orders that are with the vendor.")
        raise Refused(Fault("finance.goods.state", words, remedy=_("Send the order first, or open it again.")))
    return held


def _faults(held: Purchase, told: Mapping[int, Decimal], *, returned: bool) -> list[Fault]:
    known = ordered_of([held])[held.pk]
    faults = []
    if not told:
        faults.append(Fault("finance.goods.nothing", _("Nothing is told."), remedy=_("Say how many of a line.")))
    for line, quantity in told.items():
        one = known.get(line)
        place = f"line-{line}"
        if one is None or quantity < 0:
            faults.append(Fault("finance.goods.line", _("This is no quantity of a line."), place, str(quantity)))
        elif returned and quantity > one.received:
            faults.append(
                Fault(
                    "finance.goods.more",
                    _("More goes back than came: %(came)s.") % {"came": f"{one.received:f}"},
                    place,
                    str(quantity),
                    f"{one.received:f}",
                    _("Look at the delivery notes."),
                )
            )
    return faults
