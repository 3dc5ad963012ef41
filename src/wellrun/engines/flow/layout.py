"""How a network and a run of it lie in memory: one block of words of eight bytes, seen as whole numbers and as floats.

The compiled loop is given the block twice, as ``m`` (int64) and ``x`` (float64), and finds a field at the place of its
record plus the number of the field. Passing thirty arrays instead makes it ten times slower and takes a minute to
compile. A table starts where the head's word of its name says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

BINS = 164
"""Of waits: none, then eight to an octave from 1/64 hour to 2^14 hours, then beyond."""

DAY, WEEK = 24, 168

CONSTANT, EXPONENTIAL, LOGNORMAL, GAMMA, WEIBULL, QUANTILES, NEVER = range(7)
FAMILIES = {"constant": 0, "exponential": 1, "lognormal": 2, "gamma": 3, "weibull": 4, "quantiles": 5}

COMES, SHOWS, LATE, FIRST_STEP = 0, 1, 2, 4
STAY, ROUTE, PATIENCE, LEAVES, DRAWS_A_STEP = 0, 1, 2, 3, 4
"""What is drawn: once for a patient, then at each step."""


def record(fields: str) -> np.dtype[Any]:
    """Fields as words; a name that ends in a point is a float."""
    return np.dtype([(one.rstrip("."), "f8" if one.endswith(".") else "i8") for one in fields.split()])


def numbers(of: np.dtype[Any]) -> Sequence[int]:
    """The places of the fields of a record."""
    return range(len(of.names or ()))


# The head, at the beginning: the clock of a run, how many there are of each, where each table begins.
HEAD = record(
    "arrival. coming hour events order free waiting freed handled traced full stations classes resources ranks "
    "room most trace_lines t_station t_need t_option t_leaves t_resource t_units t_class t_rates t_slots t_step "
    "t_routes t_quantiles t_queue t_patient t_when t_what t_waits t_travelled t_census t_queued t_daily t_trace"
)
(ARRIVAL, COMING, HOUR, EVENTS, ORDER, FREE, WAITING, FREED, HANDLED, TRACED, FULL, *_rest) = numbers(HEAD)
(STATIONS, CLASSES, RESOURCES, RANKS, ROOM, MOST, TRACE_LINES, *_tables) = _rest
(T_STATION, T_NEED, T_OPTION, T_LEAVES, T_RESOURCE, T_UNITS, T_CLASS, T_RATES, T_SLOTS, T_STEP, *_more) = _tables
(T_ROUTES, T_QUANTILES, T_QUEUE, T_PATIENT, T_WHEN, T_WHAT, T_WAITS, T_TRAVELLED, *_counts) = _more
(T_CENSUS, T_QUEUED, T_DAILY, T_TRACE) = _counts

NEED = record("resource units place")
(N_RESOURCE, N_UNITS, N_PLACE) = numbers(NEED)
NEED_SIZE = len(numbers(NEED))

STATION = record(
    "turnaround. room needs needs_end options options_end hours keeps wants waiting inside blocked since. "
    "waiting_area. inside_area. blocked_area. left"
)
(S_TURNAROUND, S_ROOM, S_NEEDS, S_NEEDS_END, S_OPTIONS, S_OPTIONS_END, S_HOURS, S_KEEPS, *_rest) = numbers(STATION)
(S_WANTS, S_WAITING, S_INSIDE, S_BLOCKED, S_SINCE, S_WAITING_AREA, S_INSIDE_AREA, S_BLOCKED_AREA, S_LEFT) = _rest
STATION_SIZE = len(numbers(STATION))

RESOURCE = record("more opens closes used open extra since. used_area. open_area. extra_area.")
(R_MORE, R_OPENS, R_CLOSES, R_USED, R_OPEN, R_EXTRA, R_SINCE, R_USED_AREA, R_OPEN_AREA, R_EXTRA_AREA) = numbers(
    RESOURCE
)
RESOURCE_SIZE = len(numbers(RESOURCE))

CLASS = record("entry booked first count shows. early. spread. comes key next_key number at. came went hours.")
(C_ENTRY, C_BOOKED, C_FIRST, C_COUNT, C_SHOWS, C_EARLY, C_SPREAD, C_COMES, *_rest) = numbers(CLASS)
(C_KEY, C_NEXT_KEY, C_NUMBER, C_AT, C_CAME, C_WENT, C_HOURS) = _rest
CLASS_SIZE = len(numbers(CLASS))

# A duration: its family, scale, shape, and where its quantiles stand. A step begins with stay and patience.
(D_FAMILY, D_SCALE, D_SHAPE, D_FIRST, D_COUNT) = range(5)
STEP = record(
    "family scale. shape. first count p_family p_scale. p_shape. p_first p_count rank begun delayed waited. longest. "
    "outliers gave_up diverted"
)
X_PATIENCE = 5
(X_RANK, X_BEGUN, X_DELAYED, X_WAITED, X_LONGEST, X_OUTLIERS, X_GAVE_UP, X_DIVERTED) = numbers(STEP)[2 * X_PATIENCE :]
STEP_SIZE = len(numbers(STEP))

PATIENT = record("key number arrived. since. of step station onward held rank timer waits after before")
(P_KEY, P_NUMBER, P_ARRIVED, P_SINCE, P_OF, P_STEP, P_STATION, P_ONWARD, P_HELD, P_RANK, *_rest) = numbers(PATIENT)
(P_TIMER, P_WAITS, P_AFTER, P_BEFORE) = _rest
PATIENT_SIZE = len(numbers(PATIENT))

# The first and the last who wait at a station with a priority.
QUEUE = record("first last")
(Q_FIRST, Q_LAST) = numbers(QUEUE)
QUEUE_SIZE = len(numbers(QUEUE))

ENTRY = record("time. what of number station place")
"""One line of a trace. For a change of units: number is the resource, place the units open."""
(E_TIME, E_WHAT, E_OF, E_NUMBER, E_STATION, E_PLACE) = numbers(ENTRY)
ENTRY_SIZE = len(numbers(ENTRY))

ENDED, GIVES_UP, CLEANED, ARRIVES = 0, 1, 2, 3
"""Kinds of events."""

CAME, DIVERTED, BEGAN, CARED, GAVE_UP, WENT, UNITS, CLEAN = range(8)
"""Kinds of lines of a trace. CARED: care has ended, station is the next or -1. UNITS: so many of a resource are
open."""

FLAGS = 62
"""Resources are told apart by bits of one word (two may share a bit): what has come free, what a station waits for."""

KINDS, PATIENTS = 3, 24
"""Bits of an event that hold its kind and its patient; those above are its order."""
