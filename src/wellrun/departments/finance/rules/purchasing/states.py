"""The way of a purchase from asking to the last invoice, and of an invoice until it may be paid: tables of moves.

What went out to a vendor or to payment is not taken back; everything before has a step back.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a purchase is. Ordered: it has a number, and the vendor does not know of it yet; sent: the vendor does."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ORDERED = "ordered"
    SENT = "sent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What is done with a purchase."""

    SUBMIT = "submit"
    TAKE_BACK = "take back"
    APPROVE = "approve"
    SEND_BACK = "send back"
    ORDER = "order"
    UNDO_ORDER = "undo the order"
    SEND = "send"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


MOVES: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Step.TAKE_BACK): State.DRAFT,
        (State.SUBMITTED, Step.APPROVE): State.APPROVED,
        (State.SUBMITTED, Step.SEND_BACK): State.DRAFT,
        (State.APPROVED, Step.SEND_BACK): State.DRAFT,
        (State.APPROVED, Step.ORDER): State.ORDERED,
        (State.ORDERED, Step.UNDO_ORDER): State.APPROVED,
        (State.ORDERED, Step.SEND): State.SENT,
        (State.SENT, Step.CLOSE): State.CLOSED,
        (State.CLOSED, Step.REOPEN): State.SENT,
        (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
        (State.SUBMITTED, Step.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Step.WITHDRAW): State.WITHDRAWN,
    }
)
"""From a state by a step to a state; what is not named cannot be done."""

COMMITTED = frozenset((State.SUBMITTED, State.APPROVED, State.ORDERED, State.SENT))
"""States in which what is open counts against the budget."""
REASONED = frozenset((Step.SEND_BACK, Step.CLOSE, Step.REOPEN, Step.WITHDRAW, Step.UNDO_ORDER))
"""Steps that nobody would understand without a reason."""


class InvoiceState(StrEnum):
    """Where an invoice is. Cleared: it may be paid, once; paid: it was handed on for payment."""

    HELD = "held"
    CREDIT = "credit"
    REFUSED = "refused"
    CLEARED = "cleared"
    PAID = "paid"


class Judgement(StrEnum):
    """What is done with an invoice."""

    MATCH = "match"
    ACCEPT = "accept"
    ASK_CREDIT = "ask for credit"
    CREDITED = "credited"
    REFUSE = "refuse"
    HOLD = "hold again"
    PAY = "pay"


INVOICE_MOVES: Mapping[tuple[InvoiceState, Judgement], InvoiceState] = MappingProxyType(
    {
        (InvoiceState.HELD, Judgement.MATCH): InvoiceState.CLEARED,
        (InvoiceState.HELD, Judgement.ACCEPT): InvoiceState.CLEARED,
        (InvoiceState.HELD, Judgement.ASK_CREDIT): InvoiceState.CREDIT,
        (InvoiceState.HELD, Judgement.REFUSE): InvoiceState.REFUSED,
        (InvoiceState.CREDIT, Judgement.CREDITED): InvoiceState.CLEARED,
        (InvoiceState.CREDIT, Judgement.REFUSE): InvoiceState.REFUSED,
        (InvoiceState.CREDIT, Judgement.HOLD): InvoiceState.HELD,
        (InvoiceState.REFUSED, Judgement.HOLD): InvoiceState.HELD,
        (InvoiceState.CLEARED, Judgement.HOLD): InvoiceState.HELD,
        (InvoiceState.CLEARED, Judgement.PAY): InvoiceState.PAID,
    }
)
COUNTED = frozenset((InvoiceState.CLEARED, InvoiceState.PAID))
"""States in which an invoice takes its place of what was committed."""


def moved(state: State, step: Step) -> State | None:
    """Where a step leads, or ``None`` where it cannot be taken."""
    return MOVES.get((state, step))


def steps_from(state: State) -> tuple[Step, ...]:
    """What can be done in a state, in the order in which it is offered."""
    return tuple(step for (at, step) in MOVES if at is state)


def judged(state: InvoiceState, judgement: Judgement) -> InvoiceState | None:
    """Where a judgement leads, or ``None`` where it cannot be given."""
    return INVOICE_MOVES.get((state, judgement))
