"""What happens to one patient, compiled: waits, begins, is cared for, blocks, goes on, gives up, goes home.

Rules it keeps, which `checker` judges by a trace:

- At one instant the full hour comes first (units, escalation), then what had been set (in the order it was set), then
  arrivals. Nothing that falls on the end of a run happens.
- After each event whoever can begin does: patients of a station before outliers, then by priority, then who has waited
  longest; of equals the station named first. A patient takes the first of the own and overflow stations that has all
  needs.
- Nobody is interrupted. Escalation is decided on the hour.
"""

from __future__ import annotations

import math
from typing import Any

from wellrun.engines.flow import layout as y
from wellrun.engines.flow.chance import drawn, uniform
from wellrun.engines.flow.compiled import part
from wellrun.engines.flow.events import bin_of, lapse, note, push, take


@part
def _patient(m: Any, slot: int) -> Any:
    return m[y.T_PATIENT] + slot * y.PATIENT_SIZE


@part
def _station(m: Any, number: int) -> Any:
    return m[y.T_STATION] + number * y.STATION_SIZE


@part
def _step(m: Any, of: int, station: int) -> Any:
    return m[y.T_STEP] + (of * m[y.STATIONS] + station) * y.STEP_SIZE


@part
def _queue(m: Any, patient: int) -> Any:
    return m[y.T_QUEUE] + (m[patient + y.P_STATION] * m[y.RANKS] + m[patient + y.P_RANK]) * y.QUEUE_SIZE


@part
def _fits(m: Any, place: int) -> bool:
    station = _station(m, place)
    for at in range(m[station + y.S_NEEDS], m[station + y.S_NEEDS_END]):
        need = m[y.T_NEED] + at * y.NEED_SIZE
        resource = m[y.T_RESOURCE] + m[need + y.N_RESOURCE] * y.RESOURCE_SIZE
        if m[resource + y.R_USED] + m[need + y.N_UNITS] > m[resource + y.R_OPEN]:
            return False
    return True


@part
def _take(m: Any, x: Any, place: int, now: float, way: int, beds: int) -> None:
    """Takes (way 1) or gives back (-1) what a patient needs at a station: staff (beds 0), places (1), all (2)."""
    station = _station(m, place)
    for at in range(m[station + y.S_NEEDS], m[station + y.S_NEEDS_END]):
        need = m[y.T_NEED] + at * y.NEED_SIZE
        if beds == 2 or m[need + y.N_PLACE] == beds:
            resource = m[y.T_RESOURCE] + m[need + y.N_RESOURCE] * y.RESOURCE_SIZE
            take(m, x, resource, now, way * m[need + y.N_UNITS])
            if way < 0:
                m[y.FREED] |= 1 << m[need + y.N_RESOURCE] % y.FLAGS


@part
def _vacate(m: Any, x: Any, place: int, now: float) -> None:
    """A patient leaves a place, which is cleaned first where that takes time."""
    station = _station(m, place)
    lapse(m, x, station, now)
    m[station + y.S_INSIDE] -= 1
    m[station + y.S_LEFT] += 1
    if m[station + y.S_KEEPS] and x[station + y.S_TURNAROUND] > 0.0:
        push(m, x, now + x[station + y.S_TURNAROUND], y.CLEANED, place)
    else:
        _take(m, x, place, now, -1, 1)


@part
def _home_hour(m: Any, place: int, time: float, key: Any, draw: int) -> float:
    """The time itself, or one within the next hour in which patients go home."""
    leaves, hour = m[y.T_LEAVES] + place * y.WEEK, int(time)
    if m[leaves + hour % y.WEEK]:
        return time
    while not m[leaves + hour % y.WEEK]:
        hour += 1
    return hour + uniform(key, draw)


@part
def _onward(m: Any, x: Any, patient: int, draw: int) -> int:
    """The next station, or -1 for home."""
    count = m[y.STATIONS]
    route = m[y.T_ROUTES] + (m[patient + y.P_OF] * count + m[patient + y.P_STATION]) * count
    if x[route + count - 1] > 0.0:
        luck = uniform(m[patient + y.P_KEY], draw)
        for to in range(count):
            if luck < x[route + to]:
                return to
    return -1


