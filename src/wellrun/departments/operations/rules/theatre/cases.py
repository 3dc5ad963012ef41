"""A case in theatre: its times, its state, and what may be done with it.

The times are those of the Association of Anesthesia Clinical Directors' Procedural Times Glossary: patient in room,
anaesthesia start, procedure start (incision), procedure finish (closed), patient out of room.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class State(StrEnum):
    """How far a case has come."""

    PLANNED = "planned"
    IN_ROOM = "in room"
    ANAESTHETISED = "anaesthetised"
    OPEN = "operation under way"
    CLOSED = "operation over"
    OUT = "out"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What is done with a case."""

    PLAN = "plan"
    ENTER = "enter"
    ANAESTHETISE = "anaesthetise"
    OPEN = "open"
    CLOSE = "close"
    LEAVE = "leave"
    CANCEL = "cancel"
    CHANGE_ROOM = "room"
    TAKE_BACK = "back"


class Reason(StrEnum):
    """Why a case was cancelled."""

    UNFIT = "unfit"
    ABSENT = "absent"
    DECLINED = "declined"
    NOT_READY = "not ready"
    NO_BED = "no bed"
    STAFF = "staff"
    OVER_RUN = "over-run"
    URGENT = "urgent"
    EQUIPMENT = "equipment"
    OTHER = "other"


class Times(NamedTuple):
    """When each thing happened; none for what has not."""

    entered: dt.datetime | None = None
    anaesthetised: dt.datetime | None = None
    opened: dt.datetime | None = None
    closed: dt.datetime | None = None
    left: dt.datetime | None = None
    cancelled: dt.datetime | None = None


class Case(NamedTuple):
    """A case as it was planned and as it went. ``service`` owns the time; ``urgent`` cases were on no list before."""

    key: str
    room: str
    service: str
    starts: dt.datetime
    ends: dt.datetime
    urgent: bool = False
    times: Times = Times()
    reason: str = ""

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(self.times)


_REACHED: tuple[tuple[str, State], ...] = (
    ("cancelled", State.CANCELLED),
    ("left", State.OUT),
    ("closed", State.CLOSED),
    ("opened", State.OPEN),
    ("anaesthetised", State.ANAESTHETISED),
    ("entered", State.IN_ROOM),
)
SETS: Mapping[Move, str] = MappingProxyType(
    {
        Move.ENTER: "entered",
        Move.ANAESTHETISE: "anaesthetised",
        Move.OPEN: "opened",
        Move.CLOSE: "closed",
        Move.LEAVE: "left",
        Move.CANCEL: "cancelled",
    }
)
"""The time that a move sets."""

INSIDE = (State.IN_ROOM, State.ANAESTHETISED, State.OPEN, State.CLOSED)
"""The patient is in the room."""

_ALLOWED: Mapping[Move, frozenset[State]] = MappingProxyType(
    {
        Move.ENTER: frozenset({State.PLANNED}),
        Move.ANAESTHETISE: frozenset({State.IN_ROOM}),
        Move.OPEN: frozenset({State.IN_ROOM, State.ANAESTHETISED}),
        Move.CLOSE: frozenset({State.OPEN}),
        Move.LEAVE: frozenset(INSIDE),
        # Once the knife has been used it is no cancellation: the operation was broken off.
        Move.CANCEL: frozenset({State.PLANNED, State.IN_ROOM, State.ANAESTHETISED}),
        Move.CHANGE_ROOM: frozenset({State.PLANNED}),
        Move.TAKE_BACK: frozenset({*INSIDE, State.OUT, State.CANCELLED}),
    }
)


def state_of(times: Times) -> State:
    """The state that the times say; the furthest one counts."""
    return next((state for name, state in _REACHED if getattr(times, name) is not None), State.PLANNED)


def possible(state: State) -> tuple[Move, ...]:
    """What may be done with a case in a state, in the order of a day."""
    return tuple(move for move in Move if state in _ALLOWED.get(move, frozenset()))


def taken_back(times: Times) -> Times:
    """The times without the last that was said."""
    name = next((name for name, _state in _REACHED if getattr(times, name) is not None), None)
    return times if name is None else times._replace(**{name: None})


def out_of_order(times: Times) -> tuple[str, ...]:
    """The times that lie before one that must come first, in order."""
    order = ("entered", "anaesthetised", "opened", "closed", "left")
    wrong, last = [], None
    for name in order:
        at = getattr(times, name)
        if at is None:
            continue
        if last is not None and at < last:
            wrong.append(name)
        last = max(at, last) if last else at
    return tuple(wrong)
