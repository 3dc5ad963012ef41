"""Ways to fill a gap that no single cell fills: days that move along, a second person, a rule that bends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.workforce.queries.roster_page import roster_of
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import Question, pose, shift_of, skill_of
from wellrun.departments.workforce.rules.sentences import name_of
from wellrun.engines.rostering.problem import Cover, Problem, Rule

MOST, MOST_CELLS = 3, 6
"""Ways that are shown, and cells that one of them may change: what changes more is a new roster."""


@dataclass(frozen=True)
class Move:
    """What changes for whom, in words; the cells as the grid takes them, empty where a rule would break.

    ``points`` is the difference to the roster as it is, below 0 where it is better.
    """

    words: str
    cells: str
    points: int
    breaks: str

    @property
    def saved(self) -> int:
        return -self.points


def moves_for(question: Question, plan: Plan, *, day: int, duty: str) -> tuple[Move, ...]:
    """The cheapest ways to fill the gap by more than one cell; those that break a rule come last and name it."""
    # Exact answers bring the compiled solver, which a page loads only here.
    from wellrun.engines.rostering.explain import why

    problem = pose(question)
    gap = _line_of(problem, question, day, duty)
    if gap is None:
        return ()
    found = why(problem, roster_of(plan), gap, most=50).ways
    fit = [way for way in found if sum(map(len, way.changed.values())) <= MOST_CELLS]
    return tuple(
        Move(
            words=_said(way.changed, question),
            cells="" if way.bends else _cells(way.changed),
            points=way.penalty,
            breaks=", ".join(name_of(about) for about in way.bends if isinstance(about, Rule | str)),
        )
        for way in fit[:MOST]
    )


def _line_of(problem: Problem, question: Question, day: int, duty: str) -> Cover | None:
    """The cover line of a need: a skill that is part of another counts its holders only."""
    skill = skill_of(duty)
    holders = frozenset(str(one.key) for one in question.people if skill in one.skills)
    people = frozenset[str]() if skill in question.base_skills else holders
    shift = shift_of(duty)
    for line in problem.cover:
        of_shift = line.day == day and {shift_of(one) for one in line.duties} == {shift}
        if of_shift and line.under and line.people == people and (people or duty in line.duties):
            return line
    return None


def _said(changed: Mapping[str, Mapping[int, str | None]], question: Question) -> str:
    names = {str(one.key): one.name for one in question.people}
    shifts = {shift.code: shift.name for shift in question.shifts}
    told = []
    for person, cells in changed.items():
        days = []
        for day, duty in sorted(cells.items()):
            what = shifts[shift_of(duty)] if duty else _("off")
            days.append(_("%(what)s on %(day)s") % {"what": what, "day": date_format(question.date(day), "j F")})
        told.append(f"{names[person]}: {', '.join(days)}.")
    return " ".join(told)


def _cells(changed: Mapping[str, Mapping[int, str | None]]) -> str:
    return json.dumps([[int(person), day, duty] for person, cells in changed.items() for day, duty in cells.items()])
