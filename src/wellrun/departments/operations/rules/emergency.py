"""One patient of an emergency department: what was told by messages, by the tracking system and by hand, as one.

Boarding is the time since the decision to admit while the patient is still in the department, as the measures of the
emergency department count it (``measures/emergency.py``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Step(StrEnum):
    """What people say of a patient in the department that no message tells."""

    TRIAGE = "triage"
    SEEN = "seen"
    LEFT_UNSEEN = "left unseen"


class Said(NamedTuple):
    """A step that was said and not taken back, in the order of saying."""

    step: Step
    at: dt.datetime
    category: int | None = None
    clinician: str = ""


@dataclass(frozen=True)
class Attendance:
    """A visit to the department. ``category`` is the triage level, 1 the most urgent. Moments are aware."""

    arrived: dt.datetime
    triaged: dt.datetime | None = None
    category: int | None = None
    seen: dt.datetime | None = None
    clinician: str = ""
    decided: dt.datetime | None = None

    def waited(self, now: dt.datetime) -> dt.timedelta | None:
        """How long for a clinician; none once seen."""
        return None if self.seen else now - self.arrived

    def boarding(self, now: dt.datetime) -> dt.timedelta | None:
        """How long since the decision to admit; none without one."""
        return now - self.decided if self.decided and self.decided <= now else None


def with_said(told: Attendance, said: Iterable[Said]) -> Attendance:
    """What was told with what was said by hand. Of each step the last that was said counts, before what was told."""
    now = told
    for one in said:
        if one.step is Step.TRIAGE:
            now = replace(now, triaged=one.at, category=one.category or now.category)
        elif one.step is Step.SEEN:
            now = replace(now, seen=one.at, clinician=one.clinician or now.clinician)
    return now


class Stage(StrEnum):
    """What a patient of the department waits for, as the board draws it; the most pressing first."""

    BOARDING_LONG = "boarding too long"
    BOARDING = "boarding"
    UNTRIAGED = "waits for triage"
    UNSEEN = "waits for a clinician"
    SEEN = "being treated"


def stage(one: Attendance, *, now: dt.datetime, long: dt.timedelta) -> Stage:
    """Where a patient stands; ``long`` is from when boarding is too long."""
    boarding = one.boarding(now)
    if boarding is not None:
        return Stage.BOARDING_LONG if boarding > long else Stage.BOARDING
    if one.seen is not None:
        return Stage.SEEN
    return Stage.UNSEEN if one.triaged is not None else Stage.UNTRIAGED


class Counted(NamedTuple):
    """The department in figures: who is there, the longest wait for a clinician, who boards and how long."""

    present: int
    unseen: int
    longest_wait: dt.timedelta | None
    boarding: int
    longest_boarding: dt.timedelta | None


def counted(present: Iterable[Attendance], *, now: dt.datetime) -> Counted:
    """What the sentence above the board says."""
    here = list(present)
    waits = [waited for one in here if (waited := one.waited(now)) is not None]
    boards = [boarded for one in here if (boarded := one.boarding(now)) is not None]
    return Counted(len(here), len(waits), max(waits, default=None), len(boards), max(boards, default=None))
