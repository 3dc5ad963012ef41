"""A reversal (status 22): which posting it takes back, and the entries that undo it one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from wellrun.departments.revenue.rules.booking import Stop, transaction_of
from wellrun.departments.revenue.rules.entries import Book, Cause, Entry, Kind, undoing
from wellrun.departments.revenue.rules.ledger import ZERO, Draft, balance, legs_of
from wellrun.departments.revenue.rules.matching import OpenClaim
from wellrun.departments.revenue.rules.remitted import Remittance, RemittedClaim, total

Posting = tuple[str, str]


def reversal_entries(
    draft: Draft, remittance: Remittance, place: int, again: str, remitted: RemittedClaim, claim: OpenClaim
) -> Iterator[Entry]:
    """Every entry of the posting that is taken back, undone. Raises ``Stop`` where none was for this amount, or where
    what it left unapplied has been used."""
    found = _taken_back(draft, remittance.payer, remitted, claim)
    over = total(-balance(entry.legs, Book.UNAPPLIED, claim=claim.number) for entry in found)
    left = -balance(legs_of(draft.of_claim(claim.number)), Book.UNAPPLIED, claim=claim.number)
    if over > left:
        raise Stop(f"{over:,.2f} of it stood as unapplied cash, of which {left:,.2f} is left")
    for at, entry in enumerate(found):
        cause = Cause("835", transaction_of(remittance), f"{place}{again}", entry.cause.line, f"undoes.{at}")
        yield undoing(entry, cause, remittance.paid_on, entry.cause.transaction)


def _taken_back(draft: Draft, payer: str, remitted: RemittedClaim, claim: OpenClaim) -> Sequence[Entry]:
    """The latest posting of this payer, not undone, that was paid what is taken back; with its control number first."""
    postings: dict[Posting, list[Entry]] = defaultdict(list)
    for entry in draft.of_claim(claim.number):
        cause = entry.cause
        ours = cause.source == "835" and cause.transaction.startswith(f"{payer}/") and bool(cause.claim)
        if ours and entry.kind is not Kind.REVERSAL and not draft.undone(cause):
            postings[cause.transaction, cause.claim].append(entry)
    fitting = [found for found in postings.values() if _cash(found) == -remitted.paid]
    if not fitting:
        posted = ", ".join(f"{_cash(found):,.2f}" for found in postings.values()) or "nothing"
        raise Stop(f"{-remitted.paid:,.2f} is taken back, where {posted} was posted")
    same = [found for found in fitting if found[0].reference == remitted.payer_control]
    return (same or fitting)[-1]


def _cash(entries: Sequence[Entry]) -> Decimal:
    return balance(legs_of(entries), Book.CASH) or ZERO
