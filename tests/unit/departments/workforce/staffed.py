"""A ward whose roster is published and whose nurses sign in: the question is the real one, read from the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tests.unit.departments.workforce.conftest import BY, SINCE, Ward

from wellrun.departments.workforce.actions import need, staff
from wellrun.departments.workforce.models import Assignment, OpenShift
from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account, Person

SKILL = "registered_nurse"


@dataclass
class Staffed:
    """Four nurses with accounts on a ward that needs one by day and one by night."""

    ward: Ward
    nurses: tuple[Account, ...]
    monday: dt.date

    def person(self, number: int) -> Person:
        return self.nurses[number].person

    def day(self, number: int) -> dt.date:
        """A day counted from the Monday."""
        return self.monday + dt.timedelta(days=number)

    def works(self, nurse: int, day: int, shift: str = "D") -> Assignment:
        """A published shift."""
        return Assignment.objects.create(
            person=self.person(nurse),
            unit=self.ward.unit,
            day=self.day(day),
            shift=shift,
            skill=SKILL,
            since=timezone.now(),
        )

    def open_shift(self, day: int, shift: str = "D") -> OpenShift:
        return OpenShift.objects.create(
            unit=self.ward.unit,
            day=self.day(day),
            shift=shift,
            skill=SKILL,
            opened_by=self.ward.manager,
            opened_at=timezone.now(),
        )

    def said(self, nurse: int) -> dict[str, Any]:
        """One of the nurses acts, in the arguments of an action."""
        return {"by": self.nurses[nurse], "tree": self.ward.tree}

    @property
    def managed(self) -> dict[str, Any]:
        """The manager of the ward acts."""
        return {"by": self.ward.manager, "tree": self.ward.tree}


def staffed(ward: Ward, *, nurses: int = 4) -> Staffed:
    """The ward from the Monday after next, so that every shift of it is still to come."""
    today = timezone.localdate()
    accounts = [ward.nurse_account]
    for letter in "BCDEFGH"[: nurses - 1]:
        person = people.add_person(name=f"Nurse {letter}", by=BY, facility=ward.unit.department.facility)
        opened = people.open_account(person=person, email=f"nurse.{letter.lower()}@example.org", by=BY)
        access.grant(account=opened, role=Role.STAFF, place="H1/W1", by=BY)
        staff.engage(
            person=person,
            unit=ward.unit,
            grade=ward.grade,
            employment="own",
            weekly_hours=Decimal(36),
            starts=SINCE,
            by=ward.manager,
            tree=ward.tree,
        )
        accounts.append(opened)
    for shift in (ward.day, ward.night):
        need.set_need(
            unit=ward.unit,
            by=ward.manager,
            tree=ward.tree,
            shift=shift,
            method="fixed",
            figures={"people": 1},
            staff_group=SKILL,
            since=SINCE,
        )
    return Staffed(ward, tuple(accounts), today + dt.timedelta(days=14 - today.weekday()))
