"""Durations and arrivals learnt from a facility's own times.

A stay that is not over when the data end is known to be longer than what was seen of it. Leaving such stays out makes
every mean too short; here they count as censored (Kaplan and Meier 1958).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.flow.problem import HOURS_A_WEEK, Duration, Unplanned, observed

Floats = NDArray[np.float64]

FEWEST = 20
"""Stays that have ended, below which no family is chosen."""


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier: at each time at which a stay ended, the share of stays that last longer."""

    times: Floats
    share: Floats

    def at(self, time: float) -> float:
        """Share of stays longer than this."""
        at = int(np.searchsorted(self.times, time, side="right"))
        return float(self.share[at - 1]) if at else 1.0

    def quantile(self, chance: float) -> float:
        """The shortest time by which this share has ended; nan where the data do not reach it."""
        at = np.flatnonzero(self.share <= 1 - chance + 1e-12)
        return float(self.times[at[0]]) if at.size else math.nan


def survival(stays: Sequence[float], ended: Sequence[bool]) -> Survival:
    """The product-limit estimate of stays in hours, those still there censored after those that end at the same
    time."""
    hours, over = _checked(stays, ended)
    times = np.unique(hours[over])
    at_risk = hours.size - np.searchsorted(np.sort(hours), times, side="left")
    ends = np.searchsorted(np.sort(hours[over]), times, side="right") - np.searchsorted(
        np.sort(hours[over]), times, side="left"
    )
    return Survival(times, np.cumprod(1 - ends / at_risk, dtype=np.float64))


def _checked(stays: Sequence[float], ended: Sequence[bool]) -> tuple[Floats, NDArray[np.bool_]]:
    hours, over = np.asarray(stays, dtype=np.float64), np.asarray(ended, dtype=np.bool_)
    if hours.shape != over.shape or not np.isfinite(hours).all() or (hours < 0).any():
        raise ValueError("Stays must be hours of 0 or more, each with whether it has ended.")
    if not over.any():
        raise ValueError("No stay has ended: nothing is known of how long they last.")
    return hours, over


@dataclass(frozen=True)
class Fit:
    """A duration, how likely it makes the data, and how far it is from them.

    distance: the greatest difference between the share of stays longer than a time by the fit and by Kaplan-Meier
    (Kolmogorov). aic: Akaike 1974, less is better.
    """

    duration: Duration
    aic: float
    distance: float


def fit_stay(stays: Sequence[float], ended: Sequence[bool], *, far: float = 0.05) -> tuple[Fit, ...]:
    """Fits of all families to stays in hours, the one to be used first.

    Of exponential, gamma, lognormal and Weibull the one with the least AIC by maximum likelihood with censoring; but
    where even that is further than ``far`` from the data, and these reach at least to the 95th of 100 stays, the data
    themselves (21 quantiles, the rest beyond drawn straight to the longest). Raises ValueError for fewer than `FEWEST`
    ended stays.
    """
    hours, over = _checked(stays, ended)
    if over.sum() < FEWEST:
        raise ValueError(f"{int(over.sum())} stays have ended; {FEWEST} are needed.")
    # A stay of no time has no logarithm: half of the shortest that has one, or a minute.
    shortest = hours[hours > 0].min(initial=2 / 60)
    hours = np.where(hours > 0, hours, shortest / 2)
    seen = survival(hours.tolist(), over.tolist())
    fits = sorted((_best(family, hours, over, seen) for family in _FAMILIES), key=lambda one: one.aic)
    if fits[0].distance > far and not math.isnan(seen.quantile(0.95)):
        fits.insert(0, _as_seen(hours, over, seen))
    return tuple(fits)


def _as_seen(hours: Floats, over: NDArray[np.bool_], seen: Survival) -> Fit:
    steps = [seen.quantile(max(at / 20, 1e-9)) for at in range(20)]
    duration = observed((*steps, float(max(hours[over].max(), steps[-1]))))
    gaps = [abs(1 - at / 20 - seen.at(step)) for at, step in enumerate(steps) if at]
    return Fit(duration, math.nan, max(gaps))


def _best(family: str, hours: Floats, over: NDArray[np.bool_], seen: Survival) -> Fit:
    make, count = _FAMILIES[family]
    start = [math.log(hours.sum() / over.sum()), 0.0][:count]
    best, value = _descended(lambda at: -_likelihood(make(at), hours, over), start)
    duration = make(best)
    fitted = np.exp(_log_survival(duration, seen.times))
    before = np.concatenate([[1.0], seen.share[:-1]])
    distance = float(np.maximum(abs(fitted - seen.share), abs(fitted - before)).max())
    return Fit(duration, 2 * count + 2 * value, distance)


_FAMILIES: dict[str, tuple[Callable[[Sequence[float]], Duration], int]] = {
    "exponential": (lambda at: Duration("exponential", math.exp(at[0])), 1),
    "lognormal": (lambda at: Duration("lognormal", math.exp(at[0]), math.exp(at[1])), 2),
    "gamma": (lambda at: Duration("gamma", math.exp(at[0]), math.exp(at[1])), 2),
    "weibull": (lambda at: Duration("weibull", math.exp(at[0]), math.exp(at[1])), 2),
}


def _likelihood(one: Duration, hours: Floats, over: NDArray[np.bool_]) -> float:
    """Logarithm: density of those that have ended, survival of the others."""
    return float(_log_density(one, hours[over]).sum() + _log_survival(one, hours[~over]).sum())


