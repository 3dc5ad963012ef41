"""Funnel: units compared with what their own size makes likely, so that small units are not blamed for chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellrun.engines.spc.charts import Chart, chart
from wellrun.engines.spc.series import Kind, Series, SeriesError, Settings

STEPS, BEYOND = 60, 1.1

# A funnel has no order in time, so a prime funnel widens by the SD of the z values, not by their moving range.
_PLAIN: Mapping[Kind, Kind] = {Kind.PROPORTION_PRIME: Kind.PROPORTION, Kind.RATE_PRIME: Kind.RATE}


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit's figures over the period: numerator y and denominator n."""

    name: str
    y: float
    n: float


@dataclass(frozen=True, kw_only=True)
class FunnelUnit:
    """A unit with its value and limits in display units; outside is +1 above, -1 below, 0 within the 3-sigma limits."""

    name: str
    n: float
    value: float | None
    lower: float | None
    lower_warning: float | None
    upper_warning: float | None
    upper: float | None
    outside: int


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The limits for a unit of size n."""

    n: float
    lower: float
    lower_warning: float
    upper_warning: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Units by size, the pooled centre, the curves of the limits over the sizes, and sigma_z of a prime funnel."""

    kind: Kind
    centre: float | None
    units: tuple[FunnelUnit, ...]
    edges: tuple[Edge, ...]
    inflation: float | None


def funnel(units: Sequence[Unit], *, kind: Kind | str = Kind.RATE, multiply: float = 1.0) -> Funnel:
    """Compare units by a p, u, p-prime or u-prime rule. Raises SeriesError for figures that cannot be compared."""
    kind = Kind(kind)
    if kind not in {Kind.PROPORTION, Kind.RATE, *_PLAIN}:
        raise SeriesError([f"A funnel cannot be made by {kind} rules. Choose p, u, pp or up."])
    names = [unit.name for unit in units]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SeriesError([f"Units named twice: {', '.join(twice)}. Add up their figures first."])
    ordered = sorted(units, key=lambda unit: unit.n)
    series = Series(
        x=tuple(unit.name for unit in ordered), y=tuple(unit.y for unit in ordered), n=tuple(unit.n for unit in ordered)
    )
    drawn = chart(kind, series, Settings(multiply=multiply))
    inflation = drawn.phases[0].inflation
    return Funnel(
        kind=kind,
        centre=drawn.points[0].centre,
        units=tuple(_unit(drawn=drawn, at=at, size=unit.n) for at, unit in enumerate(ordered)),
        edges=_edges(drawn=drawn, sizes=[unit.n for unit in ordered if unit.n > 0], widen=inflation),
        inflation=inflation,
    )


def _unit(*, drawn: Chart, at: int, size: float) -> FunnelUnit:
    point = drawn.points[at]
    return FunnelUnit(
        name=str(point.x),
        n=size,
        value=point.y,
        lower=point.lower,
        lower_warning=point.lower_warning,
        upper_warning=point.upper_warning,
        upper=point.upper,
        outside=point.beyond,
    )


def _edges(*, drawn: Chart, sizes: Sequence[float], widen: float | None) -> tuple[Edge, ...]:
    """The limits as curves, from somewhat below the smallest unit to above the greatest: even steps and every unit."""
    kind, multiply, centre = drawn.kind, drawn.settings.multiply, drawn.points[0].centre
    prime = kind in _PLAIN
    if not sizes or centre is None or (prime and widen is None):
        return ()
    # Limits of a size n unit widened by z are those of a size n / z² unit, so plain limits serve both.
    narrow = (widen or 0.0) ** 2 if prime else 1.0
    if not narrow:
        return ()
    low, high = min(sizes) / BEYOND, max(sizes) * BEYOND
    grid = sorted({*sizes, *(low + (high - low) * step / STEPS for step in range(STEPS + 1))})
    series = Series(x=tuple(range(len(grid))), y=(0.0,) * len(grid), n=tuple(size / narrow for size in grid))
    plain = chart(_PLAIN.get(kind, kind), series, Settings(centre=centre / multiply, multiply=multiply))
    return tuple(
        Edge(
            n=size,
            lower=point.lower or 0.0,
            lower_warning=point.lower_warning or 0.0,
            upper_warning=point.upper_warning or 0.0,
            upper=point.upper or 0.0,
        )
        for size, point in zip(grid, plain.points, strict=True)
    )
