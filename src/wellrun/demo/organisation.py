"""Tidewater as the product knows it: its places, its people, and what each of them may do."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from wellrun.demo.elsewhere import CLINIC_UNIT
from wellrun.demo.places import HOME, HOSPITAL_DEPARTMENTS, REGION, ZONE
from wellrun.demo.staffing import HOSPITAL_UNITS
from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation import actions as organisation
from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account, Person

NETWORK = ("TIDE", "Tidewater")


@dataclass(frozen=True)
class FacilityPlan:
    """A facility to set up with its departments."""

    code: str
    name: str
    kind: str
    departments: tuple[DepartmentPlan, ...]


@dataclass(frozen=True)
class Post:
    """A person with a post, and the roles they sign in with: (role, place)."""

    key: str
    name: str
    post: str
    facility: str = "HV"
    unit: str = ""
    roles: tuple[tuple[Role, str], ...] = ()

    @property
    def email(self) -> str:
        return f"{self.key}@tidewater.example.invalid"


HOSPITAL = FacilityPlan(
    "HV",
    "Harbour View Hospital",
    Facility.Kind.HOSPITAL,
    tuple(
        DepartmentPlan(
            code,
            name,
            tuple(
                UnitPlan(unit.code, unit.name, unit.kind, unit.beds)
                for unit in HOSPITAL_UNITS
                if unit.department == code
            ),
        )
        for code, name in HOSPITAL_DEPARTMENTS
    ),
)
CLINIC = (DepartmentPlan("clinic", "Clinic", (UnitPlan(CLINIC_UNIT, "General practice", Unit.Kind.CLINIC),)),)
FACILITIES = (
    HOSPITAL,
    FacilityPlan("BC", "Bayside Clinic", Facility.Kind.CLINIC, CLINIC),
    FacilityPlan("NC", "Northgate Clinic", Facility.Kind.CLINIC, CLINIC),
    FacilityPlan(
        "MH",
        "Marsh House",
        Facility.Kind.NURSING_HOME,
        (DepartmentPlan("care", "Residential care", (UnitPlan(HOME.code, HOME.name, HOME.kind, HOME.beds),)),),
    ),
)

POSTS = (
    Post(
        "amara.okafor",
        "Amara Okafor",
        "Chief operating officer",
        roles=((Role.ADMINISTRATOR, "TIDE"), (Role.EXECUTIVE, "TIDE")),
    ),
    Post("ruth.lindqvist", "Ruth Lindqvist", "Director of nursing", roles=((Role.EXECUTIVE, "HV"),)),
    Post("daniel.park", "Daniel Park", "Quality lead", roles=((Role.QUALITY_LEAD, "TIDE"),)),
    Post("ines.moreau", "Ines Moreau", "Integration lead", roles=((Role.INTEGRATION_LEAD, "TIDE"),)),
    Post(
        "tom.achterberg",
        "Tom Achterberg",
        "Finance manager",
        roles=((Role.FINANCE, "HV"), (Role.FACILITY_MANAGER, "HV")),
    ),
    Post("priya.nair", "Priya Nair", "Ward manager", unit="W05", roles=((Role.DEPARTMENT_MANAGER, "HV/W05"),)),
    Post("joao.silva", "João Silva", "Ward manager", unit="W04", roles=((Role.DEPARTMENT_MANAGER, "HV/W04"),)),
    Post("hannah.weiss", "Hannah Weiss", "Ward manager", unit="W01", roles=((Role.DEPARTMENT_MANAGER, "HV/surgery"),)),
    Post(
        "marcus.bell", "Marcus Bell", "Emergency manager", unit="ED", roles=((Role.DEPARTMENT_MANAGER, "HV/emergency"),)
    ),
    Post("li.chen", "Li Chen", "Staffing coordinator", roles=((Role.SCHEDULER, "HV"), (Role.FACILITY_MANAGER, "HV"))),
    Post("sofia.rossi", "Sofia Rossi", "Practice manager", "BC", roles=((Role.FACILITY_MANAGER, "BC"),)),
    Post("grace.adeyemi", "Grace Adeyemi", "Home manager", "MH", roles=((Role.FACILITY_MANAGER, "MH"),)),
    Post("peter.hale", "Peter Hale", "Auditor", roles=((Role.AUDITOR, "TIDE"),)),
    Post("celia.brandt", "Celia Brandt", "Privacy officer", roles=((Role.PRIVACY_OFFICER, "TIDE"),)),
    Post("owen.hart", "Owen Hart", "Physician", unit="W05", roles=((Role.CLINICIAN, "HV/W05"),)),
    Post("mina.sato", "Mina Sato", "Nurse", unit="W04", roles=((Role.CLINICIAN, "HV/W04"),)),
    Post("ava.lund", "Ava Lund", "Registered nurse", unit="W05", roles=((Role.STAFF, "HV/W05"),)),
    Post("leo.fontaine", "Leo Fontaine", "Registration clerk", roles=((Role.FRONT_DESK, "HV"),)),
    Post("dara.oneill", "Dara O’Neill", "Billing lead", roles=((Role.REVENUE, "HV"),)),
    Post("nora.quist", "Nora Quist", "Pharmacist"),
    Post("sam.reyes", "Sam Reyes", "Porter", roles=((Role.STAFF, "HV"),)),
    Post("rosa.lima", "Rosa Lima", "Housekeeper", roles=((Role.STAFF, "HV"),)),
    Post("viktor.hale", "Viktor Hale", "Technician", roles=((Role.STAFF, "HV"),)),
)
"""The first is the account the installation opens with."""


def set_up_places(*, by: Actor) -> Mapping[str, Facility]:
    """Makes the network with its facilities, departments, units and beds; facilities by code."""
    network = organisation.add_network(code=NETWORK[0], name=NETWORK[1], by=by)
    made = {}
    for plan in FACILITIES:
        facility = organisation.add_facility(
            network=network, code=plan.code, name=plan.name, kind=plan.kind, time_zone=ZONE, region=REGION, by=by
        )
        for department in plan.departments:
            organisation.add_department(facility=facility, plan=department, by=by)
        made[plan.code] = facility
    return made


def set_up_people(
    facilities: Mapping[str, Facility], *, by: Actor
) -> tuple[Mapping[str, Person], Mapping[str, Account]]:
    """Adds everybody, with accounts for those who sign in; both by the key of their post."""
    persons, accounts = {}, {}
    for post in POSTS:
        unit = Unit.objects.filter(department__facility__code=post.facility, code=post.unit).first()
        person = people.add_person(
            name=post.name, post=post.post, email=post.email, facility=facilities[post.facility], unit=unit, by=by
        )
        persons[post.key] = person
        if post.roles:
            accounts[post.key] = people.open_account(person=person, email=post.email, by=by)
            # Nobody knows it: the demonstration opens by a link from the console, straight to Today.
            people.set_password(account=accounts[post.key], password=secrets.token_urlsafe(48), by=by)
        for role, place in post.roles:
            access.grant(account=accounts[post.key], role=role, place=place, by=by)
    return persons, accounts
