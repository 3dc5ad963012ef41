"""Who may see which patient, how much of one, and that every reading is recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.models import Entry, Mention
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.patients import actions, queries
from wellrun.foundations.patients.models import Patient, Stay, Tie
from wellrun.foundations.patients.queries import NotYours, Search
from wellrun.foundations.patients.rules import AFTER_DISCHARGE
from wellrun.foundations.patients.scope import reaches, within_reach
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


def names(found: tuple[queries.PatientShown, ...]) -> list[str]:
    return [one.name for one in found]


def opened(account: Account, patient: uuid.UUID, clinic: Any) -> queries.Opened:
    return queries.open_record(account, patient, tree=clinic.tree, now=timezone.now())


def test_a_clinician_sees_the_patients_of_the_own_unit_only(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    assert names(queries.in_house(clinician, clinic.tree["H1/W1"], tree=clinic.tree)) == ["Ada Lovell"]
    assert queries.in_house(clinician, clinic.tree["H1/W2"], tree=clinic.tree) == ()
    assert opened(clinician, clinic.ada.pk, clinic).shown.address == "1 Quay Street"
    for other in (clinic.ben, clinic.cleo):
        with pytest.raises(NotYours):
            opened(clinician, other.pk, clinic)


def test_t03_a_record_of_another_facility_is_refused_and_the_attempt_recorded(clinic: Any) -> None:
    lead = clinic.holder(Role.QUALITY_LEAD, "H2")
    with pytest.raises(NotYours) as refused:
        opened(lead, clinic.ada.pk, clinic)
    assert not refused.value.may_break
    assert Entry.objects.filter(action="patients.record.refused", actor_id=lead.pk).count() == 1


def test_an_unknown_record_is_refused_like_a_foreign_one(clinic: Any) -> None:
    with pytest.raises(NotYours):
        opened(clinic.holder(Role.CLINICIAN, "H1"), uuid.uuid4(), clinic)


def test_a_unit_sees_its_patient_for_a_month_after_the_stay(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    Stay.objects.filter(patient=clinic.ada).update(ended_at=timezone.now() - AFTER_DISCHARGE + dt.timedelta(hours=1))
    assert opened(clinician, clinic.ada.pk, clinic)
    Stay.objects.filter(patient=clinic.ada).update(ended_at=timezone.now() - AFTER_DISCHARGE - dt.timedelta(hours=1))
    with pytest.raises(NotYours):
        opened(clinician, clinic.ada.pk, clinic)


@pytest.mark.parametrize(
    "role",
    [
        Role.ADMINISTRATOR,
        Role.EXECUTIVE,
        Role.FACILITY_MANAGER,
        Role.DEPARTMENT_MANAGER,
        Role.SCHEDULER,
        Role.FINANCE,
        Role.INTEGRATION_LEAD,
        Role.AUDITOR,
        Role.PATIENT,
        Role.PROXY,
    ],
)
def test_roles_without_patients_see_none(clinic: Any, role: Role) -> None:
    account = clinic.holder(role, "NET")
    assert queries.in_house(account, clinic.tree["NET"], tree=clinic.tree) == ()
    assert queries.search(account, Search(mrn="MRN-001"), clinic.tree["NET"], tree=clinic.tree) == ()
    with pytest.raises(NotYours):
        opened(account, clinic.ada.pk, clinic)


def test_an_account_without_roles_sees_nobody(clinic: Any, world: Any) -> None:
    """An empty list of places means nobody, never everybody (a lost permission set once showed all)."""
    assert queries.in_house(world.stranger, clinic.tree["NET"], tree=clinic.tree) == ()
    assert not queries.own_patients(world.stranger, tree=clinic.tree)


@pytest.mark.parametrize(
    ("role", "name", "birth", "mrn", "address"),
    [
        (Role.CLINICIAN, "Ada Lovell", "1941-05-06", "MRN-001", "1 Quay Street"),
        (Role.REVENUE, "Ada Lovell", "1941-05-06", "MRN-001", "1 Quay Street"),
        (Role.QUALITY_LEAD, "A. L.", "1941", "MRN-001", ""),
        (Role.PRIVACY_OFFICER, "Ada Lovell", "1941", "MRN-001", ""),
    ],
)
def test_t04_each_role_sees_the_least_it_needs(
    clinic: Any, role: Role, name: str, birth: str, mrn: str, address: str
) -> None:
    """45 CFR 164.502(b)."""
    found = queries.in_house(clinic.holder(role, "H1"), clinic.tree["H1"], tree=clinic.tree)
    ada = next(one for one in found if one.mrn == "MRN-001")
    assert (ada.name, ada.birth_date, ada.mrn, ada.address) == (name, birth, mrn, address)


def test_a_search_compares_whole_values_without_accents_or_case(clinic: Any) -> None:
    clerk = clinic.holder(Role.FRONT_DESK, "H2")
    place = clinic.tree["H2"]
    assert names(queries.search(clerk, Search(family="nunez"), place, tree=clinic.tree)) == ["Cleo Núñez"]
    assert names(queries.search(clerk, Search(mrn="mrn 003"), place, tree=clinic.tree)) == ["Cleo Núñez"]
    assert queries.search(clerk, Search(family="nun"), place, tree=clinic.tree) == ()
    assert queries.search(clerk, Search(), place, tree=clinic.tree) == ()


def test_t13_a_reading_leaves_one_entry_with_who_what_when_where_and_why(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    opened(clinician, clinic.ada.pk, clinic)
    entry = Entry.objects.get(action="patients.record.read")
    assert (entry.actor_id, entry.patients) == (clinician.pk, [str(clinic.ada.pk)])
    assert entry.origin["address"] == "console"
    assert Mention.objects.filter(patient=clinic.ada.pk, entry=entry).exists()
    assert verify().whole


def test_a_list_read_is_one_entry_that_names_everyone_on_it(clinic: Any) -> None:
    queries.in_house(clinic.holder(Role.CLINICIAN, "H1"), clinic.tree["H1"], tree=clinic.tree)
    entry = Entry.objects.get(action="patients.list.read")
    assert entry.patients == sorted([str(clinic.ada.pk), str(clinic.ben.pk)])


def test_a_patients_account_sees_its_own_patient_and_nobody_else(clinic: Any) -> None:
    """CVE-2026-24487: each account sees 0 of the other's."""
    clerk = clinic.holder(Role.FRONT_DESK, "H1")
    mine = clinic.holder(Role.PATIENT, "H1", name="Ada Lovell")
    hers = clinic.holder(Role.PROXY, "H1", name="Carla Daughter")
    actions.tie(account=mine, patient=clinic.ada, kind=Tie.Kind.SELF, by=clerk, tree=clinic.tree, why="passport")
    bond = actions.tie(account=hers, patient=clinic.ben, kind=Tie.Kind.PROXY, by=clerk, tree=clinic.tree, why="deed")
    assert names(queries.own_patients(mine, tree=clinic.tree)) == ["Ada Lovell"]
    assert names(queries.own_patients(hers, tree=clinic.tree)) == ["Ben Marsh"]
    assert opened(mine, clinic.ada.pk, clinic).shown.phone == "212-555-0101"
    for account, other in ((mine, clinic.ben), (mine, clinic.cleo), (hers, clinic.ada), (hers, clinic.cleo)):
        with pytest.raises(NotYours):
            opened(account, other.pk, clinic)
    actions.untie(tie=bond, by=clerk, tree=clinic.tree, why="revoked")
    assert queries.own_patients(hers, tree=clinic.tree) == ()


