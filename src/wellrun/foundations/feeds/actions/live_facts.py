"""Messages that were taken in go the way of the file feed into the warehouse, where both routes meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wellrun.engines import hl7v2
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.feeds.actions.files import take_in
from wellrun.foundations.feeds.models import Connection, Received
from wellrun.foundations.feeds.registry import AFTER_LOAD

AT_ONCE = 5_000
"""New messages in one file."""

LIVE = "live"
"""Folder among the arrivals in which files made of live messages lie, kept like any other."""


def take_live_facts(*, connection: Connection, by: Actor) -> int:
    """Writes what is new as a file, with the earlier messages of the same visits, and loads it; returns how many.

    The reader of such a file makes each visit anew from its beginning, so one that holds the end of a visit must hold
    all of it. What is killed here is done again: the same file twice changes nothing.
    """
    written = 0
    while new := _next(connection):
        written += len(new)
        last = max(number for _pk, number, _visit in new)
        take_in(feed=connection.feed, paths=[_file(connection, new, last)], by=by, tell=lambda *_: None, steps=())
        with transaction.atomic():
            Received.objects.filter(pk__in=[pk for pk, _number, _visit in new]).update(in_facts=True)
            record("feeds.messages.in_facts", by=by, about=connection, after={"messages": len(new), "to": last})
    if written:
        for step in AFTER_LOAD:
            step(by)
    return written


def _next(connection: Connection) -> list[tuple[UUID, int, Any]]:
    rows = Received.objects.filter(connection=connection, in_facts=False, state=Received.State.TAKEN)
    return list(rows.order_by("number").values_list("pk", "number", "visit_index")[:AT_ONCE])


def _file(connection: Connection, new: Sequence[tuple[UUID, int, Any]], last: int) -> Path:
    visits = [visit for _pk, _number, visit in new if visit is not None]
    rows = Received.objects.filter(
        connection=connection, state=Received.State.TAKEN, in_facts__isnull=False, number__lte=last
    )
    return _written(connection, last, rows.filter(visit_index__in=visits).order_by("number").iterator(chunk_size=500))


def _written(connection: Connection, last: int, rows: Iterable[Received]) -> Path:
    folder = Path(settings.ARRIVALS) / LIVE
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{connection.pk}-{last:09}.hl7"
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as out:
        # The mark tells the character set, whatever each sender's header says of its own.
        out.write("\ufeff")
        for row in rows:
            out.write(hl7v2.read(row.raw).messages[0].text)
    part.replace(file)
    return file
