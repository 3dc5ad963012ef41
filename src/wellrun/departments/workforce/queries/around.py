"""Everybody of a unit around one day, with what they are told to work: what a swap or an open shift is judged by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from wellrun.departments.workforce.models import Assignment, Roster
from wellrun.departments.workforce.queries.asking import question_of
from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.judging import Judged, judge_change, pick_up
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import Question, duty_of, pose
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


def around(unit: Unit, day: dt.date, *, tree: Tree) -> Around:
    """The weeks around a day of a unit, as published. Shifts in other units count as worked here."""
    return between(unit, day - BEFORE, days=AFTER, tree=tree)


def between(unit: Unit, first: dt.date, *, days: int, tree: Tree) -> Around:
    """Some days of a unit, as published."""
    question = question_of(Roster(unit=unit, first=first, days=days), tree=tree)
    return Around(question, published(question))


def published(question: Question) -> Plan:
    """What the people of a question are told to work in its days."""
    lines: dict[int, list[str | None]] = {one.key: [None] * question.days for one in question.people}
    last = question.date(question.days - 1)
    held = Assignment.objects.filter(ended="", person__in=list(lines), day__range=(question.first, last))
    for person, day, shift, skill in held.values_list("person_id", "day", "shift", "skill"):
        lines[person][(day - question.first).days] = duty_of(shift, skill)
    return Plan(question.first, {person: tuple(line) for person, line in lines.items()})


def absent_in(question: Question) -> frozenset[tuple[int, dt.date]]:
    """Who of a question called in absent, and on which of its days."""
    last = question.date(question.days - 1)
    off = Assignment.objects.filter(
        ended=Assignment.Ended.ABSENT,
        person__in=[one.key for one in question.people],
        day__range=(question.first, last),
    )
    return frozenset(off.values_list("person_id", "day"))
