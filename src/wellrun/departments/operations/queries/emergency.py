"""The emergency board: who is in the department, what each waits for, who left unseen. By events, tracking and hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from wellrun.departments.operations.measures.emergency import BOARDING
from wellrun.departments.operations.models import Course, EmergencyStep
from wellrun.departments.operations.queries.now import emergency_now, latest
from wellrun.departments.operations.rules.emergency import (
    Attendance,
    Counted,
    Said,
    Stage,
    Step,
    counted,
    stage,
    with_said,
)
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.patients.rules import plain_number

LONG = dt.timedelta(minutes=BOARDING.target or 0)
"""From when boarding is too long: the target of the measure."""

REACH = dt.timedelta(days=4)
"""A visit of the tracking system that began earlier and never ended is not taken for one that lasts."""

TRACKED = """
SELECT visit, unit, acuity, arrived_at, triaged_at, seen_at, decided_at FROM emergency_visits
WHERE facility || '/' || unit IN (SELECT unnest($units)) AND arrived_at >= $since AND arrived_at < $until
  AND (left_at IS NULL OR left_at > $until)
"""
LEFT = """
SELECT visit FROM emergency_visits
WHERE facility || '/' || unit IN (SELECT unnest($units)) AND outcome = 'left_unseen'
  AND left_at >= $since AND left_at < $until
"""


@dataclass(frozen=True)
class Present:
    """Somebody in the department. Without a course only the tracking system knows of them."""

    unit: str
    attendance: Attendance
    stage: Stage
    course: Course | None = None
    goal: str = ""


@dataclass(frozen=True)
class Department:
    """The emergency departments of a place as of a moment. ``tracked`` is the newest thing tracking has told."""

    place: Place
    at: dt.datetime
    present: tuple[Present, ...]
    counted: Counted
    left_unseen: int
    gone: tuple[EmergencyStep, ...]
    tracked: dt.datetime | None
    units: tuple[Place, ...]


def emergency_units(place: Place, *, tree: Tree) -> tuple[Place, ...]:
    """The emergency departments of a place."""
    return tuple(one for one in tree.within(place) if one.level is Level.UNIT and one.kind == "emergency")


def department(place: Place, *, tree: Tree, now: dt.datetime) -> Department:
    """Who is there now, the most pressing first, and who has left unseen since midnight."""
    units = emergency_units(place, tree=tree)
    names = {unit.code.partition("/")[2]: unit.name for unit in units}
    tracked = _tracked(place, units, now) if units else {}
    courses = Course.objects.filter(facility__code=place.facility, unit__in=names, stage__in=IN_HOUSE)
    here = list(courses.select_related("facility"))
    gone = _gone(place.facility, names, now)
    said = steps_of([*(one.pk for one in here), *(one.course_id for one in gone)])
    present = []
    for course in here:
        unit, told = tracked.pop(plain_number(course.visit), (course.unit, None))
        attendance = with_said(_told(course, told, now), said[course.pk])
        goal = tree.get(f"{place.facility}/{course.goal_unit}") if course.goal_unit else None
        here_stage = stage(attendance, now=now, long=LONG)
        present.append(Present(names.get(unit, unit), attendance, here_stage, course, goal.name if goal else ""))
    elsewhere = _known(place.facility, tracked)
    for visit, (unit, told) in tracked.items():
        # Whoever the house knows to have left or to lie in a ward is no longer here, whatever tracking still says.
        if visit not in elsewhere and told is not None:
            present.append(Present(names.get(unit, unit), told, stage(told, now=now, long=LONG)))
    order = list(Stage)
    present.sort(key=lambda one: (order.index(one.stage), one.attendance.decided or one.attendance.arrived))
    newest = emergency_now(place, tree=tree, day=now.astimezone(ZoneInfo(place.time_zone)).date())
    unseen = _left_unseen(place, units, now) | {plain_number(one.course.visit) for one in gone}
    return Department(
        place,
        now,
        tuple(present),
        counted([one.attendance for one in present], now=now),
        len(unseen),
        gone,
        newest.as_of.replace(tzinfo=ZoneInfo(place.time_zone)) if newest else None,
        units,
    )


def _told(course: Course, told: Attendance | None, now: dt.datetime) -> Attendance:
    arrived = course.admitted or course.since or now
    if told is None:
        return Attendance(arrived, decided=course.wanted)
    decided = course.wanted or told.decided
    return Attendance(min(arrived, told.arrived), told.triaged, told.category, told.seen, "", decided)


def _tracked(place: Place, units: Iterable[Place], now: dt.datetime) -> dict[str, tuple[str, Attendance | None]]:
    zone = ZoneInfo(place.time_zone)

    def aware(moment: dt.datetime | None) -> dt.datetime | None:
        when = moment.replace(tzinfo=zone) if moment else None
        return when if when is None or when <= now else None

    until = latest(now.astimezone(zone).date(), place.time_zone)
    asked = {"units": [unit.code for unit in units], "until": until, "since": until - REACH}
    return {
        plain_number(visit): (
            unit,
            Attendance(arrived.replace(tzinfo=zone), aware(triaged), acuity, aware(seen), "", aware(decided)),
        )
        for visit, unit, acuity, arrived, triaged, seen, decided in facts().rows_of_patients(TRACKED, asked)
    }


def _left_unseen(place: Place, units: Iterable[Place], now: dt.datetime) -> set[str]:
    until = latest(now.astimezone(ZoneInfo(place.time_zone)).date(), place.time_zone)
    asked = {"units": [unit.code for unit in units], "until": until, "since": dt.datetime.combine(until, dt.time())}
    return {plain_number(visit) for (visit,) in facts().rows_of_patients(LEFT, asked)} if asked["units"] else set()


def _known(facility: str, visits: Iterable[str]) -> set[str]:
    """Those of these visits that the house knows of: they have left the department, or lie in a ward."""
    asked = list(visits)
    rows = Course.objects.filter(facility__code=facility, visit_index__in=asked) if asked else ()
    return {plain_number(one.visit) for one in rows}


def _gone(facility: str, units: Iterable[str], now: dt.datetime) -> tuple[EmergencyStep, ...]:
    rows = EmergencyStep.objects.filter(
        course__facility__code=facility,
        step=Step.LEFT_UNSEEN,
        undoes=None,
        undone_by=None,
        at__gte=now - dt.timedelta(days=1),
        course__spells__unit__in=list(units),
    )
    return tuple(rows.select_related("course", "by__person").distinct().order_by("-at"))


def steps_of(courses: Iterable[UUID]) -> defaultdict[UUID, list[Said]]:
    """What was said by hand of these visits and not taken back, in the order of saying."""
    found: defaultdict[UUID, list[Said]] = defaultdict(list)
    for one in EmergencyStep.objects.filter(course__in=list(courses), undoes=None, undone_by=None).order_by("pk"):
        found[one.course_id].append(Said(Step(one.step), one.at, one.category, one.clinician))
    return found


def one_present(shown: Department, course: Course) -> Present | None:
    """The line of a visit on the board; none for who has left."""
    return next((one for one in shown.present if one.course is not None and one.course.pk == course.pk), None)
