"""Purchases as actions and pages read them: who sees which, what came and was invoiced of each line, who approves."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum

from wellrun.departments.finance.models import (
    ApprovalDelegate,
    ApprovalLimit,
    InvoiceLine,
    Purchase,
    PurchaseTerms,
    ReceiptLine,
    Vendor,
)
from wellrun.departments.finance.rules.purchasing.committing import NOTHING, Ordered
from wellrun.departments.finance.rules.purchasing.limits import Approver, Asked, Limit, eyes_needed, stands_for
from wellrun.departments.finance.rules.purchasing.states import COMMITTED, COUNTED, State
from wellrun.foundations.access.permissions import grants_of, may, places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.people.models import Account

SEES = (Permission.ASK_PURCHASES, Permission.APPROVE_PURCHASES, Permission.BUY)
CLOSED = frozenset((State.CLOSED, State.WITHDRAWN))


def day_of(facility: Facility, now: dt.datetime) -> dt.date:
    """The facility's own date at a moment."""
    return now.astimezone(ZoneInfo(facility.time_zone)).date()


def terms_for(facility: Facility) -> PurchaseTerms:
    """How a facility buys; the usual way, unsaved, where it has said nothing."""
    return PurchaseTerms.objects.filter(facility=facility).first() or PurchaseTerms(facility=facility)


def purchases_for(reader: Account, tree: Tree) -> QuerySet[Purchase]:
    """The purchases of places in which a reader asks, approves or buys; the only door to purchases."""
    held = {place for permission in SEES for place in places_where(reader, permission, tree=tree)}
    codes = {place.code for one in held for place in tree.within(one)}
    rows = Purchase.objects.filter(place__in=codes)
    return rows.select_related("facility", "vendor", "contract", "asked_by__person").prefetch_related("lines")


@dataclass(frozen=True)
class Centre:
    """A cost centre for which somebody may ask: its code, its name, and the narrowest place it is of."""

    code: str
    name: str
    place: str


CENTRES = "SELECT cost_centre, name, unit, department FROM cost_centres WHERE facility = $facility ORDER BY name"
ACCOUNTS = """SELECT account, name FROM accounts WHERE facility = $facility AND kind = 'expense'
AND coalesce(nature, 'other') IN ('supplies', 'other') ORDER BY account"""


def centres_for(reader: Account, facility: Facility, tree: Tree) -> list[Centre]:
    """The cost centres of a facility for which a reader may ask, by name."""
    found = []
    for code, name, unit, department in facts().rows(CENTRES, {"facility": facility.code}):
        below = unit or department
        place = tree.get(f"{facility.code}/{below}") if below else None
        place = place or tree[facility.code]
        if may(reader, Permission.ASK_PURCHASES, place, tree=tree):
            found.append(Centre(code, name, place.code))
    return found


def accounts_for(facility: Facility) -> list[tuple[str, str]]:
    """Accounts that purchases are booked to, with their names."""
    return [(account, name) for account, name in facts().rows(ACCOUNTS, {"facility": facility.code})]


def ordered_of(purchases: Iterable[Purchase], *, without: int | None = None) -> dict[int, dict[int, Ordered]]:
    """By purchase and line: what was ordered, came, and was taken by invoices, but for one of them."""
    rows = list(purchases)
    keys = [row.pk for row in rows]
    received = ReceiptLine.objects.filter(line__purchase__in=keys, receipt__undone_at=None)
    counted = InvoiceLine.objects.filter(line__purchase__in=keys, invoice__state__in=[one.value for one in COUNTED])
    others = counted if without is None else counted.exclude(invoice=without)
    came = _sums(received.values_list("line", "quantity"))
    taken = _sums(
        (line, quantity - credited) for line, quantity, credited in others.values_list("line", "quantity", "credited")
    )
    return {
        row.pk: {
            line.pk: Ordered(
                line.quantity,
                line.price,
                came.get(line.pk, NOTHING),
                taken.get(line.pk, NOTHING),
                row.at in CLOSED,
            )
            for line in row.lines.all()
        }
        for row in rows
    }


def _sums(rows: Iterable[tuple[int | None, Decimal]]) -> Mapping[int, Decimal]:
    """By line. Summed here, as SQLite would sum fractions as floats."""
    found: dict[int, Decimal] = defaultdict(lambda: NOTHING)
    for line, quantity in rows:
        assert line is not None  # lines of orders only are asked for
        found[line] += quantity
    return found


