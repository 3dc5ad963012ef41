"""Funnel of observed against expected counts, with exact Poisson limits (Spiegelhalter, Statistics in Medicine 2005;
24: 1185, appendix A.1: interpolated between counts) for 95 % and 99.8 %."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

from wellrun.engines.spc.funnel import BEYOND, STEPS, Edge, Funnel, FunnelUnit, Unit
from wellrun.engines.spc.series import Kind, SeriesError

WARNING, LIMIT = 0.025, 0.001
"""Chance beyond each of the inner (95 %) and outer (99.8 %) limits."""
_WINSORISED = 0.1


def exact_funnel(units: Sequence[Unit], *, multiply: float = 100.0) -> Funnel:
    """Units with y observed and n expected, against one: observed as expected. Values are y / n times multiply.

    outside: +1 or -1 beyond the 99.8 % limits. inflation: how much more than chance the units differ, 1 for not at all
    (`dispersion`); the limits are not widened by it. Units without anything expected are left out. Raises SeriesError
    for a count or an expectation below 0.
    """
    wrong = [unit.name for unit in units if unit.y < 0 or unit.n < 0]
    if wrong:
        raise SeriesError([f"{name}: observed and expected must be zero or more." for name in wrong])
    held = sorted((unit for unit in units if unit.n > 0), key=lambda unit: unit.n)
    sizes = [unit.n for unit in held]
    return Funnel(
        kind=Kind.RATE,
        centre=multiply if held else None,
        units=tuple(_unit(unit, multiply) for unit in held),
        edges=_edges(sizes, multiply),
        inflation=dispersion(held),
    )


def poisson_limit(expected: float, chance: float) -> float:
    """The count below which a Poisson count of that mean falls with the chance, interpolated between whole counts."""
    # Twelve deviations below the mean nothing is left, and far above it the first term of all is no longer a number.
    count = max(0, int(expected - 12 * sqrt(expected)))
    term = exp(count * log(expected) - expected - lgamma(count + 1))
    below, at_most = 0.0, term
    while at_most < chance:
        count += 1
        term *= expected / count
        below, at_most = at_most, at_most + term
    return max(0.0, count - (at_most - chance) / (at_most - below))


def dispersion(units: Sequence[Unit]) -> float | None:
    """Mean square of the units' standardised distances from one, the outermost tenth on each side drawn in
    (Spiegelhalter 2005, 3.3); None for fewer than three units."""
    scores = sorted((unit.y - unit.n) / sqrt(unit.n) for unit in units if unit.n > 0)
    if len(scores) < 3:
        return None
    drawn = int(len(scores) * _WINSORISED)
    low, high = scores[drawn], scores[-1 - drawn]
    return sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)


def _limits(expected: float, multiply: float) -> tuple[float, float, float, float]:
    lower, warning_low, warning_high, upper = (
        multiply * poisson_limit(expected, chance) / expected for chance in (LIMIT, WARNING, 1 - WARNING, 1 - LIMIT)
    )
    return lower, warning_low, warning_high, upper


def _unit(unit: Unit, multiply: float) -> FunnelUnit:
    lower, warning_low, warning_high, upper = _limits(unit.n, multiply)
    value = multiply * unit.y / unit.n
    return FunnelUnit(
        name=unit.name,
        n=unit.n,
        value=value,
        lower=lower,
        lower_warning=warning_low,
        upper_warning=warning_high,
        upper=upper,
        outside=1 if value > upper else -1 if value < lower else 0,
    )


def _edges(sizes: Sequence[float], multiply: float) -> tuple[Edge, ...]:
    if not sizes:
        return ()
    low, high = min(sizes) / BEYOND, max(sizes) * BEYOND
    grid = sorted({*sizes, *(low + (high - low) * step / STEPS for step in range(STEPS + 1))})
    edges = []
    for size in grid:
        lower, warning_low, warning_high, upper = _limits(size, multiply)
        edges.append(Edge(n=size, lower=lower, lower_warning=warning_low, upper_warning=warning_high, upper=upper))
    return tuple(edges)
