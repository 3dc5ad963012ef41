"""What the ledger says of a patient's account: each visit's way from charge to what the patient owes, and credits.

Charged = insurance paid + discounts + help given + paid by the patient + owed by the patient + not decided yet. That is
an identity of the entries, so that a page that shows all six shows the ledger.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.by_hand import Waiver, waiver_of
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import ZERO, legs_of

UNINSURED = "no insurance"
"""Why a patient owes the charge itself: no payer was billed."""

OWN = (None, Responsible.PATIENT)
"""Whose unapplied cash is the patient's own: a deposit names nobody else."""


class Dates(NamedTuple):
    """A claim of an account, and its first and last day of service."""

    claim: str
    begins: dt.date
    ends: dt.date


class Visit(NamedTuple):
    """What became of a claim, by who bore it.

    ``why`` is what made the patient owe, as it came, before any payment; ``since`` the day the patient first owed.
    ``lines`` is what the patient owes of each line.
    """

    dates: Dates
    charged: Decimal
    insurance: Decimal
    discounts: Decimal
    helped: Decimal
    paid: Decimal
    owed: Decimal
    undecided: Decimal
    why: tuple[tuple[str, Decimal], ...]
    since: dt.date | None
    lines: tuple[tuple[str, Decimal], ...]

    @property
    def decided(self) -> bool:
        """Whether every payer has said what it bears: before that nothing is asked of the patient."""
        return not self.undecided


def visit_of(entries: Sequence[Entry], dates: Dates) -> Visit:
    """The visit of one claim, from all entries about it, oldest first."""
    posted = {entry.cause: entry for entry in entries}
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    why: dict[str, Decimal] = defaultdict(lambda: ZERO)
    lines: dict[str, Decimal] = defaultdict(lambda: ZERO)
    since: dt.date | None = None
    for entry in entries:
        origin = _origin(entry, posted)
        for leg in entry.legs:
            if leg.book is not Book.RECEIVABLE or leg.of.claim != dates.claim:
                continue
            sums[_part(origin, leg)] += leg.amount
            if leg.of.by is Responsible.PATIENT:
                lines[leg.of.line] += leg.amount
                sums["owed"] += leg.amount
                if origin.kind in (Kind.TRANSFER, Kind.CHARGE):
                    why[origin.note if origin.kind is Kind.TRANSFER else UNINSURED] += leg.amount
                    since = since or entry.on
            else:
                sums["undecided"] += leg.amount
    return Visit(
        dates,
        sums["charged"],
        -sums["insurance"],
        -sums["discounts"],
        -sums["helped"],
        -sums["paid"],
        sums["owed"],
        sums["undecided"],
        tuple((word, amount) for word, amount in why.items() if amount > 0),
        since,
        tuple((line, amount) for line, amount in lines.items() if amount),
    )


def _origin(entry: Entry, posted: dict[Cause, Entry]) -> Entry:
    """The entry itself, or the one that it undoes."""
    return posted.get(entry.reverses, entry) if entry.reverses is not None else entry


_PARTS = {
    Kind.CHARGE: "charged",
    Kind.CONTRACTUAL: "discounts",
    Kind.PAYER_PAYMENT: "insurance",
    Kind.TAKE_BACK: "insurance",
    Kind.PATIENT_PAYMENT: "paid",
    Kind.TRANSFER: "passed on",
    Kind.REVERSAL: "insurance",
}
"""Who bore what an entry of a kind took off the receivable. A reversal alone undoes a payer."""


def _part(origin: Entry, leg: Leg) -> str:
    if origin.kind is Kind.WRITE_OFF:
        return "helped" if waiver_of(origin) is Waiver.CHARITY else "discounts"
    if origin.kind is Kind.UNAPPLIED:
        return "paid" if leg.of.by is Responsible.PATIENT else "insurance"
    return _PARTS[origin.kind]


def own_credit(entries: Iterable[Entry], patient: str, account: str) -> Decimal:
    """What a patient has paid on an account beyond what was owed: overpayments and deposits."""
    return sum((-leg.amount for leg in _unapplied(entries, patient, account) if leg.of.by in OWN), ZERO)


def credits_of(entries: Iterable[Entry], patient: str, account: str) -> dict[Owed, Decimal]:
    """Unapplied cash of an account by what it is about, the payers' too; none that is used up."""
    found: dict[Owed, Decimal] = defaultdict(lambda: ZERO)
    for leg in _unapplied(entries, patient, account):
        found[leg.of] -= leg.amount
    return {of: amount for of, amount in found.items() if amount > 0}


def _unapplied(entries: Iterable[Entry], patient: str, account: str) -> Iterable[Leg]:
    return (
        leg
        for leg in legs_of(entries)
        if leg.book is Book.UNAPPLIED and (leg.of.patient, leg.of.account) == (patient, account)
    )


def allotted(amount: Decimal, visits: Iterable[Visit]) -> tuple[tuple[str, str, Decimal, Decimal], ...]:
    """A patient's money by claim and line: what is paid there and what was owed, the oldest visit first.

    Visits that a payer has still to decide are left out: what they come to is not known. The rest of the amount is in
    no row.
    """
    rows, left = [], amount
    for visit in sorted(visits, key=lambda one: (one.since or dt.date.max, one.dates)):
        if not visit.decided:
            continue
        for line, owed in visit.lines:
            part = min(left, owed)
            if part > 0:
                rows.append((visit.dates.claim, line, part, owed))
                left -= part
    return tuple(rows)
