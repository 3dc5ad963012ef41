"""The life of a report: which step leads where, what a step asks for, and which report stands for an event told twice.

Plain values only. A report is a telling, an event is what happened: several reports may tell of one event. One of them
stands for it, and the clocks of the event run from whichever was first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wellrun.values.faults import Fault


class Status(StrEnum):
    """Where a report stands."""

    REPORTED = "reported"
    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


class Move(StrEnum):
    """What is done to a report."""

    REPORT = "report"
    TRIAGE = "triage"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    SPLIT = "split"
    TELL = "tell"


MOVES: Mapping[tuple[Status, Move], Status] = MappingProxyType(
    {
        (Status.REPORTED, Move.TRIAGE): Status.OPEN,
        (Status.REPORTED, Move.MERGE): Status.MERGED,
        (Status.OPEN, Move.TRIAGE): Status.OPEN,
        (Status.OPEN, Move.CLOSE): Status.CLOSED,
        (Status.OPEN, Move.MERGE): Status.MERGED,
        (Status.CLOSED, Move.REOPEN): Status.OPEN,
        (Status.MERGED, Move.SPLIT): Status.REPORTED,
    }
)
"""What may be done where. A report that was triaged before it was merged is open again when it is split off."""


class Harm(StrEnum):
    """How far it went, least first (WHO International Classification for Patient Safety, degree of harm)."""

    NEAR_MISS = "near_miss"
    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    DEATH = "death"

    def at_least(self, other: Harm) -> bool:
        """True if this is as grave as the other, or graver."""
        order = list(Harm)
        return order.index(self) >= order.index(other)


class Depth(StrEnum):
    """How closely a report is looked into."""

    NOTE = "note"
    BRIEF = "brief"
    FULL = "full"


class Strength(StrEnum):
    """How likely an action is to hold (action hierarchy of RCA2, National Patient Safety Foundation 2015)."""

    STRONGER = "stronger"
    INTERMEDIATE = "intermediate"
    WEAKER = "weaker"


class Area(StrEnum):
    """Where contributory factors are looked for (London Protocol, Taylor-Adams and Vincent 2004)."""

    PATIENT = "patient"
    TASK = "task"
    INDIVIDUAL = "individual"
    TEAM = "team"
    ENVIRONMENT = "environment"
    ORGANISATION = "organisation"
    INSTITUTION = "institution"


LEAST_WORDS = 20
"""Characters of a finding or of what happened below which nothing has been said."""

LIMITS: Mapping[Depth, dt.timedelta] = MappingProxyType(
    {Depth.NOTE: dt.timedelta(days=14), Depth.BRIEF: dt.timedelta(days=30), Depth.FULL: dt.timedelta(days=60)}
)
"""By when a review of each depth is to be closed, from triage, where nobody sets another day. A house rule."""


@dataclass(frozen=True)
class Telling:
    """One report as the rules see it: its own key, what it was merged into, and when it became known."""

    key: str
    known_at: dt.datetime
    into: str = ""


def moved(status: Status, move: Move, *, triaged: bool) -> Status | None:
    """Where a move leads, or none where it may not be made."""
    to = MOVES.get((status, move))
    return Status.OPEN if to is Status.REPORTED and triaged else to


def fault_of_move(status: Status, move: Move) -> Fault:
    """Why a move cannot be made."""
    return Fault(
        "quality.move",
        f"A report that is {status.value} cannot be changed so: {move.value}.",
        place="move",
        value=status.value,
        expected=", ".join(sorted(move.value for (at, move) in MOVES if at is status)),
        remedy="Read it again: somebody may have been quicker.",
    )


def faults_of_report(*, what: str, occurred_at: dt.datetime, now: dt.datetime) -> list[Fault]:
    """What is missing or impossible in a new report."""
    faults = []
    if len(what.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "quality.no_words",
                "A few more words are needed to learn from it.",
                place="what",
                expected=f"at least {LEAST_WORDS} characters",
                remedy="Say what happened or nearly happened, without names.",
            )
        )
    if occurred_at > now:
        faults.append(
            Fault(
                "quality.future",
                "It cannot have happened later than now.",
                place="occurred_at",
                value=occurred_at.isoformat(),
                remedy="Correct day or hour.",
            )
        )
    return faults


def faults_of_closing(*, depth: Depth, finding: str, factors: int, promised: int) -> list[Fault]:
    """What a review still owes before it is closed; a full one names factors and what will be done about them."""
    faults = []
    if len(finding.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "quality.no_finding",
                "The finding is missing.",
                place="finding",
                expected=f"at least {LEAST_WORDS} characters",
                remedy="Say what was found, as the reporter will read it.",
            )
        )
    if depth is Depth.FULL and not factors:
        faults.append(
            Fault(
                "quality.no_factors",
                "A full investigation names at least one contributory factor.",
                place="finding",
                remedy="Add what contributed, or triage it again as a brief review.",
            )
        )
    if depth is Depth.FULL and not promised:
        faults.append(
            Fault(
                "quality.no_action",
                "A full investigation ends with at least one action that somebody has promised.",
                place="finding",
                remedy="Promise an action, or triage it again as a brief review.",
            )
        )
    return faults


def standing_for(key: str, tellings: Mapping[str, Telling]) -> str:
    """The report that stands for the event this one tells of: where the chain of mergers ends."""
    while tellings[key].into:
        key = tellings[key].into
    return key


def known_since(key: str, tellings: Mapping[str, Telling]) -> dt.datetime:
    """When the event that a report stands for became known: by the first of all reports that tell of it."""
    return min(telling.known_at for telling in tellings.values() if standing_for(telling.key, tellings) == key)
