"""T28 and the list of wrong guesses: ten pause an account for an address; the list cannot be made to grow."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.unit.foundations.identity.conftest import PASSWORD, give_password

from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import guesses
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db


def guess(account: Account, *, times: int, client: Client | None = None, password: str = "a wrong guess") -> Any:
    answer = None
    for _ in range(times):
        _client, answer = give_password(account, client, password)
    return answer


def test_t28_ten_wrong_passwords_pause_the_account_for_that_address(plain: Account) -> None:
    """T28: lockout by user and address, and event."""
    assert guess(plain, times=9).status_code == 422
    paused = guess(plain, times=1)
    assert paused.status_code == 429
    assert paused["Retry-After"] == "900"
    assert b"quarter of an hour" in paused.content
    assert guess(plain, times=1, password=PASSWORD).status_code == 429, "not even the right one"
    assert Entry.objects.filter(action="identity.locked_out", subject_id=str(plain.pk)).exists()


def test_another_case_of_the_address_is_no_fresh_start(plain: Account) -> None:
    guess(plain, times=9)
    plain.email = plain.email.upper()
    assert guess(plain, times=1).status_code == 429


def test_neither_another_account_nor_another_address_is_paused(plain: Account, sensitive: Account) -> None:
    guess(plain, times=10)
    _client, answer = give_password(sensitive)
    assert answer.status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.5")
    _client, answer = give_password(plain, elsewhere)
    assert answer.status_code == 302


def test_over_many_addresses_an_account_is_guessed_at_a_hundred_times_an_hour_and_no_more(plain: Account) -> None:
    for sender in range(12):
        guess(plain, times=9, client=Client(REMOTE_ADDR=f"203.0.113.{sender}"))
    answer = guess(plain, times=1, client=Client(REMOTE_ADDR="203.0.113.99"), password=PASSWORD)
    assert b"Too many wrong tries" in answer.content


def test_the_pause_passes(plain: Account) -> None:
    guess(plain, times=10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert guess(plain, times=1, password=PASSWORD).status_code == 302


def test_a_made_up_forwarded_address_is_no_other_address(plain: Account) -> None:
    for sender in range(10):
        client = Client(headers={"X-Forwarded-For": f"203.0.113.{sender}"})
        answer = guess(plain, times=1, client=client)
    assert answer.status_code == 429


def test_behind_our_proxy_the_address_is_the_one_the_proxy_heard(plain: Account, settings: Any) -> None:
    settings.PROXIES = 1
    for sender in range(10):
        client = Client(headers={"X-Forwarded-For": f"6.6.6.{sender}, 203.0.113.1"})
        answer = guess(plain, times=1, client=client)
    assert answer.status_code == 429
    elsewhere = Client(headers={"X-Forwarded-For": "203.0.113.2"})
    assert guess(plain, times=1, client=elsewhere, password=PASSWORD).status_code == 302


def test_guesses_at_made_up_names_fill_neither_list_nor_audit(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """GNUHEALTH-SA-2016-1: unknown-user attempts filled the table."""
    monkeypatch.setattr(guesses, "MOST_KEPT", 20)
    before = Entry.objects.count()
    for number in range(60):
        given = {"login": f"nobody{number}@example.org", "password": "x" * 5000}
        Client(headers={"User-Agent": f"agent {number}"}).post(reverse("account_login"), given)
    assert AccessAttempt.objects.count() == 20
    assert AccessAttempt.objects.latest("pk").username == "nobody59@example.org", "the newest are kept"
    assert not any(row.post_data or row.get_data for row in AccessAttempt.objects.all())
    assert Entry.objects.count() == before
