"""Runs a network: the arrays made, the compiled loop let go, what it counted taken out.

The loop is imported, and so loaded or compiled, with the first run only. In a process that answers people nothing should
be compiled: call ``prepare`` once where work is done in the background, which also leaves the machine code on disk.
"""

from __future__ import annotations

import math
from functools import cache

from wellrun.engines.flow.problem import Duration, Network, Need, PatientClass, Resource, Station, Step, Unplanned
from wellrun.engines.flow.solution import Outcome
from wellrun.engines.flow.soundness import Unsound, faults_of

ROOM, MOST = 1 << 10, 1 << 20
"""Patients there at a time: what a run begins with, and what it is given up at."""


class NeverSettles(ValueError):
    """More patients wait than any hospital holds: more come than can be served."""


def run(network: Network, seed: int, *, hours: float, warm_up: float = 0.0, trace: int = 0) -> Outcome:
    """One run that starts empty on a Monday, warms up, and then counts for so many hours.

    The same network and seed (0 to 2^32 - 1) give the same run. ``trace``: lines kept for the checker, from hour 0.
    Raises Unsound where the network has faults, NeverSettles where the queue outgrows `MOST`, ValueError for a trace
    that was too short.
    """
    if faults := faults_of(network):
        raise Unsound(faults)
    return unchecked(network, seed, hours=hours, warm_up=warm_up, trace=trace)


def unchecked(network: Network, seed: int, *, hours: float, warm_up: float = 0.0, trace: int = 0) -> Outcome:
    """As `run`, of a network that is known to be sound, or whose overload is what one wants to see."""
    # Loading the compiler takes seconds, so that whoever only reads figures does without.
    from wellrun.engines.flow import arrays, loop

    end, room = float(warm_up + hours), ROOM
    while True:
        block = arrays.seeded(
            arrays.block_of(network, room=room, days=math.ceil(end / 24) + 1, trace=trace), network, seed
        )
        head, views = block.table("head"), (block.words, block.floats)
        loop.start(*views)
        loop.advance(*views, float(warm_up))
        loop.close(*views, float(warm_up))
        arrays.cleared(block)
        loop.advance(*views, end)
        loop.close(*views, end)
        if not head["full"][0]:
            break
        # Same seed, same run, with more room.
        room *= 8
        if room > MOST:
            raise NeverSettles(f"More than {room // 8} patients are there at once: more come than can be served.")
    lines = int(head["traced"][0])
    if trace and lines > trace:
        raise ValueError(f"The run has {lines} lines of trace, and room was made for {trace}.")
    return Outcome(
        classes=tuple(one.code for one in network.classes),
        stations=tuple(one.code for one in network.stations),
        resources=tuple(one.code for one in network.resources),
        hours=float(hours),
        events=int(head["handled"][0]),
        tables={name: block.table(name).copy() for name in _KEPT},
    )


_KEPT = ("class", "station", "resource", "step", "waits", "travelled", "census", "daily", "trace")


@cache
def prepare() -> None:
    """Loads or compiles the loop, by a run of an hour."""
    bed = Resource("bed", (1,))
    ward = Station("ward", (Need("bed"),))
    one = PatientClass("one", Unplanned((0.1,)), "ward", {"ward": Step(Duration("exponential", 1.0))})
    run(Network((bed,), (ward,), (one,)), 0, hours=1.0)
