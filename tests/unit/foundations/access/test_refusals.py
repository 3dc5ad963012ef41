"""What was refused is kept, once a minute for each account and route (OWASP ASVS 5.0, 16.3.2)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.foundations.access.test_rates import clock  # noqa: F401 - counts of the test's own

from wellrun.foundations.audit.models import Entry

pytestmark = pytest.mark.django_db


def kept() -> list[tuple[str, str, int]]:
    found = Entry.objects.filter(action="access.refused").order_by("pk")
    return [(one.actor.partition(",")[0], one.origin["route"], one.after["status"]) for one in found]


def test_a_page_that_no_role_opens_leaves_an_entry(world: Any, signed_in: Any, clock: Any) -> None:  # noqa: F811
    client = signed_in(world.ward_manager)
    assert [client.get("/set-up/").status_code for _ in range(2)] == [403, 403]
    assert kept() == [("Ward.Manager", "access:set-up", 403)]
    clock["now"] += 60
    client.get("/set-up/")
    assert len(kept()) == 2


def test_a_thing_of_another_place_that_is_not_there_leaves_one_too(
    world: Any,
    signed_in: Any,
    clock: Any,  # noqa: F811
) -> None:
    client = signed_in(world.ward_manager)
    assert client.get("/actions/4711/").status_code == 404
    assert kept() == [("Ward.Manager", "followup:action", 404)]
    assert "4711" not in str(Entry.objects.get(action="access.refused").__dict__)


def test_an_address_that_is_no_route_leaves_none(world: Any, signed_in: Any, clock: Any) -> None:  # noqa: F811
    assert signed_in(world.ward_manager).get("/no-such-address/").status_code == 404
    assert kept() == []


def test_what_is_opened_leaves_none(world: Any, signed_in: Any, clock: Any) -> None:  # noqa: F811
    assert signed_in(world.ward_manager).get("/actions/").status_code == 200
    assert kept() == []
