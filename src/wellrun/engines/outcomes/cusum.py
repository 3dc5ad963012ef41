"""Running sums that find a lasting change of a risk soon, with a limit chosen by how seldom chance alone may pass it.

Case by case, adjusted for risk: Steiner, Cook, Farewell and Treasure, Biostatistics 2000; 1: 441. Counts per exposure,
for rare events: Lucas, Technometrics 1985; 27: 129; where events are rare it is the Bernoulli CUSUM in which every day
at risk is a case. Lives gained and lost: Lovegrove and others, Lancet 1997; 350: 1128 (variable life-adjusted display).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STATES = 120
"""States of the chain; with four times as many, limits come out some hundredths lower, so these err to silence."""
_BINS, _GUESSES = 20, 60
_LOWEST, _FIRST, _HIGHEST = 0.2, 3.5, 25.0
_CLOSE = 0.002
"""How near the logarithm of the run length must come."""


@dataclass(frozen=True, kw_only=True)
class Steps:
    """What one step may add to the sum while nothing has changed: each amount with its probability."""

    amounts: Floats
    chances: Floats


@dataclass(frozen=True, kw_only=True)
class Point:
    """After one step: the sum for a worse risk and for a better one, both 0 or more; ``passed`` is +1 or -1 where the
    sum for worse or for better has reached its limit and begins again, else 0. ``gained``: expected less observed, from
    the start."""

    up: float
    down: float
    passed: int
    gained: float


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Heights at which the sums for worse and for better signal."""

    up: float
    down: float


def adjusted(
    outcomes: Sequence[bool], risks: Sequence[float], *, limits: Limits, odds_ratio: float = 2.0
) -> tuple[Point, ...]:
    """The course over cases in their order: has the odds of the outcome risen, or fallen, by the odds ratio?

    risks: above 0 and below 1. Raises ValueError for other risks, other lengths, or an odds ratio not above 1.
    """
    if len(outcomes) != len(risks):
        raise ValueError("Every case needs an outcome and a risk.")
    _check(odds_ratio)
    if any(not 0 < risk < 1 for risk in risks):
        raise ValueError("Risks must be above 0 and below 1.")
    worse = [_score(outcome, risk, odds_ratio) for outcome, risk in zip(outcomes, risks, strict=True)]
    better = [_score(outcome, risk, 1 / odds_ratio) for outcome, risk in zip(outcomes, risks, strict=True)]
    saved = [risk - outcome for outcome, risk in zip(outcomes, risks, strict=True)]
    return _course(worse, better, saved, limits)


def counted(
    events: Sequence[float], expected: Sequence[float], *, limits: Limits, ratio: float = 2.0
) -> tuple[Point, ...]:
    """The course over periods: has the rate of events risen, or fallen, by the ratio? Both in counts of a period.

    Raises ValueError for counts below 0, other lengths, or a ratio not above 1.
    """
    if len(events) != len(expected) or any(count < 0 for count in (*events, *expected)):
        raise ValueError("Every period needs a count and what was expected, both 0 or more.")
    _check(ratio)
    pairs = list(zip(events, expected, strict=True))
    worse = [_log_rate(count, mean, ratio) for count, mean in pairs]
    better = [_log_rate(count, mean, 1 / ratio) for count, mean in pairs]
    return _course(worse, better, [mean - count for count, mean in pairs], limits)


def case_limits(risks: Sequence[float], *, run_length: float, odds_ratio: float = 2.0) -> Limits:
    """Limits for `adjusted` that chance passes once in `run_length` cases on average, on each side."""
    up, down = (_case_steps(risks, ratio) for ratio in (odds_ratio, 1 / odds_ratio))
    return Limits(up=limit_for(up, run_length=run_length), down=limit_for(down, run_length=run_length))


def count_limits(expected: Sequence[float], *, run_length: float, ratio: float = 2.0) -> Limits:
    """Limits for `counted` that chance passes once in `run_length` periods on average, on each side."""
    up, down = (_count_steps(expected, each) for each in (ratio, 1 / ratio))
    return Limits(up=limit_for(up, run_length=run_length), down=limit_for(down, run_length=run_length))


def limit_for(steps: Steps, *, run_length: float) -> float:
    """The height that steps without change reach for the first time after `run_length` steps on average.

    The logarithm of the length is almost a straight line in the height, so that few guesses are needed. Raises
    ValueError where no height between 0.2 and 25 does.
    """
    wanted = math.log(run_length)
    low, high = _LOWEST, _HIGHEST
    if not mean_run_length(steps, low) <= run_length:
        raise ValueError(f"No limit has a false alarm once in {run_length:g} steps.")
    before, guess = (low, math.log(mean_run_length(steps, low))), _FIRST
    for _ in range(_GUESSES):
        found = math.log(mean_run_length(steps, guess))
        if abs(found - wanted) < _CLOSE:
            return guess
        low, high = (guess, high) if found < wanted else (low, guess)
        slope = (found - before[1]) / (guess - before[0]) if math.isfinite(found) else 0.0
        before = (guess, found) if math.isfinite(found) else before
        guess = guess + (wanted - found) / slope if slope > 0 else (low + high) / 2
        # A guess outside what is known to hold the answer is replaced by the middle of it.
        guess = guess if low < guess < high else (low + high) / 2
    raise ValueError(f"No limit has a false alarm once in {run_length:g} steps.")


