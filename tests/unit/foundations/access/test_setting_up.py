"""A facility of one's own: places, people and roles are set up on the page, within one's own place only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.signing_in import signed_in

from wellrun.foundations.access import actions
from wellrun.foundations.access.models import Grant
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.organisation.models import Facility, Unit
from wellrun.foundations.people.models import Account, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(world: Any) -> Client:
    actions.grant(account=world.stranger, role=Role.ADMINISTRATOR, place="NET", by=System("test"))
    return signed_in(world.stranger)


def add(client: Client, what: str, at: str, **given: Any) -> Any:
    sent = {"adds": what, "at": at, **{f"{what}-{name}": value for name, value in given.items()}}
    return client.post(reverse("access:set-up"), sent)


def test_a_facility_a_unit_and_a_person_are_added(administrator: Client) -> None:
    new = {"code": "MINE", "name": "Mine", "kind": "clinic", "time_zone": "Europe/Berlin", "currency": "EUR"}
    assert add(administrator, "facility", "NET", **new).status_code == 302
    unit = {"department": "surgery", "code": "S1", "name": "Surgery 1", "kind": "ward", "beds": 3}
    assert add(administrator, "unit", "MINE", **unit).status_code == 302
    assert add(administrator, "unit", "MINE", **{**unit, "code": "S2"}).status_code == 302
    assert Facility.objects.get(code="MINE").departments.count() == 1
    assert Unit.objects.get(code="S1").beds.count() == 3
    person = {"name": "Ada", "post": "Ward manager", "email": "ada@example.org", "role": "department manager"}
    assert add(administrator, "person", "MINE/S1", **person).status_code == 302
    assert Grant.objects.get(account__email="ada@example.org").place == "MINE/S1"
    assert not Account.objects.get(email="ada@example.org").has_usable_password()
    assert verify().whole
    page = administrator.get(reverse("access:set-up"), {"at": "MINE"})
    assert b"Surgery 1" in page.content
    assert b"Ada" in page.content


@pytest.mark.parametrize(
    ("what", "at", "given", "says"),
    [
        (
            "facility",
            "NET",
            {"code": "x y", "name": "X", "kind": "clinic", "time_zone": "UTC", "currency": "USD"},
            "code",
        ),
        ("unit", "H1", {"department": "new", "code": "W1", "name": "W", "kind": "ward", "beds": 0}, "already uses"),
        (
            "unit",
            "NET",
            {"department": "new", "code": "W7", "name": "W", "kind": "ward", "beds": 0},
            "belongs to a facility",
        ),
        ("person", "H1", {"name": "Bo", "email": "", "role": "department manager"}, "needs an account"),
        ("person", "H1", {"name": "Bo", "email": "director@example.org"}, "already exists"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    administrator: Client, what: str, at: str, given: dict[str, Any], says: str
) -> None:
    before = (Facility.objects.count(), Unit.objects.count(), Person.objects.count())
    answer = add(administrator, what, at, **given)
    assert answer.status_code in (409, 422)
    assert says in answer.content.decode()
    assert before == (Facility.objects.count(), Unit.objects.count(), Person.objects.count())


def test_a_reader_without_the_role_sets_nothing_up(world: Any) -> None:
    client = Client()
    client.force_login(world.director)
    assert client.get(reverse("access:set-up"), {"at": "H1"}).status_code == 403


def test_an_administrator_of_one_hospital_adds_no_facility_to_the_network(world: Any) -> None:
    actions.grant(account=world.stranger, role=Role.ADMINISTRATOR, place="H1", by=System("test"))
    client = signed_in(world.stranger)
    new = {"code": "MINE", "name": "Mine", "kind": "clinic", "time_zone": "UTC", "currency": "USD"}
    assert add(client, "facility", "H1", **new).status_code == 403
    assert not Facility.objects.filter(code="MINE").exists()
