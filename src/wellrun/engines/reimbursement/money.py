"""Sums in cents: rounding half up, and parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """The amount to the cent; half a cent goes away from zero, as an invoice rounds."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def spread(amount: Decimal, over: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """A sum in cents divided in proportion to weights of zero or more; the parts add up to it exactly.

    Cents that are left go where most was cut off, of equals to the first. Where all weights are zero, the first has it
    all. Raises ``ValueError`` for no weights, a weight below zero, or a sum that is not in cents.
    """
    if not over or min(over) < 0:
        raise ValueError("A sum is divided over at least one weight, none below zero.")
    if amount != cents(amount):
        raise ValueError(f"{amount} is not in cents.")
    whole = sum(over, ZERO)
    if not whole:
        return (amount, *(ZERO for _ in over[1:]))
    exact = [amount * weight / whole for weight in over]
    parts = [one.quantize(CENT, ROUND_DOWN) for one in exact]
    left = amount - sum(parts, ZERO)
    unit = CENT if left > 0 else -CENT
    order = sorted(range(len(over)), key=lambda at: -abs(exact[at] - parts[at]))
    for at in order[: int(abs(left) / CENT)]:
        parts[at] += unit
    return tuple(parts)
