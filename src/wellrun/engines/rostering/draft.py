"""A roster while it is being worked on: everybody's line by number, what each cover line gets, and what all costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.grid import Costs, Grid, Numbers
from wellrun.engines.rostering.pricer import Pricer, Space
from wellrun.engines.rostering.recreate import tally


@dataclass(frozen=True)
class Kept:
    """A finished state of a draft: what can be handed from one thread to another."""

    value: float
    lines: tuple[Numbers, ...]
    costs: tuple[int, ...]


class Draft:
    """``count`` float64 (cover lines,); ``costs`` is what each line costs by itself."""

    def __init__(self, grid: Grid, pricers: Sequence[Pricer], space: Space) -> None:
        self.grid, self.pricers, self.space = grid, pricers, space
        self.lines: list[Numbers] = [np.zeros(grid.days, dtype=np.int32) for _ in pricers]
        self.costs = [0] * len(pricers)
        self.count = np.zeros(len(grid.covers.wanted))

    def load(self, kept: Kept) -> None:
        self.lines, self.costs = list(kept.lines), list(kept.costs)
        self.count = self.grid.count(self.lines)

    def keep(self) -> Kept:
        return Kept(self.value(), tuple(self.lines), tuple(self.costs))

    def value(self) -> float:
        return sum(self.costs) + float(self.grid.covers.cost(self.count).sum())

    def take(self, person: int) -> None:
        """The person's line counts for nothing any more."""
        tally(self.count, self.pricers[person].touched, self.lines[person], -1.0)

    def set(self, person: int, line: Numbers, cost: int) -> None:
        """Gives a line to a person who has been taken out."""
        self.lines[person], self.costs[person] = line, cost
        tally(self.count, self.pricers[person].touched, line, 1.0)

    def answer(
        self, person: int, *, values: Costs | None = None, noise: float = 0.0, days: tuple[int, int] | None = None
    ) -> bool:
        """Gives a person who has been taken out the cheapest line there is; False where none is legal.

        ``values`` are what cover lines add, by default what they cost with one more person. Only cells of ``days``
        (begin, end) may change.
        """
        if values is None:
            values = self.grid.covers.one_more(self.count)
        around = None if days is None else (self.lines[person], *days)
        found = self.pricers[person].cheapest(values, self.space, noise=noise, around=around)
        if found.line is None:
            return False
        self.set(person, found.line, found.cost)
        return True
