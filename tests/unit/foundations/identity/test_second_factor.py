"""T19, T20: who must show a second factor reaches nothing without one; a code works once."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.architecture.test_doors import ROUTES
from tests.unit.foundations.identity.conftest import PASSWORD, SECRET, code, factors, give_code, give_password

from wellrun.foundations.access.problems import WRITERS
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import sessions
from wellrun.foundations.identity.rules import Part
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db

MACHINE_ADDRESSES = tuple(WRITERS)
FILLED = {"<int": "1", "<uuid": "00000000-0000-0000-0000-000000000007"}


def addresses() -> list[tuple[str, Any]]:
    """Every address of the product, its variable parts filled with something."""
    found = []
    for pattern, view in ROUTES:
        parts = [FILLED.get(part.split(":")[0], "x") if part.startswith("<") else part for part in pattern.split("/")]
        found.append(("/" + "/".join(parts), view))
    return found


def test_t19_without_a_factor_nothing_opens_but_adding_one(sensitive: Account) -> None:
    """T19: privileged role without MFA cannot reach any page but enrolment, by any method."""
    client, _answer = give_password(sensitive)
    reached = []
    for address, view in addresses():
        declared = view.declared_access
        if not declared.signed_in or "^" in address or "(" in address:
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            refused = answer.status_code == 403 if address.startswith(MACHINE_ADDRESSES) else answer.status_code == 302
            to_enrol = answer.status_code == 302 and answer["Location"].startswith(reverse("identity:enrol"))
            if not (refused and (to_enrol or answer.status_code == 403)):
                reached.append(view)
        if getattr(view, "part_of_signing_in", None) is Part.LEAVING:
            client, _answer = give_password(sensitive)
    assert {getattr(view, "part_of_signing_in", None) for view in reached} == {
        Part.LEAVING,
        Part.ENROLLING,
        Part.PROVING,
    }


def test_the_routes_looked_at_are_all_there_are() -> None:
    assert len(addresses()) == len(ROUTES) > 40
    assert any(isinstance(one, URLPattern) for one in get_resolver().url_patterns)


def test_a_program_is_told_no_in_json(sensitive: Account, settings: Any) -> None:
    """T19 for addresses that programs read: 403 and JSON, no page."""
    from django.test import RequestFactory

    from wellrun.foundations.access.views import find
    from wellrun.foundations.identity.middleware import Completeness

    client, _answer = give_password(sensitive)
    request: Any = RequestFactory().get("/api/v1/me/")
    request.user, request.session = sensitive, client.session
    answer: Any = Completeness(lambda _request: None).process_view(request, find, (), {})  # type: ignore[arg-type, return-value]
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_an_app_is_added_with_its_first_code_and_opens_the_session(
    sensitive: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _answer = give_password(sensitive)
    page = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml" in page.content
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    spent = code()
    assert client.post(reverse("mfa_activate_totp"), {"code": spent})["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes")).content
    assert codes.count(b"\n") > 8
    assert client.get(reverse("access:set-up")).status_code == 200
    assert Entry.objects.filter(action="identity.factor.added", after__factor="totp").exists()
    other, _answer = give_password(sensitive)
    assert b"does not fit" in give_code(other, spent).content, "the code that added the app is spent"


def test_after_the_password_comes_the_code(with_app: Account) -> None:
    client, answer = give_password(with_app)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("today:page")).status_code == 302, "the password alone opened nothing"
    assert give_code(client, code()).status_code == 302
    assert client.get(reverse("access:set-up")).status_code == 200
    assert Entry.objects.get(action="identity.signed_in").after["second factor"] == "totp"


def test_t20_a_code_is_refused_the_second_time(with_app: Account) -> None:
    """T20: TOTP code reused."""
    first, _answer = give_password(with_app)
    second, _answer = give_password(with_app)
    spent = code()
    assert give_code(first, spent).status_code == 302
    assert b"used before" in give_code(second, spent).content
    assert second.get(reverse("today:page")).status_code == 302


def test_t20_nor_does_an_earlier_code_that_still_fits_the_clock(with_app: Account) -> None:
    """T20: with a step of tolerance the code before last still fits; once a later one was used it opens nothing."""
    first, _answer = give_password(with_app)
    second, _answer = give_password(with_app)
    assert give_code(first, code()).status_code == 302
    assert b"used before" in give_code(second, code(ahead=-1)).content


def test_t20_not_in_another_process_either(with_app: Account) -> None:
    """T20: what is spent is kept in the database, not in the memory or cache of one process."""
    from django.core.cache import cache

    first, _answer = give_password(with_app)
    second, _answer = give_password(with_app)
    spent = code()
    assert give_code(first, spent).status_code == 302
    cache.clear()
    assert b"used before" in give_code(second, spent).content


def test_codes_cannot_be_guessed_through(with_app: Account) -> None:
    client, _answer = give_password(with_app)
    for guess in range(11):
        give_code(client, f"{guess:06}")
    assert b"does not fit" in give_code(client, code()).content
    assert Entry.objects.filter(action="identity.second_factor_failed").count() >= 9


def test_a_recovery_code_opens_once(with_app: Account) -> None:
    spare = RecoveryCodes.activate(with_app).get_unused_codes()[0]
    client, _answer = give_password(with_app)
    assert give_code(client, spare).status_code == 302
    assert client.get(reverse("access:set-up")).status_code == 200
    again, _answer = give_password(with_app)
    assert b"does not fit" in give_code(again, spare).content


def test_a_session_older_than_the_factor_is_asked_for_it_and_may_not_add_another(sensitive: Account) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    thief, _answer = give_password(sensitive)
    TOTP.activate(sensitive, SECRET)
    for page in ("today:page", "mfa_add_webauthn", "mfa_activate_totp", "identity:account", "mfa_deactivate_totp"):
        assert thief.get(reverse(page))["Location"].startswith(reverse("mfa_reauthenticate")), page
    assert thief.get(reverse("mfa_reauthenticate")).status_code == 200
    answer = thief.post(reverse("mfa_reauthenticate"), {"code": code(), "next": reverse("access:set-up")})
    assert answer["Location"] == reverse("access:set-up")
    assert thief.get(reverse("access:set-up")).status_code == 200


def test_changing_factors_later_asks_for_proof_again(with_app: Account, later: Any) -> None:
    client, _answer = give_password(with_app)
    give_code(client, code())
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200, "minutes after signing in nothing is asked"
    later(sessions.idle_limit(with_app) - 60)
    assert client.get(reverse("mfa_deactivate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    client.post(f"{reverse('account_reauthenticate')}?next={reverse('mfa_deactivate_totp')}", {"password": PASSWORD})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert factors(with_app) == 0
    assert Entry.objects.filter(action="identity.factor.removed").exists()


def test_a_plain_role_needs_none_but_may_have_one(plain: Account) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    client, _answer = give_password(plain)
    assert client.get(reverse("today:page")).status_code == 200
    TOTP.activate(plain, SECRET)
    _client, answer = give_password(plain)
    assert answer["Location"] == reverse("mfa_authenticate")


def test_passkey_pages_hand_out_a_challenge_and_take_no_nonsense(sensitive: Account, settings: Any) -> None:
    client, _answer = give_password(sensitive)
    page = client.get(reverse("mfa_add_webauthn"))
    assert b"data-options=" in page.content
    assert b"challenge" in page.content
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": None}
    for nonsense in ("{}", "[]", "1", '{"id": "x"}', '{"id": "eA", "rawId": "eA", "type": "x", "response": {}}', "{"):
        given = {"name": "x", "credential": nonsense}
        assert client.post(reverse("mfa_add_webauthn"), given).status_code == 200, nonsense
        for page in ("mfa_login_webauthn", "mfa_reauthenticate_webauthn"):
            assert client.post(reverse(page), given).status_code in (200, 302), nonsense
            assert Client().post(reverse(page), given).status_code in (200, 302), nonsense
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
    asked = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["userVerification"] == "required"
