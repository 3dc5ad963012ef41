"""Requests: cleaning, porters, faults of buildings and of equipment. What may be done where, and within how long.

Targets are dated data in ``content/request_targets.yaml``. Plain values only; moments are aware.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import NamedTuple

import yaml

from wellrun.values.faults import Fault

CONTENT = Path(__file__).parents[1] / "content" / "request_targets.yaml"


class Kind(StrEnum):
    """What is asked for."""

    CLEANING = "cleaning"
    PORTER = "porter"
    FACILITY = "facility"
    EQUIPMENT = "equipment"


class Urgency(StrEnum):
    """How soon it is needed, the soonest first."""

    NOW = "now"
    SOON = "soon"
    ROUTINE = "routine"


class State(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    STARTED = "started"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What is done with a request."""

    ASK = "ask"
    ACCEPT = "accept"
    START = "start"
    FINISH = "finish"
    HAND_BACK = "hand-back"
    REASSIGN = "reassign"
    REFUSE = "refuse"
    CANCEL = "cancel"
    REOPEN = "reopen"
    NOTE = "note"


OPEN = frozenset({State.ASKED, State.ACCEPTED, State.STARTED})
TAKEN = frozenset({State.ACCEPTED, State.STARTED})
"""Somebody sees to it."""

MOVES: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.ASKED, Move.ACCEPT): State.ACCEPTED,
        # Whoever begins at once, or has done it, has accepted it.
        **{(state, Move.START): State.STARTED for state in (State.ASKED, State.ACCEPTED)},
        **{(state, Move.FINISH): State.DONE for state in OPEN},
        **{(state, Move.HAND_BACK): State.ASKED for state in TAKEN},
        **{(state, Move.REASSIGN): State.ACCEPTED for state in OPEN},
        **{(state, Move.REFUSE): State.REFUSED for state in (State.ASKED, State.ACCEPTED)},
        **{(state, Move.CANCEL): State.CANCELLED for state in OPEN},
        **{(state, Move.REOPEN): State.ASKED for state in State if state not in OPEN},
        **{(state, Move.NOTE): state for state in State},
    }
)
"""What may be done where, and where it leads."""

NEEDS_WORDS = frozenset({Move.HAND_BACK, Move.REFUSE, Move.CANCEL, Move.REOPEN, Move.NOTE})
"""Moves that mean nothing without words."""

ANSWERS = frozenset({Move.ACCEPT, Move.START, Move.FINISH, Move.REASSIGN, Move.REFUSE})
"""Moves that end the waiting for a response."""


@dataclass(frozen=True)
class Standing:
    """Where a request is. ``asked_at`` is when it was first asked; ``began_at`` when it was last opened again.

    ``answered_at`` is when somebody first took or refused it in this round; ``owner`` names whoever sees to it.
    """

    state: State
    asked_at: dt.datetime
    began_at: dt.datetime
    answered_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    owner: str = ""
    reopened: int = 0


def asked(at: dt.datetime) -> Standing:
    """A request that has just been made."""
    return Standing(State.ASKED, at, at)


def after(standing: Standing, move: Move, *, at: dt.datetime, owner: str) -> Standing | None:
    """Where a move leads, or none where it may not be made. ``owner`` is who makes it, or who is given it."""
    to = MOVES.get((standing.state, move))
    if to is None:
        return None
    changes: dict[str, object] = {"state": to}
    if move in ANSWERS:
        changes["answered_at"] = standing.answered_at or at
    if move in (Move.ACCEPT, Move.REASSIGN) or (move in (Move.START, Move.FINISH) and not standing.owner):
        changes["owner"] = owner
    if move in (Move.START, Move.FINISH):
        changes["started_at"] = standing.started_at or at
    if move is Move.REASSIGN:
        changes["started_at"] = None
    if move is Move.HAND_BACK:
        changes |= {"owner": "", "started_at": None}
    if to not in OPEN and move is not Move.NOTE:
        changes["ended_at"] = at
    if move is Move.REOPEN:
        changes |= {"began_at": at, "answered_at": None, "started_at": None, "ended_at": None, "owner": ""}
        changes["reopened"] = standing.reopened + 1
    return dataclasses.replace(standing, **changes)  # type: ignore[arg-type]


