"""OWASP ASVS 5.0 V6.2, V6.5, V7.2, V11.4: what a password may be, how it is kept, and what a session stands on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.config import settings as written
from wellrun.foundations.audit.actions import System
from wellrun.foundations.identity.forms import PasswordForm
from wellrun.foundations.identity.models import FactorSecret, OpenSession
from wellrun.foundations.people import actions as people

pytestmark = pytest.mark.django_db

LONG = "an oak table, a tin whistle and three quiet afternoons in Ghent, all of them in May"


def form(account: Any, password: str) -> PasswordForm:
    return PasswordForm(account, {"password": password, "again": password}, needs_current=False)


@pytest.mark.parametrize(
    "password", ["onlysmalllettersgohere", "842019375561", "ŁÓDŹ żółty śnieg", " with blanks around "]
)
def test_any_composition_is_taken_as_it_is_typed(world: Any, password: str) -> None:
    filled = form(world.director, password)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["password"] == password


@pytest.mark.parametrize("password", ["elevenchars", "password1234", "director@example.org"])
def test_short_common_and_own_names_are_refused(world: Any, password: str) -> None:
    assert "password" in form(world.director, password).errors


def test_a_long_password_counts_to_its_last_letter_and_signs_in(world: Any) -> None:
    assert len(LONG) > 64 and form(world.director, LONG).is_valid()
    kept = f" {LONG} "
    people.set_password(account=world.director, password=kept, by=System("test"))
    given = {"login": world.director.email, "password": kept}
    for wrong in (LONG, kept[:-2] + " ", kept.upper()):
        assert Client().post(reverse("account_login"), {**given, "password": wrong}).status_code == 422
    assert Client().post(reverse("account_login"), given).status_code == 302


def test_what_is_typed_is_masked_and_a_password_manager_may_fill_it(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "onpaste" not in page
    scripts = written.Path(__file__).parents[3] / "src/wellrun/foundations"
    assert not [file for file in scripts.rglob("*.js") if '"paste"' in file.read_text()]


def test_passwords_are_kept_by_argon2_and_never_have_to_be_changed_by_date(world: Any) -> None:
    assert written.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert identify_hasher(make_password(LONG)).algorithm == "argon2"
    assert not [
        field.name for field in world.director._meta.fields if "expire" in field.name or "changed" in field.name
    ]


def test_no_account_is_there_before_somebody_makes_one(db: None) -> None:
    from wellrun.foundations.people.models import Account

    assert not Account.objects.exists()
    people_made = people.add_person(name="New", by=System("test"))
    opened = people.open_account(person=people_made, email="new@example.org", by=System("test"))
    assert not opened.has_usable_password()


def test_recovery_codes_are_drawn_by_chance_and_kept_sealed(world: Any) -> None:
    codes = RecoveryCodes.activate(world.director)
    shown = codes.generate_codes()
    assert len(set(shown)) == len(shown) == 10
    assert all(re.fullmatch(r"\d{8}", one.replace("-", "")) for one in shown)
    assert FactorSecret.objects.filter(pk=codes.instance.data["seed"]).exists(), "only the row's number stands there"


def test_a_session_gets_a_new_unguessable_key_at_every_proof(world: Any) -> None:
    password = "four words that differ"
    people.set_password(account=world.director, password=password, by=System("test"))
    client = Client()
    client.cookies["sessionid"] = "k" * 32
    client.post(reverse("account_login"), {"login": world.director.email, "password": password})
    first = client.session.session_key
    assert re.fullmatch(r"[a-z0-9]{32}", str(first)) and first != "k" * 32
    client.post(reverse("account_reauthenticate"), {"password": password})
    second = client.session.session_key
    assert second != first
    assert OpenSession.objects.get().session_key == second
    old = Client()
    old.cookies["sessionid"] = str(first)
    assert old.get(reverse("identity:account")).status_code == 302


def test_a_key_that_the_server_did_not_give_opens_nothing(world: Any) -> None:
    client = signed_in(world.director)
    client.cookies["sessionid"] = str(client.session.session_key)[::-1]
    assert client.get(reverse("identity:account")).status_code == 302
