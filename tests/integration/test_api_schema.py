"""The whole API, as every role and as nobody, by session and by token, against its own description.

schemathesis makes the requests, right ones and wrong ones, and holds every answer against the description: status,
kind, shape, headers; wrong requests must be refused and right ones not. ``WELLRUN_API_CASES`` sets how many requests
are made for an operation and a caller; the suite takes few, a deeper run is in docs/reference/api.md.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.middleware.csrf import _get_new_csrf_string
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth
from tests.signing_in import signed_in

from wellrun.foundations.access import actions as access
from wellrun.foundations.access import tokens
from wellrun.foundations.access.describing import description
from wellrun.foundations.access.permissions import permissions_at
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds.actions import files as feeds
from wellrun.foundations.followup import actions as followup
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.people import actions as people

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("WELLRUN_API_CASES", "1"))
BY = System("test")
SETTINGS = {
    # What no description can say is told by 422: an owner who left, a day that has passed, a file with nothing in it.
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]}},
    "generation": {"with-security-parameters": False},
}


@dataclass
class Known:
    """Values that exist, so that requests get past the door and past “not found”."""

    at: list[str]
    key: list[str]
    numbers: dict[str, list[int]]


@dataclass(frozen=True)
class Caller:
    """Somebody, and how they show who they are."""

    headers: dict[str, str]
    cookies: dict[str, str]


@pytest.fixture
def known(world: Any, looked_at: None) -> Known:
    feed = feeds.open_feed(facility=Facility.objects.get(code="H1"), name="Laboratory", by=BY)
    load = feeds._in_line(feed, [], world.director)
    action = followup.promise(
        title="Check",
        owner=world.director.person,
        place=world.place("H1/W1"),
        due_on=world.today,
        by=world.director,
        tree=world.tree,
        today=world.today,
    )
    numbers = {"actions": [action.pk], "feeds": [feed.pk], "loads": [load.pk], "owner": [world.director.person.pk]}
    KNOWN.at, KNOWN.key, KNOWN.numbers = ["H1", "H1/W1", "NET"], ["average_stay", "census"], numbers
    return KNOWN


def caller(world: Any, role: Role | None, *, by_token: bool) -> Caller:
    """An account with the role for H1; for the network where the role reads the audit."""
    place = world.place("NET" if role in (Role.AUDITOR, Role.ADMINISTRATOR) else "H1")
    person = people.add_person(name="Somebody", facility=Facility.objects.get(code="H1"), by=BY)
    account = people.open_account(person=person, email="somebody@example.org", by=BY)
    if role is not None:
        access.grant(account=account, role=role, place=place.code, by=BY)
    if by_token:
        today = timezone.localdate()
        _token, secret = access.make_token(
            name="Test",
            permissions=permissions_at(account, place, tree=world.tree),
            place=place,
            expires_on=today + dt.timedelta(days=1),
            today=today,
            tree=world.tree,
            by=account,
        )
        return Caller({"Authorization": f"Bearer {secret}"}, {})
    client, shown = signed_in(account), _get_new_csrf_string()
    return Caller({"X-CSRFToken": shown}, {"sessionid": client.cookies["sessionid"].value, "csrftoken": shown})


KNOWN = Known([], [], {})
"""Filled anew for each test; the requests are drawn from strategies that are worked out once."""


@lru_cache(maxsize=1)
def strategies() -> list[Any]:
    """For every operation, requests as described and requests that go against the description."""
    schema = schemathesis.openapi.from_dict(description(), config=SchemathesisConfig.from_dict(SETTINGS))
    schema.app = WSGIHandler()
    chance = random.Random(1)

    @schema.hook
    def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
        if query and "at" in query and chance.random() < 0.8:
            return query | {"at": chance.choice(KNOWN.at)}
        return query

    @schema.hook
    def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        if not path_parameters or chance.random() < 0.3:
            return path_parameters
        if "key" in path_parameters:
            return {"key": chance.choice(KNOWN.key)}
        return {"id": chance.choice(KNOWN.numbers[context.operation.path.split("/")[3]])}

    @schema.hook
    def map_body(context: Any, body: Any) -> Any:
        if isinstance(body, dict) and isinstance(body.get("owner"), int) and chance.random() < 0.5:
            return body | {"owner": KNOWN.numbers["owner"][0]}
        return body

    found = [one.ok() for one in schema.get_all_operations()]
    right = [one.as_strategy(generation_mode=GenerationMode.POSITIVE) for one in found]
    wrong = [one.as_strategy(generation_mode=GenerationMode.NEGATIVE) for one in found if one.query or one.body]
    return right + wrong


def hold_against(who: Caller, *, number: int) -> Counter[int]:
    """Makes the requests; raises with everything that does not fit the description. Nothing they do is kept."""
    said: Counter[int] = Counter()
    # The check tells a sent session from one it made up only where the cookie is written out in the case itself;
    # that nobody gets in without one is a test of its own.
    unfit = [ignored_auth] if who.cookies else []
    for strategy in strategies():

        @seed(number)
        @given(case=strategy)
        @settings(
            max_examples=CASES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def run(case: Any) -> None:
            with transaction.atomic():
                answer = case.call_and_validate(headers=who.headers, cookies=who.cookies, excluded_checks=unfit)
                transaction.set_rollback(True)
            said[answer.status_code] += 1

        run()
    return said


@pytest.fixture(autouse=True)
def quiet() -> Any:
    """Django notes every refusal; thousands of them are what is wanted here."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(before)


@pytest.mark.parametrize("way", ["session", "token"])
@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_only_what_is_described(
    world: Any, known: Known, role: Role, way: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(tokens, "SECOND_FACTORS", [lambda _account: True])
    said = hold_against(caller(world, role, by_token=way == "token"), number=list(Role).index(role))
    print(role, way, dict(said))
    assert not [status for status in said if status >= 500]
    assert said[401] == 0 and said[200] > 0


def test_nobody_gets_nothing(world: Any, known: Known) -> None:
    """T01: every operation, whatever is sent."""
    said = hold_against(Caller({}, {}), number=98)
    assert set(said) <= {401, 404} and said[401] > 0


def test_an_account_without_a_role_gets_only_itself(world: Any, known: Known) -> None:
    said = hold_against(caller(world, None, by_token=False), number=99)
    assert set(said) <= {200, 403, 404, 400}
    assert said[403] > said[200]
