"""Entries of the receivable's ledger: which books there are, and which of them an entry of each kind may touch.

Double entry: a debit is positive, a credit negative, and an entry's legs add up to nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.values.faults import Fault

CENT = Decimal("0.01")


class Book(StrEnum):
    """Where an amount stands. Receivable and unapplied cash are kept by claim, the others in total."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    CONTRACTUAL = "contractual adjustments"
    CASH = "cash"
    UNAPPLIED = "unapplied cash"
    WRITE_OFF = "write-offs"
    RECOVERY = "payer recoveries"
    FORWARD = "forwarded balances"
    INTEREST = "interest"
    LEVY = "levies"
    PROVIDER = "other provider adjustments"


class Responsible(StrEnum):
    """Who owes a part of a receivable now."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"
    PATIENT = "patient"


class Kind(StrEnum):
    """What an entry is."""

    CHARGE = "charge"
    CONTRACTUAL = "contractual adjustment"
    PAYER_PAYMENT = "payer payment"
    PATIENT_PAYMENT = "patient payment"
    TRANSFER = "transfer of responsibility"
    DENIAL = "denial"
    WRITE_OFF = "write-off"
    REFUND = "refund"
    TAKE_BACK = "take-back"
    REVERSAL = "reversal"
    PROVIDER_ADJUSTMENT = "provider adjustment"
    UNAPPLIED = "unapplied cash"


BOOKS: dict[Kind, frozenset[Book]] = {
    Kind.CHARGE: frozenset({Book.RECEIVABLE, Book.REVENUE}),
    Kind.CONTRACTUAL: frozenset({Book.RECEIVABLE, Book.CONTRACTUAL}),
    Kind.PAYER_PAYMENT: frozenset({Book.CASH, Book.RECEIVABLE, Book.UNAPPLIED}),
    Kind.PATIENT_PAYMENT: frozenset({Book.CASH, Book.RECEIVABLE, Book.UNAPPLIED}),
    Kind.TRANSFER: frozenset({Book.RECEIVABLE}),
    Kind.DENIAL: frozenset(),
    Kind.WRITE_OFF: frozenset({Book.RECEIVABLE, Book.WRITE_OFF}),
    Kind.REFUND: frozenset({Book.UNAPPLIED, Book.CASH}),
    Kind.TAKE_BACK: frozenset({Book.CASH, Book.RECOVERY, Book.RECEIVABLE, Book.UNAPPLIED}),
    Kind.REVERSAL: frozenset(Book),
    Kind.PROVIDER_ADJUSTMENT: frozenset({Book.CASH, Book.FORWARD, Book.INTEREST, Book.LEVY, Book.PROVIDER}),
    Kind.UNAPPLIED: frozenset({Book.CASH, Book.UNAPPLIED, Book.RECEIVABLE}),
}
"""Which books an entry of a kind may touch. A denial touches none: no money has moved."""

APPROVED = frozenset({Kind.WRITE_OFF, Kind.REFUND})
"""Kinds that somebody has to have approved, for a reason."""


class Cause(NamedTuple):
    """What an entry comes from, to the place in it: the key by which nothing is posted twice.

    ``source``: charges, 835, bank, a person; ``transaction``: the file's or payment's own number; then the claim's
    place in it, the line, and which adjustment or part.
    """

    source: str
    transaction: str
    claim: str = ""
    line: str = ""
    part: str = ""


class Owed(NamedTuple):
    """What a leg of the receivable, or of cash not yet applied, is about. Unapplied cash may be about no claim."""

    patient: str = ""
    account: str = ""
    claim: str = ""
    line: str = ""
    by: Responsible | None = None


class Leg(NamedTuple):
    """One side: a debit above zero, a credit below."""

    book: Book
    amount: Decimal
    of: Owed = Owed()


class Approval(NamedTuple):
    """Who allowed it and why."""

    by: str
    reason: str


class Denied(NamedTuple):
    """What was refused: the amount stays where it is and is owed on."""

    category: str
    group: str
    reason: str
    amount: Decimal
    of: Owed


@dataclass(frozen=True)
class Entry:
    """One booking. ``reverses``: the cause of the entry that this one undoes; ``reference``: the payer's own number."""

    cause: Cause
    kind: Kind
    on: dt.date
    legs: tuple[Leg, ...]
    currency: str = "USD"
    reverses: Cause | None = None
    reference: str = ""
    note: str = ""
    approval: Approval | None = None
    denied: Denied | None = None

    @property
    def claims(self) -> frozenset[str]:
        """The claims it is about."""
        about = {leg.of.claim for leg in self.legs} | ({self.denied.of.claim} if self.denied else set())
        return frozenset(about - {""})


def entry_faults(entry: Entry) -> Iterator[Fault]:
    """Whatever is wrong with an entry by itself."""
    place = "/".join(part for part in entry.cause if part)
    total = sum((leg.amount for leg in entry.legs), Decimal(0))
    if total:
        yield _fault("unbalanced", place, str(total), "debits and credits that add up to nothing", "Correct the legs.")
    for leg in entry.legs:
        if not leg.amount or leg.amount != leg.amount.quantize(CENT):
            yield _fault("amount", place, str(leg.amount), "an amount in cents, not nothing", "Leave the leg out.")
        if leg.book not in BOOKS[entry.kind]:
            yield _fault("book", place, leg.book, f"a book that a {entry.kind} touches", "Use the kind that fits.")
        if leg.book is Book.RECEIVABLE and not (leg.of.claim and leg.of.line and leg.of.by):
            yield _fault("owed", place, str(leg.of), "claim, line and who owes it", "Say what it is about.")
    money = entry.kind not in {Kind.DENIAL, Kind.REVERSAL}
    if money and not entry.legs:
        yield _fault("empty", place, entry.kind, "legs", "Say what moved.")
    if (entry.kind is Kind.DENIAL) != (entry.denied is not None and entry.kind is not Kind.REVERSAL):
        yield _fault("denied", place, entry.kind, "what was denied, in a denial only", "Say what was denied.")
    if (entry.kind is Kind.REVERSAL) != (entry.reverses is not None):
        yield _fault("reverses", place, entry.kind, "the entry undone, in a reversal only", "Name the entry.")
    if entry.kind in APPROVED and not (entry.approval and entry.approval.by and entry.approval.reason):
        yield _fault("approval", place, entry.kind, "who approved it and why", "Have it approved.")
    if len(entry.currency) != 3 or not entry.currency.isupper():
        yield _fault("currency", place, entry.currency, "three letters (ISO 4217)", "Name the currency.")


def _fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    return Fault(f"revenue.entry.{code}", f"Not an entry: {value}.", place, value, expected, remedy)


def undoing(entry: Entry, cause: Cause, on: dt.date, note: str = "") -> Entry:
    """The entry that undoes another."""
    legs = tuple(leg._replace(amount=-leg.amount) for leg in entry.legs)
    return Entry(cause, Kind.REVERSAL, on, legs, entry.currency, entry.cause, entry.reference, note)
