"""What a unit needs, shift by shift, from its rules, the patients expected and the law; beside who is rostered."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from wellrun.departments.workforce.models import Assignment, NeedRule, PersonSkill, ShiftType
from wellrun.departments.workforce.models.posts import StaffGroup
from wellrun.departments.workforce.queries.law import law_of, place_of
from wellrun.departments.workforce.rules.book import LabourRule
from wellrun.departments.workforce.rules.census import Expected, expected
from wellrun.departments.workforce.rules.need import NeedSpec, RedFlag, Required, Staffed, red_flags, required
from wellrun.departments.workforce.rules.posing import Needed
from wellrun.departments.workforce.rules.shifts import DAY, ShiftAt
from wellrun.foundations.catalogue.charting import figures_of
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.organisation.places import Place, Tree

CENSUS = "nursing_hours_per_patient_day"
"""The measure whose denominator is the unit's patient days, by day: census from the warehouse, in house by midnight."""


@dataclass(frozen=True)
class NeedLine:
    """One shift of one day and one skill or group: needed with its sum, rostered, there; and what that means."""

    required: Required
    shift: str
    what: str
    part: str
    rostered: int
    there: int
    flags: tuple[RedFlag, ...] = ()
    planned: bool = False

    @property
    def short(self) -> int:
        """People that are needed and not there."""
        return max(0, self.required.people - self.there)


@dataclass(frozen=True)
class NeedDay:
    """A day of the page: patients expected, whether it is a holiday, and its lines."""

    date: dt.date
    patients: Expected | None
    holiday: str
    lines: tuple[NeedLine, ...]


@dataclass(frozen=True)
class UnitNeed:
    """A unit's need over some days, with the words of its rules."""

    unit: Unit
    days: tuple[NeedDay, ...]
    rules: tuple[NeedRule, ...]

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Shift and skill or group of every line there is, in order."""
        return tuple(dict.fromkeys((line.shift, line.what) for day in self.days for line in day.lines))

    @property
    def rows(self) -> list[tuple[NeedDay, list[NeedLine | None]]]:
        """Each day with its lines under the columns."""
        found = []
        for day in self.days:
            lines = {(line.shift, line.what): line for line in day.lines}
            found.append((day, [lines.get(column) for column in self.columns]))
        return found

    @property
    def short(self) -> int:
        """People missing over all days."""
        return sum(line.short for day in self.days for line in day.lines)


def needs_of(unit: Unit, *, first: dt.date, days: int, tree: Tree) -> tuple[Needed, ...]:
    """What a roster of the unit must fill: one entry for each day, shift and skill or staff group."""
    found = required_of(unit, first=first, days=days, tree=tree)
    return tuple(Needed(one.date, one.shift, one.what, one.people, one.least, one.words) for one in found if one.people)


def required_of(unit: Unit, *, first: dt.date, days: int, tree: Tree) -> tuple[Required, ...]:
    """What every shift of these days needs, in order."""
    rules = rules_of_need(unit, first=first, days=days)
    return tuple(one for day in _worked_out(unit, rules, first=first, days=days, tree=tree) for one in day.required)


@dataclass(frozen=True)
class _Day:
    date: dt.date
    patients: Expected | None
    holiday: str
    required: tuple[Required, ...]
    law: tuple[LabourRule, ...]


def _worked_out(unit: Unit, rules: Sequence[NeedRule], *, first: dt.date, days: int, tree: Tree) -> list[_Day]:
    here = tree[place_of(unit)]
    shifts = shifts_of(unit.department.facility)
    census = census_of(here, until=first)
    holidays = holidays_of(unit.department.facility, first, days)
    law, specs = law_of(here, tree=tree, day=first), [spec_of(rule) for rule in rules]
    found = []
    for number in range(days):
        date = first + number * DAY
        patients = expected(census, date)
        asked = required(
            specs,
            date,
            shifts=shifts,
            patients=patients.patients if patients else None,
            holiday=date in holidays,
            law=law,
            unit_kind=unit.kind,
        )
        found.append(_Day(date, patients, holidays.get(date, ""), asked, law))
    return found


def need_of(unit: Unit, *, first: dt.date, days: int, tree: Tree) -> UnitNeed:
    """The page of a unit's need: required against rostered against there, with red flags."""
    rules = rules_of_need(unit, first=first, days=days)
    worked_out = _worked_out(unit, rules, first=first, days=days, tree=tree)
    shifts = shifts_of(unit.department.facility)
    names = names_of(rules)
    parts = dict(ShiftType.objects.filter(facility=unit.department.facility).values_list("code", "part"))
    staffed = _Staffed(unit, first, first + (days - 1) * DAY)
    return UnitNeed(
        unit,
        tuple(
            NeedDay(
                one.date,
                one.patients,
                one.holiday,
                tuple(_line(asked, one, unit, shifts, names, parts, staffed) for asked in one.required),
            )
            for one in worked_out
        ),
        tuple(rules),
    )


