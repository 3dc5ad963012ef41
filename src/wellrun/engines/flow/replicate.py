"""Several runs of a network: intervals, a stated precision, differences between two networks, sensitivity.

Replications are independent: other seeds, each warmed up anew. Intervals are Student's t on their means (Law,
Simulation Modeling and Analysis, 5th ed. 2015, chapter 9). Two networks are compared pair by pair, with the same
patients and luck.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from wellrun.engines.flow.model import NeverSettles, unchecked
from wellrun.engines.flow.problem import HOURS_A_WEEK, Network
from wellrun.engines.flow.solution import Figure, Outcome, figures
from wellrun.engines.flow.soundness import Unsound, faults_of

YEAR = 52 * HOURS_A_WEEK
"""Whole weeks, so that each weekday counts as often."""


class Estimate(NamedTuple):
    """A mean over replications, half the width of its interval (nan of one run), and how many runs had the figure."""

    mean: float
    half_width: float
    runs: int

    @property
    def low(self) -> float:
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        return self.mean + self.half_width


@dataclass(frozen=True, kw_only=True)
class Design:
    """How to run. ``precision``: half-widths, in the unit of each figure, at which it is precise enough.

    Runs go on in steps of ``at_least`` until all are met or ``at_most`` is reached. An interval that decides when to
    stop covers a little less than it says; with ten runs or more the loss is below a point (Law 2015, 9.4.1).
    """

    hours: float = YEAR
    warm_up: float = 8 * HOURS_A_WEEK
    seed: int = 1
    at_least: int = 30
    at_most: int = 30
    level: float = 0.95
    precision: Mapping[Figure, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """All runs of a network. ``samples``: each figure by run, nan where a run has none; ``pooled``: all counted
    together."""

    samples: Mapping[Figure, tuple[float, ...]]
    pooled: Outcome
    level: float
    precise: bool
    """whether the wished precision was reached"""

    def __getitem__(self, figure: Figure) -> Estimate:
        return interval(self.samples[figure], self.level)


def replicate(network: Network, design: Design, *, told: Callable[[int, int], None] | None = None) -> Answer:
    """Runs a network until it is precise enough. ``told`` is called with runs done and at most to do.

    Raises Unsound where the network has faults, and NeverSettles.
    """
    if faults := faults_of(network):
        raise Unsound(faults)
    found: dict[Figure, list[float]] = {}
    pooled: Outcome | None = None
    done, precise = 0, False
    while done < design.at_most and not precise:
        step = range(done, min(done + design.at_least, design.at_most))
        for outcome in unchecked(network, design.seed, step, hours=design.hours, warm_up=design.warm_up):
            for figure, value in figures(outcome).items():
                found.setdefault(figure, []).append(value)
            pooled = outcome if pooled is None else _added(pooled, outcome)
            done += 1
            if told:
                told(done, design.at_most)
        precise = all(
            interval(found[figure], design.level).half_width <= wished for figure, wished in design.precision.items()
        )
    if pooled is None:
        raise ValueError("A design needs at least one run.")
    return Answer({figure: tuple(values) for figure, values in found.items()}, pooled, design.level, precise)


def _added(one: Outcome, other: Outcome) -> Outcome:
    """What two outcomes counted, together; records of single runs are left out."""
    tables = {name: one.tables[name] + other.tables[name] for name in ("waits", "travelled", "census", "queued")}
    return replace(one, tables=tables, hours=one.hours + other.hours, events=one.events + other.events)


def interval(values: Sequence[float], level: float = 0.95) -> Estimate:
    """Mean and half-width by Student's t; what is nan counts as no run."""
    known = [one for one in values if not math.isnan(one)]
    if len(known) < 2:
        return Estimate(known[0] if known else math.nan, math.nan, len(known))
    spread = statistics.stdev(known) / math.sqrt(len(known))
    return Estimate(statistics.fmean(known), t_quantile(0.5 + level / 2, len(known) - 1) * spread, len(known))


