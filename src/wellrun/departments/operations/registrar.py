"""Admission messages tell the registry who is being looked after now, and where.

History stays in the warehouse without names; a patient enters the registry when a live message names one.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from wellrun.departments.operations.feeds import ADT, Visit, movements
from wellrun.engines.hl7v2 import NULL, Message, read_bytes
from wellrun.foundations.audit.actions import Actor
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.organisation.queries import tree as whole_tree
from wellrun.foundations.patients import actions
from wellrun.foundations.patients.actions import Details, StayDetails
from wellrun.foundations.patients.models import Stay
from wellrun.values.faults import Refused

SEX = {"F": "female", "M": "male", "O": "other", "A": "other", "U": "unknown"}
"""HL7 table 0001 in the words of FHIR administrative-gender."""


def register_from(file: Path, *, facility: Facility, by: Actor) -> int:
    """Enters the patients of a file of ADT messages and their stays; returns how many. Other files tell nothing.

    What a message lacks is left as it was known. A message that is held in quarantine enters nobody.
    """
    if not file.name.lower().removesuffix(".gz").endswith(ADT.endings):
        return 0
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    messages = read_bytes(raw).messages
    told = movements(messages)
    sound = [message for message, faults in zip(messages, told.faults, strict=True) if not faults]
    tree = whole_tree()
    named = 0
    with transaction.atomic():
        for details, visits in _patients(sound, told.visits.values()):
            patient = actions.register(facility=facility, details=details, by=by)
            for visit in visits:
                stay = _stay(visit, facility, tree)
                if stay is not None:
                    actions.stay(patient=patient, details=stay, by=by)
            named += 1
    return named


def register_live(message: Message, *, facility: Facility, number: int, by: Actor) -> None:  # noqa: ARG001 - the port
    """Enters the patient of one live message and the stay as it is now. Raises Refused for what is no movement.

    A file tells a visit from its beginning, a live message one event of it: what it does not say stays as it is known.
    """
    told = movements([message])
    if told.faults[0]:
        raise Refused(told.faults[0])
    visit = told.visits[told.visit_of[0]]
    details = _details(message)
    if not details.mrn:
        return
    with transaction.atomic():
        patient = actions.register(facility=facility, details=details, by=by)
        now = _stay(visit, facility, whole_tree())
        if now is not None:
            known = Stay.objects.filter(patient=patient, visit_index=visit.encounter).first()
            actions.stay(patient=patient, details=_as_told(now, known, message, facility), by=by)


ENDS_NOTHING = frozenset({"A13", "A01", "A04"})
"""Events after which somebody is in the house, whatever was known before."""


def _as_told(now: StayDetails, known: Stay | None, message: Message, facility: Facility) -> StayDetails:
    """One event of a stay laid over what is known: where the patient is now (PV1-3), no end that it does not tell."""
    unit = f"{facility.code}/{message.value('PV1', 3)}"
    place = unit if whole_tree().get(unit) is not None else now.place
    if known is None:
        return replace(now, place=place)
    return replace(
        now,
        place=place,
        started_at=now.started_at if message.value("PV1", 44) else known.started_at,
        ended_at=now.ended_at if now.ended_at or message.value("MSH", 9, 2) in ENDS_NOTHING else known.ended_at,
    )


def _patients(messages: Iterable[Message], visits: Iterable[Visit]) -> Iterator[tuple[Details, list[Visit]]]:
    """Each patient as the last message names one, with the visits of the file."""
    known = {message.value("PID", 3): _details(message) for message in messages if message.value("PID", 3)}
    by_patient: dict[str, list[Visit]] = {}
    for visit in visits:
        by_patient.setdefault(visit.patient, []).append(visit)
    return ((details, by_patient.get(number, [])) for number, details in known.items())


def _details(message: Message) -> Details:
    """PID-3, 5, 7, 8, 11, 13 (HL7 v2.5.1, 3.4.2). What a sender deletes is left as it was known."""

    def said(field: int, part: int = 1) -> str:
        text = message.value("PID", field, part)
        return "" if text == NULL else text

    address = (said(11, part) for part in (1, 3, 4, 5))
    born = said(7)[:8]
    return Details(
        mrn=said(3),
        family=said(5),
        given=" ".join(part for part in (said(5, 2), said(5, 3)) if part),
        birth_date=f"{born[:4]}-{born[4:6]}-{born[6:8]}" if len(born) == 8 and born.isdigit() else "",
        sex=SEX.get(said(8), ""),
        phone=said(13),
        address=", ".join(part for part in address if part),
    )


def _stay(visit: Visit, facility: Facility, tree: Tree) -> StayDetails | None:
    """The visit as a stay in its last unit; a cancelled one ends when it began."""
    zone = ZoneInfo(facility.time_zone)
    if visit.started_at is None:
        return None
    unit = f"{facility.code}/{visit.places[-1][0]}" if visit.places else facility.code
    place = unit if tree.get(unit) is not None else facility.code
    ended = visit.started_at if visit.cancelled else visit.ended_at
    until = _aware(ended, zone) if ended else None
    return StayDetails(visit.encounter, place, _aware(visit.started_at, zone), until, visit.expected_on)


def _aware(when: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return when.replace(tzinfo=zone)
