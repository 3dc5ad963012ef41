"""Everybody of a unit around one day, with what they are told to work: what a swap or an open shift is judged by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from wellrun.departments.workforce.models import Assignment, Roster
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.judging import Judged, judge_change, pick_up
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import ELSEWHERE, AtWork, Question, duty_of, pose
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree

BEFORE, AFTER = dt.timedelta(days=14), 29
"""Days before the one that matters, and days in all: two weeks either side hold every rest, run and weekly limit."""


@dataclass(frozen=True)
class Around:
    """The question and the plan as it is published."""

    question: Question
    plan: Plan

    def picked_up(self, person: int, day: dt.date, duty: str) -> Judged:
        """What giving somebody this duty on that day would newly break and mend."""
        cells = pick_up(str(person), (day - self.question.first).days, duty)
        return judge_change(pose(self.question), roster_of(self.plan), cells, self.question)


def around(unit: Unit, day: dt.date, *, tree: Tree, without: Collection[int] = ()) -> Around:
    """The weeks around a day of a unit, as published, with those who may be called to it from other units.

    ``without`` leaves out people of whom nothing is asked.
    """
    return between(unit, day - BEFORE, days=AFTER, tree=tree, floating=True, without=without)


def between(
    unit: Unit, first: dt.date, *, days: int, tree: Tree, floating: bool = False, without: Collection[int] = ()
) -> Around:
    """Some days of a unit, as published."""
    roster = Roster(unit=unit, first=first, days=days)
    question = question_of(roster, tree=tree, floating=floating, without=without)
    question = replace(question, people=tuple(_told(one) for one in question.people))
    return Around(question, published(question, unit))


def _told(one: AtWork) -> AtWork:
    """A shift elsewhere does not close its day here: the person has it, and is judged by it."""
    closed = {day: why for day, why in one.closed.items() if day not in one.elsewhere}
    return replace(one, closed=closed) if one.elsewhere else one


def published(question: Question, unit: Unit) -> Plan:
    """What the people of a unit's question are told to work in its days; a shift on another unit is one elsewhere."""
    lines: dict[int, list[str | None]] = {one.key: [None] * question.days for one in question.people}
    held = Assignment.objects.filter(
        unit=unit, ended="", person__in=list(lines), day__range=(question.first, question.last)
    )
    for person, day, shift, skill in held.values_list("person_id", "day", "shift", "skill"):
        lines[person][(day - question.first).days] = duty_of(shift, skill)
    for one in question.people:
        for day, shift in one.elsewhere.items():
            lines[one.key][(day - question.first).days] = duty_of(shift, ELSEWHERE)
    return Plan(question.first, {person: tuple(line) for person, line in lines.items()})


def absent_in(question: Question) -> frozenset[tuple[int, dt.date]]:
    """Who of a question called in absent, and on which of its days."""
    off = Assignment.objects.filter(
        ended=Assignment.Ended.ABSENT,
        person__in=[one.key for one in question.people],
        day__range=(question.first, question.last),
    )
    return frozenset(off.values_list("person_id", "day"))
