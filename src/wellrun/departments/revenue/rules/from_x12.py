"""An 835 as the values that are posted."""

from __future__ import annotations

import datetime as dt

from wellrun.departments.revenue.rules.remitted import (
    Adjustment,
    ProviderAdjustment,
    Remittance,
    RemittedClaim,
    RemittedLine,
)
from wellrun.engines.x12 import PaidClaim, PaidLine
from wellrun.engines.x12 import Remittance as Paid

CLAIM_BEGINS = ("232", "472")
"""Qualifiers of the first day of a claim: statement period, or service (DTM01)."""

OWED = "D"
"""Credit or debit flag of a payment that goes the other way (BPR03)."""


def remittance_from(paid: Paid, *, payer: str, otherwise: dt.date) -> Remittance:
    """The payment as it is posted, by our own code of the payer; a payment without a day is of ``otherwise``."""
    return Remittance(
        payer=payer,
        trace=paid.trace,
        paid_on=paid.paid_on or otherwise,
        deposit=-paid.paid if paid.credit == OWED and paid.paid > 0 else paid.paid,
        claims=tuple(_claim(claim) for claim in paid.claims),
        provider_adjustments=tuple(
            ProviderAdjustment(one.reason, one.reference, one.amount) for one in paid.provider_adjustments
        ),
    )


def _claim(claim: PaidClaim) -> RemittedClaim:
    lines = tuple(_line(line) for line in claim.lines)
    days = [line.begins for line in lines if line.begins is not None]
    said = next((claim.dates[key] for key in CLAIM_BEGINS if key in claim.dates), None)
    return RemittedClaim(
        number=claim.number,
        status=claim.status,
        charge=claim.charge,
        paid=claim.paid,
        lines=lines,
        adjustments=tuple(Adjustment(*one) for one in claim.adjustments),
        patient_share=claim.patient_share,
        payer_control=claim.payer_control,
        begins=said or min(days, default=None),
    )


def _line(line: PaidLine) -> RemittedLine:
    return RemittedLine(
        charge=line.charge,
        paid=line.paid,
        adjustments=tuple(Adjustment(*one) for one in line.adjustments),
        procedure=line.procedure,
        modifiers=line.modifiers,
        submitted=line.submitted,
        revenue_code=line.revenue_code,
        control=line.control,
        begins=line.begins,
    )
