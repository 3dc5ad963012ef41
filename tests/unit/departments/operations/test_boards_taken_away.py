"""The boards as files: everything that is shown, names only for whoever may see them, nothing sought by an address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.clinic import Clinic

from wellrun.departments.operations.actions import emergency, theatre, transferring
from wellrun.departments.operations.rules.transfers import Direction
from wellrun.foundations.access.rules import Role

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def nurse(clinic: Clinic) -> Any:
    return clinic.holder(Role.CLINICIAN, "H1")


def taken(client: Any, name: str, **asked: str) -> list[str]:
    answer = client.get(reverse(f"operations:{name}"), {"at": "H1", "export": "csv", **asked})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return answer.content.decode("utf-8-sig").splitlines()  # type: ignore[no-any-return]


def test_the_emergency_board(clinic: Clinic, nurse: Any, signed_in: Any) -> None:
    now = timezone.now()
    given = {"facility": clinic.ada.facility, "unit": "ED", "visit": "", "by": nurse, "tree": clinic.tree, "now": now}
    emergency.arrive(patient=clinic.ada, at=now - 2 * HOUR, **given)
    head, line = taken(signed_in(nurse), "emergency")
    assert head.startswith('Stage,Patient,Triage,Arrived,"Here, minutes"')
    assert "Ada Lovell" in line
    assert ",120," in line
    (_head, unnamed) = taken(signed_in(clinic.holder(Role.EXECUTIVE, "NET")), "emergency")
    assert "Lovell" not in unnamed
    assert len(taken(signed_in(nurse), "emergency", q="nobody of this name")) == 2


def test_transfers(clinic: Clinic, nurse: Any, signed_in: Any) -> None:
    given = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    transferring.ask(
        facility=clinic.ada.facility,
        direction=Direction.IN,
        elsewhere="St. Elsewhere",
        need="Telemetry",
        unit="W1",
        who="Ada L.",
        **given,
    )
    head, line = taken(signed_in(nurse), "transfers")
    assert head.startswith("Way,Other facility,Patient,Unit,State")
    assert "St. Elsewhere" in line
    # Who was told of by words and why lies sealed, and stays on its page.
    assert "Ada" not in line
    assert "Telemetry" not in line


def test_theatres(clinic: Clinic, nurse: Any, signed_in: Any) -> None:
    begins = timezone.now()
    theatre.plan(
        facility=clinic.ada.facility,
        room="T1",
        service="Ortho",
        starts=begins,
        ends=begins + HOUR,
        patient=clinic.ada,
        by=nurse,
        tree=clinic.tree,
        now=begins,
    )
    head, line = taken(signed_in(nurse), "theatres")
    assert head.startswith("Theatre,Planned,State,Service")
    assert line.startswith("T1,")
    assert "Ada Lovell" in line
    assert "Lovell" not in taken(signed_in(clinic.holder(Role.EXECUTIVE, "NET")), "theatres")[1]
