"""The panel of tonight: asked for once, worked out in the background, kept, and shown with how it did."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.clinic import Clinic
from tests.reading import read
from tests.unit.departments.operations.test_house import BY, adt, tell  # noqa: F401 - a fixture

from wellrun.departments.operations.actions import tonight as actions
from wellrun.departments.operations.models import TonightAnswer
from wellrun.departments.operations.rules import tonight as rules
from wellrun.departments.operations.rules.tonight import Judged, Tonight
from wellrun.foundations.access.rules import Role

MOMENT = dt.datetime(2026, 3, 1, 9)  # noqa: DTZ001 - on the clocks of the house
NIGHTS = (Judged(dt.date(2026, 2, 27), 10.0, 8, 12, 11), Judged(dt.date(2026, 2, 28), 10.0, 8, 12, 14))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer whose figures are known."""
    told = Tonight(MOMENT, 9, 2, 0, 3.0, 2.0, 12.0, 10, 14, 11, 0.6, NIGHTS)
    monkeypatch.setattr(rules, "tonight", lambda *_given: told)


def work_out(clinic: Clinic) -> TonightAnswer:
    return actions.work_out(facility=clinic.ada.facility, by=BY, tree=clinic.tree, now=timezone.now())


def test_it_is_worked_out_once_an_hour_however_many_ask(clinic: Clinic, answered: None) -> None:
    facility, now = clinic.ada.facility, timezone.now()
    given = {"facility": facility, "by": BY}
    assert actions.ask(**given, now=now)
    assert not actions.ask(**given, now=now + dt.timedelta(seconds=30))
    assert actions.ask(**given, now=now + actions.PATIENCE)
    work_out(clinic)
    TonightAnswer.objects.update(asked_at=now, made_at=now)
    assert not actions.ask(**given, now=now + dt.timedelta(minutes=59))
    assert actions.ask(**given, now=now + actions.FRESH)


@pytest.fixture
def nurse(clinic: Clinic, signed_in: Any) -> Client:
    return signed_in(clinic.holder(Role.CLINICIAN, "H1"))  # type: ignore[no-any-return]


def test_the_board_shows_it_with_how_it_did(clinic: Clinic, answered: None, nurse: Client, tell: Any) -> None:  # noqa: F811
    tell(adt("A01", "010800"))
    assert "Work it out" in read(nurse.get("/operations/beds/?at=H1"))
    actions.ask(facility=clinic.ada.facility, by=BY, now=timezone.now())
    assert "is being worked out" in read(nurse.get("/operations/beds/tonight/?at=H1"))
    work_out(clinic)
    text = read(nurse.get("/operations/beds/?at=H1"))
    assert "1 bed too few at midnight." in text
    assert "12 beds needed (10 to 14, 80 % sure), 11 open." in text
    assert "9 in beds + 2 boarding + 3 who will need one − 2 leaving." in text
    assert "Last 2 nights: 1 inside the range, mean miss 2.5 beds." in text
    assert "Work it out" not in text


def test_asking_on_the_page_sets_it_going(clinic: Clinic, nurse: Client) -> None:
    answer = nurse.post("/operations/beds/tonight/ask/?at=H1", {"at": "H1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert TonightAnswer.objects.get().facility == clinic.ada.facility
    assert nurse.post("/operations/beds/tonight/ask/?at=H1", {"at": "H1"}).status_code == 302


def test_a_house_that_has_seen_little_says_so(clinic: Clinic, nurse: Client) -> None:
    actions.ask(facility=clinic.ada.facility, by=BY, now=timezone.now())
    held = work_out(clinic)
    assert held.answer == {} and "are needed" in held.lacking
    assert "Too little is known yet" in read(nurse.get("/operations/beds/tonight/?at=H1"))
