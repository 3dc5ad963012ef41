"""The event loop, compiled: who comes next, the full hour, and one event after another (rules in `care`)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from wellrun.engines.flow import layout as y
from wellrun.engines.flow.care import arrive, cleaned, end, give_up, settle
from wellrun.engines.flow.chance import key_of, uniform
from wellrun.engines.flow.compiled import compiled, digest, memory_of, part
from wellrun.engines.flow.events import lapse, note, pop, push, take


@part
def _grown(m: Any, x: Any, of: int, time: float, lacking: float) -> Any:
    """When the expected number of arrivals has grown by so much."""
    rates, hour = m[y.T_RATES] + of * y.WEEK, int(time)
    rate = x[rates + hour % y.WEEK]
    grows = rate * (hour + 1 - time)
    while grows < lacking:
        lacking -= grows
        hour += 1
        time = float(hour)
        rate = x[rates + hour % y.WEEK]
        grows = rate
    return time + lacking / rate


@part
def _schedule(m: Any, x: Any, of: int) -> None:
    """Sets when the next patient of a class comes: when the expected number has grown by a unit exponential.

    (Inversion of the cumulative rate: Çinlar 1975.) Appointments come as they are booked, less what one may be early.
    """
    one = m[y.T_CLASS] + of * y.CLASS_SIZE
    number = m[one + y.C_NUMBER]
    m[one + y.C_NUMBER] = number + 1
    m[one + y.C_NEXT_KEY] = key_of(m[one + y.C_KEY], number)
    if not m[one + y.C_COMES]:
        x[one + y.C_AT] = math.inf
    elif m[one + y.C_BOOKED]:
        week = number // m[one + y.C_COUNT]
        slot = x[m[y.T_SLOTS] + m[one + y.C_FIRST] + number - week * m[one + y.C_COUNT]]
        x[one + y.C_AT] = max(y.WEEK * week + slot - x[one + y.C_EARLY], 0.0)
    else:
        lacking = -math.log(uniform(m[one + y.C_NEXT_KEY], y.COMES))
        x[one + y.C_AT] = _grown(m, x, of, x[one + y.C_AT], lacking)
    first = m[y.T_CLASS] + y.C_AT
    coming = 0
    for other in range(1, m[y.CLASSES]):
        if x[first + other * y.CLASS_SIZE] < x[first + coming * y.CLASS_SIZE]:
            coming = other
    m[y.COMING] = coming
    x[y.ARRIVAL] = x[first + coming * y.CLASS_SIZE]


@part
def _come(m: Any, x: Any, now: float) -> None:
    """The next patient of a stream: arrives, has an appointment and is on the way, or does not show up."""
    of, p = m[y.COMING], m[y.FREE]
    one = m[y.T_CLASS] + of * y.CLASS_SIZE
    key, number = m[one + y.C_NEXT_KEY], m[one + y.C_NUMBER] - 1
    if p < 0:
        m[y.FULL] = 1
        return
    _schedule(m, x, of)
    if m[one + y.C_BOOKED] and uniform(key, y.SHOWS) >= x[one + y.C_SHOWS]:
        return
    patient = m[y.T_PATIENT] + p * y.PATIENT_SIZE
    m[y.FREE] = m[patient + y.P_AFTER]
    m[patient + y.P_KEY] = key
    m[patient + y.P_NUMBER] = number
    m[patient + y.P_OF] = of
    if x[one + y.C_SPREAD] > 0.0:
        push(m, x, now + x[one + y.C_SPREAD] * uniform(key, y.LATE), y.ARRIVES, p)
    else:
        arrive(m, x, p, now)


@part
def _wanting(m: Any, number: int) -> int:
    """How many wait at stations that need a resource."""
    found = 0
    for at in range(m[y.STATIONS]):
        station = m[y.T_STATION] + at * y.STATION_SIZE
        for which in range(m[station + y.S_NEEDS], m[station + y.S_NEEDS_END]):
            if m[m[y.T_NEED] + which * y.NEED_SIZE + y.N_RESOURCE] == number:
                found += m[station + y.S_WAITING]
    return found


@part
def _strike(m: Any, x: Any) -> None:
    """The full hour: units by schedule and escalation, and who is there."""
    hour = m[y.HOUR]
    now = float(hour)
    for number in range(m[y.RESOURCES]):
        resource = m[y.T_RESOURCE] + number * y.RESOURCE_SIZE
        units = m[m[y.T_UNITS] + number * y.WEEK + hour % y.WEEK]
        if m[resource + y.R_MORE] > 0:
            take(m, x, resource, now, 0)
            wanting = _wanting(m, number)
            if wanting >= m[resource + y.R_OPENS]:
                m[resource + y.R_EXTRA] = 1
            elif wanting <= m[resource + y.R_CLOSES]:
                m[resource + y.R_EXTRA] = 0
            units += m[resource + y.R_EXTRA] * m[resource + y.R_MORE]
        if units != m[resource + y.R_OPEN]:
            take(m, x, resource, now, 0)
            m[resource + y.R_OPEN] = units
            m[y.FREED] |= 1 << number % y.FLAGS
            note(m, x, now, y.UNITS, -1, number, -1, units)
    for number in range(m[y.STATIONS]):
        station = m[y.T_STATION] + number * y.STATION_SIZE
        inside, most = m[station + y.S_INSIDE], m[y.MOST]
        m[m[y.T_CENSUS] + (number * y.DAY + hour % y.DAY) * most + min(inside, most - 1)] += 1
        m[m[y.T_QUEUED] + number * y.DAY + hour % y.DAY] += m[station + y.S_WAITING]
        day = m[y.T_DAILY] + hour // y.DAY * m[y.STATIONS] + number
        x[day] += (inside + m[station + y.S_WAITING]) / y.DAY
    m[y.HOUR] = hour + 1
    settle(m, x, now)


@part
def _advance(m: Any, x: Any, until: float) -> None:
    when, what = m[y.T_WHEN], m[y.T_WHAT]
    while not m[y.FULL]:
        event = x[when] if m[y.EVENTS] > 0 else math.inf
        time = min(event, x[y.ARRIVAL])
        if m[y.HOUR] <= time:
            if m[y.HOUR] >= until:
                break
            _strike(m, x)
            continue
        if time >= until:
            break
        if x[y.ARRIVAL] < event:
            m[y.HANDLED] += 1
            _come(m, x, time)
            continue
        first = m[what]
        kind, who = first & ((1 << y.KINDS) - 1), (first >> y.KINDS) & ((1 << y.PATIENTS) - 1)
        pop(m, x)
        if kind == y.ENDED:
            m[y.HANDLED] += 1
            end(m, x, who, time)
        elif kind == y.CLEANED:
            cleaned(m, x, who, time)
        elif kind == y.ARRIVES:
            arrive(m, x, who, time)
        elif m[m[y.T_PATIENT] + who * y.PATIENT_SIZE + y.P_TIMER] == first >> (y.KINDS + y.PATIENTS):
            # Else of somebody who was taken in before patience ended.
            m[y.HANDLED] += 1
            give_up(m, x, who, time)


@part
def _start(m: Any, x: Any) -> None:
    for of in range(m[y.CLASSES]):
        _schedule(m, x, of)


@part
def _close(m: Any, x: Any, now: float) -> None:
    for number in range(m[y.STATIONS]):
        lapse(m, x, m[y.T_STATION] + number * y.STATION_SIZE, now)
    for number in range(m[y.RESOURCES]):
        take(m, x, m[y.T_RESOURCE] + number * y.RESOURCE_SIZE, now, 0)


def _ways_in(text: int) -> tuple[Any, ...]:
    """What Python calls. ``text`` is in each closure, so that machine code kept of another text is not used."""

    def start(words: Any, floats: Any) -> None:
        if text >= 0:
            _start(memory_of(words), memory_of(floats))

    def advance(words: Any, floats: Any, until: float) -> None:
        if text >= 0:
            _advance(memory_of(words), memory_of(floats), until)

    def close(words: Any, floats: Any, now: float) -> None:
        if text >= 0:
            _close(memory_of(words), memory_of(floats), now)

    return compiled(start), compiled(advance), compiled(close)


_found: tuple[Any, ...] = _ways_in(digest())
start: Callable[[Any, Any], None] = _found[0]
"""Sets when the first patient of each class comes."""
advance: Callable[[Any, Any, float], None] = _found[1]
"""Lets happen all that falls before a time. Stops early, with ``full`` set, where a run needs more room."""
close: Callable[[Any, Any, float], None] = _found[2]
"""Adds what has passed since the last change, at the end of the warm-up or the run."""