def _log_density(one: Duration, hours: Floats) -> Floats:
    mean, shape = one.mean, one.shape
    if one.family == "lognormal":
        z = (np.log(hours) - math.log(mean) + shape * shape / 2) / shape
        found = -z * z / 2 - np.log(hours * shape * math.sqrt(2 * math.pi))
    elif one.family == "gamma":
        x = hours * shape / mean
        found = shape * np.log(x) - x - math.lgamma(shape) - np.log(hours)
    else:
        shape = shape if one.family == "weibull" else 1.0
        x = hours / (mean / math.gamma(1 + 1 / shape))
        found = math.log(shape) + shape * np.log(x) - np.log(hours) - x**shape
    return np.asarray(found)


def _log_survival(one: Duration, hours: Floats) -> Floats:
    mean, shape = one.mean, one.shape
    if one.family == "lognormal":
        z = (np.log(hours) - math.log(mean) + shape * shape / 2) / shape
        found = [math.log(max(math.erfc(each / math.sqrt(2)) / 2, 1e-300)) for each in z]
        return np.array(found)
    if one.family == "gamma":
        return np.log(np.maximum(upper_gamma(shape, hours * shape / mean), 1e-300))
    shape = shape if one.family == "weibull" else 1.0
    return np.asarray(-((hours / (mean / math.gamma(1 + 1 / shape))) ** shape))


def upper_gamma(shape: float, x: Floats) -> Floats:
    """The share of a gamma distribution of scale 1 above x (Q(a, x); DLMF 8.7.1 below a + 1, 8.9.2 by Lentz above)."""
    x = np.maximum(x, 1e-300)
    front = np.exp(np.minimum(shape * np.log(x) - x - math.lgamma(shape), 700.0))
    low = x < shape + 1
    above = front * _fraction(shape, np.where(low, shape + 2, x))
    return np.where(low, 1 - front * _series(shape, np.where(low, x, 1.0)), above)


def _series(shape: float, x: Floats) -> Floats:
    term = np.full_like(x, 1 / shape)
    total = term.copy()
    for k in range(1, 2000):
        term = term * x / (shape + k)
        total += term
        if (term < 1e-14 * total).all():
            break
    return total


def _fraction(shape: float, x: Floats) -> Floats:
    b = x + 1 - shape
    c, d = np.full_like(x, 1e300), 1 / b
    value = d.copy()
    for k in range(1, 2000):
        step = -k * (k - shape)
        b = b + 2
        d = 1 / (step * d + b)
        c = b + step / c
        value *= c * d
        if (abs(c * d - 1) < 1e-14).all():
            break
    return value


def _descended(cost: Callable[[Sequence[float]], float], start: Sequence[float]) -> tuple[list[float], float]:
    """The least of a smooth cost of one or two numbers, near a start, by Nelder and Mead's simplex (1965)."""
    size = len(start)
    corners = [list(start)] + [[one + 0.5 * (at == k) for at, one in enumerate(start)] for k in range(size)]
    found = sorted((cost(at), at) for at in corners)
    for _round in range(400):
        worst = found[-1]
        middle = [sum(at[k] for _value, at in found[:-1]) / size for k in range(size)]
        new = _moved(cost, middle, worst[1], 1.0)
        if new < found[0]:
            new = min(new, _moved(cost, middle, worst[1], 2.0))
        elif new >= found[-2]:
            new = _moved(cost, middle, worst[1], 0.5 if new < worst else -0.5)
        if new < worst:
            found[-1] = new
        else:
            best = found[0][1]
            found[1:] = [_moved(cost, best, at, -0.5) for _value, at in found[1:]]
        found.sort()
        if found[-1][0] - found[0][0] < 1e-10 * (1 + abs(found[0][0])):
            break
    return found[0][1], found[0][0]


def _moved(
    cost: Callable[[Sequence[float]], float], middle: Sequence[float], corner: Sequence[float], step: float
) -> tuple[float, list[float]]:
    """A corner mirrored at a point by some steps (below 0: drawn toward it), with its cost."""
    at = [m + step * (m - c) for m, c in zip(middle, corner, strict=True)]
    return cost(at), at


def fit_arrivals(times: Sequence[float], weeks: float) -> Unplanned:
    """Arrivals an hour by hour of the week, from times in hours after the start of a week, over so many weeks.

    An hour of the week has few arrivals, so that its own mean is drawn toward what the day's total and the hours of
    all days would give: (n + k·m) / (weeks + k), where k comes of how much more the counts differ from m than Poisson
    would (empirical Bayes with gamma rates: Robbins 1956; moments after Marshall 1991). Nothing is drawn where nothing
    differs less than chance would have it. Raises ValueError for times outside the weeks.
    """
    at = np.asarray(times, dtype=np.float64)
    if weeks <= 0 or (at < 0).any() or (at >= weeks * HOURS_A_WEEK).any():
        raise ValueError("Arrivals must lie within the weeks, counted in hours from the start of the first.")
    counts = np.bincount((at % HOURS_A_WEEK).astype(int), minlength=HOURS_A_WEEK).reshape(7, 24).astype(np.float64)
    total = counts.sum()
    if not total:
        return Unplanned((0.0,))
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / total
    # Variance of rate over mean, beyond what Poisson counts have; 6 x 23 differences are free of 7 x 24.
    spread = ((counts - expected) ** 2).sum() * (7 * 24) / (6 * 23) - expected.sum()
    between = max(float(spread / (expected**2).sum()), 0.0)
    # Gamma rates with mean m and variance between·m² draw by 1/(between·m·weeks) of their exposure.
    weight = 1.0 / (1.0 + between * expected) if between else np.ones_like(expected)
    rates = (weight * expected + (1 - weight) * counts) / weeks
    return Unplanned(tuple(float(rate) for rate in rates.ravel()))