def possible(state: State) -> tuple[Move, ...]:
    """What may be done with a request in a state."""
    return tuple(move for move in Move if (state, move) in MOVES)


def faults_of_asking(*, kind: Kind, unit: str, to: str, asset: str, what: str) -> list[Fault]:
    """Everything that is missing in a new request."""
    asks = (
        (not unit, "unit", "Say where it is needed."),
        (not what.strip(), "what", "Say what is needed."),
        (kind is Kind.PORTER and not to.strip(), "to", "Say where to."),
        (kind is Kind.EQUIPMENT and not asset.strip(), "asset", "Give the number on the label of the equipment."),
    )
    return [Fault(f"operations.request.no_{place}", words, place=place) for missing, place, words in asks if missing]


@dataclass(frozen=True)
class Target:
    """Within how many minutes a kind of request is answered and done, from a day on."""

    kind: Kind
    urgency: Urgency
    respond: int
    complete: int
    since: dt.date
    source: str


@lru_cache(maxsize=1)
def targets() -> tuple[Target, ...]:
    """The targets as shipped. Raises ``ValueError`` for an unknown word, ``TypeError`` for an unknown key."""
    found = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return tuple(
        Target(**{**entry, "kind": Kind(entry["kind"]), "urgency": Urgency(entry["urgency"])}) for entry in found
    )


def target(kind: Kind, urgency: Urgency, day: dt.date) -> Target:
    """The target in force on a day; of several the latest. Raises ``LookupError`` where none is."""
    fitting = [one for one in targets() if (one.kind, one.urgency) == (kind, urgency) and one.since <= day]
    if not fitting:
        raise LookupError(f"No target for {kind} {urgency} on {day}.")
    return max(fitting, key=lambda one: one.since)


class Clock(NamedTuple):
    """A clock of a request: how long it ran, within how long it should end, and whether it still runs."""

    ran: dt.timedelta
    within: dt.timedelta
    runs: bool

    @property
    def late(self) -> bool:
        """Longer than it should take."""
        return self.ran > self.within


def response(standing: Standing, aim: Target, *, now: dt.datetime) -> Clock:
    """From being asked, or asked again, until somebody takes or refuses it."""
    until = standing.answered_at or standing.ended_at
    return Clock((until or now) - standing.began_at, dt.timedelta(minutes=aim.respond), until is None)


def completion(standing: Standing, aim: Target, *, now: dt.datetime) -> Clock:
    """From being first asked until it is done: what had to be asked again was not done the first time."""
    return Clock(
        (standing.ended_at or now) - standing.asked_at, dt.timedelta(minutes=aim.complete), standing.ended_at is None
    )


class Answered(NamedTuple):
    """A request that was answered: its kind, the day it was asked, minutes until then, whether within the target."""

    kind: Kind
    day: dt.date
    minutes: float
    in_time: bool


class Week(NamedTuple):
    """How quickly requests of a kind that were asked in a week were answered; times in minutes."""

    kind: Kind
    monday: dt.date
    n: int
    median: float
    ninetieth: float
    in_time: int


def weeks(answered: Iterable[Answered]) -> tuple[Week, ...]:
    """Median and 90th percentile by kind and week of asking, the newest week first."""
    grouped: defaultdict[tuple[dt.date, Kind], list[Answered]] = defaultdict(list)
    for one in answered:
        grouped[one.day - dt.timedelta(days=one.day.weekday()), one.kind].append(one)
    order = sorted(grouped, key=lambda key: (-key[0].toordinal(), list(Kind).index(key[1])))
    return tuple(_week(kind, monday, grouped[monday, kind]) for monday, kind in order)


def _week(kind: Kind, monday: dt.date, some: Sequence[Answered]) -> Week:
    minutes = [one.minutes for one in some]
    in_time = sum(one.in_time for one in some)
    return Week(kind, monday, len(some), median(minutes), percentile(minutes, 90), in_time)


def percentile(values: Sequence[float], per_cent: int) -> float:
    """The smallest value that is at least as large as so many per cent of the values (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(per_cent * len(ordered) / 100) - 1)]
