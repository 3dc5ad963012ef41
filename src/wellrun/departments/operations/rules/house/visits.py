"""One visit: what its events, in the order in which they happened, make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from wellrun.departments.operations.rules.house.cancelling import heard
from wellrun.departments.operations.rules.house.events import NOWHERE, Does, Event, Question, Sort, Spot


class Stage(StrEnum):
    """How far a visit has come."""

    UNKNOWN = "unknown"
    EXPECTED = "expected"
    HERE = "here"
    AWAY = "away"
    LEFT = "left"


IN_HOUSE = frozenset({Stage.HERE, Stage.AWAY})
"""A patient on leave keeps the bed (3.3.21)."""


class Spell(NamedTuple):
    """A time in one place."""

    spot: Spot
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass
class Course:
    """A visit as its events leave it. Spells are in order, and only the last may be open.

    ``goal`` is the place a planned move goes to, or that an expected patient needs; ``wanted`` since when. ``leaving``
    is when the discharge was planned, ``elsewhere`` where the patient is for the time being.
    """

    visit: str
    patient: str = ""
    patient_class: str = ""
    stage: Stage = Stage.UNKNOWN
    admitted: dt.datetime | None = None
    left: dt.datetime | None = None
    expected: dt.date | None = None
    goal: Spot = NOWHERE
    wanted: dt.datetime | None = None
    leaving: dt.datetime | None = None
    elsewhere: str = ""
    spells: list[Spell] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    void: bool = field(default=False, compare=False)

    @property
    def spot(self) -> Spot:
        """Where the patient lies now; nowhere once they have left."""
        return self.spells[-1].spot if self.spells and self.spells[-1].until is None else NOWHERE

    def _open(self, spot: Spot, since: dt.datetime) -> None:
        self._close(since)
        self.spells.append(Spell(spot, since))

    def _close(self, until: dt.datetime) -> None:
        if self.spells and self.spells[-1].until is None:
            last = self.spells.pop()
            # A place of no duration was never lain in.
            if until > last.since:
                self.spells.append(last._replace(until=until))

    def _ask(self, sort: Sort, event: Event, other: Spot = NOWHERE) -> None:
        self.questions.append(Question(sort, event.at, event.spot, (self.visit,), other))

    def _begin(self, spot: Spot, since: dt.datetime) -> None:
        self.stage, self.void, self.left = Stage.HERE, False, None
        self.admitted = self.admitted or since
        self.goal, self.wanted = NOWHERE, None
        self._open(spot, since)


def _expect(course: Course, event: Event) -> None:
    if course.stage in (Stage.UNKNOWN, Stage.LEFT):
        course.stage = Stage.EXPECTED
    course.goal, course.wanted = event.goal if event.goal.unit else event.spot, event.at


def _arrive(course: Course, event: Event) -> None:
    if course.stage in IN_HOUSE:
        if _elsewhere(course, event.spot):
            course._ask(Sort.ADMITTED_AGAIN, event, course.spot)
            course._open(event.spot, event.at)
        return
    course._begin(event.spot, event.at)


def _move(course: Course, event: Event) -> None:
    if course.stage is Stage.LEFT:
        course._ask(Sort.MOVED_AFTER_LEAVING, event)
        return
    if course.stage not in IN_HOUSE:
        _come_to_know(course, event, event.prior)
    elif event.prior.bed and course.spot.bed and event.prior != course.spot:
        course._ask(Sort.NOT_THERE, event, event.prior)
    if _elsewhere(course, event.spot):
        course._open(event.spot, event.at)
    course.goal, course.wanted, course.elsewhere = NOWHERE, None, ""


def _leave(course: Course, event: Event) -> None:
    until = event.left or event.at
    if course.stage is Stage.LEFT:
        if until != course.left:
            course._ask(Sort.LEFT_TWICE, event)
        return
    if course.stage is Stage.UNKNOWN:
        _come_to_know(course, event, event.spot)
    course._close(until)
    course.stage, course.left, course.leaving, course.elsewhere = Stage.LEFT, until, None, ""
    course.goal, course.wanted = NOWHERE, None


def _tell(course: Course, event: Event) -> None:
    if course.stage is Stage.UNKNOWN and event.admitted and event.spot.unit:
        course._begin(event.spot, event.admitted)


def _come_to_know(course: Course, event: Event, spot: Spot) -> None:
    """A visit whose beginning was never told is in the house since PV1-44, or since the first that is heard of it."""
    if course.stage is Stage.UNKNOWN and event.admitted is None:
        course._ask(Sort.UNKNOWN_VISIT, event)
    since = event.admitted if event.admitted and event.admitted <= event.at else event.at
    course._begin(spot if spot.unit else event.spot, since)


def _elsewhere(course: Course, spot: Spot) -> bool:
    """Whether a place is told that is not the present one. A unit without a bed does not move within the unit."""
    return bool(spot.unit) and spot != course.spot and not (spot.unit == course.spot.unit and not spot.bed)


def _plan_move(course: Course, event: Event) -> None:
    if course.stage in IN_HOUSE:
        course.goal, course.wanted = event.goal, event.at


def _plan_leaving(course: Course, event: Event) -> None:
    course.leaving = event.at if course.stage in IN_HOUSE else None


def _go_away(course: Course, _event: Event) -> None:
    course.stage = Stage.AWAY if course.stage is Stage.HERE else course.stage


def _come_back(course: Course, _event: Event) -> None:
    course.stage = Stage.HERE if course.stage is Stage.AWAY else course.stage


def _go_elsewhere(course: Course, event: Event) -> None:
    course.elsewhere = event.elsewhere if course.stage in IN_HOUSE else ""


STEPS: Mapping[Does, Callable[[Course, Event], None]] = MappingProxyType(
    {
        Does.EXPECT: _expect,
        Does.ARRIVE: _arrive,
        Does.MOVE: _move,
        Does.LEAVE: _leave,
        Does.TELL: _tell,
        Does.PLAN_MOVE: _plan_move,
        Does.PLAN_LEAVING: _plan_leaving,
        Does.GO_AWAY: _go_away,
        Does.COME_BACK: _come_back,
        Does.GO_ELSEWHERE: _go_elsewhere,
    }
)
NEEDS_ARRIVAL = frozenset(STEPS) - {Does.ARRIVE, Does.EXPECT}


def course_of(visit: str, events: Iterable[Event], *, until: dt.datetime | None = None) -> Course:
    """Folds the events of one visit, in whatever order they come, into its course; up to a minute if one is given.

    What was cancelled never was. A cancelled arrival takes with it what was told of the visit until it arrives anew.
    """
    told = heard(events)
    course = Course(visit, questions=list(told.questions))
    deleted = [one.recorded for one in told.events if one.does is Does.DELETE and one.key not in told.void]
    for event in told.events:
        if until is not None and event.effective > until:
            break
        if any(event.recorded <= when for when in deleted):
            continue
        if event.key in told.void:
            course.void = course.void or (event.does is Does.ARRIVE and course.stage not in IN_HOUSE)
            continue
        if event.does is Does.CANCEL:
            _found_elsewhere(course, event)
        elif event.does in STEPS and not (course.void and event.does in NEEDS_ARRIVAL):
            _known(course, event)
            STEPS[event.does](course, event)
    return course


def _known(course: Course, event: Event) -> None:
    """What any event says of the visit besides what it does."""
    course.patient = event.patient or course.patient
    course.patient_class = event.patient_class or course.patient_class
    course.admitted = event.admitted or course.admitted
    course.expected = event.expected or course.expected


def _found_elsewhere(course: Course, event: Event) -> None:
    """Somebody whose discharge is cancelled may be given another bed than the one they had left (3.3.13)."""
    if event.trigger == "A13" and course.stage in IN_HOUSE and _elsewhere(course, event.spot):
        course._open(event.spot, event.effective)
