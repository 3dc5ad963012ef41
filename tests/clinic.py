"""Patients of two hospitals, and people with one role each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils import timezone

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.actions import Details, StayDetails
from wellrun.foundations.patients.models import Patient
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account

BY = System("test")
ADA = Details("MRN-001", "Lovell", "Ada", "1941-05-06", "female", "212-555-0101", "ada@example.org", "1 Quay Street")
BEN = Details("MRN-002", "Marsh", "Ben", "1970-01-02", "male", "212-555-0102", "", "2 Quay Street")
CLEO = Details("MRN-003", "Núñez", "Cleo", "1988-09-10", "female")


@dataclass
class Clinic:
    """Ada on ward 1 and Ben on ward 2 of the first hospital, Cleo on ward 1 of the second."""

    tree: Tree
    ada: Patient
    ben: Patient
    cleo: Patient
    accounts: dict[Role, Account] = field(default_factory=dict)

    def holder(self, role: Role, place: str = "H1", *, name: str = "") -> Account:
        """Somebody who holds one role."""
        if role not in self.accounts or name:
            key = f"holder {role.value} {name}".strip()
            person = people.add_person(name=name or f"Holder {role.name.title()}", by=BY)
            account = people.open_account(person=person, email=f"{key.replace(' ', '.')}@example.org", by=BY)
            access.grant(account=account, role=role, place=place, by=BY)
            if name:
                return account
            self.accounts[role] = account
        return self.accounts[role]


@pytest.fixture
def clinic(world: Any) -> Clinic:
    started = timezone.now() - dt.timedelta(days=1)
    made = []
    for number, (facility, place, details) in enumerate(
        (("H1", "H1/W1", ADA), ("H1", "H1/W2", BEN), ("H2", "H2/W1", CLEO))
    ):
        patient = actions.register(facility=Facility.objects.get(code=facility), details=details, by=BY)
        actions.stay(patient=patient, details=StayDetails(f"V{number}", place, started), by=BY)
        made.append(patient)
    return Clinic(world.tree, *made)
