"""Access tokens: never more than the account may do, shown once, ended at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.signing_in import signed_in

from wellrun.foundations.access import actions, tokens
from wellrun.foundations.access.models import Grant, Token
from wellrun.foundations.access.rules import SENSITIVE, Permission, Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.places import Level, Place
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


def made(world: Any, account: Any, *permissions: Permission, place: str = "H1", days: int = 30) -> str:
    today = timezone.localdate()
    _token, secret = actions.make_token(
        name="Board pack",
        permissions=frozenset(permissions),
        place=world.place(place),
        expires_on=today + dt.timedelta(days=days),
        today=today,
        tree=world.tree,
        by=account,
    )
    return secret


def call(secret: str, address: str, **options: Any) -> Any:
    return Client().get(address, headers={"Authorization": f"Bearer {secret}"}, **options)


def test_only_a_digest_is_kept(world: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    kept = Token.objects.get()
    assert secret.startswith("wellrun_") and len(secret) > 45
    assert secret not in str(vars(kept)) and kept.prefix == secret[:14]
    assert not Entry.objects.filter(after__icontains=secret[14:]).exists()


def test_a_token_reaches_its_place_and_no_further(world: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    assert {place["code"] for place in call(secret, "/api/v1/places").json()["items"]} >= {"H1", "H1/W1"}
    assert "H2" not in {place["code"] for place in call(secret, "/api/v1/places").json()["items"]}
    assert call(secret, "/api/v1/places?at=H2").status_code == 403
    assert call(secret, "/api/v1/places?at=NET").status_code == 403


def test_a_token_allows_only_what_it_was_made_for(world: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    answer = call(secret, "/api/v1/owners")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert call(made(world, world.director, Permission.ASSIGN_ACTIONS), "/api/v1/owners").status_code == 200


def test_a_token_loses_with_the_next_request_what_its_account_loses(world: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    actions.withdraw(grant=Grant.objects.get(account=world.director), by=System("test"), why="left")
    assert call(secret, "/api/v1/places").status_code == 403


@pytest.mark.parametrize("ending", ["account closed", "token ended", "day passed"])
def test_t26_a_token_ends_at_once(world: Any, ending: str) -> None:
    """T26: with its account, by hand, or with its last day."""
    secret = made(world, world.director, Permission.READ_FIGURES)
    assert call(secret, "/api/v1/me").status_code == 200
    if ending == "account closed":
        world.director.is_active = False
        world.director.save()
    elif ending == "token ended":
        assert actions.end_tokens(account=world.director, by=System("test")) == 1
    else:
        Token.objects.update(expires_on=timezone.localdate() - dt.timedelta(days=2))
    answer = call(secret, "/api/v1/me")
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("sent", ["Bearer", "Bearer x", "Bearer wellrun_x", "Basic eDp5", "", "bearer  "])
def test_a_wrong_token_is_refused_even_beside_a_session(world: Any, sent: str) -> None:
    client = signed_in(world.director)
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": sent}).status_code == 401


def test_a_token_opens_no_page(world: Any) -> None:
    secret = made(world, world.director, Permission.READ_FIGURES)
    assert call(secret, "/measures/").status_code == 302
    assert call(secret, "/tokens/").status_code == 302


def test_the_day_of_use_is_kept_and_the_audit_says_by_which_token(world: Any) -> None:
    secret = made(world, world.director, Permission.ASSIGN_ACTIONS, Permission.READ_FIGURES)
    body = {"title": "Check", "owner": world.director.person.pk, "due_on": "2199-01-01"}
    answer = Client().post(
        "/api/v1/actions", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 201
    assert Token.objects.get().last_used_on is not None
    assert Entry.objects.get(action="followup.action.promised").origin["under"] == f"token {secret[:14]}"


def test_every_fault_of_a_token_is_told(world: Any) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_token(
            name=" ",
            permissions=frozenset({Permission.KEEP_SAFE}),
            place=world.place("H1"),
            expires_on=TODAY + dt.timedelta(days=366),
            today=TODAY,
            tree=world.tree,
            by=world.director,
        )
    assert [fault.code for fault in refused.value.faults] == [
        "tokens.no_name",
        "tokens.beyond_account",
        "tokens.no_second_factor",
        "tokens.life_out_of_range",
    ]
    assert not Token.objects.exists()


def test_t19_a_sensitive_token_needs_a_second_factor(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """T19: when it is made, and each time it is used."""
    with pytest.raises(Refused, match="second factor"):
        made(world, world.integration_lead, Permission.SEE_ROWS)
    factors = [lambda _account: True]
    monkeypatch.setattr(tokens, "SECOND_FACTORS", factors)
    secret = made(world, world.integration_lead, Permission.SEE_ROWS, Permission.READ_FIGURES)

    def may() -> set[str]:
        return {one["permission"] for one in call(secret, "/api/v1/me").json()["may"]}

    assert may() == {"see rows in quarantine", "read figures"}
    factors.clear()
    assert may() == {"read figures"}


def place(*path: str) -> Place:
    return Place(list(Level)[len(path) - 1], path[-1], path[-1], path)


NET, H1, H2, WARD = place("NET"), place("NET", "H1"), place("NET", "H2"), place("NET", "H1", "H1/m", "H1/W1")


@pytest.mark.parametrize(
    ("token", "held", "left"),
    [(H1, (NET,), (H1,)), (H1, (WARD,), (WARD,)), (H1, (H2,), ()), (H1, (WARD, H2), (WARD,)), (None, (NET,), ())],
)
def test_narrowing_is_the_overlap(token: Place | None, held: tuple[Place, ...], left: tuple[Place, ...]) -> None:
    narrowing = tokens.Narrowing(frozenset({Permission.READ_FIGURES}), token)
    assert narrowing.within(held, Permission.READ_FIGURES) == left
    assert narrowing.within(held, Permission.LOAD_FEEDS) == ()


def test_an_empty_list_of_permissions_means_nothing() -> None:
    assert tokens.usable([], second_factor=lambda: True) == frozenset()
    assert tokens.usable(["no longer there"], second_factor=lambda: True) == frozenset()
    assert not tokens.usable([one.value for one in Permission], second_factor=lambda: False) & SENSITIVE


def test_the_page_makes_shows_once_and_ends(world: Any) -> None:
    client = signed_in(world.ward_manager)
    page = client.get("/tokens/")
    assert b"Ward 1" in page.content and b"read the audit" not in page.content
    given = {
        "name": "Wall board",
        "place": "H1/W1",
        "permissions": ["read figures"],
        "expires_on": (timezone.localdate() + dt.timedelta(days=9)).isoformat(),
    }
    shown = client.post("/tokens/", given)
    secret = shown.context["secret"]
    assert shown.status_code == 200 and secret.encode() in shown.content and "no-store" in shown["Cache-Control"]
    assert secret.encode() not in client.get("/tokens/").content
    assert call(secret, "/api/v1/me").json()["token"]["place"] == "H1/W1"
    assert client.post(f"/tokens/{Token.objects.get().pk}/end/").status_code == 302
    assert call(secret, "/api/v1/me").status_code == 401


def test_the_page_refuses_what_the_account_may_not_do(world: Any) -> None:
    client = signed_in(world.ward_manager)
    given = {"name": "x", "place": "H2", "permissions": ["read the audit"], "expires_on": "2020-01-01"}
    answer = client.post("/tokens/", given)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"place", "permissions"}
    given |= {"place": "H1/W1", "permissions": ["read figures"]}
    assert "expires_on" in client.post("/tokens/", given).context["form"].errors
    assert not Token.objects.exists()


def test_nobody_ends_the_token_of_another(world: Any) -> None:
    made(world, world.director, Permission.READ_FIGURES)
    client = signed_in(world.ward_manager)
    assert client.post(f"/tokens/{Token.objects.get().pk}/end/").status_code == 404
    assert Token.objects.get().ended_at is None


def test_a_role_given_elsewhere_does_not_widen_a_token(world: Any) -> None:
    secret = made(world, world.ward_manager, Permission.READ_FIGURES, place="H1/W1")
    actions.grant(account=world.ward_manager, role=Role.EXECUTIVE, place="NET", by=System("test"))
    assert [one["code"] for one in call(secret, "/api/v1/places").json()["items"]] == ["H1/W1"]
