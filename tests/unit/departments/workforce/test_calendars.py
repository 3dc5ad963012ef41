"""The private address of one's own calendar: who may make it, what it opens, and where its key does not land."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.conftest import account
from tests.unit.departments.workforce.conftest import Ward
from tests.unit.departments.workforce.staffed import Staffed, staffed

from wellrun.departments.workforce.actions import calendar_address, swaps
from wellrun.departments.workforce.models import CalendarAddress
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def read(secret: str) -> Any:
    return Client().get("/workforce/calendar.ics", {"key": secret})


def made(here: Staffed, nurse: int = 0) -> str:
    return calendar_address.make_address(by=here.nurses[nurse], now=timezone.now())


def test_the_address_opens_ones_own_shifts_and_names_nobody(here: Staffed) -> None:
    mine, theirs = here.works(0, 0), here.works(1, 0)
    answer = read(made(here))
    written = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert f"UID:shift-{mine.pk}.h1@wellrun" in written
    assert f"shift-{theirs.pk}." not in written
    assert "SUMMARY:day\\, Ward 1" in written
    assert not any(one.person.name in written for one in here.nurses)


def test_a_shift_that_was_swapped_is_cancelled_and_the_new_one_stands(here: Staffed) -> None:
    secret, mine, theirs = made(here), here.works(0, 0), here.works(1, 2)
    trade = swaps.ask_trade(
        given=mine, swap=True, asked=here.person(1), back=theirs, now=timezone.now(), **here.said(0)
    )
    swaps.accept_trade(trade=trade, now=timezone.now(), **here.said(1))
    written = read(secret).content.decode()
    assert re.findall(r"STATUS:(\w+)", written) == ["CANCELLED", "CONFIRMED"]
    assert re.search(rf"UID:shift-{mine.pk}\.h1@wellrun.*?SEQUENCE:1", written, re.DOTALL)


def test_a_new_address_ends_the_one_before_and_an_ended_one_opens_nothing(here: Staffed) -> None:
    first, second = made(here), made(here)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    calendar_address.end_address(by=here.nurses[0], now=timezone.now())
    calendar_address.end_address(by=here.nurses[0], now=timezone.now())
    assert read(second).status_code == 404
    assert Entry.objects.filter(action="workforce.calendar_address.ended").count() == 1


def test_whoever_has_left_is_not_read_any_more(here: Staffed) -> None:
    secret = made(here)
    Account.objects.filter(pk=here.nurses[0].pk).update(is_active=False)
    assert read(secret).status_code == 404


def test_a_role_without_shifts_makes_no_address(here: Staffed) -> None:
    with pytest.raises(Refused) as refused:
        calendar_address.make_address(by=account("an.auditor", Role.AUDITOR, "NET"), now=timezone.now())
    assert [fault.code for fault in refused.value.faults] == ["access.refused"]


def test_the_key_is_kept_nowhere(here: Staffed, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        secret = made(here)
        assert read(secret).status_code == 200
        calendar_address.end_address(by=here.nurses[0], now=timezone.now())
        assert read(secret).status_code == 404
    logged = [one for one in caplog.records if one.name.startswith(("django.request", "wellrun"))]
    assert any("calendar.ics" in one.getMessage() for one in logged)
    assert not any(secret in one.getMessage() for one in logged)
    kept = CalendarAddress.objects.values().get()
    assert secret not in str(kept)
    assert not any(secret in str(entry) for entry in Entry.objects.values())


def test_the_day_of_the_last_reading_is_noted(here: Staffed) -> None:
    secret = made(here)
    assert CalendarAddress.objects.get().last_used_on is None
    read(secret)
    assert CalendarAddress.objects.get().last_used_on == timezone.now().date()


def test_the_address_is_shown_once(here: Staffed, signed_in: Any) -> None:
    nurse = signed_in(here.nurses[0])
    assert "Make an address" in nurse.get("/workforce/own/calendar/").content.decode()
    page = nurse.post("/workforce/own/calendar/", {"do": "make"}).content.decode()
    found = re.search(r"key=([\w-]+)", page)
    assert found is not None
    assert read(found[1]).status_code == 200
    again = nurse.get("/workforce/own/calendar/").content.decode()
    assert (found[1] in again, "It was last read on" in again) == (False, True)
    assert nurse.post("/workforce/own/calendar/", {"do": "end"}).status_code == 302
    assert read(found[1]).status_code == 404


def test_the_calendar_is_only_read() -> None:
    assert Client().post("/workforce/calendar.ics").status_code == 405
