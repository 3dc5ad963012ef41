"""Events in a second of processor time on the ward of 60 beds, by a plain heap loop, SimPy or Ciw.

Knows nothing of ours, so that the interpreter of a peer environment can run it. Arguments: which, how many patients,
seed. Prints one number; an event is an arrival or a departure.
"""

from __future__ import annotations

import heapq
import random
import sys
import time
from collections import deque

ARRIVALS, STAY, BEDS = 10.0, 5.0, 60


def plain(patients: int, seed: int) -> None:
    chance = random.Random(seed).expovariate
    leaving: list[float] = []
    waiting: deque[float] = deque()
    coming, done, there, waited = chance(ARRIVALS), 0, 0, 0.0
    while done < patients:
        if leaving and leaving[0] <= coming:
            now = heapq.heappop(leaving)
            done += 1
            if waiting:
                waited += now - waiting.popleft()
                heapq.heappush(leaving, now + chance(1 / STAY))
            else:
                there -= 1
        else:
            now, coming = coming, coming + chance(ARRIVALS)
            if there < BEDS:
                there += 1
                heapq.heappush(leaving, now + chance(1 / STAY))
            else:
                waiting.append(now)


def simpy(patients: int, seed: int) -> None:
    import simpy as package

    chance = random.Random(seed).expovariate
    world = package.Environment()
    beds = package.Resource(world, BEDS)
    waits = []

    def stay():  # type: ignore[no-untyped-def]
        came = world.now
        with beds.request() as bed:
            yield bed
            waits.append(world.now - came)
            yield world.timeout(chance(1 / STAY))

    def arrive():  # type: ignore[no-untyped-def]
        for _patient in range(patients):
            yield world.timeout(chance(ARRIVALS))
            world.process(stay())

    world.process(arrive())
    world.run()


def ciw(patients: int, seed: int) -> None:
    import ciw as package

    package.seed(seed)
    network = package.create_network(
        arrival_distributions=[package.dists.Exponential(ARRIVALS)],
        service_distributions=[package.dists.Exponential(1 / STAY)],
        number_of_servers=[BEDS],
    )
    package.Simulation(network).simulate_until_max_customers(patients, method="Finish")


def speed(name: str, patients: int, seed: int) -> float:
    start = time.process_time()
    {"plain": plain, "simpy": simpy, "ciw": ciw}[name](patients, seed)
    return 2 * patients / (time.process_time() - start)


if __name__ == "__main__":
    print(speed(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
