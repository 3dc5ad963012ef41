"""The model of a facility: what an outcome is expected from, learned from its own stays of the reference period.

Decision 21 says why it is this model. Diagnoses too few to be weighed by themselves are weighed together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wellrun.departments.quality.rules.outcomes.reference import Reference
from wellrun.engines.outcomes.logistic import Cell, Weights, fit, told_apart
from wellrun.warehouse.marts.stays.expected import INTERCEPT, OTHER

FEWEST_EVENTS = 40
"""Deaths or returns in the reference period below which no model is made: some ten for each factor with two levels."""
FEWEST_STAYS = 50
"""Stays of a diagnosis below which it is weighed together with other rare ones."""


@dataclass(frozen=True)
class LevelWeight:
    """One row of a model."""

    factor: str
    level: str
    weight: float
    stays: int
    events: int


@dataclass(frozen=True)
class OutcomeModel:
    """A model of one outcome of one facility, with how well it tells stays apart over its own reference period."""

    outcome: str
    reference: Reference
    rows: tuple[LevelWeight, ...]
    told_apart: float


def learned(outcome: str, cells: Sequence[Cell], factors: Sequence[str], reference: Reference) -> OutcomeModel | None:
    """The model learned from cells; None where too few had the outcome.

    factors: names in the order of the cells' levels, diagnosis among them.
    """
    events = sum(cell.events for cell in cells)
    cases = sum(cell.cases for cell in cells)
    if events < FEWEST_EVENTS or cases - events < FEWEST_EVENTS:
        return None
    joined = together(cells, factors.index("diagnosis"))
    weights = fit(factors, joined)
    chances = [weights.chance(dict(zip(factors, cell.levels, strict=True))) for cell in joined]
    return OutcomeModel(outcome, reference, _rows(weights, joined, factors), told_apart(chances, joined))


def together(cells: Iterable[Cell], diagnosis: int) -> tuple[Cell, ...]:
    """The cells with rare diagnoses under one name; a level of that name always exists."""
    held = list(cells)
    stays: Counter[str] = Counter()
    for cell in held:
        stays[cell.levels[diagnosis]] += cell.cases
    sums: dict[tuple[str, ...], tuple[int, int]] = {}
    for cell in held:
        named = cell.levels[diagnosis] if stays[cell.levels[diagnosis]] >= FEWEST_STAYS else OTHER
        levels = (*cell.levels[:diagnosis], named, *cell.levels[diagnosis + 1 :])
        cases, events = sums.get(levels, (0, 0))
        sums[levels] = (cases + cell.cases, events + cell.events)
    return tuple(Cell(levels=levels, cases=cases, events=events) for levels, (cases, events) in sums.items())


def _rows(weights: Weights, cells: Sequence[Cell], factors: Sequence[str]) -> tuple[LevelWeight, ...]:
    whole = LevelWeight(INTERCEPT, "", weights.intercept, sum(c.cases for c in cells), sum(c.events for c in cells))
    rows = {
        (factor, level): LevelWeight(factor, level, weight, 0, 0)
        for factor, levels in weights.levels.items()
        for level, weight in levels.items()
    }
    # A diagnosis first seen later is weighed like the rare ones, even where there were none yet.
    rows.setdefault(("diagnosis", OTHER), LevelWeight("diagnosis", OTHER, 0.0, 0, 0))
    for cell in cells:
        for key in zip(factors, cell.levels, strict=True):
            row = rows[key]
            rows[key] = replace(row, stays=row.stays + cell.cases, events=row.events + cell.events)
    return (whole, *rows.values())
