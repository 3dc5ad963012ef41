"""One door for people and programs; whoever is refused is told as a program can read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client, override_settings
from django.urls import path
from tests.signing_in import signed_in

from wellrun.config import api_urls
from wellrun.foundations.access import actions
from wellrun.foundations.access.asked import AT, DAY, PAGE, Kind, Parameter, read_query
from wellrun.foundations.access.endpoints import Endpoint, Operation
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System

pytestmark = pytest.mark.django_db
READS = ["me", "places", "measures", "signals", "actions", "feeds", "loads", "owners", "audit-entries"]


def client_of(account: Any) -> Client:
    return signed_in(account)


@pytest.mark.parametrize("name", READS)
def test_t01_nobody_gets_nothing(name: str) -> None:
    """T01: not a page to sign in on, which a program cannot use."""
    answer = Client().get(f"/api/v1/{name}")
    assert answer.status_code == 401 and answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer") and answer.json()["code"] == "access.nobody"


@pytest.mark.parametrize("address", ["/api/", "/api/v1/schema"])
def test_the_description_is_open(address: str, world: Any) -> None:
    assert Client().get(address).status_code == 200
    assert Client().post(address).status_code == 405


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v2/me", "/api/v1/actions/x", "/api/v1/me/"])
def test_an_unknown_address_is_a_problem_not_a_page(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"


def test_an_account_without_a_role_sees_only_itself(world: Any) -> None:
    client = client_of(world.stranger)
    assert client.get("/api/v1/me").json()["may"] == []
    assert {client.get(f"/api/v1/{name}").status_code for name in READS[1:]} == {403}


def test_methods_are_those_declared(world: Any) -> None:
    client = client_of(world.director)
    for method in ("post", "put", "patch", "delete", "options", "trace"):
        answer = getattr(client, method)("/api/v1/places")
        assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert client.head("/api/v1/places").status_code == 200


def test_places_are_those_one_may_see(world: Any) -> None:
    seen = client_of(world.ward_manager).get("/api/v1/places").json()["items"]
    assert [(one["code"], one["above"], one["level"]) for one in seen] == [("H1/W1", "H1/medicine", "unit")]
    assert client_of(world.director).get("/api/v1/places?level=facility").json()["total"] == 2
    assert client_of(world.ward_manager).get("/api/v1/places?at=H1").status_code == 403
    assert client_of(world.ward_manager).get("/api/v1/places?at=nowhere").status_code == 403


def test_the_audit_is_for_readers_of_the_whole_network(world: Any) -> None:
    actions.grant(account=world.stranger, role=Role.AUDITOR, place="NET", by=System("test"))
    client = client_of(world.stranger)
    seen = client.get("/api/v1/audit-entries?what=access.role").json()
    assert seen["total"] == 4 and {one["action"] for one in seen["items"]} == {"access.role.granted"}
    assert "after" not in seen["items"][0] and "patients" not in seen["items"][0]
    assert client.get("/api/v1/audit-entries?at=H1").status_code == 404
    assert client_of(world.director).get("/api/v1/audit-entries").status_code == 403


def test_json_that_is_none_is_told(world: Any) -> None:
    client = client_of(world.director)
    broken = client.post("/api/v1/actions", "{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "api.parse_error")
    assert client.post("/api/v1/actions", "[]", content_type="application/json").status_code == 422
    assert client.post("/api/v1/actions", "a=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert client.get("/api/v1/places", headers={"Accept": "text/html"}).status_code == 406


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=20)
def test_a_body_that_is_too_big_is_told(world: Any) -> None:
    answer = client_of(world.director).post("/api/v1/actions", {"title": "x" * 30}, content_type="application/json")
    assert answer.status_code == 413


def test_a_query_with_thousands_of_parts_is_told(world: Any) -> None:
    answer = client_of(world.director).get("/api/v1/places?" + "&".join(f"a{n}=1" for n in range(1100)))
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"


def test_our_own_faults_say_nothing_of_what_was_in_hand(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("Mary Smith, born 1950")

    monkeypatch.setattr("wellrun.foundations.access.api.grants_of", broken)
    client = client_of(world.director)
    client.raise_request_exception = False
    answer = client.get("/api/v1/me")
    assert (
        answer.status_code == 500 and answer.json()["code"] == "api.crashed" and "Mary" not in answer.content.decode()
    )


class Undeclared(Endpoint):
    """An address that forgot to say who may use it."""

    operations = {"get": Operation("forgot", "Nothing.", Endpoint)}  # type: ignore[arg-type]

    def get(self, request: Any) -> None:
        raise AssertionError("Nobody may come here.")


urlpatterns = [path("api/v1/forgot", Undeclared.as_view()), *api_urls.urlpatterns]
handler400 = "wellrun.foundations.access.problems.bad_request"
handler500 = "wellrun.foundations.access.problems.crashed"


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_that_declares_nothing_is_refused_to_all(world: Any) -> None:
    assert client_of(world.director).get("/api/v1/forgot").status_code == 403


@override_settings(ROOT_URLCONF=__name__)
def test_without_the_door_nothing_is_answered(world: Any, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("DeclaredAccess")]
    assert client_of(world.director).get("/api/v1/forgot").status_code == 403


@pytest.mark.parametrize(
    ("parameter", "words", "read"),
    [
        (PAGE, "7", 7),
        (PAGE, "0", None),
        (PAGE, "٣", None),
        (PAGE, "1e3", None),
        (PAGE, "9" * 400, None),
        (DAY, "2026-02-28", "2026-02-28"),
        (DAY, "2026-2-28", None),
        (DAY, "2026-02-30", None),
        (DAY, "0001-01-01", None),
        (DAY, "9999-12-31", None),
        (AT, "HV/W05", "HV/W05"),
        (AT, "", None),
        (AT, "H\x00V", None),
        (AT, "x" * 201, None),
        (Parameter("sort", "", Kind.ONE_OF, lambda: ("a", "-a")), "-a", "-a"),
        (Parameter("sort", "", Kind.ONE_OF, lambda: ("a", "-a")), "--a", None),
        (Parameter("sort", "", Kind.ONE_OF, lambda: ()), "a", None),
    ],
)
def test_a_parameter_is_read_or_refused(parameter: Parameter, words: str, read: Any) -> None:
    query = QueryDict(mutable=True)
    query[parameter.name] = words
    asked, faults = read_query(query, [parameter])
    if read is None:
        assert len(faults) == 1 and faults[0].place == parameter.name
    else:
        assert faults == () and str(asked[parameter.name]) == str(read)
