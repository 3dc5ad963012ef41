"""A roster while it is being worked on: everybody's line by number, what each cover line gets, and what all costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.compiled import compiled
from wellrun.engines.rostering.grid import Costs, Grid, Numbers
from wellrun.engines.rostering.pricer import Pricer, Space


@compiled
def tally(count: Costs, touched: Numbers, line: Numbers, sign: float) -> None:
    """Adds one person's line to the counts of the cover lines, or takes it away."""
    for day in range(line.shape[0]):
        for at in touched[day, line[day]]:
            if at < 0:
                break
            count[at] += sign


@compiled
def cover_cost(count: Costs, wanted: Costs, minimum: Costs, under: Costs, below: Costs, over: Costs) -> float:
    """What all cover lines cost together; the definition is `problem.Cover`."""
    total = 0.0
    for at in range(count.shape[0]):
        have = count[at]
        if have < minimum[at]:
            total += (minimum[at] - have) * below[at]
            have = minimum[at]
        if have < wanted[at]:
            total += (wanted[at] - have) * under[at]
        if count[at] > wanted[at]:
            total += (count[at] - wanted[at]) * over[at]
    return total


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
        covers = self.grid.covers
        return sum(self.costs) + cover_cost(
            self.count, covers.wanted, covers.minimum, covers.under, covers.below, covers.over
        )

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
