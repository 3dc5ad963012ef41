"""The house is told, the sender passes it on, and now the sender and now the receiver is killed at some moment.

Run by itself (``python -m``) on the database of the settings, which is empty before. The receiver notes each control
number on disk before it answers, as one does that must not lose what it has accepted.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

MESSAGES = 50
LONGEST = 0.25
"""Seconds until a kill."""
PATIENCE = 60


def play(kills: int, note: Path) -> dict[str, Any]:
    """What came of all that the house was told: lost, out of order, and repeated under which number."""
    from tests.conftest import build_world

    from wellrun.foundations.feeds.models import Destination, Outgoing
    from wellrun.foundations.organisation.models import Facility

    build_world()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    facility = Facility.objects.get(code="H1")
    Destination.objects.create(facility=facility, name="Laboratory", host="127.0.0.1", port=port, kinds="ADT")
    told(facility)
    asked = list(Outgoing.objects.order_by("number").values_list("control", flat=True))
    chance = random.Random(11)
    works: dict[str, Callable[[], None]] = {"receiver": lambda: receive(port, note), "sender": send}
    running = {name: forked(work) for name, work in works.items()}
    for number in range(kills):
        time.sleep(chance.uniform(0.02, LONGEST))
        victim = list(works)[number % 2]
        os.kill(running[victim], signal.SIGKILL)
        os.waitpid(running[victim], 0)
        time.sleep(0.02)
        running[victim] = forked(works[victim])
        Destination.objects.update(next_at=None)
    until = time.monotonic() + PATIENCE
    while Outgoing.objects.filter(state="waiting").exists() and time.monotonic() < until:
        time.sleep(0.2)
    for child in running.values():
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    came = note.read_text().split()
    first = list(dict.fromkeys(came))
    return {
        "asked": len(asked),
        "lost": len(set(asked) - set(came)),
        "strange": len(set(came) - set(asked)),
        "out of order": first != asked,
        "repeats": len(came) - len(first),
        "sent": Outgoing.objects.filter(state="sent").count(),
    }


def told(facility: Any) -> None:
    """The house is told of patients who come."""
    from tests.unit.foundations.feeds.live import adt

    from wellrun.departments.operations.telling import take_message
    from wellrun.engines.hl7v2 import read
    from wellrun.foundations.audit.actions import System

    for number in range(MESSAGES):
        text = adt(mrn=f"A{number}", visit=f"V{number}").decode()
        take_message(read(text).messages[0], facility=facility, number=number, by=System("test"))


def forked(work: Callable[[], None]) -> int:
    """A process of its own for a piece of work; its number."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def send() -> None:
    """The sender as ``wellrun listen`` runs it."""
    from wellrun.foundations.feeds.sender import Sender

    asyncio.run(Sender(look=0.02).run())


def receive(port: int, note: Path) -> None:
    """Another system: notes the number of each message, and answers."""
    import datetime as dt

    from wellrun.engines.hl7v2 import Frames, acknowledgement, framed, header_of, read_bytes

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = Frames(longest=1 << 20)
        while data := await reader.read(1 << 16):
            for body in frames.feed(data):
                header = header_of(read_bytes(body).messages[0])
                with note.open("a") as out:
                    out.write(f"{header.control}\n")
                answer = acknowledgement(header, "AA", control="1", at=dt.datetime.now(dt.UTC))
                writer.write(framed(answer.text.encode()))

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(run())


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]), Path(sys.argv[2]))))
