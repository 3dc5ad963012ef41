"""The gap board: each shift of the next days with fewer people than needed, and whoever could come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wellrun.departments.workforce.models import Assignment, OpenShift
from wellrun.departments.workforce.queries.around import Around, around
from wellrun.departments.workforce.queries.rosters import unit_of
from wellrun.departments.workforce.rules.posing import Needed, duty_of
from wellrun.departments.workforce.rules.shifts import ShiftSpan
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Level, Place, Tree

DAYS = 3
"""Days on the board: today, tonight, tomorrow and the day after."""


@dataclass(frozen=True)
class OnShift:
    """Somebody who is told to work a shift."""

    assignment: int
    name: str


@dataclass(frozen=True)
class ShiftOnBoard:
    """One shift of a unit: how many are needed and there, who called in, and the open shift if it is offered."""

    unit: str
    place: str
    date: dt.date
    shift: str
    shift_name: str
    hours: str
    skill: str
    skill_name: str
    wanted: int
    have: int
    open_shifts: tuple[int, ...]
    on_shift: tuple[OnShift, ...] = ()

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.have)

    @property
    def seats(self) -> tuple[bool, ...]:
        """A seat for each person needed: taken or not."""
        return tuple(seat < self.have for seat in range(self.wanted))


@dataclass(frozen=True)
class Team:
    """Everybody told to work one shift of a unit, against each skill it needs."""

    needs: tuple[ShiftOnBoard, ...]

    @property
    def people(self) -> tuple[OnShift, ...]:
        return tuple(person for need in self.needs for person in need.on_shift)

    @property
    def shift(self) -> ShiftOnBoard:
        """Any of its needs, for what they share."""
        return self.needs[0]

    @property
    def missing(self) -> int:
        return sum(one.missing for one in self.needs)


def teams(shifts: Iterable[ShiftOnBoard]) -> tuple[Team, ...]:
    """The shifts of a board with their skills together: those with gaps first, the nearest before the later."""
    together: dict[tuple[dt.date, str, str, str], list[ShiftOnBoard]] = defaultdict(list)
    for one in shifts:
        together[one.date, one.hours, one.place, one.shift].append(one)
    found = [
        # A skill that is part of another, as being in charge is, has nobody of its own and comes last.
        Team(tuple(sorted(needs, key=lambda need: (not need.on_shift, -need.wanted))))
        for needs in together.values()
    ]
    return tuple(sorted(found, key=lambda t: (not t.missing, t.shift.date, t.shift.hours, t.shift.unit)))


def hours_of(shift: ShiftSpan) -> str:
    """When a shift begins and ends."""
    return f"{time_of(shift.start)}–{time_of(shift.start + shift.length)}"


def time_of(minutes: int) -> str:
    """Minutes after midnight as a time of day."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def board(place: Place, *, tree: Tree, day: dt.date) -> tuple[ShiftOnBoard, ...]:
    """Every planned shift of the next days in the place, those with gaps first, the nearest before the later."""
    found: list[ShiftOnBoard] = []
    for one in tree.within(place):
        if one.level is Level.UNIT:
            found.extend(_of_unit(unit_of(one), one, day, tree))
    return tuple(sorted(found, key=lambda s: (not s.missing, s.date, s.hours, s.unit, s.skill)))


def _of_unit(unit: Unit, place: Place, day: dt.date, tree: Tree) -> list[ShiftOnBoard]:
    here = around(unit, day, tree=tree)
    if not any(any(line) for line in here.plan.lines.values()):
        return []
    shifts = {shift.code: shift for shift in here.question.shifts}
    working = _working(unit, day)
    opened: Mapping[tuple[dt.date, str, str], list[int]] = _opened(unit, day)
    return [
        ShiftOnBoard(
            unit.name,
            place.code,
            need.date,
            need.shift,
            shifts[need.shift].name,
            hours_of(shifts[need.shift]),
            need.skill,
            here.question.skill_name(need.skill),
            need.wanted,
            _have(need, here),
            tuple(opened.get((need.date, need.shift, need.skill), ())),
            tuple(working.get((need.date, need.shift, need.skill), ())),
        )
        for need in here.question.needs
        if day <= need.date < day + dt.timedelta(days=DAYS)
    ]


def _have(need: Needed, here: Around) -> int:
    base = here.question.base_skills
    wanted = {duty_of(need.shift, skill) for skill in ((need.skill,) if need.skill in base else base)}
    day = (need.date - here.question.first).days
    return sum(
        here.plan.lines[one.key][day] in wanted and (need.skill in base or need.skill in one.skills)
        for one in here.question.people
    )


def _working(unit: Unit, day: dt.date) -> dict[tuple[dt.date, str, str], list[OnShift]]:
    found: dict[tuple[dt.date, str, str], list[OnShift]] = defaultdict(list)
    until = day + dt.timedelta(days=DAYS)
    held = Assignment.objects.filter(unit=unit, ended="", day__gte=day, day__lt=until).order_by("person__name")
    for pk, name, when, shift, skill in held.values_list("pk", "person__name", "day", "shift", "skill"):
        found[when, shift, skill].append(OnShift(pk, name))
    return found


def _opened(unit: Unit, day: dt.date) -> dict[tuple[dt.date, str, str], list[int]]:
    found: dict[tuple[dt.date, str, str], list[int]] = defaultdict(list)
    until = day + dt.timedelta(days=DAYS)
    waiting = OpenShift.objects.filter(unit=unit, day__gte=day, day__lt=until, taken=None, withdrawn_at=None)
    for pk, when, shift, skill in waiting.values_list("pk", "day", "shift", "skill"):
        found[when, shift, skill].append(pk)
    return found


def on_board(place: Place, given: Mapping[str, str], *, tree: Tree, day: dt.date) -> tuple[Unit, ShiftOnBoard] | None:
    """The shift of the board that a form names by unit, date, shift and skill, with its unit."""
    wanted = tuple(given.get(name, "") for name in ("unit", "date", "shift", "skill"))
    named = tree.get(wanted[0])
    if named is None or named.level is not Level.UNIT or not place.covers(named):
        return None
    for one in board(named, tree=tree, day=day):
        if (one.place, one.date.isoformat(), one.shift, one.skill) == wanted:
            return unit_of(named), one
    return None
