"""What appeals brought: won, paid in part, lost, and how sure a share of a few is.

The chance beside each is the one that the queue ranks by (``denials.Overturned``), learned from the same cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from wellrun.departments.revenue.rules.denial_work import Ended, State, learned
from wellrun.departments.revenue.rules.denials import Overturned

LEVEL = 0.95
"""How sure the intervals are."""


class Appealed(NamedTuple):
    """A denial that was appealed: where it stands, what was denied, and what the payer has paid of it since."""

    category: str
    payer: str
    state: State
    cents: int
    recovered_cents: int


class Interval(NamedTuple):
    """From and to, each from 0 to 1."""

    low: float
    high: float


class Brought(NamedTuple):
    """What appeals of one category to one payer brought. ``part`` are those of ``won`` that were paid in part."""

    category: str
    payer: str
    ended: Overturned
    part: int
    waiting: int
    cents: int
    recovered_cents: int

    @property
    def won(self) -> int:
        return self.ended.paid

    @property
    def lost(self) -> int:
        return self.ended.appealed - self.ended.paid

    @property
    def share(self) -> float | None:
        """Won of those that ended."""
        return self.won / self.ended.appealed if self.ended.appealed else None

    @property
    def interval(self) -> Interval | None:
        """Where the share lies that many more appeals would show."""
        return wilson(self.won, self.ended.appealed) if self.ended.appealed else None


def brought(rows: Iterable[Appealed]) -> tuple[Brought, ...]:
    """By category and payer, what brought most money first."""
    found: dict[tuple[str, str], list[Appealed]] = {}
    for one in rows:
        found.setdefault((one.category, one.payer), []).append(one)
    sums = (_sum(category, payer, some) for (category, payer), some in found.items())
    return tuple(sorted(sums, key=lambda one: (-one.recovered_cents, -one.cents, one.category, one.payer)))


def whole(rows: Iterable[Appealed]) -> Brought:
    """All appeals together."""
    return _sum("", "", [one._replace(category="", payer="") for one in rows])


def _sum(category: str, payer: str, rows: list[Appealed]) -> Brought:
    ended = learned(Ended(one.category, one.payer, one.state, True) for one in rows)

    def number(which: Callable[[Appealed], bool]) -> int:
        return sum(which(one) for one in rows)

    return Brought(
        category=category,
        payer=payer,
        ended=ended.get((category, payer), Overturned(0, 0)),
        part=number(lambda one: one.state is State.WON and 0 < one.recovered_cents < one.cents),
        waiting=number(lambda one: one.state is State.APPEALED),
        cents=sum(one.cents for one in rows),
        recovered_cents=sum(one.recovered_cents for one in rows),
    )


def wilson(won: int, of: int, level: float = LEVEL) -> Interval:
    """The score interval of a share (Wilson 1927, J Am Stat Assoc 22). Raises ``ValueError`` for a share of nothing."""
    if of <= 0:
        raise ValueError("A share of nothing has no interval.")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, squared = won / of, z * z / of
    middle = (share + squared / 2) / (1 + squared)
    reach = z / (1 + squared) * sqrt(share * (1 - share) / of + squared / (4 * of))
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))
