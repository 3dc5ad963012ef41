"""Pages of people at work: what each reader sees and does, and that lists cost the same for few and many."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.unit.departments.workforce.conftest import BY, SINCE, Ward

from wellrun.departments.workforce.actions import leave as leaves
from wellrun.departments.workforce.actions import staff
from wellrun.departments.workforce.models import Contract, Credential, Leave, NeedRule, Post, Request, RuleInForce
from wellrun.departments.workforce.queries.staff import staff_lines
from wellrun.departments.workforce.signals import credential_signals
from wellrun.foundations.access import actions as access
from wellrun.foundations.access.rules import Role
from wellrun.foundations.people import actions as people

HERE = "?at=H1/W1&day=2027-05-03"
MONDAY = dt.date(2027, 5, 3)


@pytest.fixture
def manager(ward: Ward, signed_in: Any) -> Client:
    return signed_in(ward.manager)  # type: ignore[no-any-return]


@pytest.fixture
def scheduler(ward: Ward, signed_in: Any) -> Client:
    person = people.add_person(name="Sam Scheduler", by=BY)
    account = people.open_account(person=person, email="sam@example.org", by=BY)
    access.grant(account=account, role=Role.SCHEDULER, place="H1", by=BY)
    return signed_in(account)  # type: ignore[no-any-return]


def licensed(ward: Ward, until: dt.date) -> Credential:
    staff.give_skill(person=ward.nurse, skill=ward.skill, since=SINCE, by=ward.manager, tree=ward.tree)
    return staff.enter_credential(
        person=ward.nurse,
        kind="state_license",
        number="RN-778812",
        issuer="State board",
        valid_from=dt.date(2025, 6, 1),
        valid_until=until,
        by=ward.manager,
        tree=ward.tree,
    )


def sick(ward: Ward) -> Leave:
    return leaves.ask_leave(
        person=ward.nurse,
        kind=ward.sick,
        first=MONDAY,
        last=MONDAY,
        hours=Decimal(8),
        reason="a planned operation",
        by=ward.manager,
        tree=ward.tree,
    )


def shown(client: Client, address: str) -> str:
    answer = client.get(f"/workforce/{address}{HERE}")
    assert answer.status_code == 200, answer.content.decode()[:400]
    return answer.content.decode()


def test_numbers_kinds_reasons_and_pay_are_for_whoever_manages(ward: Ward, manager: Client, scheduler: Client) -> None:
    licensed(ward, dt.date(2027, 5, 31))
    sick(ward)
    private = ("RN-778812", "a planned operation", "Sickness", "44.00")
    page = f"staff/{ward.nurse.pk}/"
    assert [words for words in private if words not in shown(manager, page)] == []
    assert [words for words in private if words in shown(scheduler, page)] == []
    assert "Sickness" in shown(manager, "leave/")
    assert "Sickness" not in shown(scheduler, "leave/")
    assert "cost" in client_columns(manager)
    assert "cost" not in client_columns(scheduler)
    assert b"44" not in scheduler.get(f"/workforce/staff/{HERE}&export=csv&col=name&col=cost").content


def client_columns(client: Client) -> list[str]:
    return [column.key for column in client.get(f"/workforce/staff/{HERE}").context["table"].columns]


def test_the_list_tells_who_is_there_and_whose_duties_are_closed(ward: Ward, manager: Client) -> None:
    licensed(ward, dt.date(2027, 5, 2))
    page = shown(manager, "staff/")
    assert "Ada Nurse" in page
    assert "duties that ask for it are closed" in page
    (line, _aide) = sorted(
        staff_lines(ward.tree["H1/W1"], tree=ward.tree, day=MONDAY, pay=False), key=lambda line: not line.closed
    )
    assert (line.closed, line.ends, line.leave_left, line.cost) == (True, dt.date(2027, 5, 2), 180, None)


def test_a_list_costs_the_same_for_few_and_many(ward: Ward) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            staff_lines(ward.tree["H1"], tree=ward.tree, day=MONDAY, pay=True)
        return len(queries)

    few = asked()
    for number in range(12):
        person = people.add_person(name=f"Person {number}", by=BY)
        Contract.objects.create(
            person=person, unit=ward.unit, grade=ward.grade, employment="own", weekly_hours=36, starts=SINCE
        )
    assert asked() == few
    assert few <= 12


def test_somebody_of_another_unit_is_not_there(ward: Ward, signed_in: Any) -> None:
    person = people.add_person(name="Otto Other", by=BY)
    account = people.open_account(person=person, email="otto@example.org", by=BY)
    access.grant(account=account, role=Role.DEPARTMENT_MANAGER, place="H1/W2", by=BY)
    other = signed_in(account)
    assert other.get(f"/workforce/staff/{ward.nurse.pk}/").status_code == 404
    assert other.post(f"/workforce/staff/{ward.nurse.pk}/skill/", {"skill": ward.skill.pk}).status_code == 404
    leave = sick(ward)
    assert other.post(f"/workforce/leave/{leave.pk}/decide/", {"wanted": "approved"}).status_code == 404
    assert other.post(f"/workforce/leave/{leave.pk}/withdraw/").status_code == 404


def test_what_is_entered_on_a_persons_page(ward: Ward, manager: Client) -> None:
    given: dict[str, dict[str, Any]] = {
        "skill": {"skill": ward.skill.pk, "since": "2026-01-01"},
        "credential": {"kind": "bls", "number": "1", "valid_from": "2026-01-01", "verified": "on"},
        "availability": {"says": "cannot", "weekday": "2", "since": "2026-01-01"},
        "leave": {"kind": ward.annual.pk, "first": "2027-06-01", "last": "2027-06-02", "hours": "10"},
        "request": {"on": "2027-06-05", "asks": "off", "strength": "3"},
        "contract": {"grade": ward.grade.pk, "employment": "own", "weekly_hours": "24", "starts": "2027-07-01"},
    }
    for what, values in given.items():
        answer = manager.post(f"/workforce/staff/{ward.nurse.pk}/{what}/{HERE}", values)
        assert answer.status_code == 302, (what, answer.content.decode()[:300])
    person = ward.nurse
    assert (person.skills.count(), person.availability.get().weekday, person.requests.get().strength) == (1, 2, 3)
    assert person.credentials.get().verified_by == ward.manager
    first, second = person.contracts.order_by("starts")
    assert (first.ends, second.weekly_hours) == (dt.date(2027, 6, 30), 24)
    page = shown(manager, f"staff/{person.pk}/")
    assert "Basic life support card" in page


def test_a_refusal_stands_beside_the_field_and_nothing_typed_is_lost(ward: Ward, manager: Client) -> None:
    values = {
        "kind": ward.annual.pk,
        "first": "2027-06-01",
        "last": "2027-06-02",
        "hours": "500",
        "reason": "a wedding",
    }
    answer = manager.post(f"/workforce/staff/{ward.nurse.pk}/leave/{HERE}", values)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "500 h are asked for and 180 h are left" in page
    assert "a wedding" in page
    assert manager.post(f"/workforce/staff/{ward.nurse.pk}/nothing/{HERE}").status_code == 404


def test_engaging_somebody_new(ward: Ward, manager: Client) -> None:
    shown(manager, "staff/engage/")
    values = {
        "name": "New Nurse",
        "grade": ward.grade.pk,
        "employment": "own",
        "weekly_hours": "0",
        "starts": "2027-06-01",
    }
    answer = manager.post(f"/workforce/staff/engage/{HERE}", values)
    assert answer.status_code == 422
    assert not Contract.objects.filter(person__name="New Nurse").exists()
    assert manager.post(f"/workforce/staff/engage/{HERE}", {**values, "weekly_hours": "30"}).status_code == 302
    assert Contract.objects.get(person__name="New Nurse").weekly_hours == 30


def test_leave_is_answered_on_its_page(ward: Ward, manager: Client) -> None:
    leave = sick(ward)
    assert "Ada Nurse" in shown(manager, "leave/")
    refused = manager.post(f"/workforce/leave/{leave.pk}/decide/{HERE}", {"wanted": "refused"})
    assert refused.status_code == 409
    assert manager.post(f"/workforce/leave/{leave.pk}/decide/{HERE}", {"wanted": "approved"}).status_code == 302
    leave.refresh_from_db()
    assert leave.state == "approved"


def test_need_establishment_and_rules_are_kept_by_form(ward: Ward, manager: Client) -> None:
    need = {"shift": ward.day.pk, "what": "registered_nurse", "method": "fixed", "people": "3", "since": "2027-05-01"}
    assert manager.post(f"/workforce/need/{HERE}", need).status_code == 302
    assert manager.post(f"/workforce/need/{HERE}", {**need, "people": ""}).status_code == 422
    rule = NeedRule.objects.get()
    assert "3 by the rule" in shown(manager, "need/")
    assert manager.post(f"/workforce/need/{rule.pk}/end/{HERE}").status_code == 302
    post = {"title": "Ward nurse", "grade": ward.grade.pk, "full_time_equivalent": "4.5", "since": "2027-01-01"}
    assert manager.post(f"/workforce/establishment/{HERE}", post).status_code == 302
    assert "Ward nurse" in shown(manager, "establishment/")
    assert manager.post(f"/workforce/establishment/{Post.objects.get().pk}/end/{HERE}").status_code == 302
    law = {"rule": "house-nights-in-row", "holds": "yes", "name": "at_most", "value": "3", "since": "2027-01-01"}
    assert manager.post(f"/workforce/rules/{HERE}", {**law, "why": "so"}).status_code == 422
    why = "Agreement with the union of 2026"
    assert manager.post(f"/workforce/rules/{HERE}", {**law, "why": why}).status_code == 302
    assert RuleInForce.objects.get().figures == {"at_most": 3.0}
    assert why in shown(manager, "rules/")


def test_a_wider_place_names_its_units(ward: Ward, scheduler: Client) -> None:
    for page in ("need/", "establishment/"):
        answer = scheduler.get(f"/workforce/{page}?at=H1")
        assert "H1/W2" in answer.content.decode()


def test_ones_own_work(ward: Ward, signed_in: Any) -> None:
    nurse = signed_in(ward.nurse_account)
    assert "Annual leave" in nurse.get("/workforce/own/").content.decode()
    asked = {"asking": "leave", "kind": ward.annual.pk, "first": "2027-06-01", "last": "2027-06-02", "hours": "10"}
    assert nurse.post("/workforce/own/", asked).status_code == 302
    assert nurse.post("/workforce/own/", asked).status_code == 422
    request = {"asking": "request", "on": "2027-06-05", "asks": "wanted", "shift": ward.night.pk, "strength": "2"}
    assert nurse.post("/workforce/own/", request).status_code == 302
    assert Request.objects.get().shift == ward.night
    leave = Leave.objects.get()
    assert nurse.post(f"/workforce/leave/{leave.pk}/withdraw/").status_code == 302
    assert nurse.get(f"/workforce/staff/{ward.nurse.pk}/").status_code == 403


def test_one_signal_for_each_credential_that_ends_told_to_managers(ward: Ward) -> None:
    kept = licensed(ward, dt.date(2027, 5, 31))
    days = [dt.date(2027, 3, 1), dt.date(2027, 3, 2), dt.date(2027, 5, 3), dt.date(2027, 6, 1)]
    found = [list(credential_signals(day, ward.tree)) for day in days]
    assert [[draft.key.rpartition(":")[2] for draft in drafts] for drafts in found] == [[], ["90"], ["30"], ["0"]]
    (draft,) = found[2]
    assert (draft.place, draft.audience, draft.figure) == ("H1/W1", "manage people at work", "28 days left")
    assert "Ada Nurse: the State professional license ends on 2027-05-31" in draft.sentence
    assert str(kept.pk) in draft.key
    assert "778812" not in str(draft)
