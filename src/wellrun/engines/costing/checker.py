"""Whether an allocation is one, said without the methods that make it: the reference of property tests."""

from __future__ import annotations

from collections.abc import Iterator

from wellrun.engines.costing.allocate import Allocation
from wellrun.engines.costing.problem import Fault, Method


def check(allocation: Allocation) -> tuple[Fault, ...]:
    """Everything that is wrong: cents lost or made, given to whom is not served, or to whom is closed already."""
    return (*_rows(allocation), *_whole(allocation), *_ways(allocation))


def _rows(allocation: Allocation) -> Iterator[Fault]:
    """Sum allocated is sum in, on every row."""
    problem = allocation.problem
    for at, one in enumerate(problem.overheads):
        given, had = int(allocation.moved[at].sum()), allocation.gross(one.centre)
        if given != had:
            yield Fault("costing.row", one.centre, one.basis, "It gave another sum than it had.", str(given), str(had))


def _whole(allocation: Allocation) -> Iterator[Fault]:
    before, after = sum(allocation.problem.costs.values()), sum(allocation.full.values())
    if before != after:
        yield Fault("costing.whole", "", "", "The whole changed.", str(after), str(before))


def _ways(allocation: Allocation) -> Iterator[Fault]:
    problem = allocation.problem
    for at, one in enumerate(problem.overheads):
        for to, code in enumerate(problem.centres):
            if not allocation.moved[at, to]:
                continue
            if code == one.centre or not one.units.get(code):
                yield Fault("costing.not_served", one.centre, one.basis, f"{code} has none of it.", code)
            closed = {Method.DIRECT: to < len(problem.order), Method.STEP_DOWN: to <= at}
            if closed.get(allocation.method):
                yield Fault("costing.reopened", one.centre, one.basis, f"{code} is closed.", code)