def freight_left(purchase: Purchase, *, without: int | None = None) -> int:
    """Cents of the agreed freight that no invoice has asked for."""
    counted = purchase.invoices.filter(state__in=[one.value for one in COUNTED])
    others = counted if without is None else counted.exclude(pk=without)
    asked = others.aggregate(whole=Sum("freight"))["whole"] or 0
    return max(0, purchase.freight - int(asked))


def approver(account: Account, place: Place, tree: Tree) -> Approver:
    """Somebody with the roles they hold at a place."""
    held = frozenset(
        grant.role for grant in grants_of(account) if (at := tree.get(grant.place)) is not None and at.covers(place)
    )
    return Approver(account.pk, held)


@dataclass(frozen=True)
class Deciders:
    """Limits of a facility and who stands in for whom on a day; read once for many purchases."""

    limits: tuple[Limit, ...]
    represented: tuple[Account, ...]
    second_above: int | None

    def asked(self, purchase: Purchase) -> Asked:
        """A purchase as the rule of limits asks of it."""
        given = tuple(one.by_id for one in purchase.approvals.all() if not one.ended)
        given += tuple(one.instead_of_id for one in purchase.approvals.all() if not one.ended and one.instead_of_id)
        cents = purchase.cents
        eyes = eyes_needed(cents, self.second_above)
        return Asked(purchase.asked_by_id, cents, purchase.cost_centre, given, eyes)

    def others(self, place: Place, tree: Tree) -> list[Approver]:
        """For whom the reader stands in, as far as they may approve at a place themselves."""
        free = (one for one in self.represented if may(one, Permission.APPROVE_PURCHASES, place, tree=tree))
        return [approver(one, place, tree) for one in free]


def deciders(facility: Facility, reader: Account, day: dt.date) -> Deciders:
    """What decides whether a reader may approve in a facility on a day."""
    limits = tuple(row.limit for row in ApprovalLimit.objects.filter(facility=facility))
    rows = ApprovalDelegate.objects.filter(facility=facility, to=reader, since__lte=day, until__gte=day)
    represented = tuple(row.of for row in rows.select_related("of") if row.of.is_active)
    return Deciders(limits, represented, terms_for(facility).second_above)


def waiting_for(reader: Account, facility: Facility, tree: Tree, day: dt.date) -> list[Purchase]:
    """Purchases of a facility that a reader may approve now, those needed first before others."""
    rules = deciders(facility, reader, day)
    rows = purchases_for(reader, tree).filter(facility=facility, state=State.SUBMITTED.value)
    found = []
    for row in rows.prefetch_related("approvals").order_by("needed_on", "pk"):
        place = tree[row.place]
        if may(reader, Permission.APPROVE_PURCHASES, place, tree=tree):
            mine = approver(reader, place, tree)
            if stands_for(mine, rules.asked(row), rules.limits, rules.others(place, tree)):
                found.append(row)
    return found


def open_purchases(facility: Facility) -> QuerySet[Purchase]:
    """Purchases that still count against the budget."""
    rows = Purchase.objects.filter(facility=facility, state__in=[one.value for one in COMMITTED])
    return rows.prefetch_related("lines")


def by_account(purchases: Iterable[Purchase], sums: Mapping[int, Mapping[int, Ordered]]) -> dict[tuple[str, str], int]:
    """What is committed by cost centre and account, in cents; freight goes with the first line."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for row in purchases:
        for number, line in enumerate(row.lines.all()):
            found[row.cost_centre, line.account] += sums[row.pk][line.pk].committed
            if number == 0 and row.freight:
                found[row.cost_centre, line.account] += freight_left(row)
    return dict(found)


def committed_of(vendors: Iterable[Vendor]) -> dict[int, int]:
    """What is committed by vendor, in cents."""
    rows = Purchase.objects.filter(vendor__in=list(vendors), state__in=[one.value for one in COMMITTED])
    held = list(rows.prefetch_related("lines"))
    sums = ordered_of(held)
    found: dict[int, int] = defaultdict(int)
    for row in held:
        found[row.vendor_id] += sum(one.committed for one in sums[row.pk].values())
    return dict(found)
