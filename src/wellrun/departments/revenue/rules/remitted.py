"""A remittance as it is posted: plain values shaped like the 835, whatever file or hand they come from.

Amounts as the 835 has them: an adjustment above zero lowers the payment, a reversal (status 22) is below zero in all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from wellrun.values.faults import Fault

REVERSAL, DENIED = "22", "4"
ZERO = Decimal("0.00")


class Adjustment(NamedTuple):
    """Why an amount was not paid: group (CO, PR, OA, PI), the reason's number, amount, and units if told."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None


class RemittedLine(NamedTuple):
    """A service line. ``submitted``: the procedure sent, where the payer changed it; ``control``: our number of it."""

    charge: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...] = ()
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    submitted: str = ""
    revenue_code: str = ""
    control: str = ""
    begins: dt.date | None = None

    @property
    def code(self) -> str:
        """What we had sent: the procedure, or the revenue code of a line without."""
        return self.submitted or self.procedure or self.revenue_code


class RemittedClaim(NamedTuple):
    """A claim of a remittance. ``status``: 1, 2, 3 as primary …, 4 denied, 19 to 21 passed on, 22 a reversal."""

    number: str
    status: str
    charge: Decimal
    paid: Decimal
    lines: tuple[RemittedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    patient_share: Decimal | None = None
    payer_control: str = ""
    begins: dt.date | None = None

    @property
    def reversal(self) -> bool:
        return self.status == REVERSAL

    @property
    def every_adjustment(self) -> tuple[Adjustment, ...]:
        return (*self.adjustments, *(one for line in self.lines for one in line.adjustments))


class ProviderAdjustment(NamedTuple):
    """Money outside of any claim (PLB); above zero it lowers the payment."""

    reason: str
    reference: str
    amount: Decimal


class Remittance(NamedTuple):
    """One payment of a payer. ``deposit``: what it says was paid, to be compared with the bank by whoever posts.

    ``round``: it is posted for the first time, or once more after its posting was taken back.
    """

    payer: str
    trace: str
    paid_on: dt.date
    deposit: Decimal
    claims: tuple[RemittedClaim, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()
    currency: str = "USD"
    round: int = 1


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def remittance_faults(remittance: Remittance) -> tuple[Fault, ...]:
    """Whether claims less provider adjustments are the deposit, and that not below zero. If not, nothing is posted."""
    claims = total(claim.paid for claim in remittance.claims)
    provider = total(one.amount for one in remittance.provider_adjustments)
    stated, reckoned = f"{remittance.deposit:,.2f}", f"{claims - provider:,.2f}"
    remedy = "Nothing was posted. Ask the payer for the remittance again, or for what is missing in it."
    faults = []
    if claims - provider != remittance.deposit:
        message = f"Claims of {claims:,.2f} less provider adjustments of {provider:,.2f} are not the deposit."
        faults.append(Fault("revenue.remittance.unbalanced", message, "deposit", stated, reckoned, remedy))
    if remittance.deposit < 0:
        message = "A payment is below zero; what is owed is carried on by a provider adjustment (FB)."
        faults.append(Fault("revenue.remittance.negative", message, "deposit", stated, "0.00 or more", remedy))
    return tuple(faults)


def gaps(claim: RemittedClaim) -> tuple[Decimal, ...]:
    """What each line leaves open between charge, adjustments and payment.

    Nothing, by the guide; where a claim is adjusted as a whole, some payers show its lines paid less without a reason.
    """
    return tuple(line.charge - total(one.amount for one in line.adjustments) - line.paid for line in claim.lines)


def claim_faults(claim: RemittedClaim) -> tuple[Fault, ...]:
    """Whether charge less adjustments is the payment, for the claim and each line (``gaps`` may be the claim's own)."""
    checks = [("claim", claim.charge - total(one.amount for one in claim.every_adjustment), claim.paid)]
    if total(gaps(claim)) != total(one.amount for one in claim.adjustments):
        checks += [
            (f"line {at}", line.paid + gap, line.paid)
            for at, (line, gap) in enumerate(zip(claim.lines, gaps(claim), strict=True), start=1)
        ]
    if claim.lines:
        checks.append(("charges of the lines", total(line.charge for line in claim.lines), claim.charge))
    if claim.patient_share is not None and not claim.reversal:
        share = total(one.amount for one in claim.every_adjustment if one.group == "PR")
        checks.append(("patient's share", share, claim.patient_share))
    return tuple(
        Fault(
            "revenue.remittance.claim_unbalanced",
            f"The {place} does not add up: {reckoned:,.2f} against {stated:,.2f}.",
            place,
            f"{stated:,.2f}",
            f"{reckoned:,.2f}",
            "Compare it with the payer's own page and post it by hand.",
        )
        for place, reckoned, stated in checks
        if reckoned != stated
    )
