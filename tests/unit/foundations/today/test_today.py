"""The morning: signals once each at the widest place, scoped to the reader, judged with a reason, owned with a date."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.documents.plain import text
from wellrun.foundations.documents.word import docx
from wellrun.foundations.today import actions
from wellrun.foundations.today.brief import as_data, brief, minutes
from wellrun.foundations.today.models import Briefing, Look, Signal
from wellrun.foundations.today.queries import morning
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db


def signal(world: Any, place: str, measure: str = "falls", rank: int = 3, **more: Any) -> Signal:
    Look.objects.get_or_create(day=world.today, defaults={"signals": 1})
    given = {"weight": 1.0, "kind": "Safety", "mark": "concern-up", "figure": "6.1", "facts": "usual 3.6."}
    return Signal.objects.create(
        day=world.today,
        key=f"variation:{measure}:{place}",
        place=place,
        measure=measure,
        rank=rank,
        sentence=f"{measure} of {place} have changed.",
        **{**given, **more},
    )


def seen(world: Any, place: str) -> list[str]:
    return [item.signal.place for item in morning(world.place(place), day=world.today, tree=world.tree).items]


def test_a_change_is_said_once_at_the_widest_place_in_scope(world: Any) -> None:
    for place in ("H1", "H1/medicine", "H1/W1", "H2/W1"):
        signal(world, place)
    assert seen(world, "NET") == ["H1", "H2/W1"]
    assert seen(world, "H1/medicine") == ["H1/medicine"]
    assert seen(world, "H1/W1") == ["H1/W1"]
    assert seen(world, "H1/W2") == []


def test_consequence_orders_the_morning(world: Any) -> None:
    signal(world, "H1", "drift", rank=5)
    signal(world, "H1", "money", rank=4, weight=1)
    signal(world, "H1", "more money", rank=4, weight=9)
    signal(world, "H1", "harm", rank=1)
    found = morning(world.place("H1"), day=world.today, tree=world.tree).items
    assert [item.signal.measure for item in found] == ["harm", "more money", "money", "drift"]


def test_at_most_seven_are_shown_and_the_rest_are_behind(world: Any) -> None:
    for number in range(9):
        signal(world, "H1", f"m{number}")
    found = morning(world.place("H1"), day=world.today, tree=world.tree)
    assert (len(found.shown), len(found.rest)) == (7, 2)


def test_not_a_concern_needs_a_reason_and_an_end(world: Any) -> None:
    one = signal(world, "H1")
    judge = {"signal": one, "by": world.director, "tree": world.tree, "today": world.today}
    with pytest.raises(Refused) as refused:
        actions.dismiss(**judge, reason=" ", until=world.today)
    assert {fault.place for fault in refused.value.faults} == {"reason", "until"}
    judged = actions.dismiss(**judge, reason="Ward closed", until=world.today + dt.timedelta(days=7))
    assert seen(world, "H1") == []
    actions.withdraw_dismissal(dismissal=judged, by=world.director, tree=world.tree, today=world.today)
    assert seen(world, "H1") == ["H1"]


def test_a_signal_is_judged_only_by_those_of_its_place(world: Any) -> None:
    one = signal(world, "H1/W2")
    with pytest.raises(Refused):
        actions.dismiss(
            signal=one,
            reason="x",
            until=world.today + dt.timedelta(days=2),
            by=world.ward_manager,
            tree=world.tree,
            today=world.today,
        )


def test_an_assigned_signal_shows_its_owner(world: Any) -> None:
    one = signal(world, "H1")
    due = world.today + dt.timedelta(days=2)
    actions.assign(
        signal=one,
        title="Look",
        owner=world.ward_manager.person,
        due_on=due,
        by=world.director,
        tree=world.tree,
        today=world.today,
    )
    (item,) = morning(world.place("H1"), day=world.today, tree=world.tree).items
    assert item.action is not None
    assert item.action.owner == world.ward_manager.person


def test_an_overdue_promise_is_a_signal(world: Any) -> None:
    from wellrun.foundations.followup import actions as followup

    followup.promise(
        title="Mend the lift",
        owner=world.director.person,
        place=world.place("H1"),
        due_on=world.today,
        by=world.director,
        tree=world.tree,
        today=world.today,
    )
    actions.find_signals(day=world.today + dt.timedelta(days=2), by=System("test"))
    (found,) = Signal.objects.all()
    assert "Mend the lift" in found.sentence
    assert found.figure == "2 days late"


def test_signals_are_worked_out_once_and_in_place_of_what_was_there(world: Any) -> None:
    actions.find_signals(day=world.today, by=System("test"))
    actions.find_signals(day=world.today, by=System("test"))
    assert Look.objects.count() == 1
    assert verify().whole


def test_the_brief_says_the_same_in_every_form(world: Any) -> None:
    signal(world, "H1")
    found = morning(world.place("H1"), day=world.today, tree=world.tree)
    said = as_data(found)
    json.dumps(said)
    assert said["decisions"][0]["sentence"] in text(brief(found)).replace("\n", " ")
    assert pdf(brief(found))[:5] == b"%PDF-"
    assert docx(brief(found))[:2] == b"PK"


@pytest.mark.parametrize(
    ("form", "kind"), [("pdf", "application/pdf"), ("json", "application/json"), ("txt", "text/plain; charset=utf-8")]
)
def test_the_brief_is_a_file(world: Any, form: str, kind: str) -> None:
    client = Client()
    client.force_login(world.director)
    answer = client.get(reverse("today:brief", args=[form]), {"at": "H1", "day": world.today.isoformat()})
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)


def test_the_briefing_keeps_decisions_with_their_owners(world: Any) -> None:
    one = signal(world, "H1")
    client = Client()
    client.force_login(world.director)
    where = {"at": "H1", "day": world.today.isoformat()}
    client.post(reverse("today:briefing-start"), where)
    half = {**where, "signal": one.pk, "words": "Open two beds", "owner": world.director.person.pk}
    assert client.post(reverse("today:briefing-decide"), half).status_code == 422, (
        "an owner without a day is not enough"
    )
    client.post(reverse("today:briefing-decide"), {**half, "due_on": world.today.isoformat()})
    client.post(reverse("today:briefing-end"), {**where, "attendance": "All heads"})
    held = Briefing.objects.get()
    (decision,) = held.decisions.all()
    assert decision.action is not None
    assert decision.action.origin == one.key
    assert docx(minutes(held, place_name="H1"))[:2] == b"PK"
    assert client.get(reverse("today:minutes"), where).status_code == 200


def test_the_page_needs_few_queries(world: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        signal(world, "H1", f"m{number}")
    client = Client()
    client.force_login(world.director)
    with django_assert_max_num_queries(26):
        client.get(reverse("today:page"), {"at": "H1", "day": world.today.isoformat()})


def test_what_is_set_aside_for_a_hospital_does_not_come_back_for_its_ward(world: Any) -> None:
    one = signal(world, "H1")
    signal(world, "H1/W1")
    until = world.today + dt.timedelta(days=7)
    actions.dismiss(signal=one, reason="Known", until=until, by=world.director, tree=world.tree, today=world.today)
    assert seen(world, "H1") == []


@pytest.mark.parametrize("asked", ["elsewhere", "words"])
def test_a_decision_is_never_about_a_signal_of_another_place(world: Any, asked: str) -> None:
    other = signal(world, "H2/W1")
    client = Client()
    client.force_login(world.ward_manager)
    where = {"at": "H1/W1", "day": world.today.isoformat()}
    client.post(reverse("today:briefing-start"), where)
    sent = {**where, "signal": other.pk if asked == "elsewhere" else "x", "words": "Noted"}
    assert client.post(reverse("today:briefing-decide"), sent).status_code == 404
    assert not Briefing.objects.get().decisions.exists()
