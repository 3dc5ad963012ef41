"""Whether today's people still resemble those the model was learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.cases import Cases, Column, Floats, Ints

# Usual reading of the index in credit scoring (Siddiqi, Credit Risk Scorecards, 2006).
SHIFTING, SHIFTED = 0.1, 0.25
GROUPS, _LEAST = 10, 1e-4


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Population stability index of one input, or of the risk itself; 0 for no change."""

    name: str
    index: float

    @property
    def says(self) -> str:
        if self.index < SHIFTING:
            return f"{self.name.capitalize()}: as when the model was learned."
        if self.index < SHIFTED:
            return f"{self.name.capitalize()}: has begun to shift. Look at it again next month."
        return f"{self.name.capitalize()}: has shifted. Check the calibration, and learn anew if it no longer holds."


def stability_index(expected: Ints | Floats, actual: Ints | Floats) -> float:
    """Sum of (actual - expected) x ln(actual / expected) over shares; empty groups count as 0.01 %.

    expected, actual: counts by group, in the same order. Raises ValueError where one of them is empty.
    """
    if not expected.sum() or not actual.sum():
        raise ValueError("Nothing to compare.")
    before = np.maximum(expected / expected.sum(), _LEAST)
    after = np.maximum(actual / actual.sum(), _LEAST)
    return float(((after - before) * np.log(after / before)).sum())


def of_numbers(name: str, before: Floats, after: Floats) -> Drift:
    """Drift of numbers, in tenths of those before; missing ones are a group. Raises ValueError where empty."""
    given = before[~np.isnan(before)]
    edges = np.unique(np.quantile(given, np.linspace(0, 1, GROUPS + 1)[1:-1])) if len(given) else np.empty(0)
    return Drift(name=name, index=stability_index(_counts(before, edges), _counts(after, edges)))


def of_inputs(before: Cases, after: Cases) -> tuple[Drift, ...]:
    """Drift of every input, greatest first. Raises ValueError where the two have other inputs, or one no rows."""
    if before.inputs != after.inputs:
        raise ValueError("The two have other inputs.")
    found = [
        of_numbers(about.name, one.numbers, other.numbers)
        if one.places is None
        else Drift(name=about.name, index=_of_levels(one, other))
        for about, one, other in zip(before.inputs, before.columns, after.columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -each.index))


def _counts(values: Floats, edges: Floats) -> Ints:
    missing = np.isnan(values)
    groups = np.searchsorted(edges, values[~missing], side="left")
    return np.append(np.bincount(groups, minlength=len(edges) + 1), missing.sum())


def _of_levels(before: Column, after: Column) -> float:
    if before.places is None or after.places is None:
        raise ValueError("A number was given where a category was.")
    levels = sorted({*before.levels, *after.levels})
    place = {level: at for at, level in enumerate(levels)}
    one, other = (
        np.bincount(np.asarray([place[level] for level in each.levels], dtype=np.int64)[at], minlength=len(levels))
        for each, at in ((before, before.places), (after, after.places))
    )
    return stability_index(one, other)
