"""Records of one patient that were made twice at the desk: one by a hurried clerk, one of a twin that only looks so."""

from __future__ import annotations

from collections.abc import Mapping

from wellrun.demo.privacy import DESK, OTHER_WARD
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.actions import Details
from wellrun.foundations.patients.models import Patient, Stay
from wellrun.foundations.people.models import Account

TWIN = "Robin"


def register_twice(accounts: Mapping[str, Account]) -> None:
    """Two patients of a ward get a second record each: with an initial for a name, and with another given name."""
    staying = Stay.objects.filter(place=OTHER_WARD, ended_at=None).order_by("-started_at").select_related("patient")
    for number, stay in enumerate(staying[:2], start=1):
        patient: Patient = stay.patient
        again = Details(
            mrn=f"T-{number:04}",
            family=patient.family.upper(),
            given=patient.given[:1] if number == 1 else TWIN,
            birth_date=patient.birth_date,
            sex=patient.sex if number == 1 else "",
            phone=patient.phone,
        )
        actions.register(facility=patient.facility, details=again, by=accounts[DESK])
