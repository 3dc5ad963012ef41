"""Steps as short sentences, with the figures in them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wellrun.engines.reimbursement.expected import Expected, Step, Unpriced, Why

LOOKS_FOR: dict[Why, str] = {
    Why.NO_CONTRACT: "No contract covers this payer, plan, product and facility",
    Why.SEVERAL_CONTRACTS: "Several contracts cover this claim and none says more than the others",
    Why.NO_VERSION: "The contract has no version for these days",
    Why.NO_LINES: "The claim has no lines",
    Why.DOUBLED_LINES: "Several lines have one number",
    Why.NO_TERM: "No term holds for this line",
    Why.NO_TABLE: "The contract names a table that is not there",
    Why.NO_FEE: "The schedule has no fee for this code",
    Why.NO_WEIGHT: "The table has no weight for this DRG",
    Why.NO_MEAN_STAY: "The table has no mean stay for this DRG",
    Why.NO_ROOM_DAYS: "The claim has no days in a room of any level",
    Why.NO_LEVEL: "This room is of no level of the contract",
    Why.NO_TIER: "No tier has a rate for this day",
    Why.BROKEN_DAYS: "Days of a room are not whole",
    Why.NO_COST: "The cost is not known",
}


def sentences(expected: Expected) -> tuple[str, ...]:
    """What happened, step by step, then what could not be priced and why."""
    return (*(say(step) for step in expected.steps), *(say_why(one) for one in expected.unpriced))


def say(step: Step) -> str:
    """One step: what it is, for which lines, with which figures, from which amount to which."""
    figures = ", ".join(f"{name} {_shown(value)}".rstrip() for name, value in step.figures)
    lines = f"line {step.lines[0]}" if len(step.lines) == 1 else f"{len(step.lines)} lines"
    moved = f"{step.after:,}" if step.kind in {"base", "carve-out"} else f"{step.before:,} → {step.after:,}"
    return f"{step.term} ({step.kind}), {lines}: {figures}: {moved}."


def say_why(one: Unpriced) -> str:
    """What has no price and what was looked for."""
    about = ", ".join(part for part in (one.line and f"line {one.line}", one.term, one.sought) if part)
    return f"{LOOKS_FOR[one.why]} ({about})." if about else f"{LOOKS_FOR[one.why]}."


def term_for(expected: Expected, line: str) -> Sequence[Step]:
    """The steps that touched one line, in order."""
    return [step for step in expected.steps if line in step.lines]


def _shown(value: Decimal | str) -> str:
    """A figure as the contract or the claim has it; strings as they are."""
    return value if isinstance(value, str) else f"{value:,f}"
