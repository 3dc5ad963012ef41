"""Senders that never stop, and a listener that is killed again and again at some moment.

Run by itself (``python -m``) on the database of the settings, which is empty before. Each sender does what real ones
do: it sends a message again until it has an answer, some of them several ahead of the answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import sys
import threading
import time
from collections import Counter
from typing import Any

SENDERS = 4
LONGEST = 0.3
"""Seconds until a kill, counted from when the listener is up."""
AHEAD = (1, 1, 4, 8)
"""How many messages each sender has under way."""


def play(kills: int) -> dict[str, Any]:
    """What is in the store of all that was answered, and whether in order."""
    from tests.conftest import build_world
    from tests.unit.foundations.feeds.live import connected

    build_world()
    for number in range(SENDERS):
        connected(sender=f"S{number}")
    chance, killed = random.Random(7), 0
    senders = [Sending(number) for number in range(SENDERS)]
    while killed < kills:
        _round(senders, chance.uniform(0.02, LONGEST))
        killed += 1
    _round(senders, 1.0)
    return {"killed": killed, **_outcome(senders)}


class Sending:
    """One sender over all rounds: its next message, and the numbers that were answered with acceptance."""

    def __init__(self, number: int) -> None:
        self.number, self.next = number, 1
        self.accepted: list[int] = []

    def work(self, port: int, until: threading.Event) -> None:
        from tests.unit.foundations.feeds.live import Line, adt

        from wellrun.engines.hl7v2 import framed

        with contextlib.suppress(OSError):
            line = Line(port)
            line.socket.settimeout(5)
            try:
                while not until.is_set():
                    under_way = range(self.next, self.next + AHEAD[self.number])
                    head = f"PAS|S{self.number}|WELLRUN|H1"
                    frames = [framed(adt(control=str(one), visit=f"V{one}", head=head)) for one in under_way]
                    line.send(b"".join(frames))
                    for one in under_way:
                        answer = line.hear()
                        assert (answer.code, answer.control) == ("AA", str(one)), answer
                        self.accepted.append(one)
                        self.next = one + 1
            finally:
                line.close()


def _round(senders: list[Sending], seconds: float) -> None:
    """A listener in a process of its own, under load, killed so many seconds after it was up."""
    from django.db import connections

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    connections.close_all()
    up, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _listen(port, tell)
        finally:
            os._exit(0)
    os.read(up, 1)
    os.close(up)
    os.close(tell)
    until = threading.Event()
    threads = [threading.Thread(target=one.work, args=(port, until)) for one in senders]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    until.set()
    for thread in threads:
        thread.join()


def _listen(port: int, tell: int) -> None:
    from wellrun.foundations.feeds.listener import Listener

    listener = Listener()
    asyncio.run(listener.serve("127.0.0.1", port, ready=lambda _port: os.write(tell, b".") and None))


def _outcome(senders: list[Sending]) -> dict[str, Any]:
    from wellrun.foundations.feeds.models import Connection, Received

    lost, twice, disorder = 0, 0, 0
    for one in senders:
        rows = Received.objects.filter(connection__sender=f"S{one.number}").order_by("number")
        kept = [int(control) for control in rows.values_list("control", flat=True)]
        lost += len(set(one.accepted) - set(kept))
        twice += sum(count > 1 for count in Counter(kept).values())
        # What was under way at a kill may be kept without its answer, and comes again; it keeps its first place.
        disorder += kept != sorted(kept)
    counted = sum(Connection.objects.values_list("last_number", flat=True))
    accepted = sum(len(one.accepted) for one in senders)
    return {
        "accepted": accepted,
        "some": accepted > 200,
        "lost": lost,
        "twice": twice,
        "out of order": disorder,
        "numbers": counted == Received.objects.count(),
    }


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(play(int(sys.argv[1]))))
