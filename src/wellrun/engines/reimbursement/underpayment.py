"""What a payer paid against what it owed: claim and lines, with the term that fired, and until when to appeal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.expected import Expected, PricedLine, total
from wellrun.engines.reimbursement.money import ZERO


class ActualLine(NamedTuple):
    """What a line brought over all remittances: paid (take-backs below zero) and what the payer left to the patient."""

    number: str
    paid: Decimal
    patient: Decimal = ZERO


class Actual(NamedTuple):
    """What a claim brought. ``unlined``: paid and patient's share told of the claim alone, PLB take-backs included."""

    lines: tuple[ActualLine, ...]
    paid_on: dt.date
    unlined: Decimal = ZERO

    @property
    def allowed(self) -> Decimal:
        """What was allowed in fact: what was paid, and what the patient owes."""
        return total(line.paid + line.patient for line in self.lines) + self.unlined


class Verdict(StrEnum):
    """How the payment stands to the contract."""

    AS_AGREED = "as agreed"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    NOT_PRICED = "not priced"


class LineDifference(NamedTuple):
    """Expected and actual of one line, below zero where it was paid too little; ``term`` set what was expected."""

    number: str
    expected: Decimal
    actual: Decimal
    term: str

    @property
    def difference(self) -> Decimal:
        return self.actual - self.expected


class Comparison(NamedTuple):
    """A claim's answer. ``tolerance``: the difference that is borne."""

    claim: str
    verdict: Verdict
    expected: Decimal
    actual: Decimal
    tolerance: Decimal
    lines: tuple[LineDifference, ...]

    @property
    def difference(self) -> Decimal:
        return self.actual - self.expected


def compare(expected: Expected, actual: Actual, contract: Contract) -> Comparison:
    """Expected is what is due after withholds, since a withhold lowers what is paid and not what is owed back.

    A difference counts above the contract's amount and above its share of what was expected, whichever is more. A claim
    that has no full price is compared with nothing.
    """
    tolerance = max(contract.tolerance, contract.tolerance_share * expected.due)
    difference = actual.allowed - expected.due
    verdict = Verdict.AS_AGREED
    if not expected.complete:
        verdict = Verdict.NOT_PRICED
    elif abs(difference) > tolerance:
        verdict = Verdict.UNDERPAID if difference < 0 else Verdict.OVERPAID
    lines = _lines({line.number: line for line in expected.lines}, {line.number: line for line in actual.lines})
    return Comparison(expected.claim, verdict, expected.due, actual.allowed, tolerance, lines)


def _lines(expected: Mapping[str, PricedLine], actual: Mapping[str, ActualLine]) -> tuple[LineDifference, ...]:
    """Every line of either, ours first; what the payer alone knows was expected to bring nothing."""
    found = []
    for number in [*expected, *(one for one in actual if one not in expected)]:
        ours, theirs = expected.get(number), actual.get(number)
        brought = theirs.paid + theirs.patient if theirs else ZERO
        found.append(LineDifference(number, ours.due if ours else ZERO, brought, ours.last if ours else ""))
    return tuple(found)