@part
def _begin(m: Any, x: Any, p: int, place: int, now: float) -> None:
    """The patient, who waits for a station, is taken in at this place, and gives back what was kept until now."""
    patient = _patient(m, p)
    of, station, former = m[patient + y.P_OF], m[patient + y.P_STATION], m[patient + y.P_HELD]
    if former >= 0:
        _vacate(m, x, former, now)
        m[_station(m, former) + y.S_BLOCKED] -= 1
    _take(m, x, place, now, 1, 2)
    ward = _station(m, place)
    lapse(m, x, ward, now)
    m[ward + y.S_INSIDE] += 1
    step, waited = _step(m, of, station), now - x[patient + y.P_SINCE]
    m[step + y.X_BEGUN] += 1
    m[step + y.X_OUTLIERS] += place != station
    bins = m[y.T_WAITS] + (of * m[y.STATIONS] + station) * y.BINS
    if waited > 0.0:
        m[step + y.X_DELAYED] += 1
        x[step + y.X_WAITED] += waited
        x[step + y.X_LONGEST] = max(x[step + y.X_LONGEST], waited)
        m[bins + bin_of(waited)] += 1
    else:
        m[bins] += 1
    m[patient + y.P_HELD] = place
    m[patient + y.P_WAITS] = 0
    m[patient + y.P_TIMER] = -1
    key, draw = m[patient + y.P_KEY], y.FIRST_STEP + y.DRAWS_A_STEP * m[patient + y.P_STEP]
    ends = now + drawn(m, x, step, key, draw + y.STAY)
    onward = _onward(m, x, patient, draw + y.ROUTE)
    m[patient + y.P_ONWARD] = onward
    if onward < 0 and m[ward + y.S_HOURS]:
        ends = _home_hour(m, place, ends, key, draw + y.LEAVES)
    note(m, x, now, y.BEGAN, of, m[patient + y.P_NUMBER], station, place)
    push(m, x, ends, y.ENDED, p)


@part
def _unlink(m: Any, x: Any, p: int, now: float) -> None:
    """Takes a patient out of the queue."""
    patient = _patient(m, p)
    queue, before, after = _queue(m, patient), m[patient + y.P_BEFORE], m[patient + y.P_AFTER]
    if before < 0:
        m[queue + y.Q_FIRST] = after
    else:
        m[_patient(m, before) + y.P_AFTER] = after
    if after < 0:
        m[queue + y.Q_LAST] = before
    else:
        m[_patient(m, after) + y.P_BEFORE] = before
    station = _station(m, m[patient + y.P_STATION])
    lapse(m, x, station, now)
    m[station + y.S_WAITING] -= 1
    m[y.WAITING] -= 1


@part
def _line_up(m: Any, x: Any, p: int, now: float) -> None:
    """Puts a patient at the end of the queue of priority and station."""
    patient = _patient(m, p)
    queue, number = _queue(m, patient), m[patient + y.P_STATION]
    last = m[queue + y.Q_LAST]
    m[patient + y.P_BEFORE] = last
    m[patient + y.P_AFTER] = -1
    if last < 0:
        m[queue + y.Q_FIRST] = p
    else:
        m[_patient(m, last) + y.P_AFTER] = p
    m[queue + y.Q_LAST] = p
    station = _station(m, number)
    lapse(m, x, station, now)
    m[station + y.S_WAITING] += 1
    m[y.WAITING] += 1
    draw = y.FIRST_STEP + y.DRAWS_A_STEP * m[patient + y.P_STEP] + y.PATIENCE
    patience = _step(m, m[patient + y.P_OF], number) + y.X_PATIENCE
    hours = drawn(m, x, patience, m[patient + y.P_KEY], draw)
    if hours < math.inf:
        m[patient + y.P_TIMER] = push(m, x, now + hours, y.GIVES_UP, p)


@part
def _open_place(m: Any, number: int) -> int:
    """The first of a station and those it overflows to where all needs are free, or -1."""
    station = _station(m, number)
    for at in range(m[station + y.S_OPTIONS], m[station + y.S_OPTIONS_END]):
        if _fits(m, m[m[y.T_OPTION] + at]):
            return int(m[m[y.T_OPTION] + at])
    return -1


@part
def settle(m: Any, x: Any, now: float) -> None:
    """Lets begin whoever can now that something is free, one after the other."""
    while m[y.WAITING] > 0 and m[y.FREED] and not m[y.FULL]:
        best, best_place, best_away, best_rank, best_since = -1, -1, 0, 0, 0.0
        for number in range(m[y.STATIONS]):
            station = _station(m, number)
            if m[station + y.S_WAITING] == 0 or not m[station + y.S_WANTS] & m[y.FREED]:
                continue
            place = _open_place(m, number)
            if place < 0:
                continue
            queue, rank = m[y.T_QUEUE] + number * m[y.RANKS] * y.QUEUE_SIZE, 0
            while m[queue + rank * y.QUEUE_SIZE + y.Q_FIRST] < 0:
                rank += 1
            head, away = m[queue + rank * y.QUEUE_SIZE + y.Q_FIRST], int(place != number)
            since = x[_patient(m, head) + y.P_SINCE]
            if best < 0 or (away, rank, since) < (best_away, best_rank, best_since):
                best, best_place, best_away, best_rank, best_since = head, place, away, rank, since
        if best < 0:
            break
        _unlink(m, x, best, now)
        _begin(m, x, best, best_place, now)
    m[y.FREED] = 0


