"""Messages stored before they are answered: order, repeats, refusals, strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError
from tests.unit.foundations.feeds.live import adt, answer_in, connected

from wellrun.engines.hl7v2 import Answer
from wellrun.foundations.feeds.actions import incoming
from wellrun.foundations.feeds.actions.incoming import Came
from wellrun.foundations.feeds.models import Connection, Received, Stranger

pytestmark = pytest.mark.django_db


def received(*bodies: bytes, address: str = "10.0.0.7") -> list[Answer | None]:
    answers = incoming.receive(came=[Came(body, address) for body in bodies])
    return [answer_in(one) if one else None for one in answers]


def code(*bodies: bytes, **more: Any) -> list[str]:
    return [one.code if one else "" for one in received(*bodies, **more)]


def test_each_message_has_its_place_in_the_order_of_its_sender(world: Any) -> None:
    first, second = connected(), connected("H2", sender="H2")
    other = "PAS|H2|WELLRUN|H2"
    assert (
        code(adt(control="7"), adt(control="1", head=other), adt(control="3"), adt(control="2", head=other))
        == ["AA"] * 4
    )
    assert list(Received.objects.filter(connection=first).order_by("number").values_list("number", "control")) == [
        (1, "7"),
        (2, "3"),
    ]
    assert list(second.messages.order_by("number").values_list("control", flat=True)) == ["1", "2"]


def test_what_came_is_kept_as_it_came_and_sealed(world: Any) -> None:
    connected()
    raw = adt(name="Löwe^Ada").replace(b"\r", b"\r\n")
    assert code(raw) == ["AA"]
    row = Received.objects.get()
    assert row.raw.encode(row.codec) == raw
    assert (row.kind, row.event, row.visit, row.state) == ("ADT", "A01", "V1", "waiting")
    assert Received.objects.get(visit_index="V1") == row
    assert b"Ada" not in bytes(Received.objects.values_list("raw", flat=True)[0])


def test_a_repeat_is_answered_as_before_and_kept_once(world: Any) -> None:
    connection = connected()
    wrong = adt(control="2").replace(b"PID|1||A1", b"PID|1||")
    assert code(adt(), adt(), wrong) == ["AA", "AA", "AE"]
    assert code(adt(), wrong) == ["AA", "AE"]
    assert Received.objects.count() == 2
    connection.refresh_from_db()
    assert (connection.last_number, connection.repeated, connection.reused) == (2, 3, 0)


def test_a_number_that_is_used_again_for_other_content_is_kept_and_told(world: Any) -> None:
    connection = connected()
    assert code(adt(), adt("A03"), adt("A03")) == ["AA"] * 3
    assert list(Received.objects.order_by("number").values_list("event", "reused")) == [("A01", False), ("A03", True)]
    connection.refresh_from_db()
    assert (connection.repeated, connection.reused) == (1, 1)


def test_what_cannot_be_used_is_kept_with_its_faults_and_the_sender_is_told(world: Any) -> None:
    connected()
    (answer,) = received(adt().replace(b"PID|1||A1^^^H1^MR", b"PID|1||"))
    assert answer is not None
    assert (answer.code, answer.control) == ("AE", "1")
    assert answer.errors[0].startswith("PID-3: PID-3 is missing")
    row = Received.objects.get()
    assert row.state == "held"
    assert [fault["place"] for fault in json.loads(row.faults)] == ["PID-3"]


def test_a_message_without_a_number_is_refused_and_kept(world: Any) -> None:
    connected()
    assert code(adt(control="")) == ["AR"]
    assert Received.objects.get().state == "held"


def test_a_sender_that_nobody_set_up_is_refused_and_only_counted(world: Any) -> None:
    connected(active=False)
    answers = received(adt(), adt(head="SPY|X|WELLRUN|H1"), adt(head="SPY|X|WELLRUN|H1"))
    assert [one.code for one in answers if one] == ["AR"] * 3
    assert all(one and "not known" in one.text for one in answers)
    assert not Received.objects.exists()
    assert dict(Stranger.objects.values_list("application", "messages")) == {"PAS": 1, "SPY": 2}


@pytest.mark.parametrize(
    ("addresses", "address", "said"),
    [
        ("", "10.0.0.7", "AA"),
        ("10.0.0.7", "10.0.0.7", "AA"),
        ("192.0.2.1 10.0.0.0/24", "10.0.0.7", "AA"),
        ("10.0.1.0/24", "10.0.0.7", "AR"),
        ("fd00::/8", "fd00::7", "AA"),
        ("10.0.0.7", "", "AR"),
    ],
)
def test_a_sender_comes_from_where_it_may(world: Any, addresses: str, address: str, said: str) -> None:
    connected(addresses=addresses)
    assert code(adt(), address=address) == [said]


def test_strangers_cannot_fill_the_database(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST_STRANGERS", 3)
    received(*(adt(head=f"SPY{number}|X|W|H1") for number in range(9)))
    assert Stranger.objects.count() == 4
    assert sum(Stranger.objects.values_list("messages", flat=True)) == 9


@pytest.mark.parametrize("body", [b"GET / HTTP/1.1", b"", adt() + adt(control="2"), b"PID|1\r"])
def test_what_is_not_one_message_is_refused(world: Any, body: bytes) -> None:
    connected()
    assert code(body) == ["AR"]
    assert not Received.objects.exists()


def test_who_wants_no_answer_gets_none_and_is_kept(world: Any) -> None:
    connected()
    assert received(adt(more="|||NE|NE")) == [None]
    assert code(adt(control="2", more="|||AL|NE")) == ["CA"]
    assert Received.objects.count() == 2


def test_where_it_cannot_be_stored_nobody_is_answered(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    connected()

    def full(*_: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(Received.objects, "bulk_create", full)
    with pytest.raises(DatabaseError):
        incoming.receive(came=[Came(adt(), "")])
    assert Connection.objects.get().last_number == 0


def test_the_background_is_asked_once_however_many_come(world: Any) -> None:
    from django_tasks_db.models import DBTaskResult

    connection = connected()
    received(adt(control="1"), adt(control="2"))
    received(adt(control="3"))
    tasks = DBTaskResult.objects.filter(task_path__endswith="take_messages")
    assert [one.args_kwargs["args"] for one in tasks] == [[connection.pk]]
