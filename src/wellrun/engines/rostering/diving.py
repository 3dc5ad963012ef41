"""From shares of lines to whole lines: a dive that fixes a person, day and duty at a time and makes new lines below.

The branching is that of Ryan and Foster (1981) as Strandmark, Qu and Curtois (2020) use it: without going back. What
would leave a person no legal line is not fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.grid import Costs, Numbers
from wellrun.engines.rostering.master import Master, Relaxed

SURE = 0.999
"""A share from which on a cell is taken as decided."""


@dataclass(frozen=True)
class Dive:
    """``lines`` by person with what each costs by itself; where the dive was stopped, what is likeliest so far."""

    lines: dict[int, tuple[Numbers, int]]


def dive(
    master: Master,
    *,
    chance: np.random.Generator,
    step: float = 0.08,
    rounds: int = 12,
    stop: Callable[[Relaxed], bool] = lambda _relaxed: False,
) -> Dive:
    """Fixes about ``step`` of all cells between two rounds of line making, highest shares first."""
    grid = master.crew.grid
    shape = grid.days, len(grid.duties) + 1
    open_cells = {person: np.ones(grid.days, dtype=bool) for person in master.people}
    while True:
        relaxed, _, _ = master.generate(enough=lambda _relaxed, _bound: False, smooth=0.3, rounds=rounds)
        if stop(relaxed):
            return Dive(likeliest_lines(master, relaxed))
        shares = shares_of(master, relaxed, shape)
        whole = whole_lines(master, relaxed)
        if len(whole) == len(master.people):
            return Dive(whole)
        fixed = 0
        wanted = max(1, round(step * len(master.people) * grid.days))
        for person, day, duty in ranked(shares, open_cells, chance, wanted):
            free = master.free.get(person, np.zeros(shape)).copy()
            free[day] = math.inf
            free[day, duty] = 0.0
            # Several cells fixed at once may leave no legal line: asked before it is done.
            found = master.crew.pricers[person].cheapest(np.zeros(len(master.count)), master.crew.spaces[0], free=free)
            open_cells[person][day] = False
            if found.line is not None:
                master.limit(person, free)
                master.add(person, found.line, found.cost)
                fixed += 1
        if not fixed and not any(cells.any() for cells in open_cells.values()):
            return Dive({})


def shares_of(master: Master, relaxed: Relaxed, shape: tuple[int, int]) -> dict[int, Costs]:
    """How much of each cell every person works: float64 (days, duties + 1)."""
    shares = {person: np.zeros(shape) for person in master.people}
    days = np.arange(shape[0])
    for at in np.flatnonzero(relaxed.shares > 1e-9):
        column = master.columns[at]
        shares[column.person][days, column.line] += relaxed.shares[at]
    return shares


def whole_lines(master: Master, relaxed: Relaxed) -> dict[int, tuple[Numbers, int]]:
    """The lines that are worked whole."""
    return {
        master.columns[at].person: (master.columns[at].line, master.columns[at].cost)
        for at in np.flatnonzero(relaxed.shares > SURE)
    }


def likeliest_lines(master: Master, relaxed: Relaxed) -> dict[int, tuple[Numbers, int]]:
    """Everybody's line of the greatest share; empty where somebody has none."""
    best: dict[int, int] = {}
    for at in np.flatnonzero(relaxed.shares > 1e-9).tolist():
        person = master.columns[at].person
        if person not in best or relaxed.shares[at] > relaxed.shares[best[person]]:
            best[person] = at
    if len(best) < len(master.people):
        return {}
    return {person: (master.columns[at].line, master.columns[at].cost) for person, at in best.items()}


def ranked(
    shares: dict[int, Costs],
    open_cells: dict[int, np.ndarray[tuple[int], np.dtype[np.bool_]]],
    chance: np.random.Generator,
    wanted: int,
) -> list[tuple[int, int, int]]:
    """(person, day, duty) to be fixed now: all that are sure, then the highest shares until enough are fixed."""
    found = []
    for person, share in shares.items():
        duty = share.argmax(axis=1)
        value = share[np.arange(len(share)), duty] + 0.02 * chance.random(len(share))
        # Work decides more than a day off does.
        value -= 0.05 * (duty == 0)
        found += [(value[day], person, int(day), int(duty[day])) for day in np.flatnonzero(open_cells[person])]
    found.sort(reverse=True)
    return [(person, day, duty) for _, person, day, duty in found[:wanted]]
