"""Which term of a contract shows that a claim was underpaid."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.expected import Expected, Step
from wellrun.engines.reimbursement.underpayment import Comparison

ZERO = Decimal("0.00")


class Shortfall(NamedTuple):
    """The term that set most of what is missing, what it did, and the lines that it was for."""

    term: str
    steps: tuple[Step, ...]
    lines: tuple[str, ...]


def shortfall(expected: Expected, found: Comparison) -> Shortfall:
    """The term that fired last on the lines that lack most together; of equal ones the first.

    ``steps`` are those of that term on those lines. A claim whose lines are all paid as expected lacks what was
    taken back from it as a whole: then the term is empty.
    """
    missing: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for line in found.lines:
        missing[line.term] -= line.difference
    if not missing or max(missing.values()) <= 0:
        return Shortfall("", (), ())
    term = max(missing, key=lambda name: missing[name])
    lines = tuple(line.number for line in found.lines if line.term == term and line.difference < 0)
    return Shortfall(term, tuple(step for step in expected.steps if _of(step, term, lines)), lines)


def _of(step: Step, term: str, lines: tuple[str, ...]) -> bool:
    return step.term == term and any(number in lines for number in step.lines)
