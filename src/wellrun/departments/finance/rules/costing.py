"""What care costs here: overhead by the facility's own order, then the cost of each centre by what cases used of it.

Two ways of the second step stand side by side: by activity (bed days, minutes, tests), and by the ratio of cost to
charges. What no case can be shown to have used stays with its centre and is said to be untraced; it is never spread
over cases by a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from wellrun.engines.costing import Method, NotAllocated, Overhead, Problem
from wellrun.values.faults import Fault

BED_DAYS = "patient_days"
COUNTED = 10_000
"""Units count in ten-thousandths, as statistics of the budget do."""


class Way(StrEnum):
    """How the cost of a centre is spread to its cases."""

    ACTIVITY = "activity"
    CHARGES = "charges"


@dataclass(frozen=True)
class Rule:
    """How a cost centre is dealt with: overhead has a ``place`` in the order and a statistic as ``basis``."""

    cost_centre: str
    place: int | None
    basis: str
    capacity: str = ""

    @property
    def is_overhead(self) -> bool:
        return self.place is not None


class Centre(NamedTuple):
    """A cost centre with its expense of the period, in cents, and where it belongs."""

    code: str
    name: str
    cents: int
    unit: str = ""
    department: str = ""


Statistics = Mapping[str, Mapping[str, float]]
"""Units by statistic and cost centre."""


def problem_of(centres: Sequence[Centre], rules: Iterable[Rule], statistics: Statistics) -> Problem:
    """The question to the engine. Overhead of equal place is closed in the order of its codes; a rule for a cost centre
    without expense is left out: it has nothing to give."""
    costs = {one.code: one.cents for one in centres}
    overhead = sorted(
        (one for one in rules if one.is_overhead and one.cost_centre in costs),
        key=lambda one: (one.place or 0, one.cost_centre),
    )
    return Problem(
        costs,
        tuple(Overhead(one.cost_centre, one.basis, counted(statistics.get(one.basis, {}), costs)) for one in overhead),
    )


def counted(units: Mapping[str, float], costs: Mapping[str, int]) -> dict[str, Decimal]:
    """Units to four places, of centres that the books know. A centre without bookings takes no overhead."""
    return {code: Decimal(f"{many:.4f}") for code, many in units.items() if code in costs}


REMEDIES: Mapping[str, str] = {
    "costing.nobody": "Load this statistic for the period, or choose another basis.",
    "costing.units": "Correct the statistic where it comes from, and send it again.",
    "costing.closed_loop": "Give one of them a basis that a ward or another place of care has units of.",
    "costing.no_care": "Leave at least one cost centre out of the order of overhead.",
}


def faults_of(refused: NotAllocated, names: Mapping[str, str]) -> tuple[Fault, ...]:
    """What the engine found, in the words of the house."""
    return tuple(
        Fault(
            f"finance.{one.code}",
            f"{names.get(one.centre, one.centre)}: {one.message}" if one.centre else one.message,
            one.centre,
            one.value,
            one.expected,
            REMEDIES.get(one.code, "Correct the order of overhead."),
        )
        for one in refused.faults
    )


def faults_of_rules(rules: Sequence[Rule], known: Iterable[str]) -> tuple[Fault, ...]:
    """What an order of overhead may not be."""
    codes = set(known)
    faults = []
    for one in rules:
        if one.cost_centre not in codes:
            faults.append(_fault(one, "cost_centre", one.cost_centre, "a cost centre of this facility"))
        if not one.basis.strip():
            faults.append(_fault(one, "basis", "", "a statistic, or what cases use of it"))
        if one.place is not None and not 1 <= one.place <= 999:
            faults.append(_fault(one, "place", str(one.place), "1 to 999"))
    if codes and all(any(one.cost_centre == code and one.is_overhead for one in rules) for code in codes):
        words = "Every cost centre would be overhead."
        remedy = "Leave those that care for patients without a place."
        faults.append(Fault("finance.costing.no_care", words, "place", remedy=remedy))
    return tuple(faults)


def _fault(rule: Rule, place: str, value: str, expected: str) -> Fault:
    return Fault(
        "finance.costing.rule", f"{rule.cost_centre}: this is not right.", place, value, expected, "Correct it."
    )


@dataclass(frozen=True)
class Cell:
    """Cases of a service line and payer: how many, what they cost by each way, and what is known of their revenue.

    Amounts in cents. ``margins`` and ``squares``: the sum of margins, and of their squares, of the cases whose revenue
    is ``known``, by activity.
    """

    line: str
    payer: str
    cases: int = 0
    activity: int = 0
    charges: int = 0
    known: int = 0
    revenue: int = 0
    known_cost: int = 0
    squares: float = 0.0

    @property
    def margins(self) -> int:
        """Revenue less cost of the cases whose revenue is known."""
        return self.revenue - self.known_cost

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.line,
            self.payer,
            *(
                getattr(self, name) + getattr(other, name)
                for name in ("cases", "activity", "charges", "known", "revenue", "known_cost", "squares")
            ),
        )


@dataclass(frozen=True)
class Untraced:
    """A centre's cost that reached no case: for want of any use, or because capacity stood idle. In cents."""

    centre: str
    untraced: int
    idle: int


@dataclass(frozen=True)
class Part:
    """What a cost centre put on a service line by activity: its own cost, and the overhead it carries, in cents;
    ``units`` of its basis, and ``rate`` in cents for one."""

    line: str
    centre: str
    basis: str
    own: int
    overhead: int
    units: float
    rate: float | None


@dataclass(frozen=True)
class Costed:
    """All that was reckoned for a facility and span; no case is told apart in it."""

    method: Method
    cells: tuple[Cell, ...] = ()
    parts: tuple[Part, ...] = ()
    untraced: Mapping[Way, tuple[Untraced, ...]] = field(default_factory=dict)
    whole: int = 0
    quartiles: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    """Of a service line: cents of a case at the lower quartile, the median and the upper quartile."""

    def by_line(self) -> dict[str, Cell]:
        """Cells summed over payers."""
        return _summed((one.line, Cell(one.line, ""), one) for one in self.cells)

    def by_payer(self, line: str = "") -> dict[str, Cell]:
        """Cells summed over service lines, or those of one."""
        return _summed((one.payer, Cell("", one.payer), one) for one in self.cells if line in ("", one.line))


def _summed(told: Iterable[tuple[str, Cell, Cell]]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for key, empty, one in told:
        found[key] = found.get(key, empty) + one
    return found


class CostSpan(NamedTuple):
    """From the first day of a fiscal period to the last day of another, the last not included."""

    since: dt.date
    until: dt.date
