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
    """A denial that was appealed: where it stands, what was denied, what the payer has paid of it since, and what is
    still owed. Of what was denied a contract may have allowed a part only: paid is not less for that."""

    category: str
    payer: str
    state: State
    cents: int
    recovered_cents: int
    left_cents: int = 0

    @property
    def in_part(self) -> bool:
        """The appeal has ended, the payer has paid something, and something is owed on or was given up."""
        unpaid = self.state in (State.LOST, State.GIVEN_UP) or (self.state is State.WON and self.left_cents > 0)
        return unpaid and self.recovered_cents > 0


class Interval(NamedTuple):
    """From and to, each from 0 to 1."""

    low: float
    high: float


class Brought(NamedTuple):
    """What appeals of one category to one payer brought. Won, in part and lost are all that ended.

    ``ended`` is what the ranking learns: appealed, and paid in the end as far as the payer said yes.
    """

    category: str
    payer: str
    ended: Overturned
    won: int
    part: int
    lost: int
    waiting: int
    cents: int
    recovered_cents: int

    @property
    def share(self) -> float | None:
        """Of those that ended, those to which the payer said yes."""
        return self.ended.paid / self.ended.appealed if self.ended.appealed else None

    @property
    def interval(self) -> Interval | None:
        """Where the share lies that many more appeals would show."""
        return wilson(self.ended.paid, self.ended.appealed) if self.ended.appealed else None


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
        won=number(lambda one: one.state is State.WON and not one.in_part),
        part=number(lambda one: one.in_part),
        lost=number(lambda one: one.state in (State.LOST, State.GIVEN_UP) and not one.in_part),
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
