"""T08, T09: a session ends on the server when its reader has gone or a shift is over; no page extends it by itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading import read
from tests.signing_in import signed_in
from tests.unit.foundations.identity.conftest import Later, give_code, give_password
from tests.unit.foundations.identity.conftest import code as code_now

from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import actions, sessions
from wellrun.foundations.identity.models import OpenSession
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.identity.rules import IDLE_OTHERWISE, IDLE_SENSITIVE, LONGEST
from wellrun.foundations.people.models import Account
from wellrun.foundations.today import views as today

pytestmark = pytest.mark.django_db
SET_UP = "/set-up/?at=NET"


def is_open(client: Client, page: str = SET_UP) -> bool:
    return client.get(page).status_code == 200


def test_t08_a_session_with_sensitive_roles_ends_after_twenty_minutes_without_its_reader(
    sensitive: Account, later: Later
) -> None:
    """T08: idle longer than the limit."""
    client = signed_in(sensitive)
    later(IDLE_SENSITIVE - 60)
    assert is_open(client)
    later(2 * IDLE_SENSITIVE - 120)
    assert is_open(client), "using it extended it"
    later(3 * IDLE_SENSITIVE)
    answer = client.get(SET_UP)
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fset-up%2F%3Fat%3DNET&ended=idle"
    page = client.get(answer["Location"])
    assert b"ended because nobody used it" in page.content
    assert not OpenSession.objects.exists()
    later(0)
    assert not is_open(client), "it is gone on the server, whatever the clock says"
    assert Entry.objects.filter(action="identity.session_ended", why="idle").exists()


def test_t08_other_sessions_last_a_working_day(plain: Account, later: Later) -> None:
    """T08: the limit of a role that shows no patients."""
    client = signed_in(plain)
    later(IDLE_OTHERWISE - 60)
    assert is_open(client, "/today/")
    later(2 * IDLE_OTHERWISE)
    assert not is_open(client, "/today/")


def test_t09_no_session_outlives_a_shift_however_much_it_is_used(sensitive: Account, later: Later) -> None:
    """T09: absolute session age passed."""
    client = signed_in(sensitive)
    for seconds in range(0, LONGEST, IDLE_SENSITIVE - 120):
        later(seconds)
        assert is_open(client)
    later(LONGEST + 1)
    assert client.get(SET_UP)["Location"].endswith("ended=too+long")


def test_what_a_page_asks_by_itself_extends_nothing(
    sensitive: Account, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenEMR CVE-2026-25476: a session whose only traffic is a page refreshing itself must end on time."""
    asked_by_the_page(today.page)
    try:
        client = signed_in(sensitive)
        for seconds in range(0, IDLE_SENSITIVE, 60):
            later(seconds)
            assert client.get("/today/").status_code == 200
        later(IDLE_SENSITIVE + 1)
        assert client.get("/today/").status_code == 302
    finally:
        del today.page.asked_by_the_page  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", ["skip_timeout_reset=1", "asked_by_the_page=1", "ended=idle", "auto=1", "refresh=1"])
def test_nothing_the_client_sends_turns_the_limits_off(sensitive: Account, later: Later, asked: str) -> None:
    client = signed_in(sensitive)
    said = {"X-Requested-With": "XMLHttpRequest", "X-Skip-Timeout": "1"}
    later(IDLE_SENSITIVE + 1)
    assert client.get(f"{SET_UP}&{asked}", headers=said).status_code == 302
    client = signed_in(sensitive)
    name, value = asked.split("=")
    assert client.post("/set-up/", {"at": "NET", name: value}, headers=said).status_code != 302
    later(2 * IDLE_SENSITIVE + 2)
    assert client.post("/set-up/", {"at": "NET", name: value}, headers=said).status_code == 302


def test_a_session_that_does_not_know_its_age_has_ended(sensitive: Account) -> None:
    client = signed_in(sensitive)
    session = client.session
    del session[sessions.USED_AT]
    session.save()
    assert not is_open(client)


def test_after_signing_in_again_one_is_where_one_was(sensitive: Account, later: Later) -> None:
    client = signed_in(sensitive)
    later(IDLE_SENSITIVE + 1)
    came_from = {"Referer": "http://testserver/set-up/?at=H1"}
    answer = client.post("/set-up/", {"adds": "unit"}, headers=came_from)
    assert "next=%2Fset-up%2F%3Fat%3DH1" in answer["Location"]
    client = signed_in(sensitive)
    later(3 * IDLE_SENSITIVE)
    answer = client.post("/set-up/", {}, headers={"Referer": "https://elsewhere.example/set-up/"})
    assert "next=%2F&" in answer["Location"]


def test_a_part_of_a_page_sends_the_whole_page_on_and_a_program_is_told(sensitive: Account, later: Later) -> None:
    client = signed_in(sensitive)
    later(IDLE_SENSITIVE + 1)
    answer = client.get(SET_UP, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith(reverse("account_login"))


def test_sessions_are_listed_and_ended(with_app: Account) -> None:
    here, there = Client(), Client(headers={"User-Agent": "A tablet on Ward 1"})
    for ahead, client in enumerate((here, there)):
        give_password(with_app, client)
        give_code(client, code_now(ahead=ahead))
    page = here.get(reverse("identity:account"))
    assert b"A tablet on Ward 1" in page.content
    other = OpenSession.objects.get(device__startswith="A tablet")
    assert here.post(reverse("identity:end-session", args=[other.pk])).status_code == 302
    assert is_open(here)
    assert not is_open(there)
    assert Entry.objects.filter(action="identity.session_ended", why="ended by its owner").exists()


def test_nobody_ends_another_persons_session(plain: Account, sensitive: Account) -> None:
    owner, other = signed_in(sensitive), signed_in(plain)
    theirs = OpenSession.objects.get(account=sensitive)
    assert other.post(reverse("identity:end-session", args=[theirs.pk])).status_code == 404
    assert is_open(owner)


def test_all_others_are_ended_at_once(sensitive: Account) -> None:
    here, *others = (signed_in(sensitive) for _ in range(3))
    assert here.post(reverse("identity:end-others")).status_code == 302
    assert is_open(here)
    assert not any(is_open(other) for other in others)


def test_a_new_password_ends_all_sessions_but_the_one_it_is_set_in(sensitive: Account) -> None:
    here, there = signed_in(sensitive), signed_in(sensitive)
    given = {
        "current": "four words that differ",
        "password": "quite another sentence",
        "again": "quite another sentence",
    }
    wrong = here.post(reverse("identity:password"), {**given, "current": "guessed"})
    assert wrong.status_code == 422
    assert is_open(there)
    assert here.post(reverse("identity:password"), given).status_code == 302
    assert is_open(here)
    assert not is_open(there)
    listed = read(here.get(reverse("identity:account")))
    assert "<b>here</b>" in listed, "the list knows the session under its new key"


def test_ending_a_session_twice_does_no_harm(sensitive: Account) -> None:
    signed_in(sensitive)
    assert actions.end_sessions(account=sensitive, by=sensitive, why="test") == 1
    assert actions.end_sessions(account=sensitive, by=sensitive, why="test") == 0


def test_the_language_chosen_is_the_language_of_the_pages(plain: Account) -> None:
    client = signed_in(plain)
    client.post(reverse("identity:account"), {"language": "de"})
    assert b'<html lang="de">' in client.get("/today/").content
