"""Money that a payer adds or takes outside of any claim (PLB), each into the book it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, Leg
from wellrun.departments.revenue.rules.remitted import Remittance

BOOK_OF: Mapping[str, Book] = {
    "FB": Book.FORWARD,
    "WO": Book.RECOVERY,
    "72": Book.RECOVERY,
    "L6": Book.INTEREST,
    "IR": Book.LEVY,
    "LE": Book.LEVY,
}
"""Reasons of PLB03 by their codes (005010X221A1): balances carried to another payment, recoveries and refunds returned,
interest, tax and other levies. All others stand in a book of their own until a person has placed them.

A recovery that is told and not yet taken stands against its reversal; when it is taken the book is at nothing.
"""


def provider_entries(remittance: Remittance, transaction: str) -> Iterator[Entry]:
    """One entry for each provider adjustment that is not nothing. Above zero it takes cash away."""
    for place, one in enumerate(remittance.provider_adjustments):
        if not one.amount:
            continue
        book = BOOK_OF.get(one.reason, Book.PROVIDER)
        yield Entry(
            Cause("835", transaction, part=f"PLB.{place}"),
            Kind.TAKE_BACK if book is Book.RECOVERY else Kind.PROVIDER_ADJUSTMENT,
            remittance.paid_on,
            (Leg(Book.CASH, -one.amount), Leg(book, one.amount)),
            remittance.currency,
            reference=one.reference,
            note=one.reason,
        )
