"""The 837 as records, professional and institutional: who bills whom for which patient, by claim and line.

Layouts: 005010X222A1 and 005010X223A2 as the public record shows them. ``claim_reading`` makes the records of a
transaction, ``claim_writing`` a transaction of the records.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.x12.faults import Fault
from wellrun.engines.x12.parties import Party
from wellrun.engines.x12.remittance import Adjustment

BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
"""Levels of the hierarchy (HL03)."""

PROVIDER = "85"
"""Entity code of a billing provider (NM101)."""

DIAGNOSES = frozenset({"ABK", "ABF", "ABJ", "ABN", "APR", "BK", "BF", "BJ", "BN", "PR"})
"""Qualifiers of diagnoses: principal, other, admitting, external cause, reason for visit, in ICD-10 and ICD-9."""

PAID = "D"
"""What another payer paid (AMT01 in 2320)."""

SERVED, CONTROL, ADJUDICATED = "472", "6R", "573"
"""Days of a line, its control number, the day another payer decided on it."""


class Insured(NamedTuple):
    """The insurance a claim is sent to (SBR): place in the sequence of payers, group, filing code.

    ``relation`` of the patient to the subscriber: 18 where they are one, else as PAT says.
    """

    sequence: str = ""
    relation: str = ""
    group: str = ""
    group_name: str = ""
    filing: str = ""


class OtherPayer(NamedTuple):
    """Another payer of the same patient (2320): its insurance, what it adjusted and paid, who it is.

    ``amounts`` by their qualifiers; ``consents``: assignment, signature, release (OI03, OI04, OI06).
    """

    insured: Insured
    adjustments: tuple[Adjustment, ...]
    amounts: Mapping[str, Decimal]
    consents: tuple[str, ...]
    parties: Mapping[str, Party]

    @property
    def sequence(self) -> str:
        return self.insured.sequence

    @property
    def filing(self) -> str:
        return self.insured.filing

    @property
    def paid(self) -> Decimal | None:
        """What it paid for the claim; none where it is not told."""
        return self.amounts.get(PAID)


class BilledLine(NamedTuple):
    """A service line. ``pointers`` lead to diagnoses, from 1. ``adjudicated``: by payer, what others paid for it.

    ``references`` by their qualifiers, its own control number apart; ``decided``: by payer, when it decided.
    """

    number: str
    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    unit: str
    units: Decimal | None
    revenue_code: str
    place: str
    pointers: tuple[int, ...]
    begins: dt.date | None
    ends: dt.date | None
    control: str
    references: Mapping[str, str]
    notes: tuple[str, ...]
    adjudicated: Mapping[str, Decimal]
    decided: Mapping[str, dt.date]
    adjustments: tuple[Adjustment, ...]
    at: int


class BilledClaim(NamedTuple):
    """A claim as it was sent. ``place``: facility code; ``frequency``: 1 first, 7 corrected, 8 void.

    ``consents``: signature, assignment, benefits, release (CLM06 to CLM09); ``causes``: as CLM11 has them;
    ``admission``: type, source, status (CL1). ``diagnoses`` as (qualifier, code) in their order, ``present`` by their
    places from 1: whether on admission. ``codes``: what else HI holds, as its components. ``patient`` is the
    subscriber where they are one. ``parties``, ``references`` and ``amounts`` by their codes; ``dates`` by theirs, as
    first and last day; ``moments`` those told with an hour, or as an hour only.
    """

    number: str
    charge: Decimal
    place: str
    place_qualifier: str
    frequency: str
    consents: tuple[str, ...]
    causes: tuple[str, ...]
    billing: Party | None
    subscriber: Party | None
    patient: Party | None
    payer: Party | None
    insured: Insured
    admission: tuple[str, ...]
    diagnoses: tuple[tuple[str, str], ...]
    present: Mapping[int, str]
    codes: tuple[tuple[str, ...], ...]
    parties: Mapping[str, Party]
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    moments: Mapping[str, dt.datetime | dt.time]
    amounts: Mapping[str, Decimal]
    notes: tuple[str, ...]
    others: tuple[OtherPayer, ...]
    lines: tuple[BilledLine, ...]
    at: int

    @property
    def sequence(self) -> str:
        return self.insured.sequence

    @property
    def filing(self) -> str:
        return self.insured.filing


class Billing(NamedTuple):
    """All claims of a transaction. ``kind``: CH claims, RP reports of encounters (BHT06).

    ``unknown``: segment ids that were not read.
    """

    submitter: Party | None
    receiver: Party | None
    reference: str
    kind: str
    claims: tuple[BilledClaim, ...]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]
