"""Does an 835 balance? Three sums that the guide (005010X221A1, 1.10.2) asks for, told where they fail.

A file that does not balance is never posted in silence. A claim: charge less all its adjustments, its lines' included,
is what was paid. A line likewise, unless what its lines leave open is just what the claim as a whole was adjusted by.
The payment: all claims less all provider adjustments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.remittance import Adjustment, PaidClaim, Remittance


class Balance(NamedTuple):
    """The sums of a remittance. difference: what was paid less what claims and provider adjustments come to."""

    claims: Decimal
    provider_adjustments: Decimal
    paid: Decimal
    faults: tuple[Fault, ...]

    @property
    def difference(self) -> Decimal:
        return self.paid - (self.claims - self.provider_adjustments)

    @property
    def holds(self) -> bool:
        return not self.faults


def balance_of(remittance: Remittance) -> Balance:
    """The sums, and each that fails."""
    claims = sum((claim.paid for claim in remittance.claims), Decimal(0))
    outside = sum((one.amount for one in remittance.provider_adjustments), Decimal(0))
    faults = [*_payment(remittance, claims - outside)]
    for claim in remittance.claims:
        faults += _claim(claim)
    return Balance(claims, outside, remittance.paid, tuple(faults))


def _payment(remittance: Remittance, comes_to: Decimal) -> Iterator[Fault]:
    if remittance.paid != comes_to:
        message = "Claims and provider adjustments do not come to what was paid."
        yield _fault("BPR", 2, 2, message, remittance.paid, comes_to)
    if remittance.paid < 0:
        yield Fault(
            Level.BALANCE,
            "negative_payment",
            "A payment cannot be below zero: what is owed is carried on in PLB with reason FB.",
            "BPR",
            2,
            2,
            value=str(remittance.paid),
            expected="0 or more",
            remedy="Do not post it. Ask the payer for a corrected file.",
        )


def _claim(claim: PaidClaim) -> Iterator[Fault]:
    in_lines = sum((_sum(line.adjustments) for line in claim.lines), Decimal(0))
    comes_to = claim.charge - _sum(claim.adjustments) - in_lines
    if claim.paid != comes_to:
        message = "Charge less adjustments is not what was paid for this claim."
        yield _fault("CLP", claim.at, 4, message, claim.paid, comes_to)
    open_lines = [(line, line.charge - _sum(line.adjustments)) for line in claim.lines]
    # Payers that adjust the claim as a whole leave the same sum open in its lines.
    left = sum((comes - line.paid for line, comes in open_lines), Decimal(0))
    if claim.adjustments and left == _sum(claim.adjustments):
        return
    for line, expected in open_lines:
        if line.paid != expected:
            message = "Charge less adjustments is not what was paid for this line."
            yield _fault("SVC", line.at, 3, message, line.paid, expected)


def _sum(adjustments: Iterable[Adjustment]) -> Decimal:
    return sum((one.amount for one in adjustments), Decimal(0))


def _fault(segment: str, at: int, element: int, message: str, found: Decimal, expected: Decimal) -> Fault:
    return Fault(
        Level.BALANCE,
        "unbalanced",
        message,
        segment,
        at,
        element,
        value=str(found),
        expected=str(expected),
        remedy="Do not post it by itself. Compare it with the payer's explanation of benefits.",
    )
