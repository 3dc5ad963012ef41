"""Messages that wait are taken in, in order; those that cannot be are held, mended, replayed or left out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.foundations.feeds.live import BY, adt, connected

from wellrun.engines.hl7v2 import Message
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.feeds import registry
from wellrun.foundations.feeds.actions import held_messages, incoming, live_facts, taking
from wellrun.foundations.feeds.actions.incoming import Came
from wellrun.foundations.feeds.models import Arrival, Connection, Received
from wellrun.foundations.feeds.registry import MessageStep
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.models import Patient, Stay
from wellrun.values.faults import Fault, Refused
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(world: Any) -> Connection:
    return connected()


def take(connection: Connection, *bodies: bytes) -> list[str]:
    incoming.receive(came=[Came(body, "") for body in bodies])
    taking.take_messages(connection=connection, by=BY)
    return list(connection.messages.order_by("number").values_list("state", flat=True))


def test_a_stay_is_followed_event_by_event(connection: Connection) -> None:
    assert take(connection, adt("A01", control="1")) == ["taken"]
    stay = Stay.objects.get()
    assert (stay.place, stay.ended_at) == ("H1/W1", None)
    take(connection, adt("A02", "20260301120000", control="2", unit="W2"))
    assert Stay.objects.get().place == "H1/W2"
    take(connection, adt("A03", "20260302100000", control="3", unit="W2"))
    assert Stay.objects.get().ended_at is not None
    take(connection, adt("A08", "20260302110000", control="4", unit="W2"))
    assert Stay.objects.get().ended_at is not None, "a change of data ends no discharge"
    take(connection, adt("A13", "20260302120000", control="5", unit="W2"))
    stay = Stay.objects.get()
    assert (stay.place, stay.ended_at) == ("H1/W2", None)
    assert Patient.objects.get().name == "Ada Lovell"


def test_what_a_sender_deletes_is_no_name(connection: Connection) -> None:
    take(connection, adt(control="1"), adt("A08", control="2", name='""^""'))
    assert Patient.objects.get().name == "Ada Lovell"


def test_each_is_handed_over_once_in_order_and_a_fault_hinders_none_after_it(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int, str]] = []

    def takes(message: Message, *, facility: Facility, number: int, by: Any) -> None:
        seen.append((facility.code, number, message.value("MSH", 10)))
        if message.value("MSH", 10) == "2":
            raise Refused(Fault("test.wrong", "It does not fit.", place="PV1-3", remedy="Mend it."))
        if message.value("MSH", 10) == "3":
            raise ZeroDivisionError("Lovell")

    monkeypatch.setattr(registry, "MESSAGE_STEPS", [])
    monkeypatch.setattr(taking, "MESSAGE_STEPS", [MessageStep("ADT", takes, frozenset({"A01"}))])
    states = take(connection, *(adt(control=str(number)) for number in range(1, 5)), adt("A31", control="5"))
    assert states == ["taken", "held", "held", "taken", "unread"]
    assert seen == [("H1", number, str(number)) for number in range(1, 5)]
    held = Received.objects.filter(state="held").order_by("number")
    assert "It does not fit." in held[0].faults
    assert "ZeroDivisionError" in held[1].faults
    assert "Lovell" not in held[1].faults
    assert taking.take_messages(connection=connection, by=BY) == 0


def test_a_held_message_is_mended_in_its_place(connection: Connection, world: Any) -> None:
    assert take(connection, adt(control="1").replace(b"PV1|1|I|W1", b"PV1|1|I|"), adt("A08", control="2")) == [
        "held",
        "taken",
    ]
    held = connection.messages.get(state="held")
    by, tree = world.integration_lead, world.tree
    with pytest.raises(Refused) as refused:
        held_messages.mend_message(message=held, corrected="PID|1\r", by=by, tree=tree)
    assert refused.value.faults[0].code == "feeds.message.not_one"
    with pytest.raises(Refused):
        held_messages.mend_message(message=held, corrected=held.raw.replace("A1^^^H1^MR", ""), by=by, tree=tree)
    form = held.raw.replace("PV1|1|I|", "PV1|1|I|W2").replace("\r", "\r\n")
    held_messages.mend_message(message=held, corrected=form, by=by, tree=tree)
    taking.take_messages(connection=connection, by=BY)
    held.refresh_from_db()
    assert (held.state, held.number) == ("taken", 1)
    entry = Entry.objects.filter(action="feeds.message.mended").get()
    assert "Lovell" not in str(entry.before) + str(entry.after)
    with pytest.raises(Refused):
        held_messages.replay_message(message=held, by=by, tree=tree)


def test_a_message_is_replayed_or_left_out_for_a_reason(connection: Connection, world: Any) -> None:
    take(connection, adt("A19", control="1"), adt(control="").replace(b"A01", b"A08"))
    unread, held = connection.messages.order_by("number")
    by, tree = world.integration_lead, world.tree
    held_messages.replay_message(message=unread, by=by, tree=tree)
    taking.take_messages(connection=connection, by=BY)
    with pytest.raises(Refused):
        held_messages.leave_message_out(message=held, reason=" ", by=by, tree=tree)
    with pytest.raises(Refused):
        held_messages.leave_message_out(message=held, reason="test", by=world.ward_manager, tree=tree)
    held_messages.leave_message_out(message=held, reason="test of the sender", by=by, tree=tree)
    assert list(connection.messages.order_by("number").values_list("state", flat=True)) == ["unread", "left_out"]


def rows(settings: Any, table: str) -> list[dict[str, Any]]:
    with Warehouse(settings.WAREHOUSE).connect({table: TABLES[table]}) as connection:
        found: list[dict[str, Any]] = connection.sql(f"SELECT * FROM {table}").to_arrow_table().to_pylist()
    return found


def test_what_came_live_goes_the_way_of_files_whole_visit_by_whole_visit(
    connection: Connection, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[Any] = []
    monkeypatch.setattr(live_facts, "AFTER_LOAD", [steps.append])
    take(connection, adt("A01", control="1"), adt("A01", control="2", mrn="B2", visit="V2", name="Löwe^Ben"))
    assert live_facts.take_live_facts(connection=connection, by=BY) == 2
    take(connection, adt("A02", "20260301120000", control="3", unit="W2"))
    take(connection, adt("A03", "20260302100000", control="4", unit="W2"))
    assert live_facts.take_live_facts(connection=connection, by=BY) == 2
    assert live_facts.take_live_facts(connection=connection, by=BY) == 0
    assert steps == [BY, BY]
    second = Arrival.objects.order_by("-pk")[0]
    assert (second.read, second.quarantined) == (3 + 2, 0), "three messages of the visit, and the places they opened"
    stays = {row["encounter"]: row for row in rows(settings, "encounters")}
    assert [(key[-2:], row["status"]) for key, row in sorted(stays.items())] == [
        ("V1", "finished"),
        ("V2", "in-progress"),
    ]
    assert len([row for row in rows(settings, "encounter_places") if row["encounter"].endswith("V1")]) == 2


def test_what_broke_off_is_asked_for_again(connection: Connection) -> None:
    from django_tasks_db.models import DBTaskResult

    incoming.receive(came=[Came(adt(), "")])
    assert taking.backlog() == 1
    before = DBTaskResult.objects.count()
    taking.ask_again(facts=True)
    assert DBTaskResult.objects.count() == before + 1
    taking.take_messages(connection=connection, by=BY)
    taking.ask_again(facts=True)
    assert DBTaskResult.objects.filter(task_path__endswith="take_live_facts").count() == 1
