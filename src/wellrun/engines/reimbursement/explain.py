"""What is told of a price is the steps and what has no price, as data; whoever shows them has the words."""

from __future__ import annotations

from collections.abc import Sequence

from wellrun.engines.reimbursement.expected import Expected, Step


def term_for(expected: Expected, line: str) -> Sequence[Step]:
    """The steps that touched one line, in order."""
    return [step for step in expected.steps if line in step.lines]
