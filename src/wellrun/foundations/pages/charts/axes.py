"""What stands along the axes: round figures up the side, months or weeks along the foot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, floor, log10

from django.utils import formats

from wellrun.engines.spc import Kind, Point

ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)
# Charts of counts, rates and waiting start at zero. Values, and shares that lie near the whole, start above it where
# zero is far away, since from zero their own variation could not be seen.
FROM_ZERO = frozenset(
    {Kind.MOVING_RANGE, Kind.DEVIATIONS, Kind.COUNT, Kind.RATE, Kind.RATE_PRIME, Kind.CASES_BETWEEN, Kind.TIME_BETWEEN}
)
FAR_FROM_ZERO = 0.45

Place = date | int | float | str


@dataclass(frozen=True, kw_only=True)
class Rungs:
    """Round figures up the side, and the places after the point they need."""

    figures: tuple[float, ...]
    places: int


@dataclass(frozen=True, kw_only=True)
class Tick:
    """One mark along the foot: the position of a point, and its words ("" for a mark alone)."""

    position: int
    words: str


def rungs(*, low: float, high: float, wanted: int = 5) -> Rungs:
    """About `wanted` round figures from low to high."""
    extent = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(extent / wanted))
    step = min((part * power for part in ROUND_STEPS), key=lambda each: abs(log10(extent / each / wanted)))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    places = next(places for places in range(13) if abs(round(step, places) - step) <= step * 1e-9 or places == 12)
    return Rungs(figures=tuple(round(at * step, 12) for at in range(first, last + 1)), places=places)


def extent(*, points: Sequence[Point], kind: Kind, target: float | None) -> tuple[float, float]:
    """Lowest and highest figure to draw. A few very wide limits do not flatten the rest; they are cut off."""
    values = [point.y for point in points if point.y is not None]
    uppers = sorted(point.upper for point in points if point.upper is not None)
    lowers = sorted(point.lower for point in points if point.lower is not None)
    lines = [point.centre for point in points if point.centre is not None] + ([] if target is None else [target])
    everything = values + lines + uppers[: len(uppers) * 9 // 10 + 1] + lowers[len(lowers) // 10 :]
    if not everything:
        return 0.0, 1.0
    low, high = min(everything), max(everything)
    # Where nothing was ever below zero, a computed limit below it is no figure that could occur: it is not drawn.
    low = max(low, 0.0) if min(values + lines, default=0.0) >= 0 else low
    spare = (high - low or abs(high) or 1.0) * 0.07
    if low >= 0 and (kind in FROM_ZERO or low < FAR_FROM_ZERO * high):
        return 0.0, (high or 1.0) + spare
    return low - spare, high + spare


def dated_ticks(*, places: Sequence[Place]) -> tuple[Tick, ...]:
    """Marks for the points of a chart: days, weeks, months or years by the time they span; else their own names."""
    days = [place for place in places if isinstance(place, date)]
    if len(days) != len(places) or not days:
        return tuple(Tick(position=at, words=str(place)) for at, place in enumerate(places))
    span = (days[-1] - days[0]).days
    style = next(style for most, style in _STYLES.items() if span <= most)
    return _STYLED[style](days)


def thinned(
    ticks: Sequence[Tick], *, across: Callable[[int], float], room: Callable[[str], float], gap: float = 8.0
) -> tuple[Tick, ...]:
    """Every tick, or every second, third…, so that no words touch; the pace is even, since gaps are read as time."""
    for pace in range(1, len(ticks) + 1):
        kept = ticks[::pace]
        edges = [
            (across(tick.position) - room(tick.words) / 2, across(tick.position) + room(tick.words) / 2)
            for tick in kept
        ]
        if all(after[0] - before[1] >= gap for before, after in pairwise(edges)):
            return tuple(kept)
    return tuple(ticks[:1])


def _daily(days: Sequence[date]) -> tuple[Tick, ...]:
    return tuple(Tick(position=at, words=formats.date_format(day, "j M")) for at, day in enumerate(days))


def _weekly(days: Sequence[date]) -> tuple[Tick, ...]:
    firsts = _firsts(days=days, of=lambda day: day.isocalendar()[:2])
    return tuple(Tick(position=at, words=formats.date_format(days[at], "j M")) for at in firsts)


def _monthly(days: Sequence[date]) -> tuple[Tick, ...]:
    firsts = _firsts(days=days, of=lambda day: (day.year, day.month))
    # A first month that began long before the first point would stand too close to the next.
    begun = [at for at in firsts if at or days[0].day <= 7]
    return tuple(Tick(position=at, words=_month(days[at])) for at in begun or firsts)


def _yearly(days: Sequence[date]) -> tuple[Tick, ...]:
    firsts = _firsts(days=days, of=lambda day: (day.year, 0))
    begun = [at for at in firsts if at or days[0].month <= 2]
    return tuple(Tick(position=at, words=formats.date_format(days[at], "Y")) for at in begun or firsts)


def _month(day: date) -> str:
    return formats.date_format(day, "M Y" if day.month == 1 else "M")


def _firsts(*, days: Sequence[date], of: Callable[[date], tuple[int, int]]) -> list[int]:
    return [at for at, day in enumerate(days) if not at or of(day) != of(days[at - 1])]


# Days spanned at most, and what is then marked.
_STYLES: Mapping[float, str] = {10: "daily", 70: "weekly", 1200: "monthly", float("inf"): "yearly"}
_STYLED: Mapping[str, Callable[[Sequence[date]], tuple[Tick, ...]]] = {
    "daily": _daily,
    "weekly": _weekly,
    "monthly": _monthly,
    "yearly": _yearly,
}
