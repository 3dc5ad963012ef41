"""T26 and SCIM: a directory opens, changes and closes accounts with a key of its own; a leaver is out at once."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.signing_in import signed_in
from tests.unit.foundations.identity.conftest import SETTING, give_password

from wellrun.foundations.access.models import Token
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.identity import actions, leaving
from wellrun.foundations.identity.models import OpenSession, ProvisioningKey, SignInLink
from wellrun.foundations.people.models import Account

pytestmark = pytest.mark.django_db
ADA = {"userName": "Ada@Example.org", "name": {"givenName": "Ada", "familyName": "Marsh"}, "externalId": "d-1"}


class Directory:
    """A directory with its key."""

    def __init__(self, key: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {key}"})

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/scim+json"}
        return getattr(self.client, method)(f"/scim/v2/{path}", **sent)


@pytest.fixture
def directory(world: Any) -> Directory:
    return Directory(actions.make_provisioning_key(name="Directory", by=SETTING))


def opened(directory: Directory) -> Account:
    assert directory("post", "Users", ADA).status_code == 201
    return Account.objects.get(email="ada@example.org")


def token_of(account: Account) -> tuple[Token, str]:
    from wellrun.foundations.access import tokens

    secret = tokens.new_secret()
    token = Token.objects.create(
        account=account,
        name="script",
        prefix=tokens.prefix_of(secret),
        digest=tokens.digest_of(secret),
        permissions=["read figures"],
        place="NET",
        made_at=timezone.now(),
        expires_on=dt.date(2199, 1, 1),
    )
    return token, secret


def test_t26_whoever_leaves_is_out_at_once(directory: Directory, sensitive: Account) -> None:
    """T26: sessions, links and tokens end in the transaction that closes the account."""
    sessions = [signed_in(sensitive) for _ in range(2)]
    _token, secret = token_of(sensitive)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    link = actions.make_link(account=sensitive, by=SETTING, purpose=SignInLink.Purpose.CONSOLE)
    assert program.get("/api/v1/me").status_code == 200
    patch = {"Operations": [{"op": "Replace", "path": "active", "value": "False"}]}
    assert directory("patch", f"Users/{sensitive.pk}", patch).json()["active"] is False
    assert [client.get("/set-up/?at=NET").status_code for client in sessions] == [302, 302]
    assert program.get("/api/v1/me").status_code == 401
    assert Client().post(f"/sign-in/{link}/").status_code == 403
    client, _answer = give_password(sensitive)
    assert client.get("/today/").status_code == 302
    assert not OpenSession.objects.filter(account=sensitive).exists()
    closed = Entry.objects.get(action="identity.account.closed")
    assert closed.actor == "directory Directory" and closed.after["ended"] >= 4
    assert verify().whole


def test_t26_nothing_is_ended_by_halves(sensitive: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """T26: where one thing cannot be ended, the account stays as it was and the failure is seen."""

    def broken(*_: Any) -> int:
        raise RuntimeError("the tokens' table is gone")

    signed_in(sensitive)
    monkeypatch.setattr(leaving, "ENDINGS", [*leaving.ENDINGS, broken])
    monkeypatch.setattr(actions, "ENDINGS", leaving.ENDINGS)
    with pytest.raises(RuntimeError):
        actions.offboard(account=sensitive, by=SETTING, why="test")
    sensitive.refresh_from_db()
    assert sensitive.is_active
    assert OpenSession.objects.filter(account=sensitive).exists()


def test_what_was_ended_stays_ended_when_somebody_comes_back(directory: Directory, sensitive: Account) -> None:
    token, _secret = token_of(sensitive)
    client = signed_in(sensitive)
    directory("delete", f"Users/{sensitive.pk}")
    back = {"Operations": [{"op": "replace", "value": {"active": True}}]}
    assert directory("patch", f"Users/{sensitive.pk}", back).json()["active"] is True
    token.refresh_from_db()
    assert token.ended_at is not None
    assert client.get("/set-up/?at=NET").status_code == 302
    assert Account.objects.get(pk=sensitive.pk).is_active


def test_an_account_is_opened_read_found_changed_and_closed(directory: Directory) -> None:
    account = opened(directory)
    assert account.person.name == "Ada Marsh"
    assert not account.has_usable_password()
    assert directory("get", f"Users/{account.pk}").json()["externalId"] == "d-1"
    for question in ('userName eq "ADA@example.org"', 'externalId eq "d-1"'):
        found = directory("get", f"Users?filter={question}").json()
        assert [one["id"] for one in found["Resources"]] == [str(account.pk)], question
    assert directory("get", 'Users?filter=userName eq "nobody@example.org"').json()["totalResults"] == 0
    put = {**ADA, "displayName": "Ada Marsh-Hill", "title": "Ward manager"}
    assert directory("put", f"Users/{account.pk}", put).json()["title"] == "Ward manager"
    account.person.refresh_from_db()
    assert account.person.name == "Ada Marsh-Hill"
    assert directory("delete", f"Users/{account.pk}").status_code == 204
    assert directory("get", f"Users/{account.pk}").json()["active"] is False
    said = set(Entry.objects.values_list("action", flat=True))
    assert {"identity.provisioned", "identity.changed_by_directory", "identity.account.closed"} <= said


def test_an_account_opened_by_a_directory_may_do_nothing_yet(directory: Directory) -> None:
    assert signed_in(opened(directory)).get("/today/").status_code == 403


def test_t05_two_of_one_address_or_one_id_are_refused(directory: Directory) -> None:
    """T05: by SCIM too."""
    account = opened(directory)
    other = {**ADA, "userName": "other@example.org", "externalId": "d-2"}
    for clash in ({**ADA, "externalId": "d-9"}, {**ADA, "userName": "x@example.org"}):
        answer = directory("post", "Users", clash)
        assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    second = directory("post", "Users", other).json()["id"]
    answer = directory("put", f"Users/{second}", {**other, "userName": account.email.upper()})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {},
        {"userName": "a@example.org"},
        {"userName": 7, "displayName": "A"},
        {"userName": "no address", "displayName": "A"},
        {**ADA, "active": "perhaps"},
        {**ADA, "displayName": "x" * 500},
    ],
)
def test_what_is_no_user_is_refused_in_the_form_of_scim(directory: Directory, body: Any) -> None:
    answer = directory("post", "Users", body)
    assert answer.status_code == 400
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    ['Users?filter=userName sw "a"', "Users?filter=1=1 or 1", "Users?startIndex=x", "Users?count=0x1"],
)
def test_questions_not_understood_are_refused(directory: Directory, path: str) -> None:
    assert directory("get", path).status_code == 400


@pytest.mark.parametrize("operations", [None, [], "x", [1], [{"op": "remove", "path": "active"}], [{"op": "move"}]])
def test_patches_not_understood_are_refused(directory: Directory, operations: Any) -> None:
    account = opened(directory)
    assert directory("patch", f"Users/{account.pk}", {"Operations": operations}).status_code == 400
    account.refresh_from_db()
    assert account.is_active


def test_pages_are_bounded(directory: Directory) -> None:
    page = directory("get", "Users?count=2&startIndex=2").json()
    assert (page["itemsPerPage"], page["startIndex"], page["totalResults"]) == (2, 2, Account.objects.count())
    assert directory("get", "Users?count=999999999999").status_code == 200
    assert directory("get", "Users?count=-5&startIndex=-3").json()["Resources"] == []


def test_only_an_open_key_opens_it(directory: Directory, sensitive: Account) -> None:
    _token, access_token = token_of(sensitive)
    wrong = [Client(), signed_in(sensitive), Client(headers={"Authorization": f"Bearer {access_token}"})]
    for client in wrong:
        for path in ("ServiceProviderConfig", "ResourceTypes", "Users", f"Users/{sensitive.pk}"):
            for method in ("get", "post", "put", "patch", "delete"):
                answer = getattr(client, method)(f"/scim/v2/{path}")
                assert answer.status_code == 401, (path, method)
                assert answer["Content-Type"] == "application/scim+json"
    actions.end_provisioning_key(key=ProvisioningKey.objects.get(), by=SETTING, why="test")
    assert directory("get", "Users").status_code == 401


def test_a_key_is_kept_only_as_its_digest(world: Any) -> None:
    secret = actions.make_provisioning_key(name="x", by=SETTING)
    assert secret not in str(list(ProvisioningKey.objects.values())) + str(list(Entry.objects.values()))


def test_unknown_users_are_not_there(directory: Directory) -> None:
    for path in ("Users/999999", "Users/x", "Users/-1"):
        assert directory("get", path).status_code == 404


def test_lost_factors_are_taken_off_and_a_new_one_is_asked_for(with_app: Account) -> None:
    client = signed_in(with_app)
    assert actions.take_factors_off(account=with_app, by=SETTING, why="phone lost") == 1
    assert client.get("/set-up/?at=NET").status_code == 302
    client, _answer = give_password(with_app)
    assert client.get("/set-up/?at=NET")["Location"].startswith("/account/second-factor/")
