"""Two records of one patient are found, merged by hand or by message, and parted again: nothing is lost either way."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.clinic import ADA, Clinic
from tests.reading import read
from tests.unit.departments.operations.test_house import BY, adt, rows, tell  # noqa: F401 - a fixture

from wellrun.departments.operations.actions import merging, moving
from wellrun.departments.operations.actions.rebuilding import rebuild
from wellrun.departments.operations.models import Course, Event
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients import actions, queries
from wellrun.foundations.patients.actions import Details
from wellrun.foundations.patients.duplicates import alike, compared
from wellrun.foundations.patients.models import Apart, Patient
from wellrun.foundations.patients.queries import Search
from wellrun.values.faults import Refused


@pytest.fixture
def twice(clinic: Clinic, tell: Any) -> tuple[Patient, Patient]:  # noqa: F811
    """Ada, and Ada again under a second number, who lies on ward 1 under it."""
    again = Details("A9", "LOVELL", "Ada M.", "1941-05-06", "female", address="9 Mill Road")
    second = actions.register(facility=clinic.ada.facility, details=again, by=BY)
    tell(adt("A01", "010800", visit="V9", mrn="A9"))
    return clinic.ada, second


def merged(clinic: Clinic, kept: Patient, gone: Patient, *, why: str = "same passport") -> Event:
    desk = clinic.holder(Role.FRONT_DESK)
    return merging.merge(kept=kept, gone=gone, why=why, by=desk, tree=clinic.tree, now=timezone.now())


def found(clinic: Clinic, asked: Search) -> list[Any]:
    shown = queries.search(clinic.holder(Role.FRONT_DESK), asked, clinic.tree["H1"], tree=clinic.tree)
    return [one.id for one in shown]


def test_the_pair_is_found_and_what_differs_is_told(clinic: Clinic, twice: tuple[Patient, Patient]) -> None:
    (pair,) = alike(clinic.holder(Role.FRONT_DESK), clinic.tree["H1"], tree=clinic.tree)
    assert {pair.one.id, pair.other.id} == {one.pk for one in twice}
    assert pair.likely and pair.differs == {"address"}
    assert Entry.objects.filter(action="patients.pairs.read").count() == 1


def test_two_people_who_look_alike_are_said_apart_and_that_is_taken_back(
    clinic: Clinic, twice: tuple[Patient, Patient]
) -> None:
    desk, here = clinic.holder(Role.FRONT_DESK), clinic.tree["H1"]
    said = actions.say_apart(one=twice[0], other=twice[1], by=desk, tree=clinic.tree)
    assert alike(desk, here, tree=clinic.tree) == ()
    actions.take_back_apart(said=said, by=desk, tree=clinic.tree)
    assert len(alike(desk, here, tree=clinic.tree)) == 1


def test_a_merge_takes_the_visits_with_it_and_the_old_number_finds_the_patient(
    clinic: Clinic, twice: tuple[Patient, Patient]
) -> None:
    ada, second = twice
    merged(clinic, ada, second)
    second.refresh_from_db()
    assert second.merged_into == ada
    assert Course.objects.get(visit_index="V9").patient == ada
    assert ada.stays.filter(ended_at=None, visit_index="V9").exists()
    assert found(clinic, Search(mrn="A9")) == found(clinic, Search(mrn=ADA.mrn)) == [ada.pk]
    assert alike(clinic.holder(Role.FRONT_DESK), clinic.tree["H1"], tree=clinic.tree) == ()


def test_taking_it_back_leaves_everything_as_it_was(clinic: Clinic, twice: tuple[Patient, Patient]) -> None:
    before = rows()
    event = merged(clinic, *twice)
    desk = clinic.holder(Role.FRONT_DESK)
    moving.undo(event=event, why="two passports after all", by=desk, tree=clinic.tree, now=timezone.now())
    assert rows() == before
    assert Patient.objects.filter(merged_into__isnull=False).count() == 0
    assert found(clinic, Search(mrn="A9")) == [twice[1].pk]


def test_the_rows_of_a_merged_house_can_be_rebuilt(clinic: Clinic, twice: tuple[Patient, Patient]) -> None:
    merged(clinic, *twice)
    before = rows()
    rebuild(facility=Facility.objects.get(code="H1"), by=BY)
    assert rows() == before
    assert Patient.objects.get(pk=twice[1].pk).merged_into == twice[0]


def test_a_message_merges_and_its_taking_back_needs_who_may_merge(
    clinic: Clinic,
    twice: tuple[Patient, Patient],
    tell: Any,  # noqa: F811
) -> None:
    tell(adt("A40", "011200", visit="", mrn=ADA.mrn, more="MRG|A9^^^H1^MR"))
    twice[1].refresh_from_db()
    assert twice[1].merged_into == twice[0]
    event = Event.objects.get(trigger="A40")
    nurse = clinic.holder(Role.CLINICIAN, "H1")
    with pytest.raises(Refused):
        moving.undo(event=event, why="no", by=nurse, tree=clinic.tree, now=timezone.now())


@pytest.mark.parametrize(("which", "code"), [("self", "no_pair"), ("far", "no_pair"), ("mute", "no_why")])
def test_what_is_no_pair_is_refused(clinic: Clinic, twice: tuple[Patient, Patient], which: str, code: str) -> None:
    gone = {"self": twice[0], "far": clinic.cleo, "mute": twice[1]}[which]
    with pytest.raises(Refused) as refused:
        merged(clinic, twice[0], gone, why=" " if which == "mute" else "looks so")
    assert [fault.code for fault in refused.value.faults] == [f"operations.patients.{code}"]


def test_whoever_is_second_is_told(clinic: Clinic, twice: tuple[Patient, Patient]) -> None:
    merged(clinic, *twice)
    with pytest.raises(Refused) as refused:
        merged(clinic, twice[1], twice[0])
    assert [fault.code for fault in refused.value.faults] == ["operations.patients.merged"]


def test_two_numbers_are_compared_however_unlike_they_are(clinic: Clinic, twice: tuple[Patient, Patient]) -> None:
    desk, here = clinic.holder(Role.FRONT_DESK), clinic.tree["H1"]
    pair = compared(desk, (ADA.mrn, "MRN-002"), here, tree=clinic.tree)
    assert pair is not None and not pair.likely and {"name", "sex"} <= pair.differs
    assert compared(desk, (ADA.mrn, "MRN-003"), here, tree=clinic.tree) is None
    assert compared(desk, (ADA.mrn, ADA.mrn), here, tree=clinic.tree) is None


@pytest.fixture
def desk(clinic: Clinic, signed_in: Any) -> Client:
    return signed_in(clinic.holder(Role.FRONT_DESK))  # type: ignore[no-any-return]


PAGE = "/operations/records/"


def test_it_is_merged_and_parted_on_the_page(clinic: Clinic, twice: tuple[Patient, Patient], desk: Client) -> None:
    text = read(desk.get(f"{PAGE}?at=H1"))
    assert "1 pair has the same family name" in text and "9 Mill Road" in text and "differs" in text
    keys = {"at": "H1", "kept": twice[0].pk, "gone": twice[1].pk}
    early = desk.post(f"{PAGE}merge/?at=H1", {**keys, "why": ""})
    assert early.status_code == 422 and 'details class="more" open' in read(early)
    assert desk.post(f"{PAGE}merge/?at=H1", {**keys, "why": "same passport"}).status_code == 302
    text = read(desk.get(f"{PAGE}?at=H1"))
    assert "No two records here" in text and "same passport" in text
    event = Event.objects.get(trigger="A40")
    assert desk.post(f"{PAGE}{event.pk}/part/?at=H1", {"why": ""}).status_code == 422
    assert desk.post(f"{PAGE}{event.pk}/part/?at=H1", {"why": "two passports"}).status_code == 302
    assert "1 pair has the same family name" in read(desk.get(f"{PAGE}?at=H1"))


def test_they_are_said_apart_and_together_on_the_page(
    clinic: Clinic, twice: tuple[Patient, Patient], desk: Client
) -> None:
    keys = {"at": "H1", "kept": twice[0].pk, "gone": twice[1].pk}
    assert desk.post(f"{PAGE}apart/?at=H1", keys).status_code == 302
    text = read(desk.get(f"{PAGE}?at=H1"))
    assert "No two records here" in text and "Said to be two people" in text
    assert desk.post(f"{PAGE}apart/{Apart.objects.get().pk}/end/?at=H1").status_code == 302
    assert "1 pair has the same family name" in read(desk.get(f"{PAGE}?at=H1"))


def test_two_numbers_are_sent_and_never_stand_in_an_address(
    clinic: Clinic, twice: tuple[Patient, Patient], desk: Client
) -> None:
    text = read(desk.post(f"{PAGE}?at=H1", {"first": ADA.mrn, "second": "MRN-002"}))
    assert "Ben Marsh" in text and "possibly one patient" in text
    wrong = desk.post(f"{PAGE}?at=H1", {"first": ADA.mrn, "second": "MRN-003"})
    assert wrong.status_code == 422 and "Cleo" not in read(wrong)


def test_a_pair_of_another_facility_is_not_there(clinic: Clinic, twice: tuple[Patient, Patient], desk: Client) -> None:
    keys = {"at": "H1", "kept": twice[0].pk, "gone": clinic.cleo.pk, "why": "x"}
    assert desk.post(f"{PAGE}merge/?at=H1", keys).status_code == 404


def test_the_page_reads_as_much_for_many_as_for_few(
    clinic: Clinic, twice: tuple[Patient, Patient], desk: Client
) -> None:
    desk.get(f"{PAGE}?at=H1")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"{PAGE}?at=H1")
    for number in range(6):
        details = Details(f"B{number}", f"Twin{number // 2}", "Max", "2026-01-01")
        actions.register(facility=clinic.ada.facility, details=details, by=BY)
    with CaptureQueriesContext(connection) as many:
        assert "4 pairs have the same family name" in read(desk.get(f"{PAGE}?at=H1"))
    assert len(many) == len(few)


def test_an_old_address_leads_to_the_record_that_is_kept(
    clinic: Clinic, twice: tuple[Patient, Patient], signed_in: Any
) -> None:
    merged(clinic, *twice)
    nurse = signed_in(clinic.holder(Role.CLINICIAN, "H1"))
    answer = nurse.get(f"/patients/{twice[1].pk}/?at=H1")
    assert (answer.status_code, answer["Location"]) == (302, f"/patients/{twice[0].pk}/")
    told = nurse.get(f"/fhir/Patient/{twice[1].pk}").json()
    assert told["active"] is False and told["link"][0]["other"]["reference"] == f"Patient/{twice[0].pk}"
