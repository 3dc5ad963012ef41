"""From shares of lines to whole lines: a dive that fixes some cells at a time and makes new lines below.

The branching is that of Ryan and Foster (1981) as Strandmark, Qu and Curtois (2020) use it: a person, a day and a duty.
They never go back. Here what has just been fixed is undone where it makes the linear program much dearer, and fewer
cells are fixed at once; a single cell that does so is tried the other way. What would leave a person no legal line is
not fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.grid import Costs, Numbers
from wellrun.engines.rostering.master import Column, Master, Relaxed

SURE = 0.999
"""A share from which on a cell is taken as decided."""

STEP = 0.08
"""Share of all cells that is fixed at once, as long as it costs little."""

DEAR = 0.005
"""By what share of its value the linear program may become dearer at once."""

HASTY = 0.1
"""The same where there is no time left for care."""

CONVERGED = 0.5
"""Points between the linear program and its bound at which no more lines are made."""

Cell = tuple[int, int, int]
"""A person, a day and a duty, by number."""

Lines = dict[int, tuple[Numbers, int]]
"""By person: a line, and what it costs by itself."""


@dataclass(frozen=True)
class Dive:
    """``lines`` by person with what each costs by itself; where the dive was stopped, what is likeliest so far."""

    lines: Lines


def dive(
    master: Master,
    *,
    chance: np.random.Generator,
    step: float = STEP,
    rounds: int = 12,
    stop: Callable[[Relaxed], bool] = lambda _relaxed: False,
    hurry: Callable[[], bool] = lambda: False,
) -> Dive:
    """Fixes about ``step`` of all cells between two rounds of line making, highest shares first.

    Where ``hurry`` says so, more may be paid for going on. Where ``stop`` ends it, the likeliest lines are taken.
    """
    return _Diver(master, chance, rounds).dive(step, stop, hurry)


class _Diver:
    def __init__(self, master: Master, chance: np.random.Generator, rounds: int) -> None:
        self.master, self.chance, self.rounds = master, chance, rounds
        grid = master.crew.grid
        self.shape = grid.days, len(grid.duties) + 1

    def dive(self, step: float, stop: Callable[[Relaxed], bool], hurry: Callable[[], bool]) -> Dive:
        master = self.master
        most = size = max(1, round(step * len(master.people) * self.shape[0]))
        relaxed = self._relaxed(-math.inf, math.inf)
        while not stop(relaxed):
            whole = whole_lines(relaxed)
            if len(whole) == len(master.people):
                return Dive(whole)
            before = dict(master.free)
            fixed = self._fix(ranked(shares_of(master, relaxed, self.shape), self._open, self.chance), size)
            if not fixed:
                break
            dear = relaxed.value + max(1.0, (HASTY if hurry() else DEAR) * abs(relaxed.value))
            found = self._relaxed(relaxed.value, dear)
            if found.value > dear:
                self._back(before, fixed)
                if len(fixed) > 1:
                    size = max(1, len(fixed) // 4)
                    continue
                found = self._other(fixed[0], relaxed.value, found)
            relaxed, size = found, min(most, max(size + 1, size * 3 // 2))
        return Dive(likeliest_lines(master, relaxed))

    def _relaxed(self, good: float, dear: float) -> Relaxed:
        """The linear program with lines made until it costs as little as ``good``, or surely more than ``dear``."""

        def enough(relaxed: Relaxed, bound: float) -> bool:
            return relaxed.value <= good + CONVERGED or bound > dear or bound >= relaxed.value - CONVERGED

        return self.master.generate(enough=enough, smooth=0.3, rounds=self.rounds)[0]

    def _open(self, person: int) -> NDArray[np.bool_]:
        """Days on which more than one duty is free for the person."""
        free = self.master.free.get(person)
        return np.ones(self.shape[0], dtype=bool) if free is None else np.isfinite(free).sum(axis=1) > 1

    def _fix(self, cells: list[Cell], most: int) -> list[Cell]:
        """Fixes the first cells of these, as many as ``most``, that leave their people a legal line."""
        master, fixed = self.master, list[Cell]()
        for person, day, duty in cells:
            if len(fixed) == most:
                break
            # Several cells fixed at once may leave no legal line: asked before it is done.
            if self._allow(person, day, duty, only=True):
                fixed.append((person, day, duty))
        for person in {person for person, _, _ in fixed}:
            master.limit(person, master.free[person])
        return fixed

    def _allow(self, person: int, day: int, duty: int, *, only: bool) -> bool:
        """Takes the cell alone, or all but it, as free from now on, if that leaves the person a legal line."""
        master = self.master
        free = master.free.get(person, np.zeros(self.shape)).copy()
        free[day] = np.where((np.arange(self.shape[1]) == duty) == only, free[day], math.inf)
        nothing = np.zeros(len(master.crew.grid.covers.wanted))
        found = master.crew.pricers[person].cheapest(nothing, master.crew.spaces[0], free=free)
        if found.line is None:
            return False
        master.free[person] = free
        master.add(person, found.line, found.cost)
        return True

    def _back(self, before: dict[int, Costs], fixed: list[Cell]) -> None:
        for person in {person for person, _, _ in fixed}:
            self.master.limit(person, before.get(person, np.zeros(self.shape)))

    def _other(self, cell: Cell, value: float, fixed: Relaxed) -> Relaxed:
        """A single cell that makes it dearer when it is fixed is shut out, unless that makes it dearer still."""
        master, (person, day, duty) = self.master, cell
        before = {person: master.free[person]}
        if self._allow(person, day, duty, only=False):
            master.limit(person, master.free[person])
            other = self._relaxed(value, fixed.value)
            if other.value < fixed.value:
                return other
            self._back(before, [cell])
        self._allow(person, day, duty, only=True)
        master.limit(person, master.free[person])
        return self._relaxed(value, math.inf)


def shares_of(master: Master, relaxed: Relaxed, shape: tuple[int, int]) -> dict[int, Costs]:
    """How much of each cell every person works: float64 (days, duties + 1)."""
    shares = {person: np.zeros(shape) for person in master.people}
    days = np.arange(shape[0])
    for column, share in relaxed.shares:
        shares[column.person][days, column.line] += share
    return shares


def whole_lines(relaxed: Relaxed) -> Lines:
    """The lines that are worked whole."""
    return {column.person: (column.line, column.cost) for column, share in relaxed.shares if share > SURE}


def likeliest_lines(master: Master, relaxed: Relaxed) -> Lines:
    """Everybody's line of the greatest share; empty where somebody has none."""
    best: dict[int, tuple[float, Column]] = {}
    for column, share in relaxed.shares:
        if column.person not in best or share > best[column.person][0]:
            best[column.person] = share, column
    if len(best) < len(master.people):
        return {}
    return {person: (column.line, column.cost) for person, (_, column) in best.items()}


def ranked(
    shares: dict[int, Costs], open_days: Callable[[int], NDArray[np.bool_]], chance: np.random.Generator
) -> list[Cell]:
    """The cells that may be fixed now, the highest shares first, a little chance among them."""
    found = []
    for person, share in shares.items():
        duty = share.argmax(axis=1)
        value = share[np.arange(len(share)), duty] + 0.02 * chance.random(len(share))
        # Work decides more than a day off does.
        value -= 0.05 * (duty == 0)
        found += [(value[day], person, int(day), int(duty[day])) for day in np.flatnonzero(open_days(person))]
    found.sort(reverse=True)
    return [(person, day, duty) for _, person, day, duty in found]
