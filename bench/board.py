"""50 open bed boards while 20 messages a second arrive: from a message that is received to each board being told."""

from __future__ import annotations

import datetime as dt
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

BOARDS, A_SECOND, SECONDS = 50, 20, 15
WARDS, BEDS = 8, 22
SHARES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


def run() -> dict[str, Any]:
    """p50, p95 and the longest time in seconds, over every message and every board."""
    with tempfile.TemporaryDirectory(prefix="bench-board-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        os.environ["WELLRUN_RATES"] = "page=1000000,unknown=1000000"
        import django

        django.setup()
        cookie = furnish()
        with serving() as port, working():
            admit()
            return measured(port, cookie)


def furnish() -> str:
    """A hospital of 176 beds, a sender, and somebody who sees the board; the cookie of the session."""
    from django.conf import settings
    from django.test import Client

    from wellrun.config import installation
    from wellrun.foundations.access import actions as access
    from wellrun.foundations.access.rules import Role
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds import actions as feeds
    from wellrun.foundations.feeds.models import Connection
    from wellrun.foundations.identity.sessions import PROVED
    from wellrun.foundations.organisation import actions as organisation
    from wellrun.foundations.organisation.actions import DepartmentPlan, UnitPlan
    from wellrun.foundations.organisation.models import Network

    installation.prepare()
    account, by = installation.first_account(), System("bench")
    network = Network.objects.get()
    facility = organisation.add_facility(network=network, code="H1", name="One", time_zone="UTC", by=by)
    units = tuple(UnitPlan(f"W{number}", f"Ward {number}", beds=BEDS) for number in range(WARDS))
    organisation.add_department(facility=facility, plan=DepartmentPlan("medicine", "Medicine", units), by=by)
    access.grant(account=account, role=Role.FACILITY_MANAGER, place="H1", by=by)
    feed = feeds.open_feed(facility=facility, name="Admissions", by=by)
    Connection.objects.create(facility=facility, name="A", application="PAS", sender="H1", feed=feed)
    client = Client()
    client.force_login(account)
    session = client.session
    session[PROVED] = "totp"
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def message(number: int, event: str, patient: int, bed: int) -> bytes:
    """One ADT message about one of the patients."""
    now = dt.datetime.now(dt.UTC).strftime("%Y%m%d%H%M%S")
    ward = f"W{bed // BEDS}"
    pv1 = {2: "I", 3: f"{ward}^^{ward}-{bed % BEDS + 1:02}", 19: f"V{patient}"}
    segments = (
        f"MSH|^~\\&|PAS|H1|X|Y|{now}||ADT^{event}|N{number}|P|2.5.1",
        f"EVN|{event}|{now}.{number % 1000:03}||||{now}.{number % 1000:03}",
        f"PID|1||P{patient}^^^H1^MR||Family^Given||19410506|F",
        "PV1|1|" + "|".join(pv1.get(field, "") for field in range(2, 46)),
    )
    return ("\r".join(segments) + "\r").encode()


def admit() -> None:
    """Half of the beds are in use before anything is measured."""
    from wellrun.foundations.feeds.actions.incoming import Came, receive

    half = WARDS * BEDS // 2
    receive(came=[Came(message(number, "A01", number, number), "127.0.0.1") for number in range(half)])
    while told() < half:
        time.sleep(0.1)


def told() -> int:
    """How many events the house was told."""
    from wellrun.departments.operations.models import House

    return House.objects.values_list("number", flat=True).first() or 0


def measured(port: int, cookie: str) -> dict[str, Any]:
    """Sends at an even pace while every board listens."""
    from wellrun.foundations.feeds.actions.incoming import Came, receive

    first, total = told(), A_SECOND * SECONDS
    boards = [opened(port, cookie, first) for _ in range(BOARDS)]
    took: list[float] = []
    sent: dict[int, float] = {}
    listener = threading.Thread(target=listen, args=(boards, sent, first, total, took))
    listener.start()
    half, begun = WARDS * BEDS // 2, time.perf_counter()
    for number in range(total):
        time.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
        patient = number % half
        bed = patient + (half if number // half % 2 == 0 else 0)
        sent[first + number + 1] = time.perf_counter()
        receive(came=[Came(message(10_000 + number, "A02", patient, bed), "127.0.0.1")])
    listener.join(timeout=30)
    took.sort()
    at = {
        name: round(took[int(share * (len(took) - 1))], 3) for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1))
    }
    return {"boards": BOARDS, "messages a second": A_SECOND, "told": len(took), "expected": total * BOARDS, **at}


def opened(port: int, cookie: str, number: int) -> socket.socket:
    """A board's stream, as a browser opens it."""
    board = socket.create_connection(("127.0.0.1", port))
    ask = f"GET /operations/beds/stream/?at=H1&number={number} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
    board.sendall(ask.encode())
    head = board.recv(4096)
    assert b" 200 " in head, head
    board.setblocking(False)
    return board


def listen(boards: list[socket.socket], sent: dict[int, float], first: int, total: int, took: list[float]) -> None:
    """Notes for each board when it was told of each message."""
    seen: dict[int, list[Any]] = {board.fileno(): [b"", first] for board in boards}
    chooser = selectors.DefaultSelector()
    for board in boards:
        chooser.register(board, selectors.EVENT_READ)
    until = time.perf_counter() + SECONDS + 25
    while time.perf_counter() < until and any(at < first + total for _rest, at in seen.values()):
        for key, _events in chooser.select(timeout=0.5):
            now = time.perf_counter()
            held: Any = seen[key.fd]
            *whole, held[0] = (held[0] + key.fileobj.recv(1 << 20)).split(b"\n")  # type: ignore[union-attr]
            for line in whole:
                if line.startswith(b"id: "):
                    number = int(line[4:])
                    took += [now - sent[one] for one in range(held[1] + 1, number + 1) if one in sent]
                    held[1] = max(held[1], number)


@contextmanager
def serving() -> Iterator[int]:
    """The product's server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve = f"from wellrun.config.server import WORKERS, answer; answer('127.0.0.1:{port}', workers=WORKERS)"
    with running(serve):
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        # The first pages wait until each process has read the whole program.
        time.sleep(15)
        yield port


@contextmanager
def working() -> Iterator[None]:
    """The worker beside the server."""
    from wellrun.config.server import WORKER

    with running(WORKER):
        yield


@contextmanager
def running(program: str) -> Iterator[None]:
    """A process of its own, ended afterwards."""
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
