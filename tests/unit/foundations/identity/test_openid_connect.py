"""T22: signing in with OpenID Connect, against a provider on the loopback; a token with anything wrong is refused."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from jwt.algorithms import RSAAlgorithm
from tests.unit.foundations.identity.conftest import SETTING, code

from wellrun.foundations.access import actions as access
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.identity import sign_on
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db
KEY, STRANGE_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
START = "/sign-in/with/hospital/?next=/today/"


class Provider(HTTPServer):
    """A provider: what it says of itself, its key, and the token it gives for a code."""

    id_token = ""
    asked: dict[str, Any]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if self.path == "/keys":
            key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            return self.say({"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})
        here = self.server.address
        return self.say(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
                "userinfo_endpoint": f"{here}/userinfo",
            }
        )

    def do_POST(self) -> None:
        self.server.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.say({"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token})

    def say(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Quietly."""


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(running: Provider, world: Any, settings: Any) -> Provider:
    app = {
        "provider_id": "hospital",
        "name": "the hospital account",
        "client_id": "wellrun",
        "secret": "s",
        "settings": {"server_url": running.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    rule = {"provider": "hospital", "claim": "groups", "value": "directors", "role": "executive", "place": "NET"}
    wards = {**rule, "value": "ward 1", "role": "department manager", "place": "H1/W1"}
    admins = {**rule, "value": "admins", "role": "administrator", "trusts_factor": True}
    sign_on.set_rules(rules=[rule, wards, admins], by=SETTING)
    return running


def begin(client: Client) -> dict[str, str]:
    """Goes to the provider; what it was asked."""
    answer = client.get(START)
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def claims(provider: Provider, asked: dict[str, str], **other: Any) -> dict[str, Any]:
    now = int(time.time())
    said = {
        "iss": provider.address,
        "aud": "wellrun",
        "sub": "u1",
        "iat": now,
        "exp": now + 300,
        "nonce": asked["nonce"],
        "email": "Dora@example.org",
        "email_verified": True,
        "name": "Dora Hill",
        "groups": ["directors"],
        **other,
    }
    return {name: value for name, value in said.items() if value is not None}


def come_back(
    client: Client, provider: Provider, said: dict[str, Any], state: str, *, key: Any = KEY, alg: str = "RS256"
) -> Any:
    provider.id_token = jwt.encode(said, key, algorithm=alg, headers={"kid": "one"})
    return client.get("/sign-in/with/hospital/back/", {"code": "c", "state": state})


def signed_on(provider: Provider, **other: Any) -> tuple[Client, Any]:
    client = Client()
    asked = begin(client)
    return client, come_back(client, provider, claims(provider, asked, **other), asked["state"])


def test_whoever_a_rule_names_is_let_in_with_its_role(provider: Provider) -> None:
    client, answer = signed_on(provider)
    assert answer["Location"] == "/today/"
    assert client.get("/today/").status_code == 200
    account = Account.objects.get(email="dora@example.org")
    assert [(one.role, one.place) for one in account.grants.all()] == [("executive", "NET")]
    assert account.person.name == "Dora Hill"
    assert Entry.objects.get(action="identity.signed_in").after["by"] == "single sign-on"
    assert "code_verifier" in provider.asked, "PKCE is always used"


def test_whoever_no_rule_names_is_not_let_in_and_leaves_no_account(provider: Provider) -> None:
    client, answer = signed_on(provider, groups=["visitors"])
    assert answer.status_code == 403
    assert b"opens nothing here" in answer.content
    assert client.get("/today/").status_code == 302
    assert not Account.objects.filter(email="dora@example.org").exists()


def test_roles_come_and_go_with_the_claims_and_those_given_by_hand_stay(provider: Provider) -> None:
    signed_on(provider, groups=["directors", "ward 1"])
    account = Account.objects.get(email="dora@example.org")
    access.grant(account=account, role=Role.AUDITOR, place="NET", by=SETTING)
    signed_on(provider, groups=["ward 1"])
    assert {one.role for one in account.grants.all()} == {"department manager", "auditor"}
    first, _answer = signed_on(provider, groups=["ward 1"])
    _second, answer = signed_on(provider, groups=[])
    assert answer.status_code == 403
    assert {one.role for one in Grant.objects.filter(account=account)} == {"auditor"}
    assert first.get("/today/?at=H1/W1").status_code == 302, "sessions that stood on the claim are ended"
    assert Entry.objects.filter(action="access.role.withdrawn").count() == 2


def test_an_address_that_the_provider_has_not_verified_opens_nothing(provider: Provider) -> None:
    for verified in (False, None):
        _client, answer = signed_on(provider, email_verified=verified)
        assert answer.status_code == 403


def test_an_account_that_is_here_is_taken_by_its_verified_address(provider: Provider, plain: Account) -> None:
    signed_on(provider, email=plain.email.upper())
    assert Account.objects.filter(email__iexact=plain.email).count() == 1
    assert not Account.objects.filter(email="dora@example.org").exists()


def test_the_factor_of_the_provider_counts_only_where_the_rule_says_so_and_it_was_shown(provider: Provider) -> None:
    client, _answer = signed_on(provider, groups=["admins"], amr=["pwd"])
    assert client.get("/set-up/?at=NET")["Location"].startswith("/account/second-factor/")
    client, _answer = signed_on(provider, groups=["admins"], amr=["pwd", "mfa"])
    assert client.get("/set-up/?at=NET").status_code == 200
    sign_on.ClaimRule.objects.update(trusts_factor=False)
    client, _answer = signed_on(provider, groups=["admins"], amr=["mfa"])
    assert client.get("/set-up/?at=NET").status_code == 302


def test_a_factor_of_our_own_is_still_asked_for(provider: Provider, with_app: Account) -> None:
    client, answer = signed_on(provider, email=with_app.email, groups=["admins"])
    assert answer["Location"] == "/sign-in/code/"
    client.post("/sign-in/code/", {"code": code()})
    assert client.get("/set-up/?at=NET").status_code == 200


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    signed_on(provider)
    Account.objects.filter(email="dora@example.org").update(is_active=False)
    client, _answer = signed_on(provider)
    assert client.get("/today/").status_code == 302


WRONG: dict[str, dict[str, Any]] = {
    "nonce of another asking": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "other"},
    "no audience": {"aud": None},
    "several audiences and no party": {"aud": ["wellrun", "other"]},
    "made for another party": {"azp": "other"},
    "too old": {"iat": 1000, "exp": 2000},
    "without end": {"exp": None},
    "from the future": {"iat": 99999999999},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_t22_a_token_that_is_not_as_it_must_be_is_refused(provider: Provider, wrong: str) -> None:
    """T22: OIDC with wrong nonce, issuer, audience."""
    client, answer = signed_on(provider, **WRONG[wrong])
    assert answer.status_code == 401, wrong
    assert client.get("/today/").status_code == 302
    assert not Account.objects.filter(email="dora@example.org").exists()


def test_t22_a_token_signed_by_somebody_else_or_by_nobody_is_refused(provider: Provider) -> None:
    """T22: signature, also where TLS brought the token; no algorithm but a public key's."""
    for key, alg in ((STRANGE_KEY, "RS256"), ("", "none"), ("s" * 64, "HS256")):
        client = Client()
        asked = begin(client)
        answer = come_back(client, provider, claims(provider, asked), asked["state"], key=key, alg=alg)
        assert answer.status_code == 401, alg


def test_t22_an_answer_that_nobody_asked_for_is_refused(provider: Provider) -> None:
    """T22: wrong, missing, foreign and reused state."""
    victim, other = Client(), Client()
    asked, others = begin(victim), begin(other)
    for state in ("made up", "", others["state"]):
        assert come_back(victim, provider, claims(provider, asked), state).status_code == 401, state
    assert come_back(victim, provider, claims(provider, asked), asked["state"]).status_code == 302
    victim.post("/sign-out/")
    assert come_back(victim, provider, claims(provider, asked), asked["state"]).status_code == 401


def test_the_client_chooses_nothing_of_the_way_but_where_to_go_afterwards(provider: Provider) -> None:
    client = Client()
    answer = client.get(
        START + "&process=connect&scope=all&auth_params=nonce%3Dmine%26prompt%3Dnone&action=reauthenticate"
    )
    sent = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    assert set(sent["scope"].split()) == {"openid", "profile", "email"}
    assert sent["nonce"] != "mine"
    assert "prompt" not in sent
    answer = Client().get("/sign-in/with/hospital/?next=https://elsewhere.example/")
    assert "elsewhere" not in answer["Location"]


def test_a_reader_who_turns_back_is_told_so(provider: Provider) -> None:
    client = Client()
    asked = begin(client)
    answer = client.get(
        "/sign-in/with/hospital/back/", {"error": "access_denied", "state": asked["state"]}, follow=True
    )
    assert b"turned back" in answer.content


def test_the_sign_in_page_names_the_provider(provider: Provider) -> None:
    page = Client().get("/sign-in/?next=/today/").content
    assert b"Sign in with the hospital account" in page
    assert b"/sign-in/with/hospital/?next=/today/" in page
    assert Client().get("/sign-in/with/unknown/").status_code == 404
