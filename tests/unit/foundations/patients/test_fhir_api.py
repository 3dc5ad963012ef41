"""FHIR R4: the same rules as the pages, the patient compartment, nothing identifying in an address."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from tests.signing_in import signed_in

from wellrun.foundations.access import actions as access
from wellrun.foundations.access import tokens
from wellrun.foundations.access.rules import Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry, Mention
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.actions import Details, StayDetails
from wellrun.foundations.patients.fhir_search import PAGES_LIVE
from wellrun.foundations.patients.models import Patient, Stay, Tie
from wellrun.foundations.people.models import Account

BY = System("test")
FORM = "application/x-www-form-urlencoded"


def client_of(account: Account) -> Client:
    return signed_in(account)


def search(account: Account, kind: str = "Patient", **asked: str) -> Any:
    return posted(client_of(account), f"/fhir/{kind}/_search", asked)


def posted(client: Client, address: str, asked: dict[str, str], **options: Any) -> Any:
    return client.post(address, urlencode(asked), content_type=FORM, **options)


def ids(answer: Any) -> set[str]:
    return {one["resource"]["id"] for one in answer.json().get("entry", [])}


def tied(clinic: Any, patient: Patient, kind: Tie.Kind = Tie.Kind.SELF) -> Account:
    role = Role.PATIENT if kind is Tie.Kind.SELF else Role.PROXY
    account = clinic.holder(role, "H1")
    Tie.objects.create(account=account, patient=patient, kind=kind, since=timezone.localdate())
    return account


def test_what_can_be_asked_for_is_open(db: None) -> None:
    told = Client().get("/fhir/metadata")
    assert told.status_code == 200 and told["Content-Type"] == "application/fhir+json"
    said = told.json()
    assert (said["resourceType"], said["fhirVersion"]) == ("CapabilityStatement", "4.0.1")
    assert {one["type"] for one in said["rest"][0]["resource"]} == {"Patient", "Encounter"}


@pytest.mark.parametrize(
    "address", ["Patient", f"Patient/{uuid.UUID(int=7)}", "Encounter", f"Encounter/{uuid.UUID(int=7)}"]
)
def test_t01_nobody_gets_an_outcome_and_nothing_else(db: None, address: str) -> None:
    answer = Client().get(f"/fhir/{address}")
    assert answer.status_code == 401 and answer["Content-Type"] == "application/fhir+json"
    assert answer.json()["resourceType"] == "OperationOutcome" and answer.json()["issue"][0]["code"] == "login"


def test_a_clinician_reads_a_patient_and_the_reading_is_recorded(clinic: Any) -> None:
    """T13: one event with who, what, when and from where."""
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    read = client_of(clinician).get(f"/fhir/Patient/{clinic.ada.pk}")
    assert read.status_code == 200 and read["ETag"] == 'W/"1"' and "no-store" in read["Cache-Control"]
    said = read.json()
    assert said["name"] == [{"text": "Ada Lovell"}] and said["birthDate"] == "1941-05-06"
    assert said["identifier"][0]["system"] == "urn:wellrun:mrn:H1" and said["gender"] == "female"
    assert "security" not in said["meta"]
    entry = Entry.objects.get(action="patients.record.read")
    assert entry.actor_id == clinician.pk and entry.patients == [str(clinic.ada.pk)]
    assert entry.origin["route"] == "fhir:patient"


def test_a_quality_lead_sees_a_part_and_is_told_so(clinic: Any) -> None:
    """T04: what the role does not need is absent or masked."""
    said = client_of(clinic.holder(Role.QUALITY_LEAD, "H1")).get(f"/fhir/Patient/{clinic.ada.pk}").json()
    assert said["name"] == [{"text": "A. L."}] and said["birthDate"] == "1941"
    assert "telecom" not in said and "address" not in said
    assert said["meta"]["security"][0]["code"] == "MASKED"


@pytest.mark.parametrize("role", list(Role))
def test_t03_no_role_of_one_place_gets_a_patient_of_another(clinic: Any, role: Role) -> None:
    """T03: by id, by search and by stay; the answer is the same as for an id that does not exist."""
    client = client_of(clinic.holder(role, "H1"))
    stay = Stay.objects.get(patient=clinic.cleo)
    unknown = client.get(f"/fhir/Patient/{uuid.UUID(int=7)}")
    foreign = client.get(f"/fhir/Patient/{clinic.cleo.pk}")
    assert unknown.status_code == foreign.status_code == 404
    assert unknown.json() == foreign.json()
    assert client.get(f"/fhir/Encounter/{stay.pk}").status_code == 404
    for kind, asked in (("Patient", {"identifier": "MRN-003"}), ("Encounter", {"patient": str(clinic.cleo.pk)})):
        answer = posted(client, f"/fhir/{kind}/_search", asked)
        assert answer.status_code == 200 and answer.json()["total"] == 0 and "Cleo" not in answer.content.decode()


@pytest.mark.parametrize("kind", list(Tie.Kind))
def test_a_patient_and_a_proxy_see_their_own_compartment_only(clinic: Any, kind: Tie.Kind) -> None:
    """Each type of resource by every way: none of another patient (the hole of CVE-2026-24487)."""
    account = tied(clinic, clinic.ada, kind)
    client, own = client_of(account), str(clinic.ada.pk)
    assert ids(client.get("/fhir/Patient")) == {own}
    assert ids(search(account, identifier="MRN-001")) == {own}
    assert ids(search(account, name="lovell", birthdate="1941-05-06")) == {own}
    stays = client.get("/fhir/Encounter").json()["entry"]
    assert {one["resource"]["subject"]["reference"] for one in stays} == {f"Patient/{own}"}
    for other in (clinic.ben, clinic.cleo):
        assert client.get(f"/fhir/Patient/{other.pk}").status_code == 404
        assert ids(client.get(f"/fhir/Patient?_id={other.pk}")) == set()
        assert ids(client.get(f"/fhir/Encounter?patient={other.pk}")) == set()
        assert client.get(f"/fhir/Encounter/{other.stays.get().pk}").status_code == 404
        assert ids(search(account, identifier=other.mrn)) == set()


def test_a_tie_that_has_ended_opens_nothing(clinic: Any) -> None:
    account = tied(clinic, clinic.ada)
    Tie.objects.update(until=timezone.localdate())
    assert ids(client_of(account).get("/fhir/Patient")) == set()
    assert client_of(account).get(f"/fhir/Patient/{clinic.ada.pk}").status_code == 404


@pytest.mark.parametrize("asked", ["identifier=MRN-001", "name=Lovell", "family=Lovell&birthdate=1941-05-06"])
def test_what_identifies_is_refused_in_an_address(clinic: Any, asked: str) -> None:
    client = client_of(clinic.holder(Role.CLINICIAN, "H1/W1"))
    answer = client.get(f"/fhir/Patient?{asked}")
    assert answer.status_code == 400 and "_search" in answer.json()["issue"][0]["diagnostics"]
    assert "Lovell" not in answer.content.decode() and "MRN-001" not in answer.content.decode()
    assert posted(client, f"/fhir/Patient/_search?{asked}", {"identifier": "MRN-001"}).status_code == 400
    assert not Mention.objects.filter(patient=clinic.ada.pk, entry__action__contains="read").exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"identifier": "MRN-001"}, True),
        ({"identifier": "mrn 001"}, True),
        ({"identifier": "urn:wellrun:mrn:H1|MRN-001"}, True),
        ({"identifier": "urn:wellrun:mrn:H2|MRN-001"}, False),
        ({"identifier": "MRN-00"}, False),
        ({"name": "LOVELL"}, True),
        ({"family": "Lovell", "birthdate": "eq1941-05-06"}, True),
        ({"family": "Lovell", "birthdate": "1941-05-07"}, False),
        ({"family": "Lov%"}, False),
    ],
)
def test_a_search_compares_as_a_whole(clinic: Any, asked: dict[str, str], found: bool) -> None:
    answer = search(clinic.holder(Role.FRONT_DESK, "H1"), **asked)
    assert answer.status_code == 200 and answer.json()["resourceType"] == "Bundle"
    assert ids(answer) == ({str(clinic.ada.pk)} if found else set())


@pytest.mark.parametrize(
    ("kind", "asked", "place"),
    [
        ("Patient", {}, None),
        ("Patient", {"name": "a", "family": "b"}, "name"),
        ("Patient", {"birthdate": "1941"}, "birthdate"),
        ("Patient", {"identifier": "http://other.example|1"}, "identifier"),
        ("Patient", {"_id": "1 OR 1=1"}, "_id"),
        ("Patient", {"name": "Lovell", "_sort": "birthdate"}, "_sort"),
        ("Patient", {"name": "Lovell", "_count": "101"}, "_count"),
        ("Patient", {"name": "Lovell", "phone": "1"}, "phone"),
        ("Patient", {"name:contains": "ovel"}, "name:contains"),
        ("Encounter", {}, None),
        ("Encounter", {"patient": "Group/1"}, "patient"),
        ("Encounter", {"subject:Patient.name": "Lovell"}, "subject:Patient.name"),
    ],
)
def test_what_cannot_be_asked_is_told(clinic: Any, kind: str, asked: dict[str, str], place: str | None) -> None:
    answer = search(clinic.holder(Role.CLINICIAN, "H1/W1"), kind, **asked)
    assert answer.status_code == 400 and answer.json()["resourceType"] == "OperationOutcome"
    assert place is None or [place] in [issue.get("expression") for issue in answer.json()["issue"]]


def many(clinic: Any, number: int) -> None:
    started = timezone.now() - dt.timedelta(days=2)
    for n in range(number):
        patient = actions.register(facility=clinic.ada.facility, details=Details(f"X{n}", "Smith", f"N{n:02}"), by=BY)
        actions.stay(patient=patient, details=StayDetails(f"S{n}", "H1/W1", started), by=BY)


def test_pages_are_linked_without_saying_what_was_looked_for(clinic: Any) -> None:
    many(clinic, 5)
    account = clinic.holder(Role.CLINICIAN, "H1/W1")
    page, seen = search(account, name="Smith", _count="2", _sort="name").json(), []
    for _ in range(3):
        seen += [one["resource"]["name"][0]["text"] for one in page["entry"]]
        onward = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
        assert "mith" not in onward
        page = client_of(account).get(onward).json() if onward else {}
    assert seen == [f"N{n:02} Smith" for n in range(5)] and page == {}


def test_a_link_is_for_its_account_its_type_and_a_while(clinic: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    many(clinic, 3)
    account = clinic.holder(Role.CLINICIAN, "H1/W1")
    link = next(
        one["url"] for one in search(account, name="Smith", _count="1").json()["link"] if one["relation"] == "next"
    )
    other = clinic.holder(Role.CLINICIAN, "H1/W1", name="Another Clinician")
    assert client_of(account).get(link).status_code == 200
    assert client_of(other).get(link).status_code == 400
    assert client_of(account).get(link.replace("/Patient?", "/Encounter?")).status_code == 400
    assert client_of(account).get(link + "&_count=100").status_code == 400
    for wrong in (
        link[:-2],
        link[:-1] + "A" + "A",
        "/fhir/Patient?_cursor=",
        "/fhir/Patient?_cursor=ü",
        "/fhir/Patient?_cursor=x",
    ):
        assert client_of(account).get(wrong).status_code == 400
    client = client_of(account)
    later = timezone.now() + PAGES_LIVE + dt.timedelta(seconds=1)
    monkeypatch.setattr("wellrun.foundations.patients.fhir_api.timezone.now", lambda: later)
    assert client.get(link).status_code == 400


def test_stays_are_encounters(clinic: Any) -> None:
    account = clinic.holder(Role.CLINICIAN, "H1/W1")
    (entry,) = client_of(account).get(f"/fhir/Encounter?patient=Patient/{clinic.ada.pk}").json()["entry"]
    stay = entry["resource"]
    assert (stay["status"], stay["class"]["code"]) == ("in-progress", "IMP")
    assert stay["period"].keys() == {"start"} and stay["identifier"][0]["value"] == "V0"
    assert client_of(account).get(f"/fhir/Encounter/{stay['id']}").json() == stay


@pytest.mark.parametrize("permission", [Permission.FIND_PATIENTS, Permission.READ_RECORDS, Permission.READ_FIGURES])
def test_a_token_reads_only_what_it_was_made_for(
    clinic: Any, permission: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SECOND_FACTORS", [lambda _account: True])
    account, today = clinic.holder(Role.CLINICIAN, "H1"), timezone.localdate()
    _token, secret = access.make_token(
        name="x",
        permissions=frozenset({permission}),
        place=clinic.tree["H1/W1"],
        expires_on=today,
        today=today,
        tree=clinic.tree,
        by=account,
    )
    headers = {"Authorization": f"Bearer {secret}"}

    def read(patient: Patient) -> int:
        return Client().get(f"/fhir/Patient/{patient.pk}", headers=headers).status_code

    assert (read(clinic.ada), read(clinic.ben)) == ((200, 404) if permission is Permission.READ_RECORDS else (404, 404))
    found = posted(Client(), "/fhir/Patient/_search", {"identifier": "MRN-001"}, headers=headers)
    assert ids(found) == ({str(clinic.ada.pk)} if permission is Permission.FIND_PATIENTS else set())
    actions.break_glass(patient=clinic.cleo, reason="emergency", words="Collapsed in the corridor", by=account)
    assert client_of(account).get(f"/fhir/Patient/{clinic.cleo.pk}").status_code == 200
    assert read(clinic.cleo) == 404


def test_a_token_of_a_patient_without_the_permission_sees_no_compartment(clinic: Any) -> None:
    account = tied(clinic, clinic.ada)
    access.grant(account=account, role=Role.FINANCE, place="H1", by=BY)
    today = timezone.localdate()
    _token, secret = access.make_token(
        name="x",
        permissions=frozenset({Permission.READ_FIGURES}),
        place=clinic.tree["H1"],
        expires_on=today,
        today=today,
        tree=clinic.tree,
        by=account,
    )
    headers = {"Authorization": f"Bearer {secret}"}
    assert ids(client_of(account).get("/fhir/Patient")) == {str(clinic.ada.pk)}
    assert ids(Client().get("/fhir/Patient", headers=headers)) == set()
    assert Client().get(f"/fhir/Patient/{clinic.ada.pk}", headers=headers).status_code == 404


def test_a_session_must_show_that_its_own_page_asks(clinic: Any) -> None:
    client = signed_in(clinic.holder(Role.CLINICIAN, "H1/W1"), Client(enforce_csrf_checks=True))
    answer = posted(client, "/fhir/Patient/_search", {"name": "Lovell"})
    assert answer.status_code == 403 and answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("put", f"/fhir/Patient/{uuid.UUID(int=7)}", 405),
        ("post", "/fhir/Patient", 405),
        ("get", "/fhir/Patient/_search", 405),
        ("delete", f"/fhir/Encounter/{uuid.UUID(int=7)}", 405),
        ("get", "/fhir/Patient/1%20OR%201=1", 404),
        ("get", "/fhir/Observation", 404),
        ("post", "/fhir/", 404),
        ("get", "/fhir/Patient/x%0Ay", 404),
    ],
)
def test_what_is_not_to_be_had_is_an_outcome(clinic: Any, method: str, address: str, status: int) -> None:
    answer = getattr(client_of(clinic.holder(Role.CLINICIAN, "H1/W1")), method)(address)
    assert answer.status_code == status and answer.json()["resourceType"] == "OperationOutcome"


def test_other_formats_are_refused(clinic: Any) -> None:
    client = client_of(clinic.holder(Role.CLINICIAN, "H1/W1"))
    address = f"/fhir/Encounter?patient={clinic.ada.pk}"
    assert client.get(address, headers={"Accept": "application/fhir+xml"}).status_code == 406
    assert client.get(f"{address}&_format=xml").status_code == 400
    for accepted in ("application/fhir+json", "application/json", "*/*", "application/fhir+json; fhirVersion=4.0"):
        assert client.get(address, headers={"Accept": accepted}).status_code == 200
