"""Vendors and their contracts: the wording in force, the term it is in, and what must be done because of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from wellrun.departments.finance.models import (
    ContractWording,
    Invoice,
    Obligation,
    Vendor,
    VendorContract,
)
from wellrun.departments.finance.rules.purchasing.findings import Minimum, minimum_on, rebate_of
from wellrun.departments.finance.rules.purchasing.notices import Renewal, Term, in_force, later, term_on
from wellrun.departments.finance.rules.purchasing.states import COUNTED
from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Tree
from wellrun.foundations.people.models import Account

DAY = dt.timedelta(days=1)
Spent = tuple[dt.date, int]
"""The day of an invoice and its cents."""
YEARS = 12
"""Years of holidays that are read about a day: no term is longer."""


def facilities_for(reader: Account, tree: Tree) -> list[str]:
    """Facilities whose vendors a reader may see: those for the whole of which they approve or buy."""
    held = {
        place
        for permission in (Permission.APPROVE_PURCHASES, Permission.BUY, Permission.ASK_PURCHASES)
        for place in places_where(reader, permission, tree=tree)
    }
    below = {one.code for place in held for one in tree.within(place) if one.level is Level.FACILITY}
    return sorted(below | {place.facility for place in held if place.facility})


def vendors_for(reader: Account, tree: Tree) -> QuerySet[Vendor]:
    """The vendors of a reader's facilities; the only door to vendors."""
    return Vendor.objects.filter(facility__code__in=facilities_for(reader, tree)).select_related("facility")


def contracts_for(reader: Account, tree: Tree) -> QuerySet[VendorContract]:
    """The contracts of a reader's facilities; the only door to contracts."""
    rows = VendorContract.objects.filter(vendor__facility__code__in=facilities_for(reader, tree))
    obligations = Obligation.objects.select_related("owner__person")
    return rows.select_related("vendor__facility", "owner__person").prefetch_related(
        "wordings", Prefetch("obligations", obligations)
    )


def wording_on(contract: VendorContract, day: dt.date) -> ContractWording | None:
    """The wording that counts on a day: the last one that had come into force by then."""
    rows = [one for one in contract.wordings.all() if one.since <= day]
    return max(rows, key=lambda one: (one.since, one.number), default=None)


@dataclass(frozen=True)
class Standing:
    """A contract as it stands on a day. ``decide_by``: the next day by which somebody must have decided or done
    something; ``why`` names it (``notice``, ``end``, ``obligation``). Spend in cents, of the running term."""

    contract: VendorContract
    wording: ContractWording
    term: Term
    holds: bool
    began: dt.date
    spent: int
    minimum: Minimum | None
    rebate: int
    decide_by: dt.date | None
    why: str

    @property
    def vendor(self) -> Vendor:
        """Whose it is."""
        return self.contract.vendor


def standings(contracts: Iterable[VendorContract], day: dt.date) -> list[Standing]:
    """Contracts as they stand on a day, what needs a decision next before others; over ones last."""
    holidays: dict[str, frozenset[dt.date]] = {}
    rows = list(contracts)
    bought = _bought(rows)
    found = []
    for one in rows:
        wording = wording_on(one, day) or one.wordings.order_by("since").first()
        if wording is not None:
            facility = one.vendor.facility
            if facility.code not in holidays:
                holidays[facility.code] = free_days(facility, day)
            found.append(_standing(wording, bought.get(one.pk, ()), day, holidays[facility.code]))
    return sorted(found, key=lambda one: (not one.holds, one.decide_by or dt.date.max, one.contract.number))


def free_days(facility: Facility, day: dt.date) -> frozenset[dt.date]:
    """Holidays of a facility some years about a day, as notice is counted by them."""
    first = dt.date(day.year - 1, 1, 1)
    return frozenset(holidays_of(facility, first, YEARS * 366))


def _standing(
    wording: ContractWording, bought: Sequence[Spent], day: dt.date, holidays: frozenset[dt.date]
) -> Standing:
    contract, terms = wording.contract, wording.terms
    term = term_on(terms, day, holidays)
    began = _began(wording, term, day)
    holds = in_force(terms, day)
    spent = sum(cents for dated, cents in bought if began <= dated <= (term.ends or day))
    minimum = None
    if wording.minimum_cents and holds:
        minimum = minimum_on(day, began, term.ends or _year_on(began), minimum=wording.minimum_cents, spent=spent)
    rebate = rebate_of(spent, wording.rebate_percent, wording.rebate_above)
    decide_by, why = _next(contract, term, day) if holds else (None, "")
    return Standing(contract, wording, term, holds, began, spent, minimum, rebate, decide_by, why)


def _year_on(began: dt.date) -> dt.date:
    return later(began, 12) - DAY


def _began(wording: ContractWording, term: Term, day: dt.date) -> dt.date:
    """The first day of the term: of an evergreen contract, of the contract's own year."""
    if term.ends is None or wording.ends is None:
        began = wording.starts
        while (after := later(began, 12)) <= day:
            began = after
        return began
    if term.ends <= wording.ends or wording.renewal != Renewal.AUTOMATIC.value:
        return wording.starts
    return later(term.ends + DAY, -wording.renewal_months)


def _next(contract: VendorContract, term: Term, day: dt.date) -> tuple[dt.date | None, str]:
    found: list[tuple[dt.date, str]] = []
    if term.notice_by is not None and not term.last and term.notice_by >= day:
        found.append((term.notice_by, "notice"))
    if term.last and term.ends is not None:
        found.append((term.ends, "end"))
    found += [(one.due_on, "obligation") for one in contract.obligations.all() if one.due_on is not None]
    return min(found, default=(None, ""))


def _bought(contracts: Sequence[VendorContract]) -> dict[int, list[Spent]]:
    """By contract the invoices of its orders that may be paid: their day, and cents less credit and tax."""
    rows = Invoice.objects.filter(purchase__contract__in=contracts, state__in=[one.value for one in COUNTED])
    found: dict[int, list[Spent]] = defaultdict(list)
    for key, dated, total, credit, tax in rows.values_list("purchase__contract", "dated", "total", "credit", "tax"):
        assert key is not None  # only orders under a contract are asked for
        found[key].append((dated, total - credit - tax))
    return found
