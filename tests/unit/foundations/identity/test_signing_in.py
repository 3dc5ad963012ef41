"""Signing in by password and by one-time link; what is said to whom, and what is kept."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.unit.foundations.identity.conftest import PASSWORD, SETTING, factors, give_password

from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import actions
from wellrun.foundations.identity.models import OpenSession, SignInLink
from wellrun.foundations.people import actions as people
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
Purpose = SignInLink.Purpose


def open_link(account: Account, purpose: SignInLink.Purpose = Purpose.CONSOLE) -> tuple[Client, Any]:
    client, secret = Client(), actions.make_link(account=account, by=SETTING, purpose=purpose)
    return client, client.post(reverse("identity:link", args=[secret]))


def test_a_link_works_once(plain: Account) -> None:
    secret = actions.make_link(account=plain, by=SETTING, purpose=Purpose.CONSOLE)
    client = Client()
    assert client.get(reverse("identity:link", args=[secret])).status_code == 200
    assert not SignInLink.objects.exclude(used_at=None).exists(), "looking at a link must not use it up"
    assert client.post(reverse("identity:link", args=[secret])).status_code == 302
    assert client.get(reverse("today:page")).status_code == 200
    assert Client().post(reverse("identity:link", args=[secret])).status_code == 403


def test_a_link_is_kept_only_as_its_digest(plain: Account) -> None:
    secret = actions.make_link(account=plain, by=SETTING, purpose=Purpose.CONSOLE)
    assert secret not in SignInLink.objects.get().digest


def test_a_link_for_a_new_password_signs_nobody_in(plain: Account) -> None:
    _client, answer = open_link(plain, Purpose.NEW_PASSWORD)
    assert answer.status_code == 403


def test_the_same_words_answer_a_wrong_password_and_an_unknown_address(plain: Account) -> None:
    said = [
        Client().post(reverse("account_login"), {"login": email, "password": "not the password"}).content
        for email in (plain.email, "nobody@example.org")
    ]
    assert all(b"do not belong together" in page for page in said)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(plain: Account, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    people.set_password(account=plain, password=PASSWORD, by=SETTING)

    def seconds(email: str) -> float:
        began = time.perf_counter()
        Client().post(reverse("account_login"), {"login": email, "password": "not the password"})
        return time.perf_counter() - began

    seconds(plain.email)
    pairs = [(seconds(plain.email), seconds(f"nobody{n}@example.org")) for n in range(6)]
    assert 0.5 < statistics.median(known / unknown for known, unknown in pairs) < 2


def test_signing_in_knows_no_case_and_never_leads_to_another_site(plain: Account) -> None:
    given = {"login": plain.email.upper(), "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post(reverse("account_login"), given)["Location"] == "/"


def test_t05_an_address_in_another_case_is_the_same_address(plain: Account) -> None:
    """T05: two users with the same e-mail in different case."""
    person = people.add_person(name="Somebody Else", by=SETTING)
    with pytest.raises(Refused, match="already exists"):
        people.open_account(person=person, email=plain.email.upper(), by=SETTING)
    other = Account(person=person, email=plain.email.upper())
    with pytest.raises(ValidationError, match="already has an account"):
        other.full_clean(exclude=["password"])
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_nobody_signs_up(db: None) -> None:
    for address in ("/signup/", "/accounts/signup/", "/sign-up/"):
        assert Client().get(address).status_code == 404


def test_a_closed_account_is_not_let_in(plain: Account) -> None:
    plain.is_active = False
    plain.save()
    client, answer = give_password(plain)
    assert client.get(reverse("today:page")).status_code == 302
    _client, answer = open_link(plain)
    assert answer.status_code == 403


def test_first_start_demands_a_password_before_anything_else(world: Any) -> None:
    client, _answer = open_link(world.director)
    for page in ("today:page", "identity:account", "mfa_activate_totp", "identity:enrol"):
        assert client.get(reverse(page))["Location"].startswith(reverse("identity:password")), page
    weak = client.post(reverse("identity:password"), {"password": "password1234", "again": "password1234"})
    assert weak.status_code == 422
    given = {"password": PASSWORD, "again": PASSWORD, "next": reverse("today:page")}
    assert client.post(reverse("identity:password"), given)["Location"] == reverse("today:page")
    assert client.get(reverse("today:page")).status_code == 200
    world.director.refresh_from_db()
    assert world.director.check_password(PASSWORD)


def test_a_link_from_the_console_stands_for_a_second_factor(sensitive: Account) -> None:
    client, _answer = open_link(sensitive)
    assert client.get(reverse("access:set-up")).status_code == 200


def test_a_link_from_an_administrator_does_not(sensitive: Account) -> None:
    client, _answer = open_link(sensitive, Purpose.INVITATION)
    assert client.get(reverse("access:set-up"))["Location"].startswith(reverse("identity:enrol"))


def test_a_link_from_an_administrator_asks_for_the_factor_there_is(with_app: Account) -> None:
    client, answer = open_link(with_app, Purpose.INVITATION)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("access:set-up"))["Location"].startswith(reverse("account_login"))
    assert factors(with_app) == 1


def test_t15_every_way_in_and_out_is_in_the_audit(plain: Account) -> None:
    """T15: login, failure."""
    client, _answer = give_password(plain, password="not the password")
    give_password(plain, client)
    client.post(reverse("account_logout"))
    said = list(Entry.objects.filter(action__startswith="identity.").order_by("pk").values_list("action", flat=True))
    assert said == ["identity.sign_in_failed", "identity.signed_in", "identity.signed_out"]
    entry = Entry.objects.get(action="identity.signed_in")
    assert entry.origin["address"] == "127.0.0.1"
    assert entry.after["by"] == "password"
    assert not OpenSession.objects.exists()


def test_no_password_reaches_the_audit_or_the_list_of_guesses(plain: Account) -> None:
    from axes.models import AccessAttempt

    give_password(plain, password="my other password")
    give_password(plain)
    kept = [*Entry.objects.values(), *AccessAttempt.objects.values()]
    assert kept
    assert "my other password" not in str(kept)
    assert PASSWORD not in str(kept)
