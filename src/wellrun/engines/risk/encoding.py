"""Categories as numbers, learned from a training part alone.

A level becomes the outcome's rate among the training rows that have it, drawn towards the overall rate where they
are few (Micci-Barreca, SIGKDD Explorations 2001;3(1):27). A training row is given the rate among other patients' rows,
or the trees would learn the answer from it. Frequent levels of a short category also have a column of 0 and 1 each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.cases import Cases, Column, Floats, Input, Ints, Kind
from wellrun.engines.risk.folds import TrainingPart, grouped

SMOOTHING, PARTS = 30.0, 5
FLAG_SHARE, MOST_LEVELS_FLAGGED = 0.01, 40


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Of one category: smoothed rate by level, the rate for any other level, and the levels that have a flag."""

    by_level: Mapping[str, float]
    otherwise: float
    flagged: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """How rows become a matrix: numbers as they are, then for each category its rate and its flags."""

    inputs: tuple[Input, ...]
    rates: tuple[Rates | None, ...]

    @property
    def directions(self) -> tuple[int, ...]:
        """The direction of each column of the matrix."""
        found: list[int] = []
        for about, rates in zip(self.inputs, self.rates, strict=True):
            found += [about.direction] if rates is None else [0] * (1 + len(rates.flagged))
        return tuple(found)

    def matrix(self, cases: Cases, rows: Ints) -> Floats:
        """Rows to judge, len(rows) x columns. Raises ValueError where the inputs are not those learned."""
        if cases.inputs != self.inputs:
            raise ValueError("These cases have other inputs than those learned from.")
        blocks = []
        for column, rates in zip(cases.columns, self.rates, strict=True):
            if rates is None:
                blocks.append(column.numbers[rows, None])
                continue
            blocks += [_known(column, rates)[_places(column)[rows]][:, None], _flags(column, rates, rows)]
        return np.concatenate(blocks, axis=1)


def learn_encoding(part: TrainingPart, *, seed: int) -> tuple[Encoder, Floats]:
    """The encoder of a training part, and the matrix of its own rows (see the module), len(part.rows) x columns."""
    cases, rows = part.cases, part.rows
    others = grouped(cases, folds=PARTS, seed=seed, rows=rows)
    judged = [np.flatnonzero(np.isin(rows, each.judge)) for each in others]
    rates = tuple(
        _rates(cases, column, rows) if about.kind is Kind.CATEGORY else None
        for about, column in zip(cases.inputs, cases.columns, strict=True)
    )
    encoder = Encoder(inputs=cases.inputs, rates=rates)
    matrix = encoder.matrix(cases, rows)
    at = 0
    for column, found in zip(cases.columns, rates, strict=True):
        if found is None:
            at += 1
            continue
        for split, places in zip(others, judged, strict=True):
            unseen = _known(column, _rates(cases, column, split.learn))
            matrix[places, at] = unseen[_places(column)[rows[places]]]
        at += 1 + len(found.flagged)
    return encoder, matrix


def _rates(cases: Cases, column: Column, rows: Ints) -> Rates:
    places, size = _places(column)[rows], len(column.levels)
    outcome = cases.outcome[rows].astype(np.float64)
    overall = float(outcome.mean())
    count = np.bincount(places, minlength=size)
    rate = (np.bincount(places, outcome, size) + SMOOTHING * overall) / (count + SMOOTHING)
    seen = int(np.count_nonzero(count))
    often = count >= (FLAG_SHARE * len(rows) if seen <= MOST_LEVELS_FLAGGED else np.inf)
    return Rates(
        by_level={level: float(rate[at]) for at, level in enumerate(column.levels) if count[at]},
        otherwise=overall,
        flagged=tuple(sorted(column.levels[at] for at in np.flatnonzero(often))),
    )


def _known(column: Column, rates: Rates) -> Floats:
    return np.asarray([rates.by_level.get(level, rates.otherwise) for level in column.levels], dtype=np.float64)


def _flags(column: Column, rates: Rates, rows: Ints) -> Floats:
    number = {level: at for at, level in enumerate(column.levels)}
    wanted = np.asarray([number.get(level, -1) for level in rates.flagged], dtype=np.int64)
    found: Floats = (_places(column)[rows][:, None] == wanted[None, :]).astype(np.float64)
    return found


def _places(column: Column) -> Ints:
    if column.places is None:
        raise ValueError("A number was given where a category was learned.")
    return column.places
