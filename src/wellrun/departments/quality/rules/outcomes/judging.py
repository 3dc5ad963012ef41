"""Observed against expected after the reference period, and whether it has changed: two questions, two answers.

The ratio and the funnel set a unit against what the facility's model expects of its patients. The running sum sets it
against itself: its own level in the reference period, drawn towards the model's where it rests on few events, is what
it is watched by. Else a unit whose patients differ in what the model does not know would signal for ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from wellrun.departments.quality.rules.outcomes.reference import Reference
from wellrun.engines.effect.expected import Limits as IntervalKind
from wellrun.engines.effect.expected import poisson_limits
from wellrun.engines.outcomes.cusum import Limits, adjusted, case_limits

ODDS_RATIO = 2.0
"""The change the running sum is made to find: odds doubled, or halved (Steiner and others 2000)."""
FALSE_ALARM_YEARS = 25
"""How long, on average, until chance alone signals, on each side, at the unit's own number of stays. A facility with
twelve units watches two dozen sums: chance then makes about one signal a year."""
STEADY = 5.0
"""Events by which a unit's own level is drawn towards the model's."""
FEWEST_STAYS = 100
"""Stays of the reference period without which a unit is not watched: its limits would rest on too few."""


@dataclass(frozen=True)
class Case:
    """One stay: the unit it began in, the day it ended, whether the outcome came, and the risk the model gave."""

    unit: str
    day: dt.date
    happened: bool
    risk: float


@dataclass(frozen=True)
class Ratio:
    """Observed over expected times 100 with its 95 % mid-P interval (Cohen and Yang, Statistics in Medicine 1994; 13:
    2189), as CDC NHSN gives with its ratios; empty where nothing is expected."""

    observed: int
    expected: float

    @property
    def value(self) -> float | None:
        return 100 * self.observed / self.expected if self.expected else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.expected:
            return None
        lower, upper = poisson_limits(self.observed, limits=IntervalKind.MID_P)
        return 100 * lower / self.expected, 100 * upper / self.expected


@dataclass(frozen=True)
class Watched:
    """The end of one day of the running sum, or the moment of its signal on that day (+1 worse, -1 better)."""

    day: dt.date
    up: float
    down: float
    signal: int
    gained: float


@dataclass(frozen=True)
class Course:
    """The running sum since the reference period, with its limits and the number of stays to a false alarm."""

    days: tuple[Watched, ...]
    limits: Limits
    stays_to_false_alarm: int
    own_level: float

    @property
    def last_worse(self) -> Watched | None:
        return next((day for day in reversed(self.days) if day.signal > 0), None)


@dataclass(frozen=True)
class Judged:
    """One unit, or several together: the ratio before and since, how many stays, and the course where it is watched."""

    before: Ratio
    since: Ratio
    stays: int
    course: Course | None


def judge(cases: Sequence[Case], reference: Reference) -> Judged:
    """Judges stays, in the order in which they ended, by what was expected."""
    old = [case for case in cases if reference.since <= case.day <= reference.until]
    new = [case for case in cases if case.day > reference.until]
    return Judged(ratio_of(old), ratio_of(new), len(new), _course(old, new, reference))


def ratio_of(cases: Sequence[Case]) -> Ratio:
    """Observed and expected of stays."""
    return Ratio(sum(case.happened for case in cases), sum(case.risk for case in cases))


def _course(old: Sequence[Case], new: Sequence[Case], reference: Reference) -> Course | None:
    if len(old) < FEWEST_STAYS or not new:
        return None
    before = ratio_of(old)
    level = (before.observed + STEADY) / (before.expected + STEADY)
    length = len(old) / reference.days * 365.25 * FALSE_ALARM_YEARS
    limits = case_limits([moved(case.risk, level) for case in old], run_length=length, odds_ratio=ODDS_RATIO)
    points = adjusted(
        [case.happened for case in new],
        [moved(case.risk, level) for case in new],
        limits=limits,
        odds_ratio=ODDS_RATIO,
    )
    days: dict[dt.date, Watched] = {}
    gained = 0.0
    for case, point in zip(new, points, strict=True):
        gained += case.risk - case.happened
        said = days.get(case.day)
        # A day on which the limit was reached shows the moment it was, not what came after.
        if said is not None and said.signal:
            days[case.day] = Watched(case.day, said.up, said.down, said.signal, gained)
        else:
            days[case.day] = Watched(case.day, point.up, point.down, point.passed, gained)
    return Course(tuple(days.values()), limits, round(length), level)


def moved(risk: float, level: float) -> float:
    """A risk with its odds multiplied."""
    odds = level * risk / (1 - risk)
    return odds / (1 + odds)
