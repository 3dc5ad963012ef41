"""An offer weighed on claims that are there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.reimbursement.contract import Contract
from wellrun.engines.reimbursement.what_if import ClaimDifference

ZERO = Decimal("0.00")


class LineTotals(NamedTuple):
    """Claims of a service line that both price, and what they bring by each; ``worse`` and ``better``: how many."""

    name: str
    claims: int
    now: Decimal
    offered: Decimal
    worse: int
    better: int

    @property
    def difference(self) -> Decimal:
        return self.offered - self.now

    @property
    def size(self) -> Decimal:
        """The difference without its sign."""
        return abs(self.difference)


def as_if_before(offer: Contract) -> Contract:
    """The offer as if its first version had held ever since: an offer speaks of days that are to come."""
    first = min(offer.versions, key=lambda one: one.since)
    return replace(offer, versions=(replace(first, since=dt.date.min, until=None),))


def totals(name: str, claims: Sequence[ClaimDifference]) -> LineTotals:
    """Sums of some claims."""
    return LineTotals(
        name,
        len(claims),
        sum((one.now for one in claims), ZERO),
        sum((one.offered for one in claims), ZERO),
        sum(one.difference < 0 for one in claims),
        sum(one.difference > 0 for one in claims),
    )


def by_service_line(claims: Sequence[ClaimDifference]) -> list[LineTotals]:
    """Totals by service line, what loses most first."""
    names = {one.service_line for one in claims}
    found = [totals(name, [one for one in claims if one.service_line == name]) for name in names]
    return sorted(found, key=lambda one: (one.difference, one.name))
