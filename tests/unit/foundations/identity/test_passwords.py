"""T21: asking for a new password says and costs the same whether or not the address is known; the link works once."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in
from tests.unit.foundations.identity.conftest import PASSWORD, give_password

from wellrun.foundations.identity import tasks
from wellrun.foundations.identity.models import SignInLink
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db
NEW = "quite another sentence"


def ask(email: str) -> Any:
    return Client().post(reverse("identity:forgotten"), {"email": email})


def mailed(account: Account) -> str:
    """The address in the mail that asking brought."""
    tasks.send_new_password_link.call(account.pk, "http://testserver/")
    return re.search(r"http://testserver(/\S+)", str(mail.outbox[-1].body)).group(1)  # type: ignore[union-attr]


def test_t21_the_same_is_said_for_a_known_and_an_unknown_address(plain: Account) -> None:
    """T21: same text."""
    token = rb'name="csrfmiddlewaretoken" value="[^"]+"'
    known, unknown = (re.sub(token, b"", ask(email).content) for email in (plain.email, "nobody@example.org"))
    assert known == unknown
    assert b"If an account belongs" in known


def test_t21_and_it_takes_as_long(plain: Account, settings: Any) -> None:
    """T21: similar time. The mail is written and sent in the background in either case."""

    def seconds(email: str) -> float:
        began = time.perf_counter()
        ask(email)
        return time.perf_counter() - began

    seconds(plain.email)
    pairs = [(seconds(plain.email), seconds(f"nobody{n}@example.org")) for n in range(4)]
    assert abs(statistics.median(known - unknown for known, unknown in pairs)) < 0.05


def test_t21_nothing_is_sent_for_an_unknown_or_closed_account(plain: Account) -> None:
    """T21: an unknown address is sent nothing, so that nobody can be pestered through us."""
    tasks.send_new_password_link.call(None, "http://testserver/")
    plain.is_active = False
    plain.save()
    tasks.send_new_password_link.call(plain.pk, "http://testserver/")
    assert mail.outbox == []


def test_t25_the_mail_holds_a_link_and_nothing_about_anyone(plain: Account) -> None:
    """T25: no PHI in body or subject; link only."""
    address = mailed(plain)
    sent = mail.outbox[-1]
    assert sent.to == [plain.email]
    # Without the link, whose letters are drawn by chance and may spell anything.
    said = f"{sent.subject} {sent.body.replace(address, '')}"
    for words in (plain.person.name, plain.email, "H1"):
        assert words not in said
    assert address.startswith("/password/new/")


def test_the_link_sets_the_password_once_and_signs_nobody_in(plain: Account) -> None:
    address, elsewhere = mailed(plain), signed_in(plain)
    client = Client()
    assert client.get(address).status_code == 200
    assert client.post(address, {"password": "short", "again": "short"}).status_code == 422
    assert client.post(address, {"password": NEW, "again": NEW + "s"}).status_code == 422
    assert client.post(address, {"password": NEW, "again": NEW})["Location"] == reverse("account_login")
    assert client.get(reverse("today:page")).status_code == 302, "setting it is not signing in"
    assert client.get(address).status_code == 403
    assert elsewhere.get(reverse("today:page")).status_code == 302, "other sessions are ended"
    _client, answer = give_password(plain)
    assert answer.status_code == 422, "the old one is gone"
    _client, answer = give_password(plain, password=NEW)
    assert answer.status_code == 302


def test_a_new_password_does_not_get_round_the_second_factor(with_app: Account) -> None:
    Client().post(mailed(with_app), {"password": NEW, "again": NEW})
    client, answer = give_password(with_app, password=NEW)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("today:page")).status_code == 302


def test_one_cannot_ask_without_end(plain: Account) -> None:
    answers = [ask(plain.email).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_set_password_ends_all_links_that_were_under_way(plain: Account) -> None:
    older, newer = mailed(plain), mailed(plain)
    Client().post(newer, {"password": NEW, "again": NEW})
    assert Client().get(older).status_code == 403
    assert not SignInLink.objects.filter(used_at=None).exists()


@pytest.mark.parametrize("weak", ["password1234", "short", "director@example.org"])
def test_a_password_that_would_be_guessed_is_refused(plain: Account, weak: str) -> None:
    answer = signed_in(plain).post(reverse("identity:password"), {"current": PASSWORD, "password": weak, "again": weak})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
