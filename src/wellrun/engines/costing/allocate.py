"""Overhead allocated by each method, in whole cents: what a centre gives away is what it had, on every row.

Direct and step-down are exact integers from the first step on. The reciprocal method solves

    gross = cost + shares' x gross

once for all overhead (Kaplan 1973; Horngren, Cost Accounting, reciprocal method), rounds what passes from overhead to
overhead to the cent, and lets each overhead centre give exactly what it then has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from wellrun.engines.costing.apportion import Cents, apportion
from wellrun.engines.costing.problem import Fault, Method, NotAllocated, Problem, faults_of

Floats = npt.NDArray[np.float64]
REFINED = 3
"""Times that a solution is improved by its own residual."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """What went where: ``moved`` in cents, a row for each overhead centre and a column for each of ``centres``."""

    method: Method
    problem: Problem
    moved: Cents

    def gross(self, centre: str) -> int:
        """What a centre had with all it was given, before it gave anything away."""
        return self.problem.costs[centre] + self.received(centre)

    def received(self, centre: str) -> int:
        """What a centre was given by all overhead."""
        return int(self.moved[:, self.problem.centres.index(centre)].sum())

    @property
    def full(self) -> dict[str, int]:
        """What each centre that cares costs with its share of overhead."""
        sums = self.moved.sum(axis=0)[len(self.problem.order) :]
        return {
            code: self.problem.costs[code] + int(cents) for code, cents in zip(self.problem.caring, sums, strict=True)
        }

    def given(self, centre: str) -> dict[str, int]:
        """What an overhead centre gave, by whom it was given to."""
        row = self.moved[self.problem.order.index(centre)]
        return {code: int(cents) for code, cents in zip(self.problem.centres, row, strict=True) if cents}


def allocate(problem: Problem, method: Method) -> Allocation:
    """The overhead of a problem by a method. Raises ``NotAllocated`` with every fault."""
    if faults := faults_of(problem):
        raise NotAllocated(faults)
    return Allocation(method, problem, WAYS[method](problem))


def _in_turn(problem: Problem, closed: Callable[[int], Iterable[int]]) -> Cents:
    """Each overhead centre in its turn gives all it has to those that are open to it."""
    costs = [problem.costs[code] for code in problem.centres]
    moved = np.zeros((len(problem.order), len(costs)), dtype=np.int64)
    faults = []
    for at, overhead in enumerate(problem.overheads):
        weights = list(problem.table[at])
        for other in closed(at):
            weights[other] = 0
        cents = costs[at] + int(moved[:, at].sum())
        if cents and not any(weights):
            faults.append(_nobody(overhead.centre, overhead.basis, cents))
        elif cents:
            moved[at] = apportion(cents, weights)
    if faults:
        raise NotAllocated(faults)
    return moved


def _direct(problem: Problem) -> Cents:
    return _in_turn(problem, lambda _at: range(len(problem.order)))


def _step_down(problem: Problem) -> Cents:
    return _in_turn(problem, lambda at: range(at + 1))


def _nobody(centre: str, basis: str, cents: int) -> Fault:
    words = f"It has {cents} cents to give and nobody that may take them has any of {basis}."
    return Fault("costing.nobody", centre, basis, words, "0", "units of a centre that is still open")


def _reciprocal(problem: Problem) -> Cents:
    steps = distances(problem)
    if faults := [*_lost(problem, steps)]:
        raise NotAllocated(faults)
    count = len(problem.order)
    if not count:
        return np.zeros((0, len(problem.centres)), dtype=np.int64)
    shares = _shares(problem, steps)
    gross = _solved(shares[:, :count], np.array([problem.costs[code] for code in problem.order], dtype=np.float64))
    moved = np.rint(gross[:, None] * shares).astype(np.int64)
    _settle(problem, moved, steps)
    return moved


def _shares(problem: Problem, steps: Mapping[int, int]) -> Floats:
    """Shares by overhead centre and receiver. A loop that no cost reaches would leave the equations without a single
    answer: it gives nothing."""
    rows = []
    for at, weights in enumerate(problem.table):
        whole = sum(weights) if at in steps else 0
        # Each quotient is rounded once, however large the numbers are.
        rows.append([weight / whole if whole else 0.0 for weight in weights])
    return np.array(rows, dtype=np.float64).reshape(len(problem.order), len(problem.centres))


def _solved(between: Floats, costs: Floats) -> Floats:
    """``gross`` of ``gross = costs + between' gross``, made better by its residual in longer numbers."""
    system = np.eye(len(costs)) - between.T
    inverse = np.linalg.inv(system)
    gross, long = inverse @ costs, system.astype(np.longdouble)
    for _ in range(REFINED):
        residual = costs.astype(np.longdouble) - long @ gross.astype(np.longdouble)
        gross += inverse @ residual.astype(np.float64)
    return np.asarray(gross, dtype=np.float64)


