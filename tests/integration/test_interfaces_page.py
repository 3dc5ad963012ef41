"""The pages of interfaces: set up, changed, held messages mended, queues seen to; nobody of elsewhere is let in."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import account
from tests.signing_in import signed_in
from tests.unit.foundations.feeds.live import BY, adt, connected

from wellrun.engines.hl7v2 import Answer, new_segment
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds.actions import incoming, outgoing, taking
from wellrun.foundations.feeds.actions.incoming import Came
from wellrun.foundations.feeds.live_queries import inward, outward
from wellrun.foundations.feeds.models import Connection, Destination, Outgoing, Received, Stranger
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.today.interfaces import interface_signals

pytestmark = pytest.mark.django_db

IN = {
    "name": "Admissions",
    "application": "PAS",
    "sender": "H1",
    "addresses": "",
    "quiet_minutes": "30",
    "active": "on",
}
OUT = {
    "name": "Laboratory",
    "host": "lab.example",
    "port": "2575",
    "kinds": "ADT",
    "on_refusal": "hold",
    "active": "on",
    "authority": "",
    "application": "LAB",
    "receiver": "",
}


@pytest.fixture
def client(world: Any, looked_at: None) -> Any:
    return signed_in(world.integration_lead)


def page(client: Any, route: str, *arguments: Any) -> str:
    answer = client.get(reverse(route, args=arguments), {"at": "H1"})
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def h1() -> str:
    return str(Facility.objects.get(code="H1").pk)


def test_before_anything_is_set_up_the_page_says_how_to_begin(client: Any) -> None:
    assert "No system is connected yet." in page(client, "feeds:interfaces")


def test_a_system_is_set_up_and_changed_and_the_audit_says_how(client: Any) -> None:
    answer = client.post(reverse("feeds:connection-new"), {**IN, "facility": h1(), "at": "H1"})
    row = Connection.objects.get()
    assert answer["Location"].startswith(reverse("feeds:connection", args=[row.pk]))
    assert (row.facility.code, row.quiet_minutes, row.active, row.feed.name) == ("H1", 30, True, "Admissions")
    change = reverse("feeds:connection-change", args=[row.pk])
    assert client.post(change, {**IN, "name": "Patients", "version": "1", "at": "H1"}).status_code == 302
    late = client.post(change, {**IN, "name": "Other", "version": "1", "at": "H1"})
    assert late.status_code == 422
    row.refresh_from_db()
    assert (row.name, row.version) == ("Patients", 2)
    last = Entry.objects.filter(action="feeds.connection.set").latest("pk")
    assert (last.before["name"], last.after["name"]) == ("Admissions", "Patients")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"addresses": "10.0.0.300"}, "neither an address nor a network"), ({}, "one of that name already")],
)
def test_what_is_wrong_stands_beside_its_field(client: Any, wrong: dict[str, str], words: str) -> None:
    connected()
    given = {**IN, "application": "PAS" if not wrong else "OTHER", **wrong, "facility": h1(), "at": "H1"}
    answer = client.post(reverse("feeds:connection-new"), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Connection.objects.count() == 1


def test_held_messages_are_shown_with_their_faults_to_who_may_see_them(client: Any, world: Any) -> None:
    connection = connected()
    incoming.receive(came=[Came(adt(control="1").replace(b"PV1|1|I|W1", b"PV1|1|I|"), "")])
    taking.take_messages(connection=connection, by=BY)
    text = page(client, "feeds:connection", connection.pk)
    assert "PV1-3 holds" in text
    assert "Lovell" in text
    other = signed_in(account("boss", Role.ADMINISTRATOR, "H1"))
    hidden = page(other, "feeds:connection", connection.pk)
    assert "Lovell" not in hidden
    assert "an integration lead can see and mend them" in hidden
    row = Received.objects.get()
    do = reverse("feeds:message-do", args=[connection.pk, row.pk])
    assert client.post(do, {"raw": row.raw, "at": "H1"}).status_code == 302
    taking.take_messages(connection=connection, by=BY)
    row.refresh_from_db()
    assert row.state == "held", "what is sent back as it was is held again"
    assert client.post(do, {"raw": row.raw.replace("PV1|1|I|", "PV1|1|I|W2"), "at": "H1"}).status_code == 302
    taking.take_messages(connection=connection, by=BY)
    row.refresh_from_db()
    assert row.state == "taken"
    assert client.post(do, {"replay": "1", "at": "H1"}).status_code == 409


def test_a_connection_of_another_facility_is_not_there(client: Any) -> None:
    elsewhere = connected("H2", sender="H2")
    incoming.receive(came=[Came(adt(head="PAS|H2|W|H2"), "")])
    message = Received.objects.get()
    for route in ("feeds:connection", "feeds:connection-change", "feeds:live-facts"):
        assert client.post(reverse(route, args=[elsewhere.pk]), {"at": "H1"}).status_code in (404, 405)
        assert client.get(reverse(route, args=[elsewhere.pk]), {"at": "H1"}).status_code in (404, 405)
    do = reverse("feeds:message-do", args=[elsewhere.pk, message.pk])
    assert client.post(do, {"leave_out": "1", "reason": "x", "at": "H1"}).status_code == 404
    mine = connected("H1", application="OTHER")
    do = reverse("feeds:message-do", args=[mine.pk, message.pk])
    assert client.post(do, {"leave_out": "1", "reason": "x", "at": "H1"}).status_code == 404


def put() -> Outgoing:
    (row,) = outgoing.send(
        facility=Facility.objects.get(code="H1"),
        kind="ADT",
        event="A01",
        segments=[new_segment("PID", {3: "A1"})],
        cause="stay 1",
        by=BY,
    )
    return row


def test_a_queue_is_seen_and_seen_to(client: Any) -> None:
    client.post(reverse("feeds:destination-new"), {**OUT, "facility": h1(), "at": "H1"})
    row = Destination.objects.get()
    assert (row.host, row.port, row.kinds) == ("lab.example", 2575, "ADT")
    first, second = put(), put()
    outgoing.sent(message=first.pk, answer=Answer("AE", first.control, "no such ward"))
    outgoing.not_sent(destination=row, trouble="nobody listens there")
    text = page(client, "feeds:destination", row.pk)
    assert "no such ward" in text
    assert "nobody listens there" in text
    do = reverse("feeds:outgoing-do", args=[row.pk, first.pk])
    assert client.post(do, {"at": "H1"}).status_code == 302
    assert client.post(reverse("feeds:try-now", args=[row.pk]), {"at": "H1"}).status_code == 302
    do = reverse("feeds:outgoing-do", args=[row.pk, second.pk])
    assert client.post(do, {"withdraw": "1", "reason": "entered twice", "at": "H1"}).status_code == 302
    assert list(row.messages.order_by("number").values_list("state", flat=True)) == ["waiting", "withdrawn"]
    wrong = client.post(reverse("feeds:destination-new"), {**OUT, "port": "99999", "facility": h1(), "at": "H1"})
    assert wrong.status_code == 422


def test_strangers_are_shown_once_something_is_connected(client: Any) -> None:
    incoming.receive(came=[Came(adt(head="SPY|X|W|H1"), "10.0.0.9")])
    assert "SPY" not in page(client, "feeds:interfaces")
    connected()
    assert "SPY" in page(client, "feeds:interfaces")
    client.post(
        reverse("feeds:connection-new"), {**IN, "application": "SPY", "sender": "X", "facility": h1(), "at": "H1"}
    )
    assert not Stranger.objects.exists(), "whoever is set up is no stranger"


def test_silence_held_messages_and_an_old_queue_are_news(world: Any) -> None:
    now = timezone.now()
    quiet = connected(quiet_minutes=30)
    assert [one.trouble for one in inward(Connection.objects.all())] == [""]
    assert [one.trouble for one in inward(Connection.objects.all(), now=now + dt.timedelta(minutes=31))] == ["silent"]
    Connection.objects.filter(pk=quiet.pk).update(last_at=now - dt.timedelta(minutes=31))
    destination = Destination.objects.create(
        facility=Facility.objects.get(code="H1"), name="Laboratory", host="lab", port=1, kinds="ADT"
    )
    put()
    assert [one.trouble for one in outward(Destination.objects.all())] == [""]
    Outgoing.objects.update(asked_at=now - dt.timedelta(minutes=16))
    found = list(interface_signals(timezone.localdate(), world.tree))
    assert [(one.key, one.place) for one in found] == [
        (f"interface:in:{quiet.pk}:silent", "H1"),
        (f"interface:out:{destination.pk}:old", "H1"),
    ]
    assert list(interface_signals(timezone.localdate() - dt.timedelta(days=1), world.tree)) == []
