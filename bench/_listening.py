"""Run by itself on the database of the settings, which is empty before: a listener in a process of its own under load.

Arguments: how many senders at once, how many messages each has under way, seconds. Prints messages a second that were
stored and answered, and the 50th, 99th and 100th percentile of the time to the answer in milliseconds, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time

SECONDS_BEFORE = 0.5
"""Not measured: the first messages open connections to the database."""


def main(senders: int, ahead: int, seconds: float) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    _set_up(senders)
    connections.close_all()
    up, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _listen(tell)
        finally:
            os._exit(0)
    port = int(os.read(up, 20))
    try:
        took = asyncio.run(_load(port, senders, ahead, seconds))
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
    from wellrun.foundations.feeds.models import Received

    took.sort()
    assert Received.objects.count() >= len(took)
    at = {name: 1000 * took[min(len(took) - 1, int(share * len(took)))] for name, share in PERCENTILES.items()}
    print(json.dumps({"a second": len(took) / seconds, **at, "stored": Received.objects.count()}))


PERCENTILES = {"p50": 0.5, "p99": 0.99, "max": 1.0}


def _set_up(senders: int) -> None:
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds import actions
    from wellrun.foundations.feeds.models import Connection
    from wellrun.foundations.organisation import actions as organisation

    by = System("bench")
    network = organisation.add_network(code="NET", name="Network", by=by)
    facility = organisation.add_facility(network=network, code="H1", name="One", time_zone="America/New_York", by=by)
    feed = actions.open_feed(facility=facility, name="Admissions", by=by)
    for number in range(senders):
        Connection.objects.create(facility=facility, name="A", application="PAS", sender=f"S{number}", feed=feed)


def _listen(tell: int) -> None:
    from wellrun.foundations.feeds.listener import Listener

    listener = Listener()

    async def serve() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, listener.stop)
        await listener.serve("127.0.0.1", 0, ready=lambda port: os.write(tell, str(port).encode()) and None)

    asyncio.run(serve())


async def _load(port: int, senders: int, ahead: int, seconds: float) -> list[float]:
    begin = time.perf_counter() + SECONDS_BEFORE
    several = await asyncio.gather(*(_sender(port, number, ahead, begin, begin + seconds) for number in range(senders)))
    return [one for took in several for one in took]


async def _sender(port: int, sender: int, ahead: int, begin: float, end: float) -> list[float]:
    from bench.hl7 import messages

    body = messages()[0].replace("|PAS|HV|", f"|PAS|S{sender}|")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took: list[float] = []
    under_way: list[float] = []
    number = 0
    while True:
        now = time.perf_counter()
        while len(under_way) < ahead and now < end:
            number += 1
            writer.write(b"\x0b" + body.replace("HV000000", f"N{number}").encode() + b"\x1c\r")
            under_way.append(now)
        if not under_way:
            break
        answer = await reader.readuntil(b"\x1c\r")
        assert b"MSA|CA|" in answer, answer
        sent = under_way.pop(0)
        if begin <= sent and time.perf_counter() <= end:
            took.append(time.perf_counter() - sent)
    writer.close()
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
