"""A ward with a nurse, an assistant and their manager; what has to be there before anybody is engaged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import World
from tests.rows_kept import once

from wellrun.departments.workforce.actions import setting_up, staff
from wellrun.departments.workforce.models import Contract, Grade, LeaveKind, ShiftType, Skill
from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility, Network, Unit
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account, Person

BY = System("test")
SINCE = dt.date(2025, 1, 1)


@dataclass
class Ward:
    """Ward 1 of the first hospital, by whom it is managed, and who works there."""

    tree: Tree
    unit: Unit
    manager: Account
    administrator: Account
    nurse: Person
    nurse_account: Account
    aide: Person
    grade: Grade
    skill: Skill
    annual: LeaveKind
    sick: LeaveKind
    day: ShiftType
    night: ShiftType

    def contract(self, person: Person) -> Contract:
        return person.contracts.get()


@pytest.fixture
def ward(world: World) -> Ward:
    return once(build_ward, world)


def build_ward(world: World) -> Ward:
    facility, tree = Facility.objects.get(code="H1"), world.tree
    unit = Unit.objects.select_related("department__facility").get(department__facility=facility, code="W1")
    network = Network.objects.get(code="NET")
    administrator = _account("administrator", Role.ADMINISTRATOR, "NET")
    over = _account("facility manager", Role.FACILITY_MANAGER, "H1")
    nurse_account = _account("Ada Nurse", Role.STAFF, "H1/W1")
    given: dict[str, Any] = {"by": administrator, "tree": tree}
    grade = setting_up.add_grade(
        network=network,
        code="RN",
        name="Nurse",
        staff_group="registered_nurse",
        hourly_cost=Decimal(44),
        full_week=Decimal(40),
        **given,
    )
    aides = setting_up.add_grade(
        network=network,
        code="NA",
        name="Assistant",
        staff_group="nursing_assistant",
        hourly_cost=Decimal(23),
        full_week=Decimal(40),
        **given,
    )
    skill = setting_up.add_skill(network=network, code="nurse", name="Ward nursing", needs=("state_license",), **given)
    annual = setting_up.add_leave_kind(
        network=network, code="annual", name="Annual leave", counts=True, accrual="year", accrues=Decimal(200), **given
    )
    sick = setting_up.add_leave_kind(network=network, code="sick", name="Sickness", private=True, **given)
    shifts = [
        setting_up.add_shift_type(
            facility=facility,
            code=code,
            name=part,
            start=dt.time(hour),
            length=720,
            break_minutes=30,
            part=part,
            by=over,
            tree=tree,
        )
        for code, part, hour in (("D", "day", 7), ("N", "night", 19))
    ]
    aide = people.add_person(name="Bo Aide", by=BY, facility=facility, unit=unit)
    for person, one in ((nurse_account.person, grade), (aide, aides)):
        staff.engage(
            person=person,
            unit=unit,
            grade=one,
            employment="own",
            weekly_hours=Decimal(36),
            starts=SINCE,
            by=world.ward_manager,
            tree=tree,
        )
    return Ward(
        tree,
        unit,
        world.ward_manager,
        administrator,
        nurse_account.person,
        nurse_account,
        aide,
        grade,
        skill,
        annual,
        sick,
        *shifts,
    )


def _account(name: str, role: Role, place: str) -> Account:
    person = people.add_person(name=name.title(), by=BY, facility=Facility.objects.get(code="H1"))
    opened = people.open_account(person=person, email=f"{name.replace(' ', '.').lower()}@example.org", by=BY)
    access.grant(account=opened, role=role, place=place, by=BY)
    return opened
