"""Promises: who, what, by when; closed with evidence; seen only by those who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wellrun.foundations.audit.queries import history, verify
from wellrun.foundations.followup import actions, rules
from wellrun.foundations.followup.models import Action
from wellrun.foundations.followup.queries import actions_within, kept_on, promised_for
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


def promised(world: Any, place: str = "H1/W1", **changes: Any) -> Action:
    given = {
        "title": "Check every bed-exit alarm",
        "owner": world.ward_manager.person,
        "place": world.place(place),
        "due_on": world.today + dt.timedelta(days=3),
        "by": world.director,
        "tree": world.tree,
        "today": world.today,
    }
    return actions.promise(**{**given, **changes})


def test_a_promise_is_kept_and_audited(world: Any) -> None:
    action = promised(world)
    assert [entry.action for entry in history(action)] == ["followup.action.promised"]
    assert verify().whole


def test_all_faults_of_a_promise_are_told_at_once(world: Any) -> None:
    with pytest.raises(Refused) as refused:
        promised(world, title="  ", due_on=world.today - dt.timedelta(days=1))
    assert {fault.code for fault in refused.value.faults} == {"followup.no_title", "followup.due_in_past"}
    assert not Action.objects.exists()


def test_a_manager_promises_only_for_their_own_place(world: Any) -> None:
    promised(world, by=world.ward_manager)
    with pytest.raises(Refused):
        promised(world, place="H1/W2", by=world.ward_manager)


def test_closing_needs_evidence_and_can_be_undone(world: Any) -> None:
    action = promised(world)
    change = {"action": action, "by": world.director, "tree": world.tree, "today": world.today}
    with pytest.raises(Refused, match="evidence"):
        actions.change(**change, wanted="done")
    assert actions.change(**change, wanted="done", evidence="All 24 checked").closed_on == world.today
    with pytest.raises(Refused, match="cannot become"):
        actions.change(**change, wanted="stopped", evidence="again")
    assert actions.change(**change, wanted="open").closed_on is None


def test_every_status_has_its_transitions() -> None:
    assert set(rules.TRANSITIONS) == set(Action.Status.values)


@pytest.mark.parametrize(
    ("status", "due", "stands"),
    [
        ("open", -1, "overdue"),
        ("open", 0, "today"),
        ("open", 1, "open"),
        ("done", -9, "done"),
        ("stopped", -9, "stopped"),
    ],
)
def test_how_a_promise_stands(status: str, due: int, stands: str) -> None:
    today = dt.date(2026, 3, 2)
    assert rules.standing(status=status, due_on=today + dt.timedelta(days=due), today=today) == stands


def test_promises_are_seen_within_the_place_only(world: Any) -> None:
    here, other = promised(world), promised(world, place="H2/W1")
    assert set(actions_within(world.place("NET"), tree=world.tree)) == {here, other}
    assert set(actions_within(world.place("H1"), tree=world.tree)) == {here}
    assert set(actions_within(world.place("H1/W2"), tree=world.tree)) == set()


def test_what_is_due_today_and_how_much_was_kept(world: Any) -> None:
    due = promised(world, due_on=world.today)
    promised(world, due_on=world.today, title="Another")
    promised(world, due_on=world.today + dt.timedelta(days=1), title="Tomorrow")
    network = world.place("NET")
    assert len(promised_for(world.today, place=network, tree=world.tree)) == 2
    actions.change(action=due, wanted="done", evidence="x", by=world.director, tree=world.tree, today=world.today)
    assert kept_on(world.today, place=network, tree=world.tree) == (1, 2)


def test_one_cannot_open_the_action_of_another_place_by_its_number(world: Any) -> None:
    other = promised(world, place="H2/W1")
    client = Client()
    client.force_login(world.ward_manager)
    assert client.get(reverse("followup:action", args=[other.pk])).status_code == 404
    assert (
        client.post(reverse("followup:change", args=[other.pk]), {"wanted": "done", "evidence": "x"}).status_code == 404
    )


def test_the_list_is_exported_as_it_is_shown(world: Any) -> None:
    promised(world, title="=1+1")
    promised(world, title="Order mattresses")
    client = Client()
    client.force_login(world.director)
    page = client.get(reverse("followup:list"), {"at": "H1", "q": "mattresses"})
    assert b"1 of 2 rows" in page.content
    body = client.get(reverse("followup:list"), {"at": "H1", "export": "csv", "col": ["title"]}).content.decode(
        "utf-8-sig"
    )
    assert body.splitlines() == ["What", "'=1+1", "Order mattresses"]
    sheet = client.get(reverse("followup:list"), {"at": "H1", "export": "xlsx"})
    assert sheet.content[:2] == b"PK"
