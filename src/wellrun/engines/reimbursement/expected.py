"""The answer of the pricer: what is allowed, line by line, and every step that led there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.engines.reimbursement.money import ZERO


class Why(StrEnum):
    """Why something has no price."""

    NO_CONTRACT = "no contract"
    SEVERAL_CONTRACTS = "several contracts"
    NO_VERSION = "no version"
    NO_LINES = "no lines"
    DOUBLED_LINES = "doubled lines"
    NO_TERM = "no term"
    NO_TABLE = "no table"
    NO_FEE = "no fee"
    NO_WEIGHT = "no weight"
    NO_MEAN_STAY = "no mean stay"
    NO_ROOM_DAYS = "no room days"
    NO_LEVEL = "no level"
    NO_TIER = "no tier"
    BROKEN_DAYS = "broken days"
    NO_COST = "no cost"


class Unpriced(NamedTuple):
    """What could not be priced: the line (empty for the claim), the term that should have, and what it looked for."""

    why: Why
    line: str = ""
    term: str = ""
    sought: str = ""


Figure = tuple[str, Decimal | str]
Figures = tuple[Figure, ...]
"""Names and values a step reckoned with, in reading order."""


class Step(NamedTuple):
    """One term that fired. ``before`` and ``after``: what its lines were allowed together, in cents.

    ``kind``: base, carve-out, modifier cut, rank cut, stop-loss, lesser-of, withhold or patient share. The last two
    leave what is allowed; their ``before`` and ``after`` are what is paid and what is left of it. ``amounts``: what
    each line is allowed after it, empty for those two.
    """

    kind: str
    term: str
    lines: tuple[str, ...]
    before: Decimal
    after: Decimal
    figures: Figures
    amounts: tuple[Decimal, ...] = ()


class PricedLine(NamedTuple):
    """A line in cents: ``due`` is what payer and patient owe together. ``term`` set the base, ``last`` the amount."""

    number: str
    charge: Decimal
    allowed: Decimal
    withheld: Decimal
    patient: Decimal
    term: str
    last: str

    @property
    def due(self) -> Decimal:
        return self.allowed - self.withheld


@dataclass(frozen=True)
class Expected:
    """What a claim should bring. Where anything is unpriced, sums are of the lines that have a price."""

    claim: str
    contract: str
    since: dt.date | None
    lines: tuple[PricedLine, ...]
    steps: tuple[Step, ...]
    unpriced: tuple[Unpriced, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.unpriced

    @property
    def allowed(self) -> Decimal:
        return total(line.allowed for line in self.lines)

    @property
    def withheld(self) -> Decimal:
        return total(line.withheld for line in self.lines)

    @property
    def patient(self) -> Decimal:
        return total(line.patient for line in self.lines)

    @property
    def due(self) -> Decimal:
        """What the payer pays and the patient owes, after withholds."""
        return self.allowed - self.withheld

    @property
    def payer(self) -> Decimal:
        return self.due - self.patient


def total(amounts: Iterable[Decimal]) -> Decimal:
    """A sum that is in cents even of nothing."""
    return sum(amounts, ZERO)
