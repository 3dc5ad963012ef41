"""Whether an answer can be right, judged without the pricer: what holds for every contract and every claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from wellrun.engines.reimbursement.claim import Claim
from wellrun.engines.reimbursement.contract import Contract, LesserOf
from wellrun.engines.reimbursement.expected import Expected, total
from wellrun.engines.reimbursement.money import ZERO, cents

BEYOND_ALLOWED = frozenset({"withhold", "patient share"})
"""Steps that divide what is allowed and do not change it."""


def contradictions(expected: Expected, claim: Claim, contract: Contract) -> tuple[str, ...]:
    """Every way in which the answer contradicts itself, the claim or the contract. Empty where it can be right."""
    found = (_lines(expected, claim), _steps(expected), _money(expected), _charges(expected, contract))
    return tuple(fault for faults in found for fault in faults)


def _lines(expected: Expected, claim: Claim) -> Iterator[str]:
    """Each line once: with a price, or with a reason that names it or the whole."""
    charges = {line.number: line.charge for line in claim.lines}
    priced = Counter(line.number for line in expected.lines)
    for number, count in priced.items():
        if count > 1 or number not in charges:
            yield f"line {number} is priced {count} times and charged {number in charges}"
    for line in expected.lines:
        if charges.get(line.number) != line.charge:
            yield f"line {line.number} is charged {charges.get(line.number)}, not {line.charge}"
    if not any(not one.line for one in expected.unpriced):
        for number in charges.keys() - priced.keys() - {one.line for one in expected.unpriced}:
            yield f"line {number} has neither price nor reason"


def _steps(expected: Expected) -> Iterator[str]:
    """Played again from nothing, the steps meet: what one leaves the next begins with, the last is the answer."""
    reached: dict[str, Decimal] = {}
    for at, step in enumerate(expected.steps):
        if step.kind in BEYOND_ALLOWED:
            continue
        before = total(reached.get(line, ZERO) for line in step.lines)
        if step.before != before:
            yield f"step {at} begins with {step.before}, where {before} was reached"
        if len(step.amounts) != len(step.lines) or total(step.amounts) != step.after:
            yield f"step {at} ends with {step.after}, which its lines do not add up to"
        reached |= dict(zip(step.lines, step.amounts, strict=False))
    for line in expected.lines:
        if reached.get(line.number) != line.allowed:
            yield f"line {line.number}: the steps reach {reached.get(line.number)}, not {line.allowed}"


def _money(expected: Expected) -> Iterator[str]:
    for line in expected.lines:
        for amount in (line.allowed, line.withheld, line.patient):
            if amount != cents(amount):
                yield f"line {line.number}: {amount} is not in cents"
        if line.charge >= 0 and not 0 <= line.patient <= max(line.allowed, ZERO):
            yield f"line {line.number}: the patient's share {line.patient} is not within {line.allowed}"
    if expected.payer + expected.patient + expected.withheld != expected.allowed:
        yield "payer, patient and withheld are not what is allowed"


def _charges(expected: Expected, contract: Contract) -> Iterator[str]:
    """Where the charge is the most, it is."""
    version = next((one for one in contract.versions if one.since == expected.since), None)
    if version is not None and version.lesser_of is not LesserOf.NO:
        charge = total(max(line.charge, ZERO) for line in expected.lines)
        if expected.allowed > charge:
            yield f"{expected.allowed} is allowed for charges of {charge}"
