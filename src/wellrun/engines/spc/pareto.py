"""Pareto: which few causes make most of the count (Juran)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from wellrun.engines.spc.series import SeriesError


@dataclass(frozen=True, kw_only=True)
class ParetoBar:
    """One category: its count, its share of the whole, and the share of it and all greater ones (0 to 1)."""

    name: str
    count: float
    share: float
    cumulative: float


def pareto(counts: Mapping[str, float] | Iterable[str]) -> tuple[ParetoBar, ...]:
    """Categories by falling count; equals keep the order in which they came. A plain list of names is counted.

    Raises SeriesError naming every count below zero.
    """
    tally = dict(counts) if isinstance(counts, Mapping) else _counted(counts)
    faults = [f"{name} has count {count:g}, below zero. Correct it." for name, count in tally.items() if not count >= 0]
    if faults:
        raise SeriesError(faults)
    whole, reached, bars = fsum(tally.values()), 0.0, []
    for name, count in sorted(tally.items(), key=lambda pair: -pair[1]):
        reached += count
        share, cumulative = (count / whole, reached / whole) if whole else (0.0, 0.0)
        bars.append(ParetoBar(name=name, count=count, share=share, cumulative=cumulative))
    return tuple(bars)


def _counted(names: Iterable[str]) -> dict[str, float]:
    tally: dict[str, float] = {}
    for name in names:
        tally[name] = tally.get(name, 0) + 1
    return tally