def mean_run_length(steps: Steps, limit: float) -> float:
    """Steps until the limit is first reached from 0, on average: a Markov chain (Brook and Evans, Biometrika 1972; 59:
    539). A sum between two states is shared among them so that its mean is kept: most steps are far smaller than the
    distance of two states."""
    width = limit / STATES
    at = np.arange(STATES)[:, None] * width
    place = np.maximum(0.0, at + steps.amounts[None, :]) / width
    lower = np.floor(place).astype(np.int64)
    beyond = place - lower
    moves = np.zeros((STATES, STATES + 1))
    rows = np.broadcast_to(np.arange(STATES)[:, None], place.shape)
    weight = np.broadcast_to(steps.chances[None, :], place.shape)
    np.add.at(moves, (rows, np.minimum(lower, STATES)), weight * (1 - beyond))
    np.add.at(moves, (rows, np.minimum(lower + 1, STATES)), weight * beyond)
    stays = np.eye(STATES) - moves[:, :STATES]
    found = _first_of_solution(stays)
    # Beyond what doubles can tell from never, the solution turns negative.
    return found if found > 0 else math.inf


def _first_of_solution(stays: Floats) -> float:
    """The first unknown of stays · lengths = 1, by elimination from the last row up. No row need be exchanged: each is
    diagonally dominant. NumPy's solver lets threads wait for one another, which on busy cores took a hundred times as
    long."""
    rows, right = stays.copy(), np.ones(len(stays))
    for at in range(len(rows) - 1, 0, -1):
        factor = rows[:at, at] / rows[at, at]
        rows[:at, :at] -= factor[:, None] * rows[at, :at]
        right[:at] -= factor * right[at]
    return float(right[0] / rows[0, 0])


def _check(ratio: float) -> None:
    if not ratio > 1:
        raise ValueError(f"The ratio {ratio:g} is not above 1: give the rise to be found, such as 2.")


def _course(
    worse: Sequence[float], better: Sequence[float], saved: Sequence[float], limits: Limits
) -> tuple[Point, ...]:
    points, up, down, gained = [], 0.0, 0.0, 0.0
    for bad, good, step in zip(worse, better, saved, strict=True):
        up, down, gained = max(0.0, up + bad), max(0.0, down + good), gained + step
        passed = 1 if up >= limits.up else -1 if down >= limits.down else 0
        points.append(Point(up=up, down=down, passed=passed, gained=gained))
        # Whichever signals, both begin again: what follows is judged by itself.
        up, down = (0.0, 0.0) if passed else (up, down)
    return tuple(points)


def _score(outcome: bool, risk: float, ratio: float) -> float:
    """Log likelihood ratio of one case for odds changed by the ratio (Steiner 2000, equation 2.3)."""
    return (math.log(ratio) if outcome else 0.0) - math.log(1 - risk + ratio * risk)


def _log_rate(events: float, expected: float, ratio: float) -> float:
    return events * math.log(ratio) - (ratio - 1) * expected


def _binned(values: Sequence[float]) -> list[tuple[float, float]]:
    """Values as the means of up to twenty groups alike in size, with each group's share."""
    if not len(values):
        raise ValueError("Limits need cases to be found from.")
    parts = np.array_split(np.sort(np.asarray(values, dtype=np.float64)), min(_BINS, len(values)))
    return [(float(part.mean()), len(part) / len(values)) for part in parts]


def _case_steps(risks: Sequence[float], ratio: float) -> Steps:
    rows = [
        (_score(outcome, risk, ratio), share * (risk if outcome else 1 - risk))
        for risk, share in _binned(risks)
        for outcome in (True, False)
    ]
    return Steps(amounts=np.array([row[0] for row in rows]), chances=np.array([row[1] for row in rows]))


def _count_steps(expected: Sequence[float], ratio: float) -> Steps:
    amounts, chances = [], []
    for mean, share in _binned(expected):
        chance, left = math.exp(-mean), 1.0
        # Ten deviations above the mean nothing is left that doubles can tell.
        most = int(mean + 10 * math.sqrt(mean) + 8)
        for count in range(most):
            amounts.append(_log_rate(count, mean, ratio))
            chances.append(share * chance)
            left -= chance
            chance *= mean / (count + 1)
        amounts.append(_log_rate(most, mean, ratio))
        chances.append(share * max(0.0, left))
    return Steps(amounts=np.array(amounts), chances=np.array(chances))
