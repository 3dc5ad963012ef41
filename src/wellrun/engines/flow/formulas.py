"""Queue formulas with closed answers: what a ward of a kind comes to without simulating it.

``load`` is the offered load: arrivals in a time × mean stay in the same time, in beds (erlangs). Arrivals are Poisson
unless said otherwise. Times come back in the unit of the stay. Sources: Erlang 1917; Palm 1946; Gross, Shortle,
Thompson and Harris, Fundamentals of Queueing Theory, 4th ed. 2008.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def load(arrivals: float, stay: float) -> float:
    """Mean number there if nobody waits or is turned away (Little 1961): arrivals per time × mean stay."""
    return arrivals * stay


def erlang_b(load: float, beds: int) -> float:
    """Share turned away where nobody can wait: M/G/c/c. Recursion B(k) = aB/(k + aB). Of 0 beds everybody."""
    _sound(load, beds)
    blocked = 1.0
    for bed in range(1, beds + 1):
        blocked = load * blocked / (bed + load * blocked)
    return blocked


def erlang_c(load: float, beds: int) -> float:
    """Share who wait where everybody waits until a bed is free: M/M/c. 1 where the load fills all beds."""
    if load >= beds:
        _sound(load, beds)
        return 1.0
    blocked = erlang_b(load, beds)
    return blocked / (1 - load / beds * (1 - blocked))


def mean_wait(load: float, beds: int, stay: float) -> float:
    """Mean wait of all in M/M/c, those who do not wait included; infinite where the load fills all beds."""
    return math.inf if load >= beds else erlang_c(load, beds) * stay / (beds - load)


def mean_queue(load: float, beds: int) -> float:
    """Mean number who wait in M/M/c."""
    return math.inf if load >= beds else erlang_c(load, beds) * load / (beds - load)


def wait_longer(load: float, beds: int, stay: float, than: float) -> float:
    """Share who wait longer than a time in M/M/c, first come first served: C·exp(−(c − a)·t/stay)."""
    return 1.0 if load >= beds else erlang_c(load, beds) * math.exp(-(beds - load) * than / stay)


def wait_quantile(load: float, beds: int, stay: float, chance: float) -> float:
    """The time within which this share of all begins in M/M/c; 0 where so many do not wait at all."""
    if load >= beds:
        return math.inf
    waiting = erlang_c(load, beds)
    return 0.0 if chance <= 1 - waiting else stay / (beds - load) * math.log(waiting / (1 - chance))


def mean_wait_general(load: float, beds: int, stay: float, variation: float) -> float:
    """Mean wait in M/G/c by the approximation of Lee and Longton (1959): M/M/c × (1 + cv²)/2.

    ``variation``: standard deviation over mean of the stay. Exact for one bed (Pollaczek and Khinchine) and for
    exponential stays; good near full load, too high for few patients and stays that vary much.
    """
    return mean_wait(load, beds, stay) * (1 + variation * variation) / 2


def abandoning(load: float, beds: int, patience: float, stay: float) -> tuple[float, float, float]:
    """Erlang A (M/M/c+M): share who wait, share who leave unseen, mean wait of all, with exponential patience.

    From the balance of births and deaths (Palm 1946; Garnett, Mandelbaum and Reiman 2002): with n > c there, c/stay +
    (n − c)/patience leave in a time. Share who leave = mean queue / patience / arrivals.
    """
    _sound(load, beds)
    if load == 0 or patience <= 0:
        raise ValueError("A queue that is abandoned needs arrivals and a patience above 0.")
    state, total, waiting, queue = 1.0, 1.0, 0.0 if beds else 1.0, 0.0
    number = 0
    while True:
        number += 1
        leave = min(number, beds) + max(number - beds, 0) * stay / patience
        state *= load / leave
        total += state
        waiting += state if number >= beds else 0.0
        queue += state * max(number - beds, 0)
        if total > 1e200:
            state, total, waiting, queue = (one / total for one in (state, total, waiting, queue))
        if number > beds and leave > load and state < 1e-16 * total:
            break
    arrivals = load / stay
    return waiting / total, queue / total / patience / arrivals, queue / total / arrivals


def beds_for(load: float, *, waiting: float) -> int:
    """The fewest beds with which no more than this share waits (Erlang C)."""
    _chance(waiting)
    beds = math.floor(load) + 1
    while erlang_c(load, beds) > waiting:
        beds += 1
    return beds


def beds_for_few_turned_away(load: float, *, turned_away: float) -> int:
    """The fewest beds with which no more than this share is turned away (Erlang B)."""
    _chance(turned_away)
    beds, blocked = 0, 1.0
    while blocked > turned_away:
        beds += 1
        blocked = load * blocked / (beds + load * blocked)
    return beds


def load_by_hour(rates: Sequence[float], stay: float) -> tuple[float, ...]:
    """Mean number there at the beginning of each hour of a week that repeats, if nobody waits: M(t)/M/∞.

    ``rates``: arrivals an hour in each of the hours; ``stay``: mean of an exponential stay, hours. Solves
    m' = λ(t) − m/stay hour by hour (Eick, Massey and Whitt 1993): the peak of the load comes after that of arrivals.
    """
    kept = math.exp(-1 / stay)
    at_end = 0.0
    for rate in rates:
        at_end = at_end * kept + rate * stay * (1 - kept)
    # The week repeats: what is there at its start is what is left of it and of all before.
    there = at_end / (1 - kept ** len(rates))
    found = []
    for rate in rates:
        found.append(there)
        there = there * kept + rate * stay * (1 - kept)
    return tuple(found)


def fluid_queue(rates: Sequence[float], units: Sequence[float], stay: float, *, weeks: int = 52) -> tuple[float, ...]:
    """Mean number who wait at the beginning of each hour of the last week, patients taken as a fluid.

    ``units``: open in each hour of the week. Those there flow out at min(there, units)/stay an hour; an hour is divided
    into sixty steps (Euler). It sees queues that come of the hours, and none that come of chance (Newell 1982).
    """
    there, found = 0.0, [0.0] * len(rates)
    for _week in range(weeks):
        for hour, (rate, open_units) in enumerate(zip(rates, units, strict=True)):
            found[hour] = max(there - open_units, 0.0)
            for _step in range(60):
                there += (rate - min(there, open_units) / stay) / 60
    return tuple(found)


def _sound(load: float, beds: int) -> None:
    if not (math.isfinite(load) and load >= 0) or beds < 0:
        raise ValueError(f"A load of {load} on {beds} beds: both must be 0 or more.")


def _chance(share: float) -> None:
    if not 0 < share < 1:
        raise ValueError(f"A share of {share}: must lie between 0 and 1.")
