"""A claim as it is priced: what was done, when, at which charge. No patient is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from wellrun.engines.reimbursement.money import ZERO


class Setting(StrEnum):
    """Where care was given."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


@dataclass(frozen=True)
class Line:
    """One service. ``cost``: what was paid for it (an implant's invoice), if known; ``units`` of a room are days."""

    number: str
    charge: Decimal
    units: Decimal = Decimal(1)
    revenue_code: str = ""
    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    on: dt.date | None = None
    cost: Decimal | None = None


@dataclass(frozen=True)
class PatientShare:
    """What the patient owes by the plan: deductible, then the copayment, then coinsurance (a share) of the rest."""

    deductible: Decimal = ZERO
    copayment: Decimal = ZERO
    coinsurance: Decimal = Decimal(0)


@dataclass(frozen=True)
class Claim:
    """One claim. ``ends`` is the day of discharge; ``transferred``: to another hospital; ``cost`` of the whole stay."""

    number: str
    payer: str
    facility: str
    setting: Setting
    begins: dt.date
    ends: dt.date
    lines: tuple[Line, ...]
    plan: str = ""
    product: str = ""
    drg: str = ""
    transferred: bool = False
    cost: Decimal | None = None
    patient: PatientShare = PatientShare()

    @property
    def charge(self) -> Decimal:
        return sum((line.charge for line in self.lines), ZERO)

    @property
    def days(self) -> int:
        """Days of the stay as they are counted for payment: midnights, at least one."""
        return max(1, (self.ends - self.begins).days)
