"""A year of the demonstration hospital told as HL7 v2: the board against the truth at every midnight, and the measures.

The messages go over the wire to the listener and are taken in as the background does it; the clock of the replay stands
still only while a midnight is compared. At each midnight every bed must hold who truly lies there, but for visits of
which something is still on its way; after the last message all midnights are looked at again, with nothing left out.
The same stays are then loaded as FHIR into a second warehouse, and every figure of the hospital is compared.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench._year import Spot, Year, by_midnight, year

if TYPE_CHECKING:
    from wellrun.foundations.feeds.models import Connection

TODAY = dt.date(2026, 11, 26)
MONTHS = int(os.environ.get("WELLRUN_REPLAY_MONTHS", "12"))
AHEAD = 32
"""Messages under way before an answer is waited for, as many as the listener takes of one sender."""


def run() -> dict[str, Any]:
    """Midnights that are equal, messages a second, how much faster than the clock, and figures that differ."""
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as folder:
        os.environ["WELLRUN_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellrun.config.settings")
        import django

        django.setup()
        from wellrun.config import installation

        installation.prepare()
        connection = furnish()
        played = year(TODAY, months=MONTHS)
        with listening() as port, sending(port) as send:
            told = replayed(played, connection, send=send)
        return {**told, **measured(played, connection, Path(folder))}


def furnish() -> Connection:
    """Harbour View as the demonstration has it, and the system that tells of its patients."""
    from wellrun.demo.organisation import set_up_places
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds import actions as feeds
    from wellrun.foundations.feeds.models import Connection

    by = System("replay")
    facility = set_up_places(by=by)["HV"]
    feed = feeds.open_feed(facility=facility, name="Patient movements", by=by)
    return Connection.objects.create(facility=facility, name="PAS", application="PAS", sender="HV", feed=feed)


def replayed(played: Year, connection: Connection, *, send: Callable[[Sequence[str]], None]) -> dict[str, Any]:
    """Sends everything in the order in which it arrives and compares each midnight twice."""
    from wellrun.departments.operations.models import House, Question
    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.feeds.actions.taking import take_messages

    equal, spared, sent, wrong, stored, taken = 0, 0, 0, [], 0.0, 0.0
    paces: list[tuple[int, float]] = []
    for midnight, texts in by_midnight(played.sent, played.midnights):
        begun = time.perf_counter()
        send(texts)
        stored += time.perf_counter() - begun
        begun = time.perf_counter()
        take_messages(connection=connection, by=System("replay"))
        pace = time.perf_counter() - begun
        taken += pace
        sent += len(texts)
        paces.append((len(texts), pace))
        if sent == len(played.sent):
            continue
        but = played.under_way(midnight)
        spared += len(but)
        found = differences(played, midnight, but=but)
        equal += not found
        wrong += found
    again = [found for midnight in played.midnights if (found := differences(played, midnight))]
    house, span = House.objects.get(), played.midnights[-1] - played.midnights[0] + dt.timedelta(days=1)
    tenth = max(1, len(paces) // 10)
    return {
        "stays": len(played.told),
        "messages": sent,
        "events kept": house.number,
        "midnights": len(played.midnights),
        "midnights equal as they passed": equal,
        "visits left out for something on its way": spared,
        "midnights equal after the last message": len(played.midnights) - len(again),
        "first differences": [*wrong, *(one for some in again for one in some)][:5],
        "questions that stand": Question.objects.filter(stands=True).count(),
        "held": connection.messages.filter(state="held").count(),
        "messages a second": round(sent / (stored + taken), 1),
        "of these stored and answered a second": round(sent / stored),
        "times faster than the clock": round(span.total_seconds() / (stored + taken)),
        "ms a message, first tenth of the days": _ms(paces[1 : 1 + tenth]),
        "ms a message, last tenth of the days": _ms(paces[-1 - tenth : -1]),
    }


def _ms(paces: Sequence[tuple[int, float]]) -> float:
    return round(1000 * sum(took for _n, took in paces) / max(1, sum(n for n, _took in paces)), 1)


def differences(
    played: Year,
    at: dt.datetime,
    *,
    but: AbstractSet[str] = frozenset(),
) -> list[tuple[str, Spot, list[str], list[str]]]:
    """Each bed in which the board shows another than who lies there: when, where, in truth, on the board."""
    from wellrun.departments.operations.queries.board import board
    from wellrun.foundations.organisation.queries import tree as whole_tree

    tree = whole_tree()
    shown: dict[Spot, set[str]] = {}
    for ward in board(tree["HV"], tree=tree, at=at).wards:
        for bed in ward.beds:
            shown[bed.unit, bed.code] = {course.visit for course in bed.visits}
        for course in ward.loose:
            shown.setdefault((ward.code, ""), set()).add(course.visit)
    truth = played.lying(at)
    pairs = ((spot, truth.get(spot, set()) - but, shown.get(spot, set()) - but) for spot in sorted({*truth, *shown}))
    return [(at.isoformat(), spot, sorted(said), sorted(seen)) for spot, said, seen in pairs if said != seen]


def measured(played: Year, connection: Connection, folder: Path) -> dict[str, Any]:
    """The figures of the stays by both routes: how many, and those that differ."""
    from django.conf import settings

    from wellrun.foundations.audit.actions import System
    from wellrun.foundations.catalogue.publishing import unit_rows
    from wellrun.foundations.feeds.actions.live_facts import take_live_facts
    from wellrun.warehouse.connection import Warehouse, replace_rows
    from wellrun.warehouse.tables import TABLES

    begun = time.perf_counter()
    take_live_facts(connection=connection, by=System("replay"))
    seconds = time.perf_counter() - begun
    by_fhir = Warehouse(folder / "by-fhir")
    replace_rows(Warehouse(settings.WAREHOUSE), TABLES["units"], unit_rows())
    load_fhir(played, by_fhir, folder / "fhir")
    for warehouse in (Warehouse(settings.WAREHOUSE), by_fhir):
        load_beds(warehouse, folder / "beds")
    live = figures_of(Warehouse(settings.WAREHOUSE), folder / "live-figures")
    fhir = figures_of(by_fhir, folder / "fhir-figures")
    differ = {key for key in {*live, *fhir} if not _near(live.get(key), fhir.get(key))}
    return {
        "figures": len(fhir),
        "figures that differ": len(differ),
        "measures": sorted({key[0] for key in fhir}),
        "first that differ": [(*key, live.get(key), fhir.get(key)) for key in sorted(differ)[:5]],
        "seconds to the warehouse": round(seconds, 1),
    }


def load_fhir(played: Year, warehouse: Any, folder: Path) -> None:
    """The stays as the record system of the demonstration exports them."""
    from wellrun.demo import fhir_files
    from wellrun.demo.places import ZONE
    from wellrun.foundations.catalogue.publishing import unit_rows
    from wellrun.warehouse.connection import replace_rows
    from wellrun.warehouse.loading import Origin, load
    from wellrun.warehouse.tables import TABLES

    folder.mkdir(parents=True)
    resources = (fhir_files.stay(one, facility="HV") for one in played.stays)
    fhir_files.writing(folder / "Encounter.ndjson.gz", resources)
    load(warehouse, [folder], origin=Origin(facility="HV", source="Record system", zone=ZONE))
    replace_rows(warehouse, TABLES["units"], unit_rows())


def load_beds(warehouse: Any, folder: Path) -> None:
    """The beds that are staffed, as the hospital reports them each day: what occupancy is counted over."""
    from wellrun.demo import csv_files, harm
    from wellrun.demo.places import WARDS, ZONE
    from wellrun.demo.story import Story
    from wellrun.departments.operations.feeds import CSV_FEEDS
    from wellrun.warehouse.loading import Origin, load

    folder.mkdir(exist_ok=True)
    rows = harm.bed_states(Story(TODAY, MONTHS), tuple(WARDS.values()))
    csv_files.writing(folder, "bed_states", rows)
    load(warehouse, [folder], origin=Origin(facility="HV", source="Bed reports", zone=ZONE), feeds=CSV_FEEDS)


Key = tuple[str, str, str, str, str]


def figures_of(warehouse: Any, folder: Path) -> dict[Key, tuple[float, float, float]]:
    """Numerator, denominator and value of every measure of stays, by measure, level, place, grain and period."""
    import duckdb

    from wellrun.departments.operations.measures import MEASURES
    from wellrun.warehouse.measures.refresh import work_out
    from wellrun.warehouse.tables import TABLES

    folder.mkdir()
    work_out(warehouse.connect(TABLES), MEASURES, today=TODAY, folder=folder, published=())
    columns = "measure, level, place, grain, CAST(start AS VARCHAR), numerator, denominator, value"
    with duckdb.connect() as reader:
        rows = reader.execute(f"SELECT {columns} FROM read_parquet('{folder}/*.parquet')").fetchall()
    return {row[:5]: row[5:] for row in rows}


def _near(one: tuple[float, ...] | None, other: tuple[float, ...] | None) -> bool:
    """Whether two figures are the same; sums of fractions depend on their order in the last digits."""
    if one is None or other is None:
        return one is other
    return all(abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1) for a, b in zip(one, other, strict=True))


@contextmanager
def listening() -> Iterator[int]:
    """The listener in a process of its own; gives its port."""
    from django.db import connections

    connections.close_all()
    up, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _listen(tell)
        finally:
            os._exit(0)
    try:
        yield int(os.read(up, 20))
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _listen(tell: int) -> None:
    from wellrun.foundations.feeds.listener import Listener

    listener = Listener()

    async def serve() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, listener.stop)
        await listener.serve("127.0.0.1", 0, ready=lambda port: _tell(tell, port))

    asyncio.run(serve())


def _tell(pipe: int, port: int) -> None:
    os.write(pipe, str(port).encode())


@contextmanager
def sending(port: int) -> Iterator[Callable[[Sequence[str]], None]]:
    """Sends messages over one connection, some ahead of their answers; each must be accepted."""
    from wellrun.engines.hl7v2 import Frames, framed

    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        frames = Frames(longest=1 << 20)

        def send(texts: Sequence[str]) -> None:
            for begin in range(0, len(texts), AHEAD):
                some = texts[begin : begin + AHEAD]
                line.sendall(b"".join(framed(text.encode()) for text in some))
                answered = 0
                while answered < len(some):
                    for body in frames.feed(line.recv(1 << 16)):
                        assert b"MSA|AA|" in body, body
                        answered += 1

        yield send
