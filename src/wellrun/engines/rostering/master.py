"""The master problem: which share of which line each person works, so that cover costs least; and its lower bound.

Column generation with smoothed duals (Wentges 1997): the linear program over the lines made so far gives prices for
cover lines, `pricer` makes for each person the cheapest line at these prices. At any prices the Lagrangian sum is a
lower bound on every roster.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from wellrun.engines.rostering.grid import HARD, Costs, Grid, Numbers
from wellrun.engines.rostering.pricer import Found, Pricer, Space
from wellrun.engines.rostering.solvers import pywraplp

SOME = 1e-9
"""A share that is more than none."""


def _parameters(*, incremental: bool, algorithm: int) -> pywraplp.MPSolverParameters:
    kind, parameters = pywraplp.MPSolverParameters, pywraplp.MPSolverParameters()
    parameters.SetIntegerParam(kind.INCREMENTALITY, kind.INCREMENTALITY_ON if incremental else kind.INCREMENTALITY_OFF)
    parameters.SetIntegerParam(kind.LP_ALGORITHM, algorithm)
    return parameters


ATTEMPTS = (
    _parameters(incremental=True, algorithm=pywraplp.MPSolverParameters.PRIMAL),
    _parameters(incremental=False, algorithm=pywraplp.MPSolverParameters.PRIMAL),
    _parameters(incremental=False, algorithm=pywraplp.MPSolverParameters.DUAL),
)
"""Of the simplex: from the last answer on; where its numbers fail so, from the beginning; then the other way."""


@dataclass(frozen=True)
class Duals:
    """The worth of one more person on each cover line, float64 (cover lines,), and of one more unit of each priced
    counter, by person: float64 (priced counters,)."""

    cover: Costs
    counters: dict[int, Costs]

    @classmethod
    def none(cls, pricers: Sequence[Pricer], people: Iterable[int], lines: int) -> Duals:
        return cls(np.zeros(lines), {person: np.zeros(len(pricers[person].priced)) for person in people})

    def towards(self, other: Duals, share: float, floor: Costs) -> Duals:
        """Part of the way to others; those of cover lines not below ``floor``."""
        cover = np.maximum((1 - share) * self.cover + share * other.cover, floor)
        counters = {who: (1 - share) * mine + share * other.counters[who] for who, mine in self.counters.items()}
        return Duals(cover, counters)


@dataclass(frozen=True)
class Column:
    """A line that a person may work, and what it costs by itself."""

    person: int
    line: Numbers
    cost: int


@dataclass(frozen=True)
class Relaxed:
    """A solved linear program: its value, the duals, and the columns that have a share, with it."""

    value: float
    duals: Duals
    shares: list[tuple[Column, float]]


class OutOfTime(Exception):
    """Time ended while people were being asked: a year of one person may take a second."""


@dataclass
class Crew:
    """Everybody's pricer, and threads to ask several at once, each with its room; ``over`` says when to stop asking."""

    grid: Grid
    pricers: Sequence[Pricer]
    cores: int = 1
    over: Callable[[], bool] = lambda: False
    spaces: list[Space] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.spaces = [Space() for _ in range(self.cores)]
        self._threads = ThreadPoolExecutor(self.cores) if self.cores > 1 else None

    def ask(self, people: Sequence[int], duals: Duals, free: dict[int, Costs]) -> list[Found]:
        """Each one's cheapest line when each cover line, and each unit of a priced counter, is worth so much.

        Raises ``OutOfTime`` where it is over before the last has answered.
        """
        values = -duals.cover

        def answer(each: int, space: Space) -> Found:
            if self.over():
                raise OutOfTime
            return self.pricers[each].cheapest(values, space, free=free.get(each), prices=-duals.counters[each])

        def part(start: int) -> list[Found]:
            space = self.spaces[start]
            return [answer(each, space) for each in people[start :: self.cores]]

        if self._threads is None:
            return part(0)
        parts = list(self._threads.map(part, range(self.cores)))
        return [parts[at % self.cores][at // self.cores] for at in range(len(people))]


class _Priced:
    """Priced counters of one person as rows: what all shares together come to costs by the convex hull of the costs.

    Shares of lines may even a sum out, so the cost is no more than that of the lines themselves.
    """

    def __init__(self, program: pywraplp.Solver, pricer: Pricer) -> None:
        self._pricer, self._costs = pricer, pricer.priced_costs()
        self.rows = [program.Constraint(0, 0) for _ in self._costs]
        for row, costs in zip(self.rows, self._costs, strict=True):
            for (begin, cost), (end, more) in pairwise(hull(costs)):
                variable = program.NumVar(0, end - begin, "")
                row.SetCoefficient(variable, -1)
                program.Objective().SetCoefficient(variable, (more - cost) / (end - begin))

    def count(self, variable: pywraplp.Variable, line: Numbers, cost: int) -> float:
        """Enters a line's sums; returns what is left of its cost when those of the sums are taken off, but at 0."""
        left = float(cost)
        for row, costs, total in zip(self.rows, self._costs, self._pricer.priced_sums(line), strict=True):
            row.SetCoefficient(variable, int(total))
            left += costs[0] - costs[total]
        return left

    def least(self, duals: Costs) -> float:
        """The least that the sums can cost, less what their duals say of them."""
        return sum(
            float((costs + dual * np.arange(len(costs))).min()) for costs, dual in zip(self._costs, duals, strict=True)
        )


def hull(costs: Costs) -> list[tuple[int, float]]:
    """The corners (sum, cost) of the greatest convex function that is nowhere above these costs."""
    corners: list[tuple[int, float]] = []
    for total, cost in enumerate(costs.tolist()):
        while len(corners) > 1:
            (first, low), (last, high) = corners[-2:]
            if (high - low) * (total - first) < (cost - low) * (last - first):
                break
            corners.pop()
        corners.append((total, cost))
    return corners


class Master:
    """Chooses lines for ``people`` of a crew, where all others give ``given`` to the cover lines, float64 (lines,).

    ``free`` limits the cells of some people: 0 where allowed, infinite elsewhere, (days, duties + 1). Values and bounds
    leave out what the others' lines cost by themselves and what they give beyond what is wanted.
    """

    def __init__(self, crew: Crew, people: Sequence[int], given: Costs | None = None) -> None:
        self.crew, self.people, self.free = crew, list(people), dict[int, Costs]()
        covers = crew.grid.covers
        self.covers = covers if given is None else covers.less(given)
        self._in: dict[int, dict[bytes, tuple[Column, pywraplp.Variable]]] = {person: {} for person in self.people}
        self._out: dict[int, dict[bytes, tuple[Column, pywraplp.Variable]]] = {person: {} for person in self.people}
        self._program = pywraplp.Solver.CreateSolver("GLOP")
        self._set_up()

    def _set_up(self) -> None:
        covers = self.covers
        self._room = np.maximum(0, covers.wanted - covers.minimum)
        self._rows = [self._program.Constraint(wanted, wanted) for wanted in covers.wanted.tolist()]
        for at, row in enumerate(self._rows):
            self._slack(row, 1, covers.minimum[at], covers.below[at])
            self._slack(row, 1, self._room[at], covers.under[at])
            self._slack(row, -1, math.inf, covers.over[at])
        self._share = {person: self._program.Constraint(1, 1) for person in self.people}
        for share in self._share.values():
            self._slack(share, 1, math.inf, 10 * HARD)
        self._priced = {person: _Priced(self._program, self.crew.pricers[person]) for person in self.people}

    def _slack(self, row: pywraplp.Constraint, sign: int, room: float, cost: float) -> None:
        if room > 0:
            variable = self._program.NumVar(0, float(room), "")
            row.SetCoefficient(variable, sign)
            self._program.Objective().SetCoefficient(variable, float(cost))

    def add(self, person: int, line: Numbers, cost: int) -> bool:
        """A line that the person may work; False where it is there already."""
        key = line.tobytes()
        if key in self._in[person]:
            return False
        held = self._out[person].pop(key, None)
        if held is not None:
            held[1].SetUb(math.inf)
            self._in[person][key] = held
            return True
        grid = self.crew.grid
        variable = self._program.NumVar(0, math.inf, "")
        self._program.Objective().SetCoefficient(variable, self._priced[person].count(variable, line, cost))
        self._share[person].SetCoefficient(variable, 1)
        rows, times = np.unique(grid.given(grid.group[person], line), return_counts=True)
        for row, count in zip(rows.tolist(), times.tolist(), strict=True):
            self._rows[row].SetCoefficient(variable, count)
        self._in[person][key] = Column(person, line, cost), variable
        return True

    def solve(self) -> Relaxed:
        """The linear program over the lines made so far, by the simplex that goes on from the last answer."""
        for parameters in ATTEMPTS:
            status = self._program.Solve(parameters)
            if status != pywraplp.Solver.ABNORMAL:
                break
        if status != pywraplp.Solver.OPTIMAL:
            raise RuntimeError(f"The linear program ended with status {status}.")
        cover = np.array([row.dual_value() for row in self._rows])
        counters = {
            person: np.array([row.dual_value() for row in priced.rows]) for person, priced in self._priced.items()
        }
        shares = [
            (column, share)
            for mine in self._in.values()
            for column, variable in mine.values()
            if (share := variable.solution_value()) > SOME
        ]
        return Relaxed(self._program.Objective().Value(), Duals(cover, counters), shares)

    def columns(self) -> list[Column]:
        """Everybody's lines that are not shut out."""
        return [column for mine in self._in.values() for column, _ in mine.values()]

    def limit(self, person: int, free: Costs) -> None:
        """From now on these cells are free for the person and no others: lines that use others wait outside."""
        self.free[person] = free
        days, inside, outside = np.arange(len(free)), self._in[person], self._out[person]
        for key, (column, variable) in list(inside.items()):
            if math.isinf(free[days, column.line].sum()):
                variable.SetUb(0)
                outside[key] = inside.pop(key)
        for column, _variable in list(outside.values()):
            if math.isfinite(free[days, column.line].sum()):
                self.add(person, column.line, column.cost)

    def bound_at(self, duals: Duals, found: Sequence[Found]) -> float:
        """The Lagrangian bound at these duals, with each one's cheapest line at them."""
        covers, cover = self.covers, duals.cover
        bound = float(cover @ covers.wanted)
        bound += float(np.minimum(0, covers.below - cover) @ covers.minimum)
        bound += float(np.minimum(0, covers.under - cover) @ self._room)
        bound += sum(priced.least(duals.counters[person]) for person, priced in self._priced.items())
        return bound + sum(each.value for each in found)

    def ask(self, duals: Duals) -> list[Found]:
        return self.crew.ask(self.people, duals, self.free)

    def generate(
        self, *, enough: Callable[[Relaxed, float], bool], smooth: float = 0.6, rounds: int = 1000
    ) -> tuple[Relaxed, float, Duals]:
        """Makes lines until no better one is found, or ``enough`` (of the linear program and the bound) says so.

        Returns the last linear program, the best bound, and the duals that gave it.
        """
        best, floor = -math.inf, -self.covers.over
        centre = Duals.none(self.crew.pricers, self.people, len(floor))
        for _ in range(rounds):
            relaxed = self.solve()
            if enough(relaxed, best):
                break
            weight = smooth if best > -math.inf else 0.0
            while True:
                duals = centre.towards(relaxed.duals, 1 - weight, floor)
                found = self.ask(duals)
                bound = self.bound_at(duals, found)
                if bound > best:
                    best, centre = bound, duals
                new = [
                    self.add(person, each.line, each.cost)
                    for person, each in zip(self.people, found, strict=True)
                    if each.line is not None
                ]
                if any(new) or weight == 0.0:
                    break
                weight = 0.0 if weight < 0.3 else weight / 2
            if not any(new):
                break
        return relaxed, best, centre