def test_nobody_ties_their_own_account(clinic: Any) -> None:
    clerk = clinic.holder(Role.FRONT_DESK, "H1")
    with pytest.raises(Refused, match="own account"):
        actions.tie(account=clerk, patient=clinic.ada, kind=Tie.Kind.PROXY, by=clerk, tree=clinic.tree, why="mine")


def test_t18_two_people_change_one_patient_and_the_second_is_told(clinic: Any) -> None:
    clerk = clinic.holder(Role.FRONT_DESK, "H1")
    seen = queries.for_change(clerk, clinic.ada)
    seen.pop("version")
    first = actions.Details(**{**seen, "phone": "212-555-0199"})  # type: ignore[arg-type]
    actions.change(patient=clinic.ada, details=first, version=1, by=clerk, tree=clinic.tree)
    with pytest.raises(Refused, match="Somebody else has changed"):
        actions.change(patient=clinic.ada, details=first, version=1, by=clerk, tree=clinic.tree)
    entry = Entry.objects.get(action="patients.patient.changed")
    assert entry.after == {"changed": ["phone"]}


def test_a_feed_that_repeats_itself_changes_nothing(clinic: Any) -> None:
    before = Entry.objects.count()
    again = actions.register(
        facility=clinic.ada.facility,
        details=actions.Details("mrn-001", family="Lovell"),
        by=clinic.tree and clinic.holder(Role.FRONT_DESK),
    )
    held = Stay.objects.get(patient=clinic.ada)
    before = Entry.objects.count()
    actions.stay(
        patient=again, details=actions.StayDetails("v0", "H1/W1", held.started_at), by=clinic.holder(Role.FRONT_DESK)
    )
    assert again.pk == clinic.ada.pk
    assert Entry.objects.count() == before


@pytest.mark.parametrize("place", ["NET", "H1", "H2", "H1/medicine", "H1/W1", "H1/W2", "H2/W1", "H2/ED"])
@pytest.mark.parametrize("ended", [None, 1, 29, 31])
def test_one_record_and_a_list_follow_the_same_rule(clinic: Any, place: str, ended: int | None) -> None:
    """``reaches`` decides in memory what ``within_reach`` decides in the database."""
    if ended is not None:
        Stay.objects.update(ended_at=timezone.now() - dt.timedelta(days=ended))
    reader = clinic.holder(Role.CLINICIAN, place)
    listed = set(within_reach(reader, Permission.READ_RECORDS, tree=clinic.tree))
    for patient in Patient.objects.all():
        assert reaches(reader, Permission.READ_RECORDS, patient, tree=clinic.tree) is (patient in listed)
    assert listed or place in ("H2/ED", "H1/W2") or ended == 31 or place.startswith("H2")