def distances(problem: Problem) -> dict[int, int]:
    """How many steps each overhead centre is from a centre that cares; those that never reach one are missing."""
    count = len(problem.order)
    served_by: dict[int, list[int]] = {}
    nearest: dict[int, int] = {}
    for at, weights in enumerate(problem.table):
        for to, weight in enumerate(weights):
            if weight:
                served_by.setdefault(to, []).append(at)
    edge, steps = list(range(count, len(problem.centres))), 0
    while edge:
        steps += 1
        edge = [at for at in sorted({by for to in edge for by in served_by.get(to, ())}) if at not in nearest]
        nearest.update(dict.fromkeys(edge, steps))
    return nearest


def _lost(problem: Problem, steps: Mapping[int, int]) -> list[Fault]:
    """Overhead that has, or is given, something and serves nobody; and overhead that serves only one another."""
    adrift = [at for at in range(len(problem.order)) if at not in steps]
    costly = _reached_by_cost(problem)
    faults, loop = [], []
    for at in adrift:
        if at not in costly:
            continue
        if not any(problem.table[at]):
            one = problem.overheads[at]
            words = f"It has cost to give and nobody has any of {one.basis}."
            faults.append(Fault("costing.nobody", one.centre, one.basis, words, "0", "units of another centre"))
        else:
            loop.append(problem.order[at])
    if loop:
        words = f"{', '.join(loop)} serve only one another: their cost goes round and reaches no centre that cares."
        faults += [
            Fault("costing.closed_loop", code, problem.overheads[problem.order.index(code)].basis, words, "", "care")
            for code in loop
        ]
    return faults


def _reached_by_cost(problem: Problem) -> set[int]:
    """Overhead centres that have a cost, or are given some by one that has."""
    count = len(problem.order)
    found = {at for at, code in enumerate(problem.order) if problem.costs[code]}
    edge = list(found)
    while edge:
        edge = [to for at in edge for to in range(count) if problem.table[at][to] and to not in found]
        edge = list(dict.fromkeys(edge))
        found.update(edge)
    return found


def _settle(problem: Problem, moved: Cents, steps: Mapping[int, int]) -> None:
    """Lets every row give exactly what it has: the centres that are farthest from care first.

    What rounding left goes to those who are a step nearer, in proportion, so a row that is settled stays so.
    """
    costs = [problem.costs[code] for code in problem.order]
    for at in sorted(steps, key=lambda one: (-steps[one], one)):
        left = costs[at] + int(moved[:, at].sum()) - int(moved[at].sum())
        if left:
            nearer = [
                weight if to >= len(costs) or steps.get(to, steps[at]) < steps[at] else 0
                for to, weight in enumerate(problem.table[at])
            ]
            moved[at] += np.array(apportion(left, nearer), dtype=np.int64)


WAYS: Mapping[Method, Callable[[Problem], Cents]] = MappingProxyType(
    {Method.DIRECT: _direct, Method.STEP_DOWN: _step_down, Method.RECIPROCAL: _reciprocal}
)
