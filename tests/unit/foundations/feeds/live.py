"""A connection, messages of a sender, and a listener in a thread: what tests of live messages stand on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from wellrun.engines.hl7v2 import Answer, Frames, answer_of, framed, read_bytes
from wellrun.foundations.audit.actions import System
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.models import Connection
from wellrun.foundations.organisation.models import Facility

BY = System("test")


def connected(code: str = "H1", *, application: str = "PAS", sender: str = "H1", **more: Any) -> Connection:
    """A system that may send to a facility."""
    facility = Facility.objects.get(code=code)
    feed = actions.open_feed(facility=facility, name="Admissions", by=BY)
    return Connection.objects.create(
        facility=facility, name="Admissions", application=application, sender=sender, feed=feed, **more
    )


def adt(
    event: str = "A01",
    when: str = "20260301080000",
    *,
    control: str = "1",
    mrn: str = "A1",
    visit: str = "V1",
    unit: str = "W1",
    name: str = "Lovell^Ada",
    head: str = "PAS|H1|WELLRUN|H1",
    more: str = "",
) -> bytes:
    """An ADT message as a sender writes it."""
    pv1 = {2: "I", 3: unit, 19: visit, 44: "20260301080000"}
    return "".join(
        f"{line}\r"
        for line in (
            f"MSH|^~\\&|{head}|{when}||ADT^{event}|{control}|P|2.5.1{more}",
            f"EVN|{event}|{when}||||{when}",
            f"PID|1||{mrn}^^^H1^MR||{name}||19410506|F",
            "PV1|1|" + "|".join(pv1.get(number, "") for number in range(2, 46)),
        )
    ).encode()


def answer_in(frame: bytes) -> Answer:
    """An answer as data."""
    answer = answer_of(read_bytes(frame).messages[0])
    assert answer is not None
    return answer


class Line:
    """A sender's end of a connection: sends and waits for the answer, as senders do."""

    def __init__(self, port: int, *, wrap: Any = None) -> None:
        plain = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket = wrap(plain) if wrap else plain
        self.frames = Frames(longest=1 << 20)
        self.waiting: list[bytes] = []

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def hear(self) -> Answer:
        while not self.waiting:
            data = self.socket.recv(1 << 16)
            if not data:
                raise ConnectionError("closed without an answer")
            self.waiting += self.frames.feed(data)
        return answer_in(self.waiting.pop(0))

    def ask(self, message: bytes) -> Answer:
        self.send(framed(message))
        return self.hear()

    def close(self) -> None:
        self.socket.close()


@contextlib.contextmanager
def running(service: Any, start: Any) -> Iterator[int]:
    """A listener in a thread of its own; gives the port it took."""
    ports: list[int] = []
    up = threading.Event()

    def ready(port: int) -> None:
        ports.append(port)
        up.set()

    loop = asyncio.new_event_loop()

    def run() -> None:
        loop.run_until_complete(start(ready))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert up.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(service.stop)
        thread.join(15)
        assert not thread.is_alive()
        loop.close()
