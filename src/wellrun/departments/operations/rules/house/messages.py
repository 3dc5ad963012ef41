"""An ADT message as events of the house (HL7 v2.5.1, chapter 3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from wellrun.departments.operations.rules.house.events import (
    BED_STATUS,
    NOWHERE,
    TRIGGERS,
    Does,
    Event,
    Spot,
)
from wellrun.engines.hl7v2 import NULL, Adt, Message, record_of
from wellrun.values.faults import Fault

SEX = {"F": "female", "M": "male", "O": "other", "A": "other", "U": "unknown"}
"""HL7 table 0001 in the words of FHIR administrative-gender."""
WITHOUT_A_VISIT = frozenset(
    {Does.MERGE_PATIENTS, Does.MERGE_VISITS, Does.GIVE_VISIT, Does.LINK, Does.UNLINK, Does.BED, Does.NOTHING}
)
SWAP, BED_STATUS_UPDATE = "A17", "A20"


@dataclass(frozen=True)
class Told:
    """What a message tells: its events, or everything that keeps it from being taken."""

    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()


def told_by(message: Message, *, clock: Callable[[dt.datetime], dt.datetime], heard: dt.datetime) -> Told:
    """Reads one message. ``clock`` gives a facility\'s wall-clock time its zone; ``heard`` is when it came.

    A swap (A17) and a merge of several are one event for each pair. Raises nothing: what cannot be read is a fault.
    """
    record = record_of(message)
    if not isinstance(record, Adt) or record.event not in TRIGGERS:
        kind = f"{message.value('MSH', 9)}^{message.value('MSH', 9, 2)}"
        return Told(faults=(_fault("event", "MSH-9", kind, f"ADT and one of {', '.join(_known())}"),))
    # Times without an offset are the facility\'s wall clock; one with an offset says itself when it was.
    aware = _aware(clock)
    at = aware(record.at) if record.at else None
    if at is None:
        return Told(faults=(_fault("time", "EVN-6 or EVN-2", "", "a time such as 20260301083000"),))
    recorded = aware(record.recorded) if record.recorded else heard
    first = _event(record, at=at, recorded=recorded, aware=aware)
    events = tuple(_all(first, record, message))
    faults = tuple(fault for one in events for fault in _faults(one))
    return Told(() if faults else events, faults)


def details_of(message: Message) -> dict[str, str]:
    """Who the patient is: PID-3, 5, 7, 8, 11, 13 (HL7 v2.5.1, 3.4.2). What a sender deletes is left as it was known."""

    def said(field: int, part: int = 1) -> str:
        return _said(message.value("PID", field, part))

    record = record_of(message)
    number = record.person.record_number if isinstance(record, Adt) else ""
    born = said(7)[:8]
    return {
        "mrn": _said(number),
        "family": said(5),
        "given": " ".join(part for part in (said(5, 2), said(5, 3)) if part),
        "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:8]}" if len(born) == 8 and born.isdigit() else "",
        "sex": SEX.get(said(8), ""),
        "phone": said(13),
        "address": ", ".join(part for part in (said(11, part) for part in (1, 3, 4, 5)) if part),
    }


def _all(first: Event, record: Adt, message: Message) -> Iterator[Event]:
    if record.event == SWAP:
        pairs = zip(message.every("PID"), message.every("PV1"), strict=False)
        for number, (pid, pv1) in enumerate(pairs, start=1):
            spot = _spot(pv1.components(3))
            yield replace(
                first,
                key=f"{first.key}/{number}",
                visit=pv1.value(19),
                patient=pid.value(3),
                spot=spot,
                prior=_spot(pv1.components(6)),
            )
    elif record.event == BED_STATUS_UPDATE:
        for number, npu in enumerate(message.every("NPU"), start=1):
            word = BED_STATUS.get(npu.value(2))
            bed = replace(first, key=f"{first.key}/{number}", visit="", patient="", spot=_spot(npu.components(1)))
            yield replace(bed, word=word) if word else replace(bed, trigger="A20", word=None)
    elif record.merges and first.does in WITHOUT_A_VISIT:
        for number, (person, merge) in enumerate(record.merges, start=1):
            yield replace(
                first,
                key=f"{first.key}/{number}",
                patient=person.record_number,
                gone_patient=merge.identifiers[0].value if merge.identifiers else "",
                gone_visit=merge.visit,
                visit=first.visit or merge.visit,
            )
    elif first.does in (Does.LINK, Does.UNLINK):
        other = [pid.value(3) for pid in message.every("PID")]
        yield replace(first, gone_patient=other[1] if len(other) > 1 else "")
    else:
        yield first


def _event(
    record: Adt, *, at: dt.datetime, recorded: dt.datetime, aware: Callable[[dt.datetime], dt.datetime]
) -> Event:
    visit = record.visit
    expected = visit.expected_discharge
    return Event(
        key=record.header.control,
        trigger=record.event,
        at=at,
        recorded=recorded,
        visit=_said(visit.number),
        patient=_said(record.person.record_number),
        spot=Spot(_said(visit.location.unit), _said(visit.location.bed)),
        prior=Spot(_said(visit.prior.unit), _said(visit.prior.bed)),
        goal=Spot(_said(visit.pending.unit), _said(visit.pending.bed)),
        admitted=aware(visit.admitted) if visit.admitted else None,
        left=aware(visit.discharged) if visit.discharged else None,
        expected=expected.date() if expected else None,
        patient_class=_said(visit.patient_class),
        elsewhere=_said(visit.temporary.unit),
    )


def _faults(event: Event) -> Iterator[Fault]:
    if event.does not in WITHOUT_A_VISIT and not event.visit:
        yield _fault("visit", "PV1-19", "", "the number of the visit")
    if event.does in (Does.ARRIVE, Does.MOVE) and not event.spot.unit and event.trigger not in ("A06", "A07"):
        yield _fault("place", "PV1-3", "", "the unit the patient is in")
    if event.does is Does.BED and event.spot == NOWHERE:
        yield _fault("bed", "NPU-1", "", "the unit and the bed")
    if event.does in (Does.MERGE_PATIENTS, Does.LINK, Does.UNLINK) and not (event.patient and event.gone_patient):
        yield _fault("merge", "PID-3 and MRG-1", event.patient, "both record numbers")
    if event.does is Does.MERGE_VISITS and not (event.visit and event.gone_visit):
        yield _fault("merge", "PV1-19 and MRG-5", event.visit, "both visit numbers")


def _aware(clock: Callable[[dt.datetime], dt.datetime]) -> Callable[[dt.datetime], dt.datetime]:
    return lambda when: clock(when) if when.tzinfo is None else when


def _spot(parts: Iterable[str]) -> Spot:
    unit, _room, bed = (*parts, "", "", "")[:3]
    return Spot(_said(unit), _said(bed))


def _said(text: str) -> str:
    """A value that was sent; nothing where the sender takes it back."""
    return "" if text == NULL else text


def _known() -> list[str]:
    return sorted(name for name in TRIGGERS if name.startswith("A"))


def _fault(code: str, place: str, value: str, expected: str) -> Fault:
    return Fault(
        code=f"operations.adt.{code}",
        message=f"{place} holds {value!r}; this message cannot be read as an event of the house.",
        place=place,
        value=value,
        expected=expected,
        remedy="Correct the message in the interface engine and send it again.",
    )
