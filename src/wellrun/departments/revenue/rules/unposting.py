"""A posting is taken back: of a whole payment, or of one claim of it, whose money then waits for a person again.

Entries stay; each is undone by one of the same transaction, so that afterwards the ledger of every claim is what it was
before. Nothing is taken back while something later hangs on it, and a posting that took back an earlier one is not
taken back itself: what that one had posted would have to be posted anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from wellrun.departments.revenue.rules.booking import transaction_of
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg, undoing
from wellrun.departments.revenue.rules.ledger import Ledger
from wellrun.departments.revenue.rules.remitted import Remittance

HELD, AGAIN = "held", "+"
SOURCE = "835"


def postings_of(ledger: Ledger, transaction: str, place: int) -> list[Entry]:
    """Everything that was posted for one claim of a payment by its place, oldest first."""
    found = ledger.of_transaction(SOURCE, transaction)
    return [one for one in found if one.cause.claim.rstrip(AGAIN) == str(place)]


def next_name(postings: Sequence[Entry], place: int) -> str:
    """The pluses by which the next posting of this place is told from those before."""
    return AGAIN * (1 + max((len(one.cause.claim) - len(str(place)) for one in postings), default=0))


def whole(ledger: Ledger, transaction: str) -> tuple[Entry, ...]:
    """What has to be undone of a payment: its entries that it has not undone itself, the latest first."""
    return _left(ledger, transaction, ledger.of_transaction(SOURCE, transaction))


def single(ledger: Ledger, transaction: str, place: int, claim: str) -> tuple[Entry, ...]:
    """What has to be undone of one claim of a payment, with the credits that it left; the latest first."""
    of_place = postings_of(ledger, transaction, place)
    of_payment = ledger.of_transaction(SOURCE, transaction)
    credits = [one for one in of_payment if not one.cause.claim and one.cause.line.startswith(f"{claim}/")]
    return _left(ledger, transaction, [*of_place, *credits])


def taking_back(ledger: Ledger, transaction: str, place: int | None = None) -> tuple[Entry, ...]:
    """The entries of a payment, or of one claim of it, that undo others than its own."""
    of_payment = ledger.of_transaction(SOURCE, transaction)
    own = {one.cause for one in of_payment}
    asked = of_payment if place is None else postings_of(ledger, transaction, place)
    return tuple(one for one in asked if one.reverses is not None and one.reverses not in own)


def hanging(ledger: Ledger, posting: Sequence[Entry]) -> tuple[Entry, ...]:
    """What was posted later on the same claims and stands, by other transactions, the oldest first.

    That somebody has undone a part of the posting hangs on it, too.
    """
    first = {one.cause for one in posting}
    transactions = {one.cause[:2] for one in posting}
    claims = {claim for one in posting for claim in one.claims}
    seen, found, later = False, list[Entry](), set[Cause]()
    for entry in ledger:
        if entry.cause in first:
            seen = True
        elif seen and entry.claims & claims and entry.cause[:2] not in transactions:
            later.add(entry.cause)
            if entry.reverses not in later and not ledger.undone(entry.cause):
                found.append(entry)
    return tuple(found)


def undone(posting: Sequence[Entry], transaction: str, name: str, on: dt.date, why: str) -> tuple[Entry, ...]:
    """The entries that undo a posting; ``name``: by which they stand in its transaction."""
    return tuple(
        undoing(one, Cause(SOURCE, transaction, name, one.cause.line, f"taken back.{at}"), on, why)
        for at, one in enumerate(posting)
    )


def held_again(
    ledger: Ledger, remittance: Remittance, place: int, posting: Sequence[Entry], on: dt.date, why: str
) -> tuple[Entry, ...]:
    """One claim's posting undone, and what was paid on it as unapplied cash, until a person has placed it."""
    transaction, remitted = transaction_of(remittance), remittance.claims[place]
    name = f"{place}{next_name(postings_of(ledger, transaction, place), place)}"
    entries = undone(posting, transaction, name, on, why)
    cash = sum((leg.amount for one in posting for leg in one.legs if leg.book is Book.CASH), Decimal(0))
    if not cash:
        return entries
    legs = Leg(Book.CASH, cash), Leg(Book.UNAPPLIED, -cash)
    cause = Cause(SOURCE, transaction, name, part=HELD)
    currency, control = remittance.currency, remitted.payer_control
    return (*entries, Entry(cause, Kind.UNAPPLIED, on, legs, currency, reference=control))


def _left(ledger: Ledger, transaction: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries that their own payment has not undone; what another one has undone hangs on them."""
    own = {one.reverses for one in ledger.of_transaction(SOURCE, transaction)}
    return tuple(one for one in reversed(entries) if one.kind is not Kind.REVERSAL and one.cause not in own)