def _line(
    asked: Required,
    day: _Day,
    unit: Unit,
    shifts: Mapping[str, ShiftAt],
    names: Mapping[str, str],
    parts: Mapping[str, str],
    staffed: _Staffed,
) -> NeedLine:
    rostered, there = staffed.of(day.date, asked.shift, asked.what)
    shift, part = shifts[asked.shift], parts.get(asked.shift, "")
    flags: tuple[RedFlag, ...] = ()
    if staffed.planned(day.date):
        patients = day.patients.patients if day.patients else None
        as_staffed = Staffed(asked.what, part, asked.people, there, shift.minutes, patients)
        flags = red_flags(day.law, as_staffed, unit_kind=unit.kind)
    planned = staffed.planned(day.date)
    return NeedLine(asked, shift.name, names.get(asked.what, asked.what), part, rostered, there, flags, planned)


class _Staffed:
    """Who is told to work on a unit in some days, counted by what they are and what they can."""

    def __init__(self, unit: Unit, first: dt.date, last: dt.date) -> None:
        self._told: Counter[tuple[dt.date, str, str]] = Counter()
        self._absent: Counter[tuple[dt.date, str, str]] = Counter()
        self._days: set[dt.date] = set()
        held = Assignment.objects.filter(unit=unit, day__range=(first, last), ended__in=("", Assignment.Ended.ABSENT))
        skills: dict[int, set[str]] = defaultdict(set)
        people = held.values("person")
        for person, code in PersonSkill.objects.filter(person__in=people).values_list("person_id", "skill__code"):
            skills[person].add(code)
        for person, day, shift, skill, ended in held.values_list("person_id", "day", "shift", "skill", "ended"):
            self._days.add(day)
            for what in {skill, *skills[person]}:
                self._told[day, shift, what] += 1
                self._absent[day, shift, what] += bool(ended)

    def of(self, day: dt.date, shift: str, what: str) -> tuple[int, int]:
        """People rostered, those absent included, and people there."""
        told = self._told[day, shift, what]
        return told, told - self._absent[day, shift, what]

    def planned(self, day: dt.date) -> bool:
        """Whether anybody is told to work on the day: without a roster nothing is short yet."""
        return day in self._days


def rules_of_need(unit: Unit, *, first: dt.date, days: int) -> list[NeedRule]:
    """The unit's rules of need that hold on any of these days."""
    last = first + (days - 1) * DAY
    held = NeedRule.objects.filter(Q(until=None) | Q(until__gte=first), unit=unit, since__lte=last)
    return list(held.select_related("shift", "skill"))


def spec_of(rule: NeedRule) -> NeedSpec:
    """A rule of need as plain values."""
    return NeedSpec(
        shift=rule.shift.code,
        what=rule.skill.code if rule.skill else rule.staff_group,
        method=rule.method,
        figures=rule.figures,
        on=frozenset(rule.on),
        at_least=rule.at_least,
        since=rule.since,
        until=rule.until,
        why=rule.why,
    )


def names_of(rules: Iterable[NeedRule]) -> dict[str, str]:
    """What each group and skill of the rules is called."""
    groups = {group.value: str(group.label) for group in StaffGroup}
    return groups | {rule.skill.code: rule.skill.name for rule in rules if rule.skill}


def shifts_of(facility: Facility) -> dict[str, ShiftAt]:
    """The facility's shifts by code."""
    return {
        one.code: ShiftAt(
            one.code, one.name, one.start_minute, one.length, one.minutes, one.part == ShiftType.Part.NIGHT
        )
        for one in ShiftType.objects.filter(facility=facility)
    }


def census_of(here: Place, *, until: dt.date) -> dict[dt.date, float]:
    """Patients of a unit by day before ``until``, as far as the warehouse knows them."""
    found = figures_of(MEASURES[CENSUS], here, grain="day", until=until)
    return {figure.start: figure.denominator for figure in found if figure.denominator is not None}
