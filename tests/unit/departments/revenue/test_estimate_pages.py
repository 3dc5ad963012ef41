"""A good-faith estimate is made, changed, given and put on paper; its clock is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.conftest import account
from tests.unit.departments.revenue.sent import Sending

from wellrun.departments.revenue.local_days import today_at
from wellrun.departments.revenue.models import EstimateRecord
from wellrun.departments.revenue.queries.estimates import estimate_in
from wellrun.departments.revenue.signals.sending import sending_signals
from wellrun.foundations.access.rules import Permission, Role

pytestmark = pytest.mark.django_db
HERE = "/revenue/billing/estimates/"


@pytest.fixture
def desk(sending: Sending, signed_in: Any) -> Client:
    return signed_in(account("desk", Role.FRONT_DESK, "H1"))  # type: ignore[no-any-return]


def entered(**changed: str) -> dict[str, str]:
    return {
        "cause": "requested",
        "on": "2026-01-12",
        "patient": "Ada Stone",
        "birth": "1980-02-03",
        "service": "Knee arthroscopy",
        "service_on": "2026-02-02",
        "diagnoses": "M17",
        "providers": "Hospital H1 | 1234567893 | 123456789 | 1 Quay St\n"
        "Sleep Partners | 1987654328 | 987654321 | 2 Quay St",
        "items": "Hospital H1 | Operation | X1 | 1 | 4200\nSleep Partners | Anaesthesia | X2 | 2 | 310.50\n"
        "Hospital H1 | Physiotherapy | X3 | 6",
    } | changed


def made(desk: Client, **changed: str) -> EstimateRecord:
    answer = desk.post(f"{HERE}new/?at=H1", entered(**changed))
    assert answer.status_code == 302, answer.content.decode()
    return EstimateRecord.objects.get()


def test_it_is_made_with_its_clock_and_sums_by_provider(desk: Client) -> None:
    held = made(desk)
    assert (held.due_on, held.total) == (dt.date(2026, 1, 15), 4821)
    shown = desk.get(f"{HERE}{held.pk}/?at=H1").content.decode()
    assert "$4,821.00 expected" in shown and "$621.00" in shown and "separately" in shown
    assert "Ada Stone" in desk.get(f"{HERE}?at=H1").content.decode()


def test_its_letter_is_paper(desk: Client) -> None:
    answer = desk.get(f"{HERE}{made(desk).pk}/letter/?at=H1")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_the_letter_says_what_the_rule_asks_for(desk: Client) -> None:
    from wellrun.departments.revenue.papers.estimate_letters import estimate_letter
    from wellrun.departments.revenue.queries.estimates import estimate_shown

    letter = str(estimate_letter(estimate_shown(made(desk), today=dt.date(2026, 1, 13))))
    for words in ("$400", "120 days", "no contract", "cms.gov/nosurprises", "not here", "1987654328", "Physiotherapy"):
        assert words in letter


def test_what_is_wrong_is_told_beside_its_field_by_line(desk: Client) -> None:
    answer = desk.post(
        f"{HERE}new/?at=H1",
        entered(cause="scheduled", service_on="", providers="only a name", items="Nobody | x | c | one | 2\ny"),
    )
    told = answer.content.decode()
    assert answer.status_code == 422 and EstimateRecord.objects.count() == 0
    assert "What is scheduled has a day." in told and "Line 1: four parts" in told
    assert "Line 1: units and charge are numbers" in told and "Line 2: provider, what" in told
    told = desk.post(f"{HERE}new/?at=H1", entered(items="Nobody | x | c | 1 | 2")).content.decode()
    assert "No provider above is called Nobody." in told


def test_what_it_lacks_keeps_it_from_being_given(desk: Client) -> None:
    held = made(desk, birth="", items="Hospital H1 | Operation | X1 | 1 | 4200")
    answer = desk.post(f"{HERE}{held.pk}/given/?at=H1", {"on": "2026-01-14", "version": 1})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "The date of birth is missing." in told and "For one of the providers nothing is expected yet." in told


def test_it_is_changed_until_it_is_given_and_then_no_more(desk: Client) -> None:
    held = made(desk)
    change = entered(items="Hospital H1 | Operation | X1 | 1 | 5000\nSleep Partners | Anaesthesia | X2 | 1 | 1")
    desk.post(f"{HERE}{held.pk}/change/?at=H1", change | {"version": "1"})
    held.refresh_from_db()
    assert (held.total, held.version, estimate_in(held).items[0].charge) == (5001, 2, 5000)
    stale = desk.post(f"{HERE}{held.pk}/change/?at=H1", change | {"version": "1"})
    assert "Somebody was quicker" in stale.content.decode()
    desk.post(f"{HERE}{held.pk}/given/?at=H1", {"on": "2026-01-16", "version": 2})
    held.refresh_from_db()
    assert held.sent_on == dt.date(2026, 1, 16)
    assert "given late" in desk.get(f"{HERE}{held.pk}/?at=H1").content.decode()
    answer = desk.post(f"{HERE}{held.pk}/change/?at=H1", change | {"version": "3"})
    assert "The estimate was given on" in answer.content.decode()


def test_a_clock_cannot_be_moved_by_changing_the_estimate(desk: Client) -> None:
    held = made(desk)
    later = entered(on="2026-01-20", cause="scheduled", version="1", diagnoses="M18")
    desk.post(f"{HERE}{held.pk}/change/?at=H1", later)
    held.refresh_from_db()
    assert (held.on, held.cause, held.due_on) == (dt.date(2026, 1, 12), "requested", dt.date(2026, 1, 15))
    assert estimate_in(held).diagnoses == ("M18",)


def test_the_morning_tells_what_is_due_without_naming_anybody(sending: Sending, desk: Client) -> None:
    made(desk)
    found = list(sending_signals(today_at(sending.office.facility), sending.office.tree))
    (one,) = [draft for draft in found if draft.key == "sending:estimates:H1"]
    assert one.sentence == "1 good-faith estimate is due today or overdue."
    assert one.audience == Permission.CHECK_ELIGIBILITY and "Stone" not in str(one)


def test_whom_it_is_for_lies_sealed(desk: Client) -> None:
    made(desk)
    assert b"Stone" not in bytes(EstimateRecord.objects.values_list("content", flat=True)[0])
