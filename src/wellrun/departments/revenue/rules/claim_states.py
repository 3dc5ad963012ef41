"""The way of a claim to its payer, as one table: what it is after each thing that is done or heard.

A rejection is no denial: what was rejected was never decided on, and goes again once it is mended. What the payer pays
or denies is not here either; that is the ledger's, from the remittance. Sources: X12 005010X231A1 (999), 005010X214
(277CA) and 005010X212 (277) as the public record shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a claim is that was put into a batch. One in no batch is ready, or held."""

    BATCHED = "batched"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What is done with a claim, or heard of it."""

    BATCHED = "batched"
    SENT = "sent"
    RECEIPT = "receipt"
    RETURN = "return"
    ACCEPTANCE = "acceptance"
    REJECTION = "rejection"
    PENDING = "pending"
    DECISION = "decision"
    UNKNOWN = "unknown"
    WITHDRAWAL = "withdrawal"


_ON_ITS_WAY = (State.BATCHED, State.SENT)
_HEARD = (State.RECEIVED, State.ACCEPTED, State.PENDING, State.DECIDED)

NEXT: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.BATCHED, Move.SENT): State.SENT,
        (State.BATCHED, Move.WITHDRAWAL): State.WITHDRAWN,
        # An answer may overtake another, and even the note that the file has gone: it tells all the same.
        **{(state, Move.RECEIPT): State.RECEIVED for state in _ON_ITS_WAY},
        **{(state, Move.RETURN): State.RETURNED for state in _ON_ITS_WAY},
        **{(state, Move.ACCEPTANCE): State.ACCEPTED for state in (*_ON_ITS_WAY, State.RECEIVED)},
        **{(state, Move.REJECTION): State.REJECTED for state in (*_ON_ITS_WAY, State.RECEIVED, State.ACCEPTED)},
        **{(state, Move.PENDING): State.PENDING for state in (*_ON_ITS_WAY, State.RECEIVED, State.ACCEPTED)},
        **{(state, Move.DECISION): State.DECIDED for state in (*_ON_ITS_WAY, *_HEARD)},
        # What is known already, heard once more or late, takes nothing back.
        **{(state, Move.RECEIPT): state for state in (*_HEARD, State.REJECTED)},
        **{(state, Move.ACCEPTANCE): state for state in (State.ACCEPTED, State.PENDING, State.DECIDED)},
        (State.PENDING, Move.PENDING): State.PENDING,
        (State.RETURNED, Move.RETURN): State.RETURNED,
        (State.REJECTED, Move.REJECTION): State.REJECTED,
        # A payer that does not find a claim has decided nothing; the claim stays where it was.
        **{(state, Move.UNKNOWN): state for state in State if state is not State.WITHDRAWN},
    }
)
"""What a claim is after a move. A pair that is missing contradicts what is known: a person looks at it."""

MENDED_AND_SENT_AGAIN = frozenset({State.RETURNED, State.REJECTED, State.WITHDRAWN})
"""From here a claim goes into another batch, with other control numbers."""

PROOFS: Mapping[Move, int] = MappingProxyType({Move.ACCEPTANCE: 1, Move.RECEIPT: 2})
"""What proves that a claim came in time: the payer's own acceptance before the receipt of whoever passes it on."""


def after(state: State, move: Move) -> State | None:
    """Where a claim is after a move; none where the move contradicts what is known of it."""
    return NEXT.get((state, move))


def may_be_sent(states: Iterable[State]) -> bool:
    """Whether a claim may go into a batch, by the states of all its earlier sendings."""
    return all(state in MENDED_AND_SENT_AGAIN for state in states)
