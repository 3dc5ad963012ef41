"""A daily series: what was counted on each day, which days were not reported, and the holidays around them.

A zero may be a count or a day on which nobody reported. Where the same weekday usually has so many that chance would
not bring a zero in ten thousand days, it is taken as not reported: told, left out of what is learnt and of what is
judged, and replaced where a full series is wanted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DAY = dt.timedelta(days=1)
WEEK = 7
USUAL_WEEKS, FEWEST_USUAL = 8, 3
"""Earlier same weekdays that say what is usual, and the fewest that may."""

NO_CHANCE = 1e-4
"""A Poisson zero less likely than this is no count: it is taken as not reported (a usual count of 9.2 or more)."""


class Reason(Enum):
    """Why a day is a gap."""

    MISSING = "missing"
    ZERO = "zero"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Gap:
    """A day that is not learnt from: what was given (none if nothing was), what is usual there, and why."""

    day: dt.date
    value: float | None
    usual: float | None
    reason: Reason


@dataclass(frozen=True, eq=False)
class DailySeries:
    """Figures by day from ``start`` on, none missing in between; NaN where nothing was reported.

    values: shape (days,), in ``unit`` (patients, arrivals, …). holidays: names by day, from the first day to the end of
    what will be forecast; a holiday that is not named there is not known. counts: whole numbers of 0 or more, so that
    ranges are. Raises ValueError where the values are not one row of numbers.
    """

    start: dt.date
    values: Floats
    holidays: Mapping[dt.date, str] = field(default_factory=dict)
    unit: str = "patients"
    counts: bool = True

    def __post_init__(self) -> None:
        if self.values.ndim != 1:
            raise ValueError(f"Values of shape {self.values.shape}: one row is needed, a figure for each day.")

    def __len__(self) -> int:
        return len(self.values)

    @property
    def next_day(self) -> dt.date:
        """The day after the last."""
        return self.start + len(self) * DAY

    def until(self, origin: int) -> DailySeries:
        """The first ``origin`` days of it."""
        return replace(self, values=self.values[:origin])

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Days that are not learnt from, in order."""
        found = []
        for at in np.flatnonzero(~((self.values > 0) & (self.values < np.inf))).tolist():
            day, value, usual = self.start + at * DAY, float(self.values[at]), self._usual(at)
            reason = self._reason(value, usual, holiday=day in self.holidays)
            if reason:
                found.append(Gap(day, None if math.isnan(value) else value, usual, reason))
        return tuple(found)

    def _reason(self, value: float, usual: float | None, *, holiday: bool) -> Reason | None:
        if math.isnan(value):
            return Reason.MISSING
        if math.isinf(value) or (value < 0 and self.counts):
            return Reason.IMPOSSIBLE
        # A clinic may be shut on a holiday: its zero is then a count.
        unlikely = usual is not None and math.exp(-usual) < NO_CHANCE
        return Reason.ZERO if value == 0 and self.counts and unlikely and not holiday else None

    def _usual(self, at: int) -> float | None:
        """Median of earlier same weekdays; of later ones only in the first weeks, where there are too few before."""
        before = self.values[at % WEEK : at : WEEK][-USUAL_WEEKS:]
        after = self.values[at + WEEK :: WEEK][:USUAL_WEEKS]
        for alike in (before, after) if at < FEWEST_USUAL * WEEK else (before,):
            told = alike[np.isfinite(alike)]
            if len(told) >= FEWEST_USUAL:
                return float(np.median(told))
        return None

    @cached_property
    def reported(self) -> Floats:
        """Values with NaN on every gap: shape (days,)."""
        values = self.values.astype(np.float64)
        for gap in self.gaps:
            values[(gap.day - self.start).days] = np.nan
        return values

    @cached_property
    def filled(self) -> Floats:
        """Values with the usual of the weekday on every gap, else the mean of all; 0 where nothing is known."""
        values, known = self.reported.copy(), self.reported[np.isfinite(self.reported)]
        mean = float(known.mean()) if len(known) else 0.0
        for gap in self.gaps:
            values[(gap.day - self.start).days] = mean if gap.usual is None else gap.usual
        return values


def daily(
    by_day: Mapping[dt.date, float],
    *,
    holidays: Mapping[dt.date, str] | None = None,
    unit: str = "patients",
    counts: bool = True,
) -> DailySeries:
    """A series from figures by day, from the first to the last of them. Raises ValueError where there are none."""
    if not by_day:
        raise ValueError("No day has a figure: a series needs at least one.")
    start, last = min(by_day), max(by_day)
    values: Sequence[float] = [by_day.get(start + at * DAY, math.nan) for at in range((last - start).days + 1)]
    return DailySeries(start, np.array(values, dtype=np.float64), holidays or {}, unit, counts)
