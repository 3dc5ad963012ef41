"""What is to be allocated: the cost of each centre, and by what the overhead centres serve the others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

Units = int | float | Decimal | Fraction
"""How much of a statistic a centre has: square feet, heads, meals."""


class Method(StrEnum):
    """How overhead is given away.

    ``DIRECT``: to the centres that care, and to no other overhead. ``STEP_DOWN``: in a stated order, to whatever is not
    closed yet (42 CFR 413.24(d)(1); CMS Pub. 15-2, Worksheet B). ``RECIPROCAL``: to all that are served, at once.
    """

    DIRECT = "direct"
    STEP_DOWN = "step-down"
    RECIPROCAL = "reciprocal"


class Fault(NamedTuple):
    """What keeps overhead from being allocated: a code, the centre and the basis it is about, what stands there and
    what was expected."""

    code: str
    centre: str
    basis: str
    message: str
    value: str = ""
    expected: str = ""


class NotAllocated(ValueError):
    """Raised with every fault of a problem."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.centre}: {one.message}" for one in self.faults))


@dataclass(frozen=True)
class Overhead:
    """An overhead centre and its basis: units by the centre that is served. What it uses of itself does not count."""

    centre: str
    basis: str
    units: Mapping[str, Units]


@dataclass(frozen=True)
class Problem:
    """Costs of all centres in cents, and the overhead among them in the order in which it is closed.

    A cost may be below zero (a credit); units may not.
    """

    costs: Mapping[str, int]
    overheads: Sequence[Overhead] = field(default=())

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Overhead centres in the order in which they are closed."""
        return tuple(one.centre for one in self.overheads)

    @cached_property
    def caring(self) -> tuple[str, ...]:
        """All other centres, in the order in which their costs were given."""
        closing = set(self.order)
        return tuple(code for code in self.costs if code not in closing)

    @cached_property
    def centres(self) -> tuple[str, ...]:
        """Overhead in its order, then the centres that care."""
        return self.order + self.caring

    def weights(self, overhead: Overhead) -> list[int]:
        """Its units by ``centres`` as whole numbers in their proportion; itself nothing."""
        ratios = [
            (0 if one == overhead.centre else overhead.units.get(one, 0)).as_integer_ratio() for one in self.centres
        ]
        scale = math.lcm(*(under for _over, under in ratios))
        return [over * (scale // under) for over, under in ratios]

    @cached_property
    def table(self) -> tuple[tuple[int, ...], ...]:
        """``weights`` of every overhead centre, a row each."""
        return tuple(tuple(self.weights(one)) for one in self.overheads)


def faults_of(problem: Problem) -> tuple[Fault, ...]:
    """Everything in a problem that no method can allocate."""
    return (*_places(problem), *_units(problem))


def _places(problem: Problem) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in problem.overheads:
        if one.centre in seen:
            yield Fault(
                "costing.twice", one.centre, one.basis, "It is closed twice.", expected="one place in the order"
            )
        seen.add(one.centre)
        if one.centre not in problem.costs:
            yield Fault("costing.unknown", one.centre, one.basis, "It has no cost.", expected="a centre with its cost")
    if not problem.caring:
        words = "There is no centre that care is given in, so overhead has nowhere to go."
        yield Fault("costing.no_care", "", "", words, expected="at least one centre that is not overhead")


def _units(problem: Problem) -> Iterator[Fault]:
    for one in problem.overheads:
        for served, units in one.units.items():
            value = float(units)
            if not math.isfinite(value) or value < 0:
                words = f"{served} has {units} of {one.basis}."
                yield Fault("costing.units", one.centre, one.basis, words, str(units), "zero or more")
            elif served not in problem.costs and units:
                words = f"{served} has units of {one.basis} and is no cost centre."
                yield Fault("costing.served", one.centre, one.basis, words, served, "a centre with its cost")
