"""Money given back: only what stands as a credit, asked by one person and approved by another.

An overpayment of Medicare or Medicaid is reported and returned within 60 days of being identified: 42 USC 1320a-7k(d),
and 42 CFR 401.305(b) for Medicare parts A and B, where an investigation in good faith stops the clock for 180 days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from wellrun.values.faults import Fault

RETURN = dt.timedelta(days=60)
INVESTIGATE = dt.timedelta(days=180)
FEDERAL = frozenset({"medicare", "medicaid"})
"""Kinds of payer whose overpayments have a clock."""


class RefundState(StrEnum):
    """Where a refund stands."""

    ASKED = "asked"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RefundMove(StrEnum):
    """What is done about a refund that was asked for."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


NEXT: Mapping[tuple[RefundState, RefundMove], RefundState] = {
    (RefundState.ASKED, RefundMove.APPROVE): RefundState.PAID,
    (RefundState.ASKED, RefundMove.REFUSE): RefundState.REFUSED,
    (RefundState.ASKED, RefundMove.WITHDRAW): RefundState.WITHDRAWN,
}
"""What a move leads to; any other pair is refused."""


def ask_faults(amount: Decimal, credit: Decimal, waiting: Decimal) -> tuple[Fault, ...]:
    """What keeps a refund from being asked for: ``waiting`` is asked for of the same credit and not decided."""
    left = credit - waiting
    if 0 < amount <= left:
        return ()
    return (
        Fault(
            "revenue.refund.amount",
            f"{max(left, Decimal(0)):,.2f} can be given back.",
            "amount",
            str(amount),
            f"0.01 to {left}",
            "Enter no more than stands as a credit and is not asked for already.",
        ),
    )


def approve_faults(*, asker: str, approver: str, amount: Decimal, credit: Decimal) -> tuple[Fault, ...]:
    """What keeps a refund from being paid: the same person, or a credit that has been used since."""
    found = []
    if asker == approver:
        found.append(
            Fault(
                "revenue.refund.same_person",
                "Whoever asked for a refund does not approve it.",
                "by",
                approver,
                "another person",
                "Ask somebody else who approves refunds.",
            )
        )
    if amount > credit:
        found.append(
            Fault(
                "revenue.refund.used",
                f"Only {credit:,.2f} stands as a credit now.",
                "amount",
                str(amount),
                f"{credit} at most",
                "Refuse it, and ask for what is left.",
            )
        )
    return tuple(found)


def return_by(identified_on: dt.date, payer_kind: str, investigating_until: dt.date | None = None) -> dt.date | None:
    """The last day to return an overpayment; none where no law sets one.

    An investigation moves the beginning to its end, by 180 days at most.
    """
    if payer_kind not in FEDERAL:
        return None
    begins = identified_on
    if investigating_until is not None and investigating_until > identified_on:
        begins = min(investigating_until, identified_on + INVESTIGATE)
    return begins + RETURN
