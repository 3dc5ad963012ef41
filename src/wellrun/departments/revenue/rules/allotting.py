"""What of a remitted claim is about which of our lines: payments and adjustments, each cent once."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.matching import Match
from wellrun.departments.revenue.rules.remitted import Adjustment, RemittedClaim, gaps, total
from wellrun.engines.reimbursement.money import spread


class Part(NamedTuple):
    """One of our lines: what was paid, and the adjustments with their place in the claim (``2.0``, ``claim.1``)."""

    line: str
    paid: Decimal
    adjustments: tuple[tuple[str, Adjustment], ...]


def parts_of(claim: RemittedClaim, match: Match) -> tuple[Part, ...]:
    """The claim by our lines.

    A claim paid without lines is divided by charge; adjustments of the claim as a whole by what its lines leave open
    or, where they leave nothing, by what they were paid. Raises ``ValueError`` where that cannot be divided.
    """
    if claim.lines:
        numbers, paid, left = match.lines, [line.paid for line in claim.lines], list(gaps(claim))
        own = [
            [(f"{at}.{place}", one) for place, one in enumerate(line.adjustments)]
            for at, line in enumerate(claim.lines)
        ]
        if not any(left) and total(paid) != claim.paid:
            parts = spread(claim.paid, paid)
            left = [one - part for one, part in zip(paid, parts, strict=True)]
            paid = list(parts)
    else:
        charges = [line.charge for line in match.claim.lines]
        numbers = tuple(line.number for line in match.claim.lines)
        own = [[] for _ in charges]
        paid = list(spread(claim.paid, charges))
        left = [charge - part for charge, part in zip(charges, paid, strict=True)]
    for place, adjustment in enumerate(claim.adjustments):
        last = place == len(claim.adjustments) - 1
        shares = left if last else list(spread(adjustment.amount, [abs(one) for one in left]))
        left = [one - share for one, share in zip(left, shares, strict=True)]
        for at, share in enumerate(shares):
            if share:
                own[at].append((f"claim.{place}", adjustment._replace(amount=share)))
    if any(left):
        raise ValueError("What lines leave open is not what the claim was adjusted by.")
    return tuple(Part(number, cash, tuple(found)) for number, cash, found in zip(numbers, paid, own, strict=True))
