"""What is done for someone who is followed up: the steps, their clocks, and what each answer makes of a step.

The steps are dated data in ``content/readmission_protocol.yaml``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from wellrun.values.faults import Fault

CONTENT = Path(__file__).parents[2] / "content" / "readmission_protocol.yaml"


class Step(StrEnum):
    """What is done for a patient who goes home."""

    TEACHING = "teaching"
    MEDICINES = "medicines"
    TRANSPORT = "transport"
    CALL = "call"
    VISIT = "visit"


class State(StrEnum):
    """Where a step stands."""

    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"


class Answer(StrEnum):
    """What came of trying."""

    DONE = "done"
    NOBODY = "nobody"
    DECLINED = "declined"
    NOT_NEEDED = "not_needed"
    UNDO = "undo"


class End(StrEnum):
    """Why a patient is no longer followed."""

    COMPLETE = "complete"
    RETURNED = "returned"
    DIED = "died"
    MOVED = "moved"
    DECLINED = "declined"


@dataclass(frozen=True)
class Line:
    """One step of the protocol: within how many hours of leaving, none before leaving; after how many tries in vain the
    lead is told.
    """

    step: Step
    since: dt.date
    hours: int | None = None
    tries: int = 1


MOVES: Mapping[tuple[State, Answer], State] = MappingProxyType(
    {
        (State.OPEN, Answer.DONE): State.DONE,
        (State.OPEN, Answer.NOBODY): State.OPEN,
        (State.OPEN, Answer.DECLINED): State.DECLINED,
        (State.OPEN, Answer.NOT_NEEDED): State.NOT_NEEDED,
        (State.NOT_REACHED, Answer.DONE): State.DONE,
        (State.NOT_REACHED, Answer.NOBODY): State.NOT_REACHED,
        (State.NOT_REACHED, Answer.DECLINED): State.DECLINED,
        (State.NOT_REACHED, Answer.NOT_NEEDED): State.NOT_NEEDED,
        **{(state, Answer.UNDO): State.OPEN for state in State if state is not State.OPEN},
    }
)
"""What may be said of a step, and where it leads; too many tries in vain lead to NOT_REACHED (``answered``)."""

NEEDS_WORDS = frozenset({Answer.DECLINED, Answer.NOT_NEEDED, Answer.UNDO})
"""Answers that mean nothing without a reason."""


@lru_cache(maxsize=1)
def protocol_lines() -> tuple[Line, ...]:
    """The protocol as shipped. Raises ``ValueError`` for a step it does not know, ``TypeError`` for an unknown key."""
    found = yaml.safe_load(CONTENT.read_text(encoding="utf-8"))
    return tuple(Line(**{**entry, "step": Step(entry["step"])}) for entry in found)


def protocol(day: dt.date, lines: Iterable[Line] | None = None) -> tuple[Line, ...]:
    """The lines in force on a day, in the order of the steps; of one step the latest."""
    latest: dict[Step, Line] = {}
    for line in sorted(lines if lines is not None else protocol_lines(), key=lambda one: one.since):
        if line.since <= day:
            latest[line.step] = line
    return tuple(latest[step] for step in Step if step in latest)


def due(line: Line, *, leaves: dt.datetime | None) -> dt.datetime | None:
    """Until when the step is to be done; none while the patient has not left."""
    if leaves is None:
        return None
    return leaves if line.hours is None else leaves + dt.timedelta(hours=line.hours)


def answered(state: State, answer: Answer, *, tries: int, most: int) -> State | None:
    """Where an answer leads after so many tries, this one counted; none where it may not be given."""
    to = MOVES.get((state, answer))
    if answer is Answer.NOBODY and to is State.OPEN and tries >= most:
        return State.NOT_REACHED
    return to


def late(state: State, due_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a step that is still to be done should have been."""
    return state in (State.OPEN, State.NOT_REACHED) and due_at is not None and now > due_at


def finished(states: Iterable[State]) -> bool:
    """Whether nothing is left to be done."""
    return all(state is not State.OPEN for state in states)


def faults_of_answer(state: State, answer: Answer, words: str) -> list[Fault]:
    """What is wrong with what is said of a step."""
    faults = []
    if (state, answer) not in MOVES:
        faults.append(
            Fault(
                "quality.step_answer",
                f"A step that is {state.value.replace('_', ' ')} cannot be answered so.",
                place="answer",
                value=answer.value,
                remedy="Read what was done meanwhile; take it back first if it is wrong.",
            )
        )
    if answer in NEEDS_WORDS and not words.strip():
        faults.append(Fault("quality.no_reason", "Say why in a few words.", place="words", remedy="It stays with it."))
    return faults


def faults_of_capacity(capacity: int, *, since: dt.date, today: dt.date) -> list[Fault]:
    """What is wrong with how many new patients a day a team says it can follow."""
    faults = []
    if not 0 <= capacity <= MOST_A_DAY:
        faults.append(
            Fault(
                "quality.capacity",
                "That is no number of patients a day.",
                place="capacity",
                value=str(capacity),
                expected=f"0–{MOST_A_DAY}",
                remedy="Count those whom the team can really call within two days.",
            )
        )
    if since < today:
        faults.append(
            Fault(
                "quality.capacity_past",
                "The lists of days gone by are made.",
                place="since",
                value=since.isoformat(),
                expected=f"≥ {today.isoformat()}",
                remedy="Choose today or a later day.",
            )
        )
    return faults


MOST_A_DAY = 500
"""More than any team calls: a figure above it is a slip."""
