"""What the event loop is made of: a heap of events, lines of a trace, areas under numbers, classes of waits."""

from __future__ import annotations

import math
from typing import Any

from wellrun.engines.flow.compiled import part
from wellrun.engines.flow.layout import (
    BINS,
    E_NUMBER,
    E_OF,
    E_PLACE,
    E_STATION,
    E_TIME,
    E_WHAT,
    ENTRY_SIZE,
    EVENTS,
    FULL,
    KINDS,
    ORDER,
    PATIENTS,
    R_EXTRA,
    R_EXTRA_AREA,
    R_MORE,
    R_OPEN,
    R_OPEN_AREA,
    R_SINCE,
    R_USED,
    R_USED_AREA,
    ROOM,
    S_BLOCKED,
    S_BLOCKED_AREA,
    S_INSIDE,
    S_INSIDE_AREA,
    S_SINCE,
    S_WAITING,
    S_WAITING_AREA,
    T_TRACE,
    T_WHAT,
    T_WHEN,
    TRACE_LINES,
    TRACED,
)


@part
def push(m: Any, x: Any, time: float, kind: int, who: int) -> Any:
    """Sets an event; its order comes back, by which it can be known."""
    at = m[EVENTS]
    if at >= 2 * m[ROOM]:
        m[FULL] = 1
        return -1
    order = m[ORDER] + 1
    m[ORDER] = order
    m[EVENTS] = at + 1
    when, what = m[T_WHEN], m[T_WHAT]
    while at > 0:
        up = (at - 1) >> 1
        # A new event has the highest order, so that of equal times the one above stays.
        if x[when + up] <= time:
            break
        x[when + at] = x[when + up]
        m[what + at] = m[what + up]
        at = up
    x[when + at] = time
    m[what + at] = (order << (KINDS + PATIENTS)) | (who << KINDS) | kind
    return order


@part
def pop(m: Any, x: Any) -> None:
    """Takes the first event out: the hole sinks to the bottom, and the last event rises from there."""
    size = m[EVENTS] - 1
    m[EVENTS] = size
    when, what = m[T_WHEN], m[T_WHAT]
    time, which = x[when + size], m[what + size]
    at, below = 0, 1
    while below < size:
        if below + 1 < size:
            one, other = x[when + below], x[when + below + 1]
            # Without a branch on which is earlier: it cannot be foreseen.
            below += other < one or (other == one and m[what + below + 1] < m[what + below])
        x[when + at] = x[when + below]
        m[what + at] = m[what + below]
        at = below
        below = 2 * at + 1
    while at > 0:
        up = (at - 1) >> 1
        if x[when + up] < time or (x[when + up] == time and m[what + up] < which):
            break
        x[when + at] = x[when + up]
        m[what + at] = m[what + up]
        at = up
    x[when + at] = time
    m[what + at] = which


@part
def note(m: Any, x: Any, time: float, what: int, of: int, number: int, station: int, place: int) -> None:
    """Writes a line of the trace, where one is kept."""
    if m[TRACE_LINES] == 0:
        return
    if m[TRACED] < m[TRACE_LINES]:
        line = m[T_TRACE] + m[TRACED] * ENTRY_SIZE
        x[line + E_TIME] = time
        m[line + E_WHAT] = what
        m[line + E_OF] = of
        m[line + E_NUMBER] = number
        m[line + E_STATION] = station
        m[line + E_PLACE] = place
    m[TRACED] += 1


@part
def lapse(m: Any, x: Any, station: int, now: float) -> None:
    """Adds what has passed at a station since its numbers last changed."""
    span = now - x[station + S_SINCE]
    x[station + S_WAITING_AREA] += m[station + S_WAITING] * span
    x[station + S_INSIDE_AREA] += m[station + S_INSIDE] * span
    x[station + S_BLOCKED_AREA] += m[station + S_BLOCKED] * span
    x[station + S_SINCE] = now


@part
def take(m: Any, x: Any, resource: int, now: float, units: int) -> None:
    """Adds what has passed at a resource since its numbers last changed, and then so many units to those in use."""
    span = now - x[resource + R_SINCE]
    x[resource + R_USED_AREA] += m[resource + R_USED] * span
    x[resource + R_OPEN_AREA] += m[resource + R_OPEN] * span
    x[resource + R_EXTRA_AREA] += m[resource + R_EXTRA] * m[resource + R_MORE] * span
    x[resource + R_SINCE] = now
    m[resource + R_USED] += units


@part
def bin_of(hours: float) -> int:
    """The class of a wait (`layout.BINS`)."""
    if hours <= 0.0:
        return 0
    return min(max(int(8.0 * (math.log2(hours) + 6.0)) + 1, 1), BINS - 1)
