"""A measure, defined once: what is counted, per what, what is left out, which way is better, and an example.

Pages, charts, tables, the board pack and the handbook all read this one definition; its worked example is its test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from wellrun.values.periods import Grain
from wellrun.warehouse.marts.catalogue import MARTS


class Statistic(StrEnum):
    """How the value follows from the contributions."""

    RATIO = "ratio"
    """Numerator times ``multiply`` over denominator: shares, rates, means and averages a day."""
    COUNT = "count"
    """The numerator; the denominator is the number of days on which it could have happened."""
    MEDIAN = "median"
    """The median of the numerator's single values, found anew for every place and period, never from averages."""


class Better(StrEnum):
    """Which way a change is an improvement."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Display(StrEnum):
    """How a value is written."""

    PERCENT = "percent"
    NUMBER = "number"
    DURATION = "duration"
    MONEY = "money"


class About(StrEnum):
    """Who or what is counted. Small numbers of patients are protected (see ``suppression``)."""

    PATIENTS = "patients"
    PLACES = "places"
    STAFF = "staff"
    MONEY = "money"
    PROMISES = "promises"


@dataclass(frozen=True)
class Amount:
    """The sum of one amount of a mart over the rows of a place and period."""

    mart: str
    column: str

    def __post_init__(self) -> None:
        if self.column not in MARTS[self.mart].amounts:
            raise ValueError(
                f"Mart {self.mart} has no amount {self.column}; it has {sorted(MARTS[self.mart].amounts)}."
            )


@dataclass(frozen=True)
class Days:
    """The number of days of a period on which the place has a row in a mart."""

    mart: str

    def __post_init__(self) -> None:
        if self.mart not in MARTS:
            raise ValueError(f"There is no mart {self.mart}; there are {sorted(MARTS)}.")


@dataclass(frozen=True)
class Example:
    """A few rows, and what the measure makes of them at facility level for one period.

    ``rows`` maps a table of the warehouse to rows; what a row leaves out is empty, and its facility is ``H``.
    """

    rows: Mapping[str, tuple[Mapping[str, Any], ...]]
    start: date
    numerator: float
    denominator: float
    value: float
    sentence: str
    grain: Grain = Grain.MONTH
    today: date = date(2026, 3, 1)


@dataclass(frozen=True)
class Measure:
    """One measure. ``unit`` is read after the number ("per 1,000 patient days"); ``since`` is when ``version`` began.

    ``counts``, ``per`` and ``leaves_out`` are the definition in plain sentences; ``source`` says whose definition it
    is and how ours differs. ``chart`` names a chart of the control-chart engine. ``grains`` are the periods for which
    the facts behind it exist; ``judged_by`` is the one its signals are found in. ``plural`` says whether the title
    takes "have" or "has" in a sentence.
    """

    key: str
    title: str
    department: str
    version: int
    since: date
    unit: str
    better: Better
    display: Display
    about: About
    chart: str
    owner: str
    source: str
    counts: str
    per: str
    leaves_out: str
    numerator: Amount
    denominator: Amount | Days
    example: Example
    statistic: Statistic = Statistic.RATIO
    multiply: float = 1.0
    decimals: int = 1
    target: float | None = None
    grains: tuple[Grain, ...] = field(default=tuple(Grain))
    judged_by: Grain = Grain.WEEK
    plural: bool = False

    def __post_init__(self) -> None:
        if self.chart not in CHARTS:
            raise ValueError(f"Measure {self.key} asks for chart {self.chart!r}; there are {sorted(CHARTS)}.")
        if self.judged_by not in self.grains:
            raise ValueError(f"Measure {self.key} is judged by {self.judged_by} but has only {list(self.grains)}.")

    @property
    def marts(self) -> tuple[str, ...]:
        """The marts it reads, each once."""
        return tuple(dict.fromkeys((self.numerator.mart, self.denominator.mart)))

    @property
    def splits(self) -> tuple[str, ...]:
        """Splits beyond place and weekday: those its numerator offers and, where it counts people, its denominator."""
        offered = [MARTS[part.mart].splits for part in (self.numerator, self.denominator) if isinstance(part, Amount)]
        return tuple(split for split in offered[0] if all(split in other for other in offered))


CHARTS = MappingProxyType(
    {
        "i": "single values (XmR)",
        "p": "shares",
        "pp": "shares of large groups (P′)",
        "u": "rates",
        "up": "rates of large exposures (U′)",
        "c": "counts",
        "xbar": "means of groups",
        "run": "run chart around the median",
    }
)
"""Chart kinds a measure may name, with the reader's word."""
