"""The year of some lines put together: booked so far, expected for the rest, the budget, and the range of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.departments.finance.rules.outlook.accuracy import Accuracy, accuracy
from wellrun.departments.finance.rules.outlook.judging import Judged
from wellrun.departments.finance.rules.outlook.panel import Floats, Panel
from wellrun.departments.finance.rules.outlook.ranges import Range, range_of


@dataclass(frozen=True)
class YearEnd:
    """A year in the unit of its lines. ``budget`` is ``None`` where a period that is still ahead has none."""

    booked: float
    rest: Range
    budget: float | None
    accuracy: Accuracy | None

    @property
    def whole(self) -> Range:
        """The year: what is booked is known, so the range is that of the rest."""
        return self.rest.moved(self.booked)

    @property
    def over(self) -> Range | None:
        """What the year is over its budget."""
        return None if self.budget is None else self.whole.moved(-self.budget)


@dataclass(frozen=True)
class PeriodAhead:
    """A period of the year: its place in the panel, what was booked, what is expected, and its budget."""

    at: int
    booked: float | None
    expected: Range | None
    budget: float | None


@dataclass(frozen=True)
class Commitment:
    """What is known to be paid: the line's place, the period ahead from 0, and the amount. ``extra`` comes on top of
    what the line usually has; without it the line comes to no less."""

    line: int
    ahead: int
    amount: float
    extra: bool


@dataclass(frozen=True, eq=False)
class Year:
    """A panel with what is expected of it. ``first``: the place of the first period of the year; ``moved``: what is
    supposed or committed beyond the forecasts, shape (lines, ahead)."""

    panel: Panel
    judged: Judged
    first: int
    moved: Floats

    @property
    def expected(self) -> Floats:
        """Of each line and period ahead."""
        found: Floats = self.judged.point + self.moved
        return found

    def of(self, lines: Sequence[int]) -> YearEnd:
        """The year of some lines, summed."""
        at, panel, ahead = list(lines), self.panel, self.panel.ahead
        rest = float(self.expected[at].sum())
        missed = self.judged.missed[at]
        return YearEnd(
            booked=float(panel.amounts[at, self.first :].sum()),
            rest=range_of(rest, missed, 0, ahead),
            budget=self.budget(at),
            accuracy=accuracy(missed, self.judged.naive[at], self.judged.run[at], ahead),
        )

    def budget(self, lines: Sequence[int]) -> float | None:
        """The budget of the year; ``None`` where there is none, or where a period has none for any line at all."""
        told = np.isfinite(self.panel.plan[:, self.first :]).any(axis=0)
        plan = self.panel.plan[list(lines), self.first :]
        return float(np.nansum(plan)) if told.all() and np.isfinite(plan).any() else None

    def periods(self, lines: Sequence[int]) -> list[PeriodAhead]:
        """The periods of the year, booked and ahead, of some lines summed."""
        at, panel = list(lines), self.panel
        found = []
        for place in range(self.first, len(panel.days)):
            plan = panel.plan[at, place]
            told = np.isfinite(plan)
            budget = float(plan[told].sum()) if told.any() else None
            if place < panel.booked:
                found.append(PeriodAhead(place, float(panel.amounts[at, place].sum()), None, budget))
                continue
            ahead = place - panel.booked
            expected = float(self.expected[at, ahead].sum())
            ends = range_of(expected, self.judged.missed[at], ahead, ahead + 1)
            found.append(PeriodAhead(place, None, ends, budget))
        return found


def committed(point: Floats, known: Iterable[Commitment]) -> Floats:
    """What commitments put on forecasts: shape as they. Several of a line and period are summed, by kind."""
    floors: dict[tuple[int, int], float] = {}
    found = np.zeros_like(point)
    for one in known:
        if one.extra:
            found[one.line, one.ahead] += one.amount
        else:
            floors[one.line, one.ahead] = floors.get((one.line, one.ahead), 0.0) + one.amount
    for (line, ahead), floor in floors.items():
        found[line, ahead] += max(0.0, floor - float(point[line, ahead]))
    return found


def by_key(keys: Sequence[str]) -> Mapping[str, list[int]]:
    """Places of lines by what they are grouped by, in the order of their first."""
    found: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        found.setdefault(key, []).append(at)
    return found
