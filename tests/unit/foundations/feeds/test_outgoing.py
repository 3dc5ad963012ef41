"""Messages to other systems: put in line with their cause, in order, for ever, and what each answer means."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from tests.unit.foundations.feeds.live import BY

from wellrun.engines.hl7v2 import Answer, Frames, acknowledgement, framed, header_of, new_segment, read, read_bytes
from wellrun.foundations.feeds import sender as sending
from wellrun.foundations.feeds.actions import outgoing
from wellrun.foundations.feeds.models import Destination, Outgoing
from wellrun.foundations.feeds.rules.live import pause
from wellrun.foundations.feeds.sender import Sender
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

NOW = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


def destined(name: str = "Laboratory", **more: Any) -> Destination:
    facility = Facility.objects.get(code="H1")
    values = {"host": "127.0.0.1", "port": 1, "kinds": "ADT SIU^S12", "application": "LAB", "receiver": "H1"} | more
    return Destination.objects.create(facility=facility, name=name, **values)


def put(kind: str = "ADT", event: str = "A01", patient: str = "A1") -> list[Outgoing]:
    return outgoing.send(
        facility=Facility.objects.get(code="H1"),
        kind=kind,
        event=event,
        segments=[new_segment("PID", {3: patient})],
        cause="stay 1",
        by=BY,
    )


def answered(row: Outgoing, code: str, text: str = "") -> str:
    state = outgoing.sent(message=row.pk, answer=Answer(code, row.control, text))
    row.refresh_from_db()
    return state


def states() -> list[str]:
    return list(Outgoing.objects.order_by("number").values_list("state", flat=True))


@pytest.mark.django_db
def test_a_message_waits_for_each_destination_that_wants_it(world: Any) -> None:
    destined()
    destined("Pharmacy", kinds="ADT^A03")
    (row,) = put()
    message = read(row.raw).messages[0]
    header = header_of(message)
    assert (header.application, header.facility, header.to_application, header.to_facility) == (
        "WELLRUN",
        "H1",
        "LAB",
        "H1",
    )
    assert (header.control, header.type, header.event) == (row.control, "ADT", "A01")
    assert b"A1" not in bytes(Outgoing.objects.values_list("raw", flat=True)[0])
    assert len(put("SIU", "S12")) == 1
    assert put("SIU", "S13") == []
    assert len(put("ADT", "A03")) == 2


@pytest.mark.django_db
def test_what_is_undone_sends_nothing(world: Any) -> None:
    destined()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put()
        raise ZeroDivisionError
    assert outgoing.due() == []
    assert Destination.objects.get().last_number == 0


@pytest.mark.django_db
def test_the_first_goes_first_and_the_next_when_it_was_taken(world: Any) -> None:
    destined()
    first, second = put()[0], put()[0]
    assert [one.message for one in outgoing.due()] == [first.pk]
    assert answered(first, "AA") == "sent"
    assert [one.message for one in outgoing.due()] == [second.pk]
    assert answered(second, "CA") == "sent"
    assert outgoing.due() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "rule", "state"),
    [
        ("AE", "hold", "held"),
        ("CE", "retry", "held"),
        ("AR", "hold", "held"),
        ("AR", "retry", "waiting"),
        ("??", "hold", "waiting"),
    ],
)
def test_what_an_answer_means(world: Any, code: str, rule: str, state: str) -> None:
    destination = destined(on_refusal=rule)
    first, second = put()[0], put()[0]
    assert answered(first, code, "no such ward") == state
    assert first.words == "no such ward"
    destination.refresh_from_db()
    if state == "held":
        assert [one.message for one in outgoing.due()] == [second.pk]
        assert destination.attempts == 0
    else:
        assert outgoing.due() == [], "none goes before it"
        assert destination.attempts == 1
        assert code[:2] in destination.trouble


@pytest.mark.django_db
def test_attempts_in_vain_pause_longer_and_longer_and_never_end(world: Any) -> None:
    destination = destined()
    put()
    for _each in range(30):
        outgoing.not_sent(destination=destination, trouble="nobody listens there")
    destination.refresh_from_db()
    assert destination.attempts == 30
    assert destination.next_at is not None
    assert dt.timedelta(minutes=4) < destination.next_at - timezone.now() <= dt.timedelta(minutes=5)
    assert outgoing.due() == []
    assert states() == ["waiting"]
    assert [pause(number).total_seconds() for number in (1, 2, 3, 9, 10, 10_000)] == [1, 2, 4, 256, 300, 300]


@pytest.mark.django_db
def test_people_send_again_withdraw_and_try_now(world: Any) -> None:
    destination = destined()
    first, second = put()[0], put()[0]
    answered(first, "AE")
    by, tree = world.integration_lead, world.tree
    outgoing.send_again(message=first, by=by, tree=tree)
    assert [one.message for one in outgoing.due()] == [first.pk]
    outgoing.not_sent(destination=destination, trouble="x")
    assert outgoing.due() == []
    outgoing.try_now(destination=destination, by=by, tree=tree)
    assert len(outgoing.due()) == 1
    with pytest.raises(Refused):
        outgoing.withdraw(message=second, reason="", by=by, tree=tree)
    outgoing.withdraw(message=second, reason="entered twice", by=by, tree=tree)
    with pytest.raises(Refused):
        outgoing.send_again(message=second, by=by, tree=tree)
    with pytest.raises(Refused):
        outgoing.withdraw(message=first, reason="x", by=world.ward_manager, tree=tree)
    assert states() == ["waiting", "withdrawn"]


class Queue:
    """Stands for the database: messages to one destination, and what became of each."""

    def __init__(self, destination: Destination, count: int) -> None:
        text = "MSH|^~\\&|WELLRUN|H1|LAB|H1|20260301||ADT^A01|{}|P|2.5.1\rPID|1||7\r"
        self.waiting = [
            outgoing.Due(destination, number, f"c{number}", text.format(f"c{number}")) for number in range(count)
        ]  # type: ignore[arg-type]
        self.codes: list[str] = []
        self.troubles: list[str] = []

    def due(self) -> list[outgoing.Due]:
        return self.waiting[:1]

    def sent(self, *, message: int, answer: Answer) -> None:
        assert self.waiting[0].message == message
        self.waiting.pop(0)
        self.codes.append(answer.code)

    def not_sent(self, *, destination: Destination, trouble: str) -> None:
        self.troubles.append(trouble)


async def played(queue: Queue, answer: Any, *, wait: float = 0.3) -> list[str]:
    """Sends until nothing waits, to a receiver that does with each message as ``answer`` says."""
    came: list[str] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = Frames(longest=10_000)
        while data := await reader.read(1000):
            for body in frames.feed(data):
                header = header_of(read_bytes(body).messages[0])
                came.append(header.control)
                said = answer(header, len(came))
                if said is None:
                    writer.close()
                    return
                writer.write(said)
        writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    queue.waiting[0].destination.port = server.sockets[0].getsockname()[1]
    service = Sender(look=0.01, answer=wait)
    running = asyncio.create_task(service.run())
    async with asyncio.timeout(5):
        while queue.waiting:
            await asyncio.sleep(0.01)
    service.stop()
    await running
    server.close()
    return came


def ack(header: Any, code: str = "AA", control: str | None = None) -> bytes:
    header = header if control is None else header._replace(control=control)
    return framed(acknowledgement(header, code, control="1", at=NOW).text.encode())


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue(Destination(pk=1, host="127.0.0.1", port=1), 3)
    for name in ("due", "sent", "not_sent"):
        monkeypatch.setattr(sending.outgoing, name, getattr(queue, name))
    monkeypatch.setattr(sending.connections, "close_all", lambda: None)
    return queue


def test_messages_go_one_after_the_other_and_answers_are_heard(queue: Queue) -> None:
    came = asyncio.run(played(queue, lambda header, n: ack(header, "AE" if n == 2 else "AA")))
    assert came == ["c0", "c1", "c2"]
    assert queue.codes == ["AA", "AE", "AA"]
    assert queue.troubles == []


def test_a_lost_answer_is_no_lost_message(queue: Queue) -> None:
    came = asyncio.run(played(queue, lambda header, n: None if n == 1 else ack(header)))
    assert came == ["c0", "c0", "c1", "c2"]
    assert queue.troubles == ["the other side closed the connection"]


def test_silence_ends_and_a_late_answer_is_not_taken_for_another(queue: Queue) -> None:
    def answer(header: Any, n: int) -> bytes:
        return b"" if n == 1 else ack(header, "AE", control="c9") + ack(header)

    came = asyncio.run(played(queue, answer))
    assert came == ["c0", "c0", "c1", "c2"]
    assert queue.troubles == ["no answer in time"]
    assert queue.codes == ["AA"] * 3


def test_what_is_no_answer_is_said_in_words(queue: Queue) -> None:
    came = asyncio.run(played(queue, lambda header, n: framed(b"hello") if n == 1 else ack(header)))
    assert came == ["c0", "c0", "c1", "c2"]
    assert "no acknowledgement" in queue.troubles[0] or "no answer" in queue.troubles[0]


def test_where_nobody_listens_it_is_tried_again(queue: Queue) -> None:
    async def nobody() -> None:
        service = Sender(look=0.01)
        running = asyncio.create_task(service.run())
        async with asyncio.timeout(5):
            while len(queue.troubles) < 3:
                await asyncio.sleep(0.01)
        service.stop()
        await running

    asyncio.run(nobody())
    assert set(queue.troubles) == {"nobody listens there"}
    assert len(queue.waiting) == 3
