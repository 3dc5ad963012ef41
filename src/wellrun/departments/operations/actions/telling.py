"""The house is told: by a live message, by a file of messages, or by hand. One way in for all of them."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from wellrun.departments.operations.actions.projecting import Touched, project
from wellrun.departments.operations.models import Course, House
from wellrun.departments.operations.models import Event as EventRow
from wellrun.departments.operations.queries.events import OF_NAMES, as_row, meaning_of
from wellrun.departments.operations.rules.house.beds import CLEANS
from wellrun.departments.operations.rules.house.events import Event
from wellrun.departments.operations.rules.house.messages import details_of, told_by
from wellrun.engines.hl7v2 import Message, read_bytes
from wellrun.foundations.audit.actions import Actor, record
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients import actions as patients
from wellrun.foundations.patients.actions import Details
from wellrun.foundations.patients.rules import plain_number
from wellrun.foundations.people.models import Account
from wellrun.values.faults import Refused

ENDINGS = (".hl7", ".adt")


def take_message(message: Message, *, facility: Facility, number: int, by: Actor) -> None:
    """Takes one live ADT message. Raises ``Refused`` with everything that keeps it from being taken."""
    told = told_by(message, clock=_clock(facility), heard=timezone.now())
    if told.faults:
        raise Refused(told.faults)
    _take(facility, [(message, told.events)], by=by, source=f"message {number}")


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
    return _take(facility, sound, by=by, source="file") if sound else 0


@transaction.atomic
def _take(facility: Facility, told: Sequence[tuple[Message, Sequence[Event]]], *, by: Actor, source: str) -> int:
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
    visits = _courses(facility, {number for one in events for number in (one.visit, one.gone_visit) if number})
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
    keep(house, by_key, by=by, source=source)
    return len(named)


def lock_house(facility: Facility) -> House:
    """The house of a facility, locked for whoever changes it."""
    House.objects.get_or_create(facility=facility)
    return House.objects.select_for_update().select_related("facility").get(facility=facility)


def keep(house: House, events: Iterable[Event], *, by: Actor, source: str, why: str = "") -> list[EventRow]:
    """Keeps events whose visits and patients go by their keys, and folds anew what they touch; repeats do nothing.

    The house is locked by the caller, in whose transaction this runs.
    """
    distinct = {meaning_of(one): one for one in events}
    known = set()
    meanings = sorted(distinct)
    for at in range(0, len(meanings), 500):
        some = EventRow.objects.filter(facility=house.facility, meaning__in=meanings[at : at + 500])
        known |= set(some.values_list("meaning", flat=True))
    fresh = [one for meaning, one in distinct.items() if meaning not in known]
    if not fresh:
        return []
    account = by if isinstance(by, Account) else None
    rows, touched = [], Touched()
    for one in fresh:
        house.number += 1
        rows.append(as_row(replace(one, arrival=house.number), house.facility, source=source, by=account, why=why))
        touched.by(one)
    EventRow.objects.bulk_create(rows, batch_size=200)
    cleaned = min((one.at for one in fresh if one.word in CLEANS), default=None)
    if cleaned and (house.cleaning_told_since is None or cleaned < house.cleaning_told_since):
        house.cleaning_told_since = cleaned
    merged = any(one.trigger in OF_NAMES for one in fresh) or any(one.undoes for one in fresh)
    project(house, touched, merged=merged, by=by)
    house.save()
    after = {"events": len(rows), "from": rows[0].arrival, "to": rows[-1].arrival, "source": source}
    record("operations.house.told", by=by, about=house, after=after, patients=_patients(fresh))
    return rows


def _patients(events: Iterable[Event]) -> set[UUID]:
    return {UUID(key) for one in events for key in (one.patient, one.gone_patient) if key}


def _courses(facility: Facility, numbers: set[str]) -> Mapping[str, str]:
    """The keys of visits by their numbers; a visit that was not known is made."""
    made: dict[str, str] = {}
    by_plain: dict[str, str] = {}
    for number in sorted(numbers):
        plain = plain_number(number)
        if plain not in by_plain:
            row = Course.objects.filter(facility=facility, visit_index=number).first()
            row = row or Course.objects.create(facility=facility, visit=number)
            by_plain[plain] = str(row.pk)
        made[number] = by_plain[plain]
    return made


def _clock(facility: Facility) -> Callable[[dt.datetime], dt.datetime]:
    zone = ZoneInfo(facility.time_zone)
    return lambda when: when.replace(tzinfo=zone)
