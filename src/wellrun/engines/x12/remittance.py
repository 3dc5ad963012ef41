"""The 835 as records: what a payer says it paid, adjusted and took back, claim by claim and line by line.

Layout: 005010X221A1 as the public record shows it. ``remittance_reading`` makes the records of a transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.x12.faults import Fault

REVERSAL = "22"
"""Claim status of a payment that is taken back (CLP02)."""


class Adjustment(NamedTuple):
    """Why an amount was not paid: group CO, CR, OA, PI or PR, the reason's code, the amount, and units if told.

    A positive amount lowers the payment.
    """

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None


class PaidLine(NamedTuple):
    """A service line. ``submitted`` is the procedure sent, if the payer changed it. ``at``: place of the SVC."""

    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    revenue_code: str
    units: Decimal | None
    submitted: str
    begins: dt.date | None
    ends: dt.date | None
    control: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    at: int


class PaidClaim(NamedTuple):
    """A claim. ``names``: last, first and number by entity code (QC the patient, IL the insured, 82 who treated).

    ``amounts`` and ``references`` by their qualifiers; ``dates`` likewise. ``at``: place of the CLP.
    """

    number: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_share: Decimal | None
    filing: str
    payer_control: str
    facility_kind: str
    frequency: str
    drg: str
    names: Mapping[str, tuple[str, str, str]]
    adjustments: tuple[Adjustment, ...]
    lines: tuple[PaidLine, ...]
    dates: Mapping[str, dt.date]
    references: Mapping[str, str]
    amounts: Mapping[str, Decimal]
    remarks: tuple[str, ...]
    at: int

    @property
    def reversal(self) -> bool:
        """Whether this takes back an earlier payment."""
        return self.status == REVERSAL


class ProviderAdjustment(NamedTuple):
    """Money outside of any claim (PLB). A positive amount lowers the payment; the reference often names a claim."""

    provider: str
    fiscal_year_end: dt.date | None
    reason: str
    reference: str
    amount: Decimal
    at: int


class Remittance(NamedTuple):
    """One payment. ``credit``: C where it is paid, D where it is owed. ``unknown``: segment ids that were not read."""

    handling: str
    paid: Decimal
    credit: str
    method: str
    paid_on: dt.date | None
    trace: str
    payer: str
    payer_number: str
    payee: str
    payee_number: str
    claims: tuple[PaidClaim, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]
