"""Near the best roster: a few people's lines are made anew by column generation, everybody else's stay.

A large neighbourhood search (Shaw 1998) whose neighbourhoods are solved by the method of the whole: the linear program
over the few people says at once how much they could save at most, and where that is nothing they are left alone. A dive
below it, or an exact choice where few lines fit in the gap, makes their new lines.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.closing import candidates, choose
from wellrun.engines.rostering.diving import Lines, dive
from wellrun.engines.rostering.draft import Kept
from wellrun.engines.rostering.grid import Costs, Numbers
from wellrun.engines.rostering.master import Column, Crew, Duals, Master, Relaxed
from wellrun.engines.rostering.race import EPSILON

FEWEST, BEGIN, MOST = 3, 6, 24
"""People whose lines are made anew at once: at least, at first, at most."""

LONG_STEP = 3.0
"""Seconds from which on a step is too large, and the next one takes fewer people."""

KEPT_LINES = 40
"""Lines of each person that a step begins with: those that cost least at the duals of the whole."""

FEW_LINES = 4_000
"""Lines of all of them together up to which the choice is exact."""

ROUNDS = 60
"""Of making lines before a step goes on with what it has."""

STEP = 0.15
"""Share of the few people's cells that a dive fixes at once."""

GIVEN_UP, STUCK = 12, 72
"""Steps that save nothing after which the next ones take one person more, and after which another way is tried."""


@dataclass
class Near:
    """Makes lines anew near a roster, for more people at once the less there is to be had from few."""

    crew: Crew
    columns: Sequence[Column]
    duals: Duals
    chance: np.random.Generator
    size: int = BEGIN
    in_vain: int = 0

    def __post_init__(self) -> None:
        self._pool: dict[int, list[tuple[float, Column]]] = {}
        self._cheapest = np.full(len(self.crew.pricers), np.inf)
        for column in self.columns:
            self.remember(column)

    def remember(self, column: Column) -> None:
        """Keeps a line to begin with."""
        reduced = self._reduced(column.person, column.line, column.cost)
        self._cheapest[column.person] = min(self._cheapest[column.person], reduced)
        pool = self._pool.setdefault(column.person, [])
        pool.append((reduced, column))
        if len(pool) > 2 * KEPT_LINES:
            pool.sort(key=lambda one: one[0])
            del pool[KEPT_LINES:]

    @property
    def stuck(self) -> bool:
        """Nothing has been saved for long."""
        return self.in_vain >= STUCK

    def begin_anew(self) -> None:
        """As if nothing had been tried: the roster is another, or another way to it has been tried meanwhile."""
        self.size, self.in_vain = BEGIN, 0

    def step(self, best: Kept, *, over: Callable[[], bool], left: float) -> Lines:
        """The same for some people, chosen by chance; ``left`` are the seconds that remain."""
        begun = time.monotonic()
        found = self.anew(self._some(best), best, over, min(LONG_STEP, left))
        took = time.monotonic() - begun
        self.in_vain = 0 if found else self.in_vain + 1
        if took > LONG_STEP:
            self.size = max(FEWEST, self.size - 1)
        elif self.in_vain % GIVEN_UP == GIVEN_UP - 1:
            self.size = min(MOST, len(best.lines), self.size + 1)
        return found

    def _some(self, best: Kept) -> list[int]:
        """People likely to have something to give each other: those whose lines are dear at the duals, and any."""
        dear = np.array([self._reduced(at, best.lines[at], best.costs[at]) for at in range(len(best.lines))])
        dear -= self._cheapest
        weights = 1.0 + dear / max(1.0, dear.mean())
        size = min(self.size, len(dear))
        chosen = self.chance.choice(len(dear), size, replace=False, p=weights / weights.sum())
        return sorted(int(each) for each in chosen)

    def _reduced(self, at: int, line: Numbers, cost: int) -> float:
        grid = self.crew.grid
        return cost - float(self.duals.cover[grid.given(grid.group[at], line)].sum())

    def anew(self, people: Sequence[int], best: Kept, over: Callable[[], bool], seconds: float) -> Lines:
        """New lines for these people with which the roster costs less; empty where none were found."""
        grid, covers = self.crew.grid, self.crew.grid.covers
        given = grid.count(best.lines)
        for at in people:
            np.subtract.at(given, grid.given(grid.group[at], best.lines[at]), 1)
        others = sum(best.costs) - sum(best.costs[at] for at in people)
        beyond = float((np.maximum(0, given - covers.wanted) * covers.over).sum())
        # What the linear program may cost for a roster that is better by a point.
        most = best.value - others - beyond - 1 + EPSILON
        master = Master(self.crew, people, given)
        for at in people:
            master.add(at, best.lines[at], best.costs[at])
            for _reduced, column in sorted(self._pool.get(at, ()), key=lambda one: one[0])[:KEPT_LINES]:
                master.add(at, column.line, column.cost)

        def enough(relaxed: Relaxed, bound: float) -> bool:
            return over() or bound > most or bound >= relaxed.value - EPSILON

        _relaxed, bound, duals = master.generate(enough=enough, smooth=0.3, rounds=ROUNDS)
        if over() or bound > most:
            return {}
        listed = candidates(self.crew, duals, most - bound, people=people, most=FEW_LINES)
        if listed is not None:
            return choose(grid, listed, given, best.value - others, seconds=seconds, stop=over).lines
        found = dive(master, chance=self.chance, step=STEP, stop=lambda relaxed: over() or relaxed.value > most)
        for column in master.columns():
            self.remember(column)
        return found.lines if found.lines and self._value(found.lines, given) <= most + beyond else {}

    def _value(self, lines: Lines, given: Costs) -> float:
        """What these people's lines and all cover cost."""
        grid, count = self.crew.grid, given.copy()
        for at, (line, _cost) in lines.items():
            np.add.at(count, grid.given(grid.group[at], line), 1)
        return sum(cost for _line, cost in lines.values()) + float(grid.covers.cost(count).sum())


def joined(best: Kept, lines: Mapping[int, tuple[Numbers, int]]) -> Lines:
    """The roster with new lines for some."""
    return {at: lines.get(at, (best.lines[at], best.costs[at])) for at in range(len(best.lines))}
