"""What chance a patient has, in plain Python: the twin of the compiled draws, by which traces are judged in full."""

import math
import zlib

import numpy as np

from wellrun.engines.flow.problem import HOME, HOURS_A_WEEK, Booked, by_hour

MASK = (1 << 64) - 1
STAY, ROUTE, PATIENCE, LEAVES = range(4)


def key_of(key, number):
    word = (key + (number + 1) * 0x9E3779B97F4A7C15) & MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def uniform(key, number):
    return ((key_of(key, number) >> 12) + 0.5) / 2**52


def normal(key, number):
    own = key_of(key, number)
    return math.sqrt(-2 * math.log(uniform(own, 0))) * math.cos(2 * math.pi * uniform(own, 1))


def gamma(key, number, shape):
    own, boost, at = key_of(key, number), 1.0, 1
    if shape < 1:
        boost, shape = uniform(own, 0) ** (1 / shape), shape + 1
    d = shape - 1 / 3
    while True:
        z = normal(own, at)
        v = (1 + z / math.sqrt(9 * d)) ** 3
        if v > 0 and math.log(uniform(own, at + 1)) < z * z / 2 + d - d * v + d * math.log(v):
            return boost * d * v
        at += 2


def drawn(one, key, number):
    shape, luck = one.shape, uniform(key, number)
    if one.family == "quantiles":
        return float(np.interp(luck * (len(one.quantiles) - 1), range(len(one.quantiles)), one.quantiles))
    standard = {
        "constant": lambda: 1.0,
        "exponential": lambda: -math.log(luck),
        "lognormal": lambda: math.exp(shape * normal(key, number) - shape * shape / 2),
        "gamma": lambda: gamma(key, number, shape) / shape,
        "weibull": lambda: (-math.log(luck)) ** (1 / shape) / math.gamma(1 + 1 / shape),
    }
    return one.mean * standard[one.family]()


def stream_key(of, seed, replication=0):
    return int(
        np.random.SeedSequence((seed, replication, zlib.crc32(of.code.encode()))).generate_state(1, np.uint64)[0]
    )


def arrivals(of, seed, until):
    """Number to time of arrival, of those who come before a time."""
    own, come, found = stream_key(of, seed), of.arrivals, {}
    if isinstance(come, Booked):
        for number in range(len(come.slots) * (1 + int((until + come.early) // HOURS_A_WEEK))):
            week, slot = divmod(number, len(come.slots))
            key = key_of(own, number)
            leaves = max(week * HOURS_A_WEEK + come.slots[slot] - come.early, 0.0)
            if uniform(key, 1) < come.shows:
                spread = come.early + come.late
                found[number] = leaves + (spread * uniform(key, 2) if spread else 0.0)
    elif any(come.rates):
        # The time at which the expected number reaches the sum of unit exponentials, by interpolation.
        hours = np.arange(int(until) + 2 * HOURS_A_WEEK + 1)
        grown = np.concatenate([[0.0], np.resize(by_hour(come.rates), hours.size - 1).cumsum()])
        total, number = 0.0, 0
        while total < grown[-1]:
            total += -math.log(uniform(key_of(own, number), 0))
            at = int(np.searchsorted(grown, total))
            if at < grown.size:
                found[number] = hours[at] - (grown[at] - total) / (grown[at] - grown[at - 1])
            number += 1
    return {number: time for number, time in found.items() if time < until}


def care(network, of, seed, number, step, station, place, began):
    """When care that began then ends, and the next station (None for home)."""
    what = of.steps[station.code]
    key, draw = key_of(stream_key(of, seed), number), 4 + 4 * step
    ends, luck, onward = began + drawn(what.stay, key, draw + STAY), uniform(key, draw + ROUTE), None
    total = 0.0
    for other in network.stations:
        chance = what.route.get(other.code, 0.0)
        total += chance if other.code != HOME else 0.0
        if onward is None and chance and luck < total:
            onward = other.code
    if onward is None and place.leaves and int(ends) % HOURS_A_WEEK not in place.leaves:
        hour = int(ends)
        while hour % HOURS_A_WEEK not in place.leaves:
            hour += 1
        ends = hour + uniform(key, draw + LEAVES)
    return ends, onward


def patience(of, seed, number, step, station):
    one = of.steps[station.code].patience
    return drawn(one, key_of(stream_key(of, seed), number), 4 + 4 * step + PATIENCE) if one else math.inf
