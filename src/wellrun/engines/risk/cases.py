"""The table a risk model learns from: one row a discharge, one column an input, and whose discharge it was."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Value = float | str | None


class Kind(StrEnum):
    """A number is compared, a category only told apart."""

    NUMBER = "number"
    CATEGORY = "category"


@dataclass(frozen=True, kw_only=True)
class Input:
    """One column. direction: +1 where more may never lower the risk, -1 where it may never raise it, 0 for free.

    Raises ValueError for a direction on a category, which has no order.
    """

    name: str
    kind: Kind = Kind.NUMBER
    direction: int = 0

    def __post_init__(self) -> None:
        if self.direction not in (-1, 0, 1) or (self.direction and self.kind is Kind.CATEGORY):
            raise ValueError(f"Input {self.name} cannot have direction {self.direction}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """Values of one input: numbers (NaN where missing), or for a category its levels and the place of each row's level.

    A missing category is the level "".
    """

    numbers: Floats
    levels: tuple[str, ...] = ()
    places: Ints | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Cases:
    """Rows with their inputs (arrays of length n), patient (a number each), place in time and outcome.

    order: greater is later. outcome: whether the patient came back; all False where it is not known yet.
    """

    inputs: tuple[Input, ...]
    columns: tuple[Column, ...]
    patients: Ints
    order: Floats
    outcome: Flags

    def __len__(self) -> int:
        return len(self.patients)

    def only(self, rows: Ints) -> Cases:
        """The same table with some rows only."""
        return replace(
            self,
            columns=tuple(
                replace(each, numbers=each.numbers[rows])
                if each.places is None
                else replace(each, places=each.places[rows])
                for each in self.columns
            ),
            patients=self.patients[rows],
            order=self.order[rows],
            outcome=self.outcome[rows],
        )


def cases_of(
    inputs: Sequence[Input],
    rows: Iterable[Mapping[str, Value]],
    *,
    patients: Sequence[str] | None = None,
    order: Sequence[float] | None = None,
    outcome: Sequence[bool] | None = None,
) -> Cases:
    """Columns from rows, each a mapping from input name to value; None is missing.

    Without `patients` every row is a patient of its own; without `order` rows are as they stand. Raises ValueError
    where lengths differ, and KeyError where a row lacks an input.
    """
    filling = [_Filling(each) for each in inputs]
    size = 0
    # Row by row: a list of all rows took half a gigabyte for a hundred thousand of them.
    for row in rows:
        size += 1
        for column in filling:
            column.add(row[column.about.name])
    for name, given in (("patients", patients), ("order", order), ("outcome", outcome)):
        if given is not None and len(given) != size:
            raise ValueError(f"{len(given)} {name} for {size} rows.")
    known: dict[str, int] = {}
    whose = [known.setdefault(each, len(known)) for each in patients] if patients is not None else range(size)
    return Cases(
        inputs=tuple(inputs),
        columns=tuple(column.done() for column in filling),
        patients=np.asarray(whose, dtype=np.int64),
        order=np.asarray(order if order is not None else range(size), dtype=np.float64),
        outcome=np.asarray(outcome if outcome is not None else [False] * size, dtype=np.bool_),
    )


class _Filling:
    """A column while its rows come in."""

    def __init__(self, about: Input) -> None:
        self.about = about
        self.numbers, self.places = array("d"), array("q")
        self.levels: dict[str, int] = {}

    def add(self, value: Value) -> None:
        if self.about.kind is Kind.CATEGORY:
            self.places.append(self.levels.setdefault("" if value is None else str(value), len(self.levels)))
        else:
            self.numbers.append(float("nan") if value is None else float(value))

    def done(self) -> Column:
        numbers = np.asarray(self.numbers, dtype=np.float64)
        if self.about.kind is Kind.NUMBER:
            return Column(numbers=numbers)
        return Column(numbers=numbers, levels=tuple(self.levels), places=np.asarray(self.places, dtype=np.int64))
