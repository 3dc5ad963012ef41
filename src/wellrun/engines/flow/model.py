"""Runs a network: the arrays made, the compiled loop let go, what it counted taken out.

The loop is imported, and so loaded or compiled, with the first run only. In a process that answers people nothing
should be compiled: call ``prepare`` once where work is done in the background, which also leaves the machine code on
disk.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from wellrun.engines.flow.arrays import Block, block_of, cleared, seeded
from wellrun.engines.flow.problem import Duration, Need, Network, PatientClass, Resource, Station, Step, Unplanned
from wellrun.engines.flow.solution import Outcome
from wellrun.engines.flow.soundness import Unsound, faults_of

ROOM, MOST = 1 << 10, 1 << 20
"""Patients there at a time: what a run begins with, and what it is given up at."""


class NeverSettles(ValueError):
    """More patients wait than any hospital holds: more come than can be served."""


def run(
    network: Network, seed: int, *, hours: float, warm_up: float = 0.0, replication: int = 0, trace: int = 0
) -> Outcome:
    """One run that starts empty on a Monday, warms up, and then counts for so many hours.

    The same network, seed and replication give the same run. ``trace``: lines kept for the checker, from hour 0.
    Raises Unsound where the network has faults, NeverSettles where the queue outgrows `MOST`, ValueError for a trace
    that was too short.
    """
    if faults := faults_of(network):
        raise Unsound(faults)
    (found,) = unchecked(network, seed, range(replication, replication + 1), hours=hours, warm_up=warm_up, trace=trace)
    return found


def unchecked(
    network: Network, seed: int, replications: range, *, hours: float, warm_up: float = 0.0, trace: int = 0
) -> Iterator[Outcome]:
    """As `run`, several side by side, of a network that is known to be sound, or whose overload one wants to see."""
    prepared = _Prepared(network, seed, float(hours), float(warm_up), trace)
    if len(replications) == 1:
        yield prepared.outcome(replications[0])
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(prepared.outcome, replications)


class _Prepared:
    """A network laid out once, from which each replication takes a copy."""

    def __init__(self, network: Network, seed: int, hours: float, warm_up: float, trace: int) -> None:
        self.network, self.seed, self.hours, self.warm_up, self.trace = network, seed, hours, warm_up, trace
        self._blocks: dict[int, Block] = {}

    def outcome(self, replication: int) -> Outcome:
        room = max(self._blocks, default=ROOM)
        while (block := self._run(replication, room)) is None:
            # Same seed, same run, with more room.
            room *= 4
            if room > MOST:
                message = f"More than {room // 4} patients are there at once: more come than can be served."
                raise NeverSettles(message)
        lines = int(block.table("head")["traced"][0])
        if self.trace and lines > self.trace:
            raise ValueError(f"The run has {lines} lines of trace, and room was made for {self.trace}.")
        return Outcome(
            classes=tuple(one.code for one in self.network.classes),
            stations=tuple(one.code for one in self.network.stations),
            resources=tuple(one.code for one in self.network.resources),
            hours=self.hours,
            events=int(block.table("head")["handled"][0]),
            # Copies, so that the patients and events of the run are not kept with them.
            tables={name: block.table(name)[: lines if name == "trace" else None].copy() for name in _KEPT},
        )

    def _run(self, replication: int, room: int) -> Block | None:
        """What a run left, or nothing where it needs more room."""
        # Loading the compiler takes seconds, so that whoever only reads figures does without.
        from wellrun.engines.flow import loop

        end = self.warm_up + self.hours
        if room not in self._blocks:
            self._blocks[room] = block_of(self.network, room=room, days=math.ceil(end / 24) + 1, trace=self.trace)
        block = seeded(self._blocks[room], self.network, self.seed, replication)
        views = block.words, block.floats
        loop.start(*views)
        loop.advance(*views, self.warm_up)
        loop.close(*views, self.warm_up)
        cleared(block)
        loop.advance(*views, end)
        loop.close(*views, end)
        return None if block.table("head")["full"][0] else block


_KEPT = ("class", "station", "resource", "step", "waits", "travelled", "census", "queued", "daily", "trace")


@cache
def prepare() -> None:
    """Loads or compiles the loop, by a run of an hour."""
    bed = Resource("bed", (1,))
    ward = Station("ward", (Need("bed"),))
    one = PatientClass("one", Unplanned((0.1,)), "ward", {"ward": Step(Duration("exponential", 1.0))})
    run(Network((bed,), (ward,), (one,)), 0, hours=1.0)
