"""A small ward whose question is known: four nurses, day and night, a week from a Monday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.conftest import account

from wellrun.departments.workforce.actions import rosters as actions
from wellrun.departments.workforce.models import Proposal, Roster
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import AtWork, Needed, Question, ShiftAt
from wellrun.engines.rostering.problem import Rule, Succession
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account, Person

MONDAY = dt.date(2027, 1, 4)
SHIFTS = (ShiftAt("D", "day", 420, 720, 690), ShiftAt("N", "night", 1140, 720, 690, night=True))
REST: tuple[Rule, ...] = (Succession((frozenset({"N"}), frozenset({"D"})), source="rest"),)
D, N = "D.nurse", "N.nurse"


@dataclass
class Ward:
    """The unit, its manager, its nurses, and the roster that is being planned."""

    unit: Unit
    tree: Tree
    manager: Account
    nurses: tuple[Person, ...]
    roster: Roster
    wanted: int = 1
    closed: dict[int, dict[dt.date, str]] = field(default_factory=dict)

    def question_of(self, roster: Roster, **_more: Any) -> Question:
        """What the pages would ask of the database."""
        days = [roster.first + dt.timedelta(days=day) for day in range(roster.days)]
        return Question(
            unit="H1/W1",
            first=roster.first,
            days=roster.days,
            shifts=SHIFTS,
            people=tuple(
                AtWork(one.pk, one.name, frozenset({"nurse"}), 36.0, rules=REST, closed=self.closed.get(one.pk, {}))
                for one in self.nurses
            ),
            needs=tuple(Needed(day, shift, "nurse", self.wanted) for day in days for shift in ("D", "N")),
        )

    def proposal(self, *lines: Sequence[str | None], number: int = 1) -> Proposal:
        """A finished proposal; who is not given has the week off."""
        week = [tuple(line) for line in lines] + [(None,) * 7] * (len(self.nurses) - len(lines))
        plan = Plan(MONDAY, {one.pk: line for one, line in zip(self.nurses, week, strict=True)})
        made = Proposal(roster=self.roster, number=number, asked_by=self.manager, asked_at=dt.datetime.now(dt.UTC))
        made.status = Proposal.Status.READY
        made.keep(plan)
        made.save()
        return made

    @property
    def said(self) -> dict[str, Any]:
        """Who acts, in the arguments of an action."""
        return {"by": self.manager, "tree": self.tree}


def build(world: Any, monkeypatch: Any) -> Ward:
    """The ward, with its question in the place of the one from the database."""
    unit = Unit.objects.select_related("department__facility").get(department__facility__code="H1", code="W1")
    manager = account("scheduler", Role.SCHEDULER, "H1/W1")
    nurses = tuple(people.add_person(name=f"Nurse {letter}", by=System("test")) for letter in "ABCD")
    roster = actions.open_roster(unit=unit, first=MONDAY, days=7, by=manager, tree=world.tree)
    ward = Ward(unit, world.tree, manager, nurses, roster)
    for module in ("actions.rosters", "queries.around", "queries.rosters"):
        monkeypatch.setattr(f"wellrun.departments.workforce.{module}.question_of", ward.question_of)
    return ward