@part
def _join(m: Any, x: Any, p: int, number: int, now: float) -> None:
    """The patient wants to begin at a station: at once, or in the queue.

    At once where nobody waits at all. Where nobody waits there and nothing has just come free, nobody else could begin.
    Else `settle` decides, for whom what this station wants is as good as free.
    """
    patient = _patient(m, p)
    m[patient + y.P_STATION] = number
    x[patient + y.P_SINCE] = now
    m[patient + y.P_RANK] = m[_step(m, m[patient + y.P_OF], number) + y.X_RANK]
    m[patient + y.P_TIMER] = -1
    m[patient + y.P_WAITS] = 1
    alone = m[y.WAITING] == 0 or (not m[y.FREED] and m[_station(m, number) + y.S_WAITING] == 0)
    place = _open_place(m, number) if alone else -1
    if place >= 0:
        _begin(m, x, p, place, now)
    else:
        if m[y.FREED]:
            m[y.FREED] |= m[_station(m, number) + y.S_WANTS]
        _line_up(m, x, p, now)


@part
def _forget(m: Any, p: int) -> None:
    """Frees the record of a patient who is gone."""
    patient = _patient(m, p)
    m[patient + y.P_WAITS] = 0
    m[patient + y.P_TIMER] = -1
    m[patient + y.P_AFTER] = m[y.FREE]
    m[y.FREE] = p


@part
def arrive(m: Any, x: Any, p: int, now: float) -> None:
    """A patient comes from outside, and is diverted where too many wait."""
    patient = _patient(m, p)
    of, number = m[patient + y.P_OF], m[patient + y.P_NUMBER]
    one = m[y.T_CLASS] + of * y.CLASS_SIZE
    entry = m[one + y.C_ENTRY]
    x[patient + y.P_ARRIVED] = now
    m[patient + y.P_HELD] = -1
    m[patient + y.P_STEP] = 0
    m[one + y.C_CAME] += 1
    note(m, x, now, y.CAME, of, number, entry, entry)
    _join(m, x, p, entry, now)
    settle(m, x, now)
    station = _station(m, entry)
    room = m[station + y.S_ROOM]
    if room >= 0 and m[patient + y.P_WAITS] and m[station + y.S_WAITING] > room:
        _unlink(m, x, p, now)
        m[_step(m, of, entry) + y.X_DIVERTED] += 1
        note(m, x, now, y.DIVERTED, of, number, entry, entry)
        _forget(m, p)


@part
def _leave(m: Any, x: Any, p: int, now: float) -> None:
    """Care has ended and the patient goes home."""
    patient = _patient(m, p)
    of, hours = m[patient + y.P_OF], now - x[patient + y.P_ARRIVED]
    one = m[y.T_CLASS] + of * y.CLASS_SIZE
    m[one + y.C_WENT] += 1
    x[one + y.C_HOURS] += hours
    m[m[y.T_TRAVELLED] + of * y.BINS + bin_of(hours)] += 1
    note(m, x, now, y.WENT, of, m[patient + y.P_NUMBER], m[patient + y.P_STATION], m[patient + y.P_HELD])
    _vacate(m, x, m[patient + y.P_HELD], now)
    _forget(m, p)


@part
def end(m: Any, x: Any, p: int, now: float) -> None:
    """Care has ended: staff are free; the place is kept where the patient goes on and must wait."""
    patient = _patient(m, p)
    held = m[patient + y.P_HELD]
    note(m, x, now, y.CARED, m[patient + y.P_OF], m[patient + y.P_NUMBER], m[patient + y.P_ONWARD], held)
    _take(m, x, held, now, -1, 0)
    if m[patient + y.P_ONWARD] < 0:
        _leave(m, x, p, now)
    else:
        station = _station(m, held)
        if m[station + y.S_KEEPS]:
            lapse(m, x, station, now)
            m[station + y.S_BLOCKED] += 1
        else:
            _vacate(m, x, held, now)
            m[patient + y.P_HELD] = -1
        m[patient + y.P_STEP] += 1
        _join(m, x, p, m[patient + y.P_ONWARD], now)
    settle(m, x, now)


@part
def give_up(m: Any, x: Any, p: int, now: float) -> None:
    """Patience has ended: the patient leaves unseen, and gives back a place kept elsewhere."""
    patient = _patient(m, p)
    of, number, held = m[patient + y.P_OF], m[patient + y.P_STATION], m[patient + y.P_HELD]
    _unlink(m, x, p, now)
    m[_step(m, of, number) + y.X_GAVE_UP] += 1
    note(m, x, now, y.GAVE_UP, of, m[patient + y.P_NUMBER], number, held)
    if held >= 0:
        _vacate(m, x, held, now)
        m[_station(m, held) + y.S_BLOCKED] -= 1
    _forget(m, p)
    settle(m, x, now)


@part
def cleaned(m: Any, x: Any, place: int, now: float) -> None:
    """A place that was cleaned can be used again."""
    _take(m, x, place, now, -1, 1)
    note(m, x, now, y.CLEAN, -1, -1, place, place)
    settle(m, x, now)
