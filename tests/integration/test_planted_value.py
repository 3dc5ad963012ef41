"""T12, T25, T04: values planted in a patient are hunted through everything the product keeps, sends and shows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from tests.conftest import look_at_this_morning
from tests.integration.test_access_matrix import ROUTES, address_of
from tests.unit.departments.operations.test_telling import message

from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import POLICY, Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions as feeds
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.tables import TABLES

FAMILY, GIVEN, MRN, PHONE, STREET = "Zyxquillon", "Quobbertha", "PLANTED777", "212-555-0177", "77 Unfindable Lane"
PLANTED = (FAMILY, GIVEN, MRN, PHONE, STREET, "19410717", "1941-07-17")
NAMES = (FAMILY, GIVEN, PHONE, STREET)
"""What stays out of the warehouse too; the record number and the day of birth are its keys and facts."""


@pytest.fixture
def planted(clinic: Any, tmp_path: Path, signed_in: Any) -> Any:
    """The values come in by a feed; then everything is done that people do with a patient."""
    file = tmp_path / "live.hl7"
    text = message("A01", "20260301080000", mrn=MRN, visit="VPLANT", name=f"{FAMILY}^{GIVEN}")
    text = text.replace("19410506", "19410717").replace("212-555-0101", PHONE).replace("1 Quay St", STREET)
    broken = text.replace("PV1|1|I||W1", "PV1|1|I||")
    file.write_text(f"{text}\r{broken}\r", newline="")
    feed = feeds.open_feed(facility=Facility.objects.get(code="H1"), name="ADT", by=System("test"))
    feeds.take_in(feed=feed, paths=[file], by=System("test"), tell=lambda *_a: None)
    patient = Patient.objects.get(mrn_index=MRN)
    assert (patient.family, patient.phone) == (FAMILY, PHONE)
    nurse = signed_in(clinic.holder(Role.CLINICIAN, "H1/W1"))
    clinic.holder(Role.PRIVACY_OFFICER, "NET")
    search = {"mrn": MRN, "family": FAMILY, "birth_date": "1941-07-17"}
    assert FAMILY in nurse.post("/patients/?at=H1/W1", search).content.decode()
    assert PHONE in nurse.get(f"/patients/{patient.pk}/").content.decode()
    nurse.post("/find/", {"q": FAMILY})
    away = signed_in(clinic.holder(Role.CLINICIAN, "H1/W2", name="Away Nurse"))
    assert away.post("/patients/?at=H1/W2", search).status_code == 200
    away.post(f"/patients/{patient.pk}/glass/", {"reason": "care", "words": f"{FAMILY} {GIVEN} fell in the corridor"})
    desk = signed_in(clinic.holder(Role.FRONT_DESK, "H1"))
    form = {**search, "given": GIVEN, "phone": PHONE, "address": STREET, "version": "1"}
    assert desk.post(f"/patients/{patient.pk}/change/?at=H1", {**form, "birth_date": "no date"}).status_code == 422
    desk.post(f"/patients/{patient.pk}/change/?at=H1", {**form, "version": "99"})
    desk.post(f"/patients/{patient.pk}/change/?at=H1", form)
    assert desk.post("/patients/new/?at=H1", form).status_code == 200
    look_at_this_morning()
    return patient


def stored() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, with where it stands."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    held = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                    yield f"{table}.{name}", held


def hits(text: str, planted: tuple[str, ...] = PLANTED) -> list[str]:
    return [value for value in planted if value.casefold() in text.casefold()]


def test_t12_no_table_holds_a_planted_value(planted: Any) -> None:
    """History, audit, tasks, cache, sessions and search: all are tables of this database."""
    found = {where for where, held in stored() if hits(held)}
    assert found == set()


def test_the_hunt_would_find_one(planted: Any) -> None:
    Facility.objects.filter(code="H2").update(name=f"Ward of {FAMILY}")
    assert {where for where, held in stored() if hits(held)} == {"organisation_facility.name"}


def test_t12_no_cache_log_or_mail_holds_one(planted: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert not hits(caplog.text)
    assert len(mail.outbox) == 1
    assert not hits(f"{mail.outbox[0].subject} {mail.outbox[0].body} {mail.outbox[0].alternatives}")
    assert not hits(str(getattr(cache, "_cache", "")))


def test_no_log_of_any_request_holds_one(clinic: Any, caplog: pytest.LogCaptureFixture, request: Any) -> None:
    caplog.set_level(logging.INFO)
    request.getfixturevalue("planted")
    assert not hits(caplog.text)


def test_names_stay_out_of_the_warehouse(planted: Any, settings: Any) -> None:
    warehouse = Warehouse(settings.WAREHOUSE)
    held = 0
    for table in TABLES.values():
        rows = warehouse.connect({table.name: table}).execute(f"SELECT * FROM {table.name}").fetchall()
        held += len(rows)
        assert not hits(str(rows), NAMES), table.name
    assert held


BLIND = [
    role
    for role in Role
    if not POLICY[role]
    & {
        Permission.FIND_PATIENTS,
        Permission.READ_RECORDS,
        Permission.REGISTER_PATIENTS,
        Permission.REVIEW_ACCESS,
        Permission.SEE_ROWS,
    }
]


def test_the_roles_that_see_no_patient() -> None:
    assert {Role.ADMINISTRATOR, Role.EXECUTIVE, Role.FINANCE, Role.AUDITOR, Role.SCHEDULER, Role.PATIENT} <= set(BLIND)


def test_t04_no_page_file_or_answer_of_a_role_without_patients_holds_one(
    planted: Any, clinic: Any, signed_in: Any
) -> None:
    """HTML, JSON, CSV and search, at every route, by every role that sees no patient."""
    grant = Grant.objects.order_by("pk")[0].pk
    stay = str(planted.stays.get().pk)
    addresses = [
        address_of(route, ada=str(planted.pk), stay=stay, grant=grant) for route in ROUTES if route != "sign-out/"
    ]
    found = []
    for role in BLIND:
        client = signed_in(clinic.holder(role, "NET"))
        client.raise_request_exception = False
        for address in addresses:
            for query in ("", "?export=csv"):
                answer = client.get(address + query)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if hits(body.decode("latin-1")):
                    found.append(f"{role} {address}{query}")
                # A page that offers its rows as a file says so; whoever is refused the page is refused its file, as
                # the matrix has it.
                if answer.status_code != 200 or b"export=csv" not in body:
                    break
    assert found == []
