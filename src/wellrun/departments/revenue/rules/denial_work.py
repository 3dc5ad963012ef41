"""What becomes of a denial: what people do about it, and what the ledger says of it in the end.

The ledger has the last word: a denial whose line is paid is won, or was corrected, whatever somebody noted; one that is
owed again is open again. Only what was appealed teaches the chance of the next appeal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.departments.revenue.rules.denials import Overturned
from wellrun.departments.revenue.rules.entries import Cause, Entry, Kind, Owed, Responsible
from wellrun.departments.revenue.rules.ledger import ZERO, Reading, balance, legs_of, receivable
from wellrun.engines.reimbursement.money import spread

PERSON = "person"
"""Source of entries that somebody makes by hand."""


class State(StrEnum):
    """Where a denial stands."""

    OPEN = "open"
    APPEALED = "appealed"
    WON = "won"
    LOST = "lost"
    GIVEN_UP = "given up"
    CORRECTED = "corrected"


class Move(StrEnum):
    """What is done about a denial."""

    OPENED = "opened"
    TAKEN = "taken"
    SORTED = "sorted"
    NOTED = "noted"
    WROTE = "wrote"
    APPEALED = "appealed"
    WON = "won"
    LOST = "lost"
    GAVE_UP = "gave up"
    TOOK_BACK = "took back"
    SETTLED = "settled"
    REOPENED = "reopened"


LIVE = frozenset({State.OPEN, State.APPEALED})
"""States in which somebody still works for the money."""

NEXT: Mapping[tuple[State, Move], State] = {
    (State.OPEN, Move.APPEALED): State.APPEALED,
    (State.OPEN, Move.GAVE_UP): State.GIVEN_UP,
    (State.APPEALED, Move.WON): State.WON,
    (State.APPEALED, Move.LOST): State.LOST,
    (State.APPEALED, Move.GAVE_UP): State.GIVEN_UP,
    (State.APPEALED, Move.TOOK_BACK): State.OPEN,
    (State.WON, Move.TOOK_BACK): State.APPEALED,
    (State.LOST, Move.TOOK_BACK): State.APPEALED,
    (State.LOST, Move.GAVE_UP): State.GIVEN_UP,
    (State.GIVEN_UP, Move.TOOK_BACK): State.OPEN,
}
"""What a person's move leads to; any other pair is refused. A lost denial is still owed until it is given up."""


class Standing(NamedTuple):
    """What the ledger says of a denial: whether it is open, what of it is owed, and what came for its line since."""

    open: bool
    left: Decimal
    recovered: Decimal
    given_up: bool = False


def transaction_of_case(number: int) -> str:
    """The transaction under which a case is written off."""
    return f"denial-{number}"


def standing(reading: Reading, denial: Entry, *, number: int, others: Iterable[Cause] = ()) -> Standing:
    """What the ledger says of a denial whose case is ``number``.

    ``others`` are denials still worked on of the same claim: where less is owed on a line than was denied of it, they
    share what is left in proportion. Recovered is what the payer has paid on the line since the remittance with the
    denial, of it no more than was denied.
    """
    assert denial.denied is not None, "a denial says what was denied"
    of = denial.denied.of
    entries = reading.of_claim(of.claim)
    live = [entry for entry in entries if not reading.undone(entry.cause) and entry.reverses is None]
    recovered = max(_paid(live, of) - _paid_then(entries, denial), ZERO)
    owed = receivable(reading, of.claim).get((of.line, of.by), ZERO) if of.by else ZERO
    given_up = any(entry.cause[:2] == (PERSON, transaction_of_case(number)) for entry in live)
    if given_up or reading.undone(denial.cause) or owed <= 0:
        return Standing(False, ZERO, min(recovered, denial.denied.amount), given_up)
    wanted = {denial.cause, *others}
    sharing = [one for one in live if one.denied is not None and one.denied.of == of and one.cause in wanted]
    amounts = [one.denied.amount for one in sharing if one.denied is not None]
    parts = spread(min(owed, sum(amounts, ZERO)), amounts)
    left = next(part for one, part in zip(sharing, parts, strict=True) if one.cause == denial.cause)
    return Standing(True, left, min(recovered, denial.denied.amount))


def _paid(entries: Iterable[Entry], of: Owed) -> Decimal:
    paid = (entry for entry in entries if entry.kind is Kind.PAYER_PAYMENT)
    by = of.by or Responsible.PATIENT
    return -balance(legs_of(paid), claim=of.claim, line=of.line, by=by)


def _paid_then(entries: Sequence[Entry], denial: Entry) -> Decimal:
    """What the payer had paid on the line by the end of the remittance that denied."""
    assert denial.denied is not None, "a denial says what was denied"
    told = [at for at, entry in enumerate(entries) if entry.cause[:2] == denial.cause[:2]]
    before = entries[: max(told, default=-1) + 1]
    undone = {entry.reverses for entry in before if entry.reverses is not None}
    return _paid([entry for entry in before if entry.cause not in undone and entry.reverses is None], denial.denied.of)


def settled(state: State, found: Standing, *, appealed: bool, was_settled: bool) -> State:
    """The state of a case once the ledger has been read.

    ``appealed``: whether an appeal is on its way or has ended; ``was_settled``: whether the ledger had closed the case
    before. Paid after an appeal is won, even where it was thought lost; paid without one, or taken back by the payer,
    is corrected.
    """
    if found.given_up:
        return State.GIVEN_UP
    if not found.open:
        return State.WON if appealed and found.recovered > 0 else State.CORRECTED
    if was_settled:
        return State.APPEALED if appealed else State.OPEN
    return state


class Ended(NamedTuple):
    """How one case ended, as far as it teaches: by category and payer."""

    category: str
    payer: str
    state: State
    appealed: bool


def learned(ended: Iterable[Ended]) -> dict[tuple[str, str], Overturned]:
    """How appeals ended, by category and payer. Lost, and given up after an appeal, are not paid; the rest is not
    known yet, or was no appeal, and teaches nothing."""
    found: dict[tuple[str, str], Overturned] = {}
    for one in ended:
        if not one.appealed or one.state not in (State.WON, State.LOST, State.GIVEN_UP):
            continue
        held = found.get((one.category, one.payer), Overturned(0, 0))
        found[one.category, one.payer] = Overturned(held.appealed + 1, held.paid + (one.state is State.WON))
    return found
