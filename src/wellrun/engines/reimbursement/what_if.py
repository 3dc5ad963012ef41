"""What an offer would have brought: last year's claims by the contract in force and by the one offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.claim import Claim
from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.expected import Expected, Unpriced, Why
from wellrun.engines.reimbursement.money import ZERO
from wellrun.engines.reimbursement.pricing import price


class ClaimDifference(NamedTuple):
    """One claim under both, in money allowed."""

    claim: str
    service_line: str
    charge: Decimal
    now: Decimal
    offered: Decimal

    @property
    def difference(self) -> Decimal:
        return self.offered - self.now


class Totals(NamedTuple):
    """Sums of the claims of a service line that both contracts price; ``worse`` and ``better``: claims that change."""

    claims: int
    charge: Decimal
    now: Decimal
    offered: Decimal
    worse: int
    better: int

    @property
    def difference(self) -> Decimal:
        return self.offered - self.now


class NotPriced(NamedTuple):
    """A claim that one of the two does not price, and why; it is in no total."""

    claim: str
    charge: Decimal
    offer: bool
    reasons: tuple[Unpriced, ...]


class Answer(NamedTuple):
    """Totals by service line and of all (key ``""``), each claim, and those that are in no total."""

    totals: dict[str, Totals]
    claims: tuple[ClaimDifference, ...]
    not_priced: tuple[NotPriced, ...]

    @property
    def reasons(self) -> Counter[tuple[bool, Why]]:
        """Claims by whether the offer fails, and by each reason once."""
        return Counter((one.offer, why) for one in self.not_priced for why in {reason.why for reason in one.reasons})


def what_if(
    claims: Iterable[Claim],
    now: Contract,
    offered: Contract,
    service_line: Callable[[Claim], str],
) -> Answer:
    """Every claim by both. The offer needs a version that holds on the claims' days: last year's, as if it had been."""
    compared: list[ClaimDifference] = []
    not_priced: list[NotPriced] = []
    for claim in claims:
        both = price(claim, now), price(claim, offered)
        if all(one.complete for one in both):
            allowed = (one.allowed for one in both)
            compared.append(ClaimDifference(claim.number, service_line(claim), claim.charge, *allowed))
        not_priced += _failing(claim, both)
    lines = sorted({one.service_line for one in compared})
    totals = {name: _totals([one for one in compared if one.service_line == name]) for name in lines}
    return Answer({**totals, "": _totals(compared)}, tuple(compared), tuple(not_priced))


def _failing(claim: Claim, both: tuple[Expected, Expected]) -> list[NotPriced]:
    return [
        NotPriced(claim.number, claim.charge, offer, one.unpriced)
        for offer, one in zip((False, True), both, strict=True)
        if not one.complete
    ]


def _totals(claims: list[ClaimDifference]) -> Totals:
    return Totals(
        len(claims),
        sum((one.charge for one in claims), ZERO),
        sum((one.now for one in claims), ZERO),
        sum((one.offered for one in claims), ZERO),
        sum(one.difference < 0 for one in claims),
        sum(one.difference > 0 for one in claims),
    )
