"""Closes the gap between roster and bound: every line that a better roster could hold, and an exact choice among them.

At the duals of the bound a line that costs more than the gap above the person's cheapest one is in no better roster
(reduced cost fixing; Baldacci, Christofides and Mingozzi 2008 close vehicle routes so). What is left is listed and
CP-SAT chooses. Where it says that no choice is better, the roster is proved to be the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.grid import Costs, Grid, Numbers
from wellrun.engines.rostering.master import Crew, Duals
from wellrun.engines.rostering.solvers import cp_model

MOST_LINES = 60_000
"""Lines of all people together beyond which the choice is not tried."""

Choice = tuple[int, Numbers, int]
"""A person, a line of theirs, and what it costs by itself."""


@dataclass(frozen=True)
class Closed:
    """``lines`` by person where a better roster was found; ``proved`` where there is none better than what came out."""

    lines: dict[int, tuple[Numbers, int]]
    proved: bool


def candidates(
    crew: Crew, duals: Duals, gap: float, *, people: Sequence[int], most: int = MOST_LINES
) -> list[Choice] | None:
    """All lines whose reduced cost at the duals is at most the gap; None where there are too many."""
    listed: list[Choice] = []
    values = -duals.cover
    for person in people:
        pricer, prices = crew.pricers[person], -duals.counters[person]
        cheapest = pricer.cheapest(values, crew.spaces[0], prices=prices)
        limit = cheapest.value + gap + 1e-6
        lines = pricer.within(values, crew.spaces[0], limit, most - len(listed), prices=prices)
        if lines is None:
            return None
        listed += [(person, line, cost) for line, cost in lines]
    return listed


def choose(
    grid: Grid,
    listed: Sequence[Choice],
    count: Costs,
    below: float,
    *,
    seconds: float,
    stop: Callable[[], bool],
    hint: dict[int, Numbers] | None = None,
) -> Closed:
    """The best choice of one line for each person that costs, with all cover, less than ``below``.

    ``count`` is what those give who are not in the list.
    """
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in listed]
    lines_of: dict[int, list[cp_model.IntVar]] = {}
    gives: dict[int, list[tuple[cp_model.IntVar, int]]] = {}
    for variable, (person, line, _) in zip(chosen, listed, strict=True):
        lines_of.setdefault(person, []).append(variable)
        rows, times = np.unique(grid.given(grid.group[person], line), return_counts=True)
        for row, many in zip(rows.tolist(), times.tolist(), strict=True):
            gives.setdefault(row, []).append((variable, many))
        if hint is not None and person in hint:
            model.add_hint(variable, bool(np.array_equal(hint[person], line)))
    for variables in lines_of.values():
        model.add_exactly_one(variables)
    costs = [cost * variable for variable, (_, _, cost) in zip(chosen, listed, strict=True)]
    fixed = grid.covers.cost(count)
    rest = 0.0
    for row in range(len(fixed)):
        if row in gives:
            costs += _cover(model, grid, row, count[row], gives[row])
        else:
            rest += fixed[row]
    total = sum(costs)
    model.add(total <= round(below - rest) - 1)
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    status = solver.solve(model, _Stop(stop))
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        picked = [listed[at] for at, variable in enumerate(chosen) if solver.value(variable)]
        return Closed({person: (line, cost) for person, line, cost in picked}, status == cp_model.OPTIMAL)
    return Closed({}, status == cp_model.INFEASIBLE)


class _Stop(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    def __init__(self, stop: Callable[[], bool]) -> None:
        super().__init__()
        self._asked = stop

    def on_solution_callback(self) -> None:
        if self._asked():
            self.stop_search()


def _cover(
    model: cp_model.CpModel, grid: Grid, row: int, have: float, gives: Sequence[tuple[cp_model.IntVar, int]]
) -> list[cp_model.LinearExpr]:
    """Cost of one cover line: people below the minimum, below what is wanted, above it."""
    covers = grid.covers
    given = sum(many * variable for variable, many in gives) + int(have)
    most = int(have) + sum(many for _, many in gives)
    costs = []
    for limit, price in (
        (int(covers.minimum[row]), int(covers.below[row] - covers.under[row])),
        (int(covers.wanted[row]), int(covers.under[row])),
    ):
        if limit > have and price:
            lacking = model.new_int_var(0, limit, "")
            model.add(given + lacking >= limit)
            costs.append(price * lacking)
    if most > covers.wanted[row] and covers.over[row]:
        beyond = model.new_int_var(0, most, "")
        model.add(given - beyond <= int(covers.wanted[row]))
        costs.append(int(covers.over[row]) * beyond)
    return costs
