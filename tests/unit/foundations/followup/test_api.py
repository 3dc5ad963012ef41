"""Actions for programs: the same rules as on the page, all faults told, nothing set in passing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.signing_in import signed_in

from wellrun.foundations.followup import actions
from wellrun.foundations.followup.models import Action, Comment

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def promise(world: Any) -> Action:
    return promised(world, "H1/W1")


def promised(world: Any, place: str) -> Action:
    return actions.promise(
        title="Check footwear",
        owner=world.director.person,
        place=world.place(place),
        due_on=world.today,
        by=world.director,
        tree=world.tree,
        today=world.today,
    )


def client_of(account: Any) -> Client:
    return signed_in(account)


def test_a_promise_is_made_and_read_back(world: Any) -> None:
    body = {"title": "Round at six", "owner": world.director.person.pk, "due_on": "2199-01-01"}
    made = client_of(world.director).post("/api/v1/actions?at=H1/W2", body, content_type=JSON)
    assert made.status_code == 201 and made.json()["place"] == "H1/W2"
    listed = client_of(world.ward_manager).get("/api/v1/actions").json()
    assert listed == {"total": 0, "next": None, "items": []}
    assert client_of(world.director).get("/api/v1/actions").json()["items"] == [made.json()]


def test_every_fault_of_a_promise_is_told(world: Any) -> None:
    answer = client_of(world.director).post(
        "/api/v1/actions", {"title": " ", "owner": "me", "due_on": "soon"}, content_type=JSON
    )
    assert answer.status_code == 422 and answer["Content-Type"] == "application/problem+json"
    assert {fault["place"] for fault in answer.json()["faults"]} == {"title", "owner", "due_on"}


def test_the_rules_of_the_page_hold(world: Any) -> None:
    body = {"title": "Late", "owner": world.director.person.pk, "due_on": "2020-01-01"}
    answer = client_of(world.director).post("/api/v1/actions", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "followup.due_in_past")
    assert answer.json()["remedy"]


@pytest.mark.parametrize("field", ["owner", "place", "opened_by", "status", "id", "role"])
def test_t34_what_may_not_be_set_is_refused(world: Any, promise: Action, field: str) -> None:
    """T34: mass assignment of an owner, a place or a role by the API."""
    body = {"status": "done", "evidence": "Seen", field: "done" if field == "status" else "x"}
    answer = client_of(world.director).patch(f"/api/v1/actions/{promise.pk}", body, content_type=JSON)
    if field == "status":
        assert answer.status_code == 200
        return
    assert answer.status_code == 400
    assert [(fault["code"], fault["place"]) for fault in answer.json()["faults"]] == [("api.field_not_allowed", field)]
    promise.refresh_from_db()
    assert promise.status == "open"


def test_t18_the_second_of_two_changes_is_told(world: Any, promise: Action) -> None:
    """T18: by the entity tag where the program keeps it, by the rules where it does not."""
    client, address = client_of(world.director), f"/api/v1/actions/{promise.pk}"
    mark = client.get(address)["ETag"]
    body = {"status": "done", "evidence": "Seen on the round"}
    first = client.patch(address, body, content_type=JSON, headers={"If-Match": mark})
    assert first.status_code == 200 and first["ETag"] != mark
    assert client.patch(address, body, content_type=JSON, headers={"If-Match": mark}).status_code == 412
    assert client.patch(address, body, content_type=JSON).status_code == 409


def test_closing_needs_evidence(world: Any, promise: Action) -> None:
    answer = client_of(world.director).patch(f"/api/v1/actions/{promise.pk}", {"status": "done"}, content_type=JSON)
    assert answer.status_code == 422 and answer.json()["faults"][0]["place"] == "evidence"


def test_t03_an_action_of_another_place_is_not_there(world: Any) -> None:
    """T03: reading, changing and commenting alike, and as for a number that does not exist."""
    foreign, client = promised(world, "H2/W1"), client_of(world.ward_manager)
    for pk in (foreign.pk, 999_999, 10**30):
        address = f"/api/v1/actions/{pk}"
        assert client.get(address).status_code == 404
        assert client.patch(address, {"status": "done", "evidence": "x"}, content_type=JSON).status_code == 404
        assert client.get(f"{address}/comments").status_code == 404
        assert client.post(f"{address}/comments", {"words": "x"}, content_type=JSON).status_code == 404
    assert not Comment.objects.exists()


def test_a_reader_may_comment_but_not_promise(world: Any, promise: Action) -> None:
    client = client_of(world.integration_lead)
    said = client.post(f"/api/v1/actions/{promise.pk}/comments", {"words": "Feed is late"}, content_type=JSON)
    assert said.status_code == 201 and said.json()["words"] == "Feed is late"
    body = {"title": "x", "owner": 1, "due_on": "2199-01-01"}
    assert client.post("/api/v1/actions", body, content_type=JSON).status_code == 403
    change = {"status": "done", "evidence": "x"}
    assert client.patch(f"/api/v1/actions/{promise.pk}", change, content_type=JSON).status_code == 403


def test_filters_and_order_are_those_allowed(world: Any) -> None:
    for days, title in ((3, "b"), (1, "c"), (2, "a")):
        action = promised(world, "H1/W1")
        Action.objects.filter(pk=action.pk).update(title=title, due_on=world.today + dt.timedelta(days=days))
    client = client_of(world.director)

    def titles(query: str) -> str:
        return "".join(one["title"] for one in client.get(f"/api/v1/actions?{query}").json()["items"])

    assert (titles("sort=title"), titles("sort=-title"), titles("sort=due_on")) == ("abc", "cba", "cab")
    assert titles("due_from=2026-03-04&due_to=2026-03-05") == "ab"
    assert titles("status=done") == "" and titles("owner=999") == "" and titles("size=2&page=2") == "b"
    refused = client.get("/api/v1/actions?sort=password&owner__email=x&page=0&status=open&status=done")
    assert refused.status_code == 400
    faults = {fault["place"]: fault for fault in refused.json()["faults"]}
    assert set(faults) == {"sort", "owner__email", "page", "status"}
    assert "due_on" in faults["sort"]["expected"] and "status" in faults["owner__email"]["expected"]


def test_the_next_page_is_an_address(world: Any) -> None:
    for _ in range(3):
        promised(world, "H1/W1")
    client = client_of(world.director)
    first = client.get("/api/v1/actions?size=2&at=H1").json()
    assert first["total"] == 3 and len(first["items"]) == 2
    second = client.get(first["next"]).json()
    assert len(second["items"]) == 1 and second["next"] is None


def test_a_session_must_show_that_its_own_page_asks(world: Any, promise: Action) -> None:
    client = signed_in(world.director, Client(enforce_csrf_checks=True))
    body = {"words": "x"}
    answer = client.post(f"/api/v1/actions/{promise.pk}/comments", body, content_type=JSON)
    assert answer.status_code == 403 and "CSRF" in answer.json()["detail"]


def test_two_owners_are_those_of_the_form(world: Any) -> None:
    found = client_of(world.director).get("/api/v1/owners?at=H2").json()
    assert found["total"] == 0
    body = {"title": "x", "owner": world.director.person.pk, "due_on": "2199-01-01"}
    answer = client_of(world.director).post("/api/v1/actions?at=H2", body, content_type=JSON)
    assert answer.status_code == 422 and answer.json()["faults"][0]["place"] == "owner"
