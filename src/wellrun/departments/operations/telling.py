"""The house is told: by a live message, by a file of messages, or by hand. One way in for all of them."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from wellrun.departments.operations.actions import theatre_feeding as feeding
from wellrun.departments.operations.keeping.house import FILE, courses_of, keep, lock_house
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.rules.house.events import Event
from wellrun.departments.operations.rules.house.messages import details_of, told_by
from wellrun.departments.operations.rules.theatre.cases import Times
from wellrun.engines.hl7v2 import Message, read_bytes
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.actions import Details
from wellrun.values.faults import Refused
from wellrun.warehouse.tables import TABLES

ENDINGS = (".hl7", ".adt")
CASES = TABLES["theatre_cases"].name
REACH, AT_WORK = dt.timedelta(days=400), dt.timedelta(days=1)
"""Cases that were planned earlier are history only; and from when on somebody may still work on one."""

SENT = """
SELECT "case", patient, room, service, surgeon, "procedure", urgency, scheduled_start, scheduled_end, in_room_at,
  anaesthesia_at, incision_at, closed_at, out_of_room_at, cancelled_at, cancelled_for
FROM theatre_cases WHERE facility = $facility AND scheduled_start >= $since ORDER BY scheduled_start
"""


def take_message(message: Message, *, facility: Facility, number: int, by: Actor) -> None:
    """Takes one live ADT message. Raises ``Refused`` with everything that keeps it from being taken."""
    told = told_by(message, clock=_clock(facility), heard=timezone.now())
    if told.faults:
        raise Refused(told.faults)
    with transaction.atomic():
        who = (message.value("MSH", 3), message.value("MSH", 4))
        rows, _named = _take(facility, [(message, told.events)], by=by, source=f"message {number}", told_by=who)
        if rows:
            record("operations.house.told", by=by, about=rows[0], after=_after(rows), patients=_patients(rows))


def take_file(file: Path, *, facility: Facility, by: Actor) -> int:
    """Takes a file of ADT messages; returns how many patients it names. Other files tell the house nothing.

    A message that is held in quarantine by the reader of facts tells nothing here either.
    """
    if not file.name.lower().removesuffix(".gz").endswith(ENDINGS):
        return 0
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    clock, heard = _clock(facility), timezone.now()
    read = [(message, told_by(message, clock=clock, heard=heard)) for message in read_bytes(raw).messages]
    sound = [(message, told.events) for message, told in read if not told.faults]
    with transaction.atomic():
        rows, named = _take(facility, sound, by=by, source=FILE)
        if rows:
            record("operations.house.told", by=by, about=rows[0], after=_after(rows), patients=_patients(rows))
    return named


def take_cases(file: Path, *, facility: Facility, by: Actor) -> int:
    """Takes a file of cases in theatre, as the facts have it: a row that is held in quarantine tells nothing here."""
    if file.name.partition(".")[0] != CASES:
        return 0
    clock, now = _clock(facility), timezone.now()
    since = now.astimezone(ZoneInfo(facility.time_zone)).replace(tzinfo=None) - REACH
    rows = facts().rows_of_patients(SENT, {"facility": facility.code, "since": since})
    return feeding.take_cases(facility=facility, sent=[_sent(row, clock) for row in rows], since=now - AT_WORK, by=by)


def _sent(row: tuple[Any, ...], clock: Callable[[dt.datetime], dt.datetime]) -> feeding.SentCase:
    number, mrn, room, service, surgeon, procedure, urgency, starts, ends, *happened, reason = row
    times = Times(*(clock(moment) if moment is not None else None for moment in happened))
    return feeding.SentCase(
        number=number,
        mrn=mrn or "",
        room=room,
        service=service,
        surgeon=surgeon or "",
        procedure=procedure or "",
        urgent=urgency == "urgent",
        starts=clock(starts),
        ends=clock(ends),
        reason=reason or "",
        **times._asdict(),
    )


def _after(rows: Sequence[EventRow]) -> dict[str, object]:
    return {"events": len(rows), "from": rows[0].arrival, "to": rows[-1].arrival, "source": rows[0].source}


def _patients(rows: Iterable[EventRow]) -> set[UUID]:
    return {UUID(str(key)) for row in rows for key in (row.patient_id, row.gone_patient_id) if key}


def _take(
    facility: Facility,
    told: Sequence[tuple[Message, Sequence[Event]]],
    *,
    by: Actor,
    source: str,
    told_by: tuple[str, str] = ("", ""),
) -> tuple[list[EventRow], int]:
    """Enters who is named and keeps what happened; returns the events that are new, and how many are named."""
    house = lock_house(facility)
    named: dict[str, Details] = {}
    for message, events in told:
        details = Details(**details_of(message))
        if details.mrn:
            named[details.mrn] = details
        for event in events:
            for number in (event.patient, event.gone_patient):
                if number:
                    named.setdefault(number, Details(number))
    keys = {mrn: str(patients.register(facility=facility, details=one, by=by).pk) for mrn, one in named.items()}
    events = [event for _message, some in told for event in some]
    visits = courses_of(facility, {number for one in events for number in (one.visit, one.gone_visit) if number})
    by_key = [
        replace(
            one,
            visit=visits.get(one.visit, ""),
            gone_visit=visits.get(one.gone_visit, ""),
            patient=keys.get(one.patient, ""),
            gone_patient=keys.get(one.gone_patient, ""),
        )
        for one in events
    ]
    return keep(house, by_key, by=by, source=source, told_by=told_by), len(named)


def _clock(facility: Facility) -> Callable[[dt.datetime], dt.datetime]:
    zone = ZoneInfo(facility.time_zone)
    return lambda when: when.replace(tzinfo=zone)
