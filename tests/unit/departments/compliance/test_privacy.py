"""The privacy officer sees who looked at a patient, reviews broken glass, and is told what is unusual."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from wellrun.departments.compliance import queries
from wellrun.departments.compliance.models import Disclosure
from wellrun.departments.compliance.signals import privacy_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.models import Glass, UnusualReading
from wellrun.foundations.patients.queries import in_house, open_record
from wellrun.foundations.patients.unusual import look_at_volume
from wellrun.foundations.today.actions import find_signals
from wellrun.foundations.today.queries import morning

WORDS = "Collapsed in the corridor, I was first there"
NEW_YORK = ZoneInfo("America/New_York")


def read(clinic: Any, account: Any, patient: Any, now: dt.datetime | None = None) -> None:
    open_record(account, patient.pk, tree=clinic.tree, now=now or dt.datetime(2026, 3, 2, 10, tzinfo=NEW_YORK))


def kinds() -> list[str]:
    return sorted(UnusualReading.objects.values_list("kind", flat=True))


def test_who_looked_names_every_reading_and_its_right(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    officer = clinic.holder(Role.PRIVACY_OFFICER, "NET")
    in_house(clinician, clinic.tree["H1/W1"], tree=clinic.tree)
    read(clinic, clinician, clinic.ada)
    looked = queries.who_looked(officer, clinic.ada.pk, tree=clinic.tree, today=timezone.localdate())
    assert looked is not None
    assert [entry.action for entry in looked.entries[:3]] == [
        "compliance.readings.read",
        "patients.record.read",
        "patients.list.read",
    ]
    assert {entry.actor_id for entry in looked.entries[1:3]} == {clinician.pk}


def test_an_officer_of_one_hospital_does_not_see_who_looked_in_another(clinic: Any) -> None:
    officer = clinic.holder(Role.PRIVACY_OFFICER, "H2")
    assert queries.who_looked(officer, clinic.ada.pk, tree=clinic.tree, today=timezone.localdate()) is None
    assert queries.named(officer, "MRN-001", clinic.tree["NET"], tree=clinic.tree) is None


def test_an_ordinary_reading_by_day_is_not_unusual(clinic: Any) -> None:
    read(clinic, clinic.holder(Role.CLINICIAN, "H1/W1"), clinic.ada)
    assert kinds() == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ada Lovell", ["own"]), ("Grace Lovell", ["surname"]), ("Grace LOVELL", ["surname"]), ("Lovell Grace", [])],
)
def test_the_own_record_and_the_own_surname_are_noticed(clinic: Any, name: str, expected: list[str]) -> None:
    read(clinic, clinic.holder(Role.CLINICIAN, "H1/W1", name=name), clinic.ada)
    assert kinds() == expected


def test_a_colleague_as_patient_is_noticed(clinic: Any) -> None:
    clinic.holder(Role.FINANCE, "H1", name="Ben Marsh")
    read(clinic, clinic.holder(Role.CLINICIAN, "H1/W2"), clinic.ben)
    assert kinds() == ["colleague"]


def test_an_hour_is_unusual_until_it_is_somebodys_work(clinic: Any) -> None:
    nurse = clinic.holder(Role.CLINICIAN, "H1/W1")
    night = dt.datetime(2026, 3, 2, 3, tzinfo=NEW_YORK)
    for before in range(1, 4):
        read(clinic, nurse, clinic.ada)
        Entry.objects.filter(action="patients.record.read").order_by("-pk")[:1].get()
        last = Entry.objects.filter(action="patients.record.read").latest("pk")
        Entry.objects.filter(pk=last.pk).update(at=night - dt.timedelta(days=before))
        if before == 2:
            read(clinic, nurse, clinic.ada, now=night)
            assert kinds() == ["hour"]
            UnusualReading.objects.all().delete()
    read(clinic, nurse, clinic.ada, now=night)
    assert kinds() == []


def test_many_more_patients_than_usual_are_noticed_once(clinic: Any) -> None:
    from uuid import uuid4

    from wellrun.foundations.audit.actions import record

    nosy = clinic.holder(Role.CLINICIAN, "H1")
    today = timezone.localdate()
    record("patients.list.read", by=nosy, about=nosy, patients=[uuid4() for _ in range(45)])
    zone = timezone.get_current_timezone()
    for _twice in range(2):
        found = look_at_volume(day=today, zone=zone, now=timezone.now())
        assert [(one.account_id, one.patients) for one in found] == [(nosy.pk, 45)]
    assert UnusualReading.objects.count() == 1


def test_signals_are_told_to_privacy_officers_only(clinic: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    officer = clinic.holder(Role.PRIVACY_OFFICER, "NET")
    director = clinic.holder(Role.EXECUTIVE, "NET")
    actions.break_glass(patient=clinic.ben, reason="emergency", words=WORDS, by=clinician)
    today = timezone.localdate()
    drafts = {draft.key: draft for draft in privacy_signals(today, clinic.tree)}
    assert drafts.keys() == {"privacy:glass:H1"}
    said = " ".join(str(value) for value in vars(drafts["privacy:glass:H1"]).values())
    assert not any(word in said for word in ("Ben", "Marsh", "MRN", str(clinic.ben.pk), "Collapsed"))
    find_signals(day=today, by=officer)

    def told(reader: Any) -> list[str]:
        seen = morning(clinic.tree["NET"], day=today, tree=clinic.tree, reader=reader)
        return [item.signal.key for item in seen.items if item.signal.key.startswith("privacy")]

    assert told(officer) == ["privacy:glass:H1"]
    assert told(director) == []
    assert told(None) == []


def test_the_page_reviews_glass_and_answers_who_looked(clinic: Any, signed_in: Any) -> None:
    clinician = clinic.holder(Role.CLINICIAN, "H1/W1")
    glass = actions.break_glass(patient=clinic.ben, reason="emergency", words=WORDS, by=clinician)
    client = signed_in(clinic.holder(Role.PRIVACY_OFFICER, "NET"))
    page = client.get("/privacy/").content.decode()
    assert WORDS in page
    assert client.post(f"/privacy/glass/{glass.pk}/", {"outcome": "", "finding": ""}).status_code == 409
    assert client.post(f"/privacy/glass/{glass.pk}/", {"outcome": "justified", "finding": "ok"}).status_code == 302
    assert Glass.objects.get().outcome == "justified"
    answer = client.post("/privacy/", {"mrn": "mrn002"})
    assert answer.status_code == 302
    assert "MRN" not in answer["Location"]
    looked = client.get(answer["Location"]).content.decode()
    assert "broke the glass" in looked
    assert "emergency" not in client.get(f"{answer['Location']}?export=csv").content.decode()
    assert client.post("/privacy/", {"mrn": "none"}).status_code == 422


def test_disclosures_are_accounted_for_over_six_years(clinic: Any, signed_in: Any) -> None:
    """45 CFR 164.528."""
    client = signed_in(clinic.holder(Role.PRIVACY_OFFICER, "NET"))
    given = {"on": "2026-01-05", "recipient": "County health officer", "what": "Laboratory report", "purpose": "Law"}
    address = f"/privacy/patients/{clinic.ada.pk}/"
    assert client.post(f"{address}disclosures/", given).status_code == 302
    assert client.post(f"{address}disclosures/", {**given, "on": "2199-01-01"}).status_code == 422
    old = Disclosure.objects.get()
    Disclosure.objects.create(
        patient=clinic.ada, on="2019-01-01", recipient="Old", what="x", purpose="y", entered_by=old.entered_by
    )
    page = client.get(address).content.decode()
    assert "County health officer" in page
    assert "Old" not in page
