"""Rows become subgroups: one plotted point for each place on the axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from statistics import stdev
from typing import Any

from wellrun.engines.spc.series import Kind, Place, Series


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """The figures of one point. `size` is the denominator, None where none was given or none is usable."""

    x: Place
    values: tuple[float, ...]
    size: float | None

    @property
    def total(self) -> float | None:
        return fsum(self.values) if self.values else None

    @property
    def count(self) -> int:
        return len(self.values)

    @property
    def mean(self) -> float | None:
        return fsum(self.values) / len(self.values) if self.values else None

    @property
    def deviation(self) -> float | None:
        return stdev(self.values) if len(self.values) > 1 else None

    @property
    def ratio(self) -> float | None:
        return None if self.size is None or self.total is None else self.total / self.size


def gather(series: Series) -> tuple[Subgroup, ...]:
    """Rows by place, ordered by place (categories as they first appear). A row without its pair counts for nothing."""
    rows: dict[Any, list[int]] = {}
    for row, place in enumerate(series.x):
        rows.setdefault(place, []).append(row)
    places = list(rows) if series.categorical else sorted(rows)
    return tuple(_subgroup(series=series, place=place, rows=rows[place]) for place in places)


def _subgroup(*, series: Series, place: Place, rows: Sequence[int]) -> Subgroup:
    pairs = [(series.y[row], series.n[row] if series.n is not None else None) for row in rows]
    if series.n is None:
        return Subgroup(x=place, values=tuple(float(y) for y, _ in pairs if y is not None), size=None)
    whole = [(float(y), float(n)) for y, n in pairs if y is not None and n is not None]
    size = fsum(n for _, n in whole)
    # A zero denominator is a period without exposure: nothing could happen, so there is nothing to plot.
    values = tuple(y for y, _ in whole) if size else ()
    return Subgroup(x=place, values=values, size=size or None)


def plotted(*, kind: Kind, subgroup: Subgroup) -> float | None:
    """The value that a chart of this kind plots, before any display factor. Moving ranges are taken later."""
    if kind is Kind.COUNT:
        return subgroup.total
    if kind is Kind.DEVIATIONS:
        return subgroup.deviation
    return subgroup.mean if kind is Kind.MEANS else _ratio_or_mean(subgroup)


def _ratio_or_mean(subgroup: Subgroup) -> float | None:
    return subgroup.ratio if subgroup.size is not None else subgroup.mean
