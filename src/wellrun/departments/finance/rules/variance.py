"""The budget flexed to the work that was done, and why a line is over it.

Standard costing (Horngren, Cost Accounting, flexible budgets and direct-cost variances; Axiom, Flexible Budgeting): the
variable part of a line follows its own statistic, the fixed part does not. With V the work, H hours (pieces, cases) for
each unit of it and R the rate, b budget and a actual::

    volume     = (Va - Vb) x Hb x Rb
    efficiency = (Ha x Va - Hb x Va) x Rb      hours more than the work allowed, at the planned rate
    rate       = (Ra - Rb) x actual hours      so that the joint part lies in rate

Hours of a fixed share are allowed whatever the work.

Money is whole cents. Every part is the difference of two amounts that are each rounded once, so that the parts of a
line add up to what it is over, to the cent, and so does every sum of lines, however they are grouped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import NamedTuple

PLACES = Decimal("0.0001")
"""Statistics, hours and shares count to so many places; finer is no fact."""


class Kind(StrEnum):
    """What an account is in a result."""

    EXPENSE = "expense"
    REVENUE = "revenue"


class Nature(StrEnum):
    """What a line pays for, or brings: it names the parts. The arithmetic is one."""

    LABOUR = "labour"
    SUPPLIES = "supplies"
    REVENUE = "revenue"
    OTHER = "other"


class Plan(NamedTuple):
    """A budget line of a period. ``cents`` is all of it, ``fixed_share`` the share that work does not move (0 to 1).

    ``units``: the work planned, in the line's statistic. ``quantity``: all hours, pieces or cases of the line.
    """

    cents: int
    fixed_share: Decimal = Decimal(0)
    units: Decimal | None = None
    quantity: Decimal | None = None


class Done(NamedTuple):
    """What was booked and done in the period; ``None`` where nobody has told."""

    cents: int
    units: Decimal | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Parts:
    """A line, or the sum of any: all in cents. ``spending`` is what cannot be told apart for want of quantities."""

    budget: int = 0
    volume: int = 0
    efficiency: int = 0
    rate: int = 0
    spending: int = 0
    actual: int = 0

    @property
    def flexed(self) -> int:
        """The budget for the work that was done."""
        return self.budget + self.volume

    @property
    def over(self) -> int:
        """Actual less budget; below zero it is under."""
        return self.actual - self.budget

    @property
    def whole(self) -> bool:
        """The identity: the parts are what the line is over."""
        return self.volume + self.efficiency + self.rate + self.spending == self.over

    def __add__(self, other: Parts) -> Parts:
        return Parts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Parts)))


def parts_of(plan: Plan, done: Done) -> Parts:
    """Why a line is over its budget. Where statistic or quantities are not known on both sides, the parts that need
    them are not made up: volume is then nothing, and the rest is ``spending``."""
    fixed = scaled(plan.cents, plan.fixed_share, Decimal(1))
    variable = plan.cents - fixed
    volume = 0
    if plan.units and plan.units > 0 and done.units is not None:
        volume = scaled(variable, done.units, plan.units) - variable
    if plan.quantity is None or plan.quantity <= 0 or done.quantity is None:
        return Parts(plan.cents, volume, spending=done.cents - plan.cents - volume, actual=done.cents)
    # What the hours that were worked would have cost at the planned rate.
    priced = scaled(plan.cents, done.quantity, plan.quantity)
    return Parts(plan.cents, volume, priced - plan.cents - volume, done.cents - priced, actual=done.cents)


def scaled(cents: int, actual: Decimal, planned: Decimal) -> int:
    """``cents x actual / planned`` to the cent, half a cent away from zero; exact, as no fraction is ever stored."""
    over, under = _counted(actual), _counted(planned)
    whole = (2 * abs(cents) * over + under) // (2 * under)
    return -whole if cents < 0 else whole


def _counted(quantity: Decimal) -> int:
    """A quantity in ten-thousandths."""
    return int((quantity.quantize(PLACES, ROUND_HALF_EVEN)) / PLACES)


def total(lines: Iterable[Parts]) -> Parts:
    """The sum of lines; nothing for none."""
    return sum(lines, Parts())


class Way(StrEnum):
    """What a difference means for the result."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"
    NONE = "none"


def way_of(cents: int, kind: Kind) -> Way:
    """More expense is unfavourable, more revenue favourable."""
    if not cents:
        return Way.NONE
    return Way.FAVOURABLE if (cents > 0) == (kind is Kind.REVENUE) else Way.UNFAVOURABLE
