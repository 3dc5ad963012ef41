"""What Medicare pays a physician: relative values, weighed by place, in dollars (42 CFR 414.20 to 414.26).

payment = (work × its index + practice expense × its index + malpractice × its index) × conversion factor

Practice expense is that of a facility where the service was given in one. Only the last result is rounded, to the cent,
half up. Not here: cuts of further procedures, assistants, sequestration; those are terms of a contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.money import cents
from wellrun.engines.reimbursement.tables import Fee, FeeTable

PAYABLE = frozenset({"A", "R", "T"})
"""Status codes of services that have a national price (CMS relative value file, field status code)."""


class RelativeValue(NamedTuple):
    """A row of the relative value file. ``practice`` outside of a facility, ``facility_practice`` in one."""

    code: str
    modifier: str
    status: str
    work: Decimal
    practice: Decimal
    facility_practice: Decimal
    malpractice: Decimal
    factor: Decimal

    @property
    def payable(self) -> bool:
        values = (self.work, self.practice, self.facility_practice, self.malpractice)
        return self.status in PAYABLE and any(values)


class Locality(NamedTuple):
    """A payment locality with its geographic practice cost indices."""

    contractor: str
    state: str
    number: str
    name: str
    work: Decimal
    practice: Decimal
    malpractice: Decimal


def physician_fee(
    value: RelativeValue, locality: Locality, *, facility: bool, factor: Decimal | None = None
) -> Decimal:
    """The payment in dollars. ``factor``: another conversion factor than the file's."""
    practice = value.facility_practice if facility else value.practice
    weighed = value.work * locality.work + practice * locality.practice + value.malpractice * locality.malpractice
    return cents(weighed * (value.factor if factor is None else factor))


def fee_table(name: str, values: Iterable[RelativeValue], locality: Locality, *, facility: bool) -> FeeTable:
    """A locality's fee schedule, for contracts that pay a share of Medicare, of all services that have a price."""
    return FeeTable(
        name,
        tuple(
            Fee(one.code, physician_fee(one, locality, facility=facility), one.modifier)
            for one in values
            if one.payable
        ),
    )