def t_quantile(chance: float, degrees: int) -> float:
    """Quantile of Student's t, by bisection on its distribution (finite series: Abramowitz and Stegun 26.7.3,
    26.7.4)."""
    low, high = 0.0, 1e4
    for _halving in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < 2 * chance - 1 else (low, middle)
    return (low + high) / 2


def _within(t: float, degrees: int) -> float:
    """Chance of lying between -t and t."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine, sine = math.cos(angle), math.sin(angle)
    if degrees % 2:
        term, total = cosine, cosine if degrees > 1 else 0.0
        for k in range(3, degrees - 1, 2):
            term *= (k - 1) / k * cosine * cosine
            total += term
        return 2 / math.pi * (angle + sine * total)
    term, total = 1.0, 1.0
    for k in range(2, degrees - 1, 2):
        term *= (k - 1) / k * cosine * cosine
        total += term
    return sine * total


@dataclass(frozen=True)
class Comparison:
    """Two networks on the same chance: what each came to, and the other less the base, run by run."""

    base: Answer
    other: Answer

    def difference(self, figure: Figure) -> Estimate:
        """The mean difference with its interval (paired t)."""
        pairs = zip(self.base.samples[figure], self.other.samples[figure], strict=False)
        return interval([two - one for one, two in pairs], self.base.level)


def compare(
    base: Network, other: Network, design: Design, *, told: Callable[[int, int], None] | None = None
) -> Comparison:
    """Runs both with common random numbers. Raises as `replicate`."""

    def first(done: int, total: int) -> None:
        if told:
            told(done, 2 * total)

    def second(done: int, total: int) -> None:
        if told:
            told(total + done, 2 * total)

    return Comparison(replicate(base, design, told=first), replicate(other, design, told=second))


class Effect(NamedTuple):
    """One change and what it alone does to a figure."""

    change: str
    difference: Estimate


def sensitivity(
    base: Network, changes: Mapping[str, Network], figure: Figure, design: Design, *, answer: Answer | None = None
) -> tuple[Effect, ...]:
    """Each change by itself against the base, with common random numbers; the largest effect first.

    ``answer``: of the base under the same design, where it has been run.
    """
    known = answer or replicate(base, design)
    found = [
        Effect(name, Comparison(known, replicate(network, design)).difference(figure))
        for name, network in changes.items()
    ]
    return tuple(sorted(found, key=lambda one: -abs(one.difference.mean)))


def warm_up_of(network: Network, *, seed: int = 0, runs: int = 10, weeks: int = 104) -> float:
    """Hours after which an empty start no longer shows: MSER (White 1997) on weekly means of who is there or waits.

    Weeks and not batches of five, so that the week's pattern is no trend. Means of several runs are taken first. Where
    the answer lies in the second half of the weeks looked at, twice as many are looked at; raises NeverSettles when
    that does not end, and Unsound where the network has faults.
    """
    if faults := faults_of(network):
        raise Unsound(faults)
    while weeks <= 2000:
        outcomes = unchecked(network, seed, range(runs), hours=weeks * HOURS_A_WEEK)
        daily = np.mean([one.tables["daily"][: weeks * 7].sum(axis=1) for one in outcomes], axis=0)
        cut = truncation(daily.reshape(weeks, 7).mean(axis=1).tolist())
        if cut <= weeks // 2:
            return float(cut * HOURS_A_WEEK)
        weeks *= 2
    raise NeverSettles("The number of patients still grows after many years.")


def truncation(series: Sequence[float]) -> int:
    """How many values to leave out so that the standard error of the mean of the rest is least (MSER)."""
    values = np.asarray(series, dtype=np.float64)
    # Near the end too few are left to judge by.
    left = range(max(len(values) - 5, 1))
    return int(np.argmin([values[cut:].var() / (len(values) - cut) for cut in left]))
