"""Transfers from and to other facilities as cases: what may be done where, and how long each part took.

An accepting facility agrees before the patient leaves, has room, and the sending one tells what it knows
(EMTALA, 42 CFR 489.24(e)(2)).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Direction(StrEnum):
    """Whether a patient comes or goes."""

    IN = "in"
    OUT = "out"


class State(StrEnum):
    """How far a transfer has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    BED = "bed"
    ON_WAY = "on the way"
    ARRIVED = "arrived"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What is done with a transfer."""

    ASK = "ask"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASSIGN = "assign"
    DEPART = "depart"
    ARRIVE = "arrive"
    CANCEL = "cancel"
    REOPEN = "reopen"


OPEN = frozenset({State.ASKED, State.ACCEPTED, State.BED, State.ON_WAY})

_BOTH: Mapping[tuple[State, Move], State] = {
    (State.ASKED, Move.ACCEPT): State.ACCEPTED,
    (State.ASKED, Move.DECLINE): State.DECLINED,
    (State.ACCEPTED, Move.DEPART): State.ON_WAY,
    (State.ON_WAY, Move.ARRIVE): State.ARRIVED,
    **{(state, Move.CANCEL): State.CANCELLED for state in OPEN},
    **{(state, Move.REOPEN): State.ASKED for state in (State.DECLINED, State.CANCELLED)},
}
MOVES: Mapping[Direction, Mapping[tuple[State, Move], State]] = MappingProxyType(
    {
        Direction.OUT: _BOTH,
        Direction.IN: {
            **_BOTH,
            **{(state, Move.ASSIGN): State.BED for state in (State.ACCEPTED, State.BED)},
            # A bed may be found, or another one, while the patient is on the way.
            (State.ON_WAY, Move.ASSIGN): State.ON_WAY,
            (State.BED, Move.DEPART): State.ON_WAY,
        },
    }
)
"""What may be done where, by direction. Nobody arrives here who was not accepted."""

NEEDS_WORDS = frozenset({Move.DECLINE, Move.CANCEL, Move.REOPEN})
"""Moves that mean nothing without a reason."""


class Moved(NamedTuple):
    """A move that was made."""

    move: Move
    at: dt.datetime


class Times(NamedTuple):
    """How long each part of a transfer took, or takes until now; none for what has not begun."""

    to_answer: dt.timedelta | None
    to_bed: dt.timedelta | None
    to_arrival: dt.timedelta | None


def times(moved: Iterable[Moved], *, state: State, now: dt.datetime) -> Times:
    """The clocks of the last round: asked to answered, accepted to bed, asked to arrived."""
    began: dict[Move, dt.datetime] = {}
    for one in moved:
        if one.move in (Move.ASK, Move.REOPEN):
            began = {Move.ASK: one.at}
        else:
            began.setdefault(one.move, one.at)
    asked = began.get(Move.ASK)
    over = now if state in OPEN else None
    answered = began.get(Move.ACCEPT) or began.get(Move.DECLINE) or began.get(Move.CANCEL)
    accepted = began.get(Move.ACCEPT)
    bed = began.get(Move.ASSIGN) or began.get(Move.CANCEL)
    arrived = began.get(Move.ARRIVE) or began.get(Move.CANCEL) or began.get(Move.DECLINE)
    return Times(_between(asked, answered or over), _between(accepted, bed or over), _between(asked, arrived or over))


def _between(since: dt.datetime | None, until: dt.datetime | None) -> dt.timedelta | None:
    return until - since if since is not None and until is not None else None


def possible(direction: Direction, state: State) -> tuple[Move, ...]:
    """What may be done with a transfer in a state."""
    return tuple(move for move in Move if (state, move) in MOVES[direction])
