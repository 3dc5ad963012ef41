"""What operations reads: emergency visits, beds and theatre cases as CSV, movements of patients as HL7 v2 messages."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import orjson

from wellrun.engines.hl7v2 import NULL, Message, read_bytes
from wellrun.engines.hl7v2 import Fault as Stray
from wellrun.values.faults import Fault
from wellrun.warehouse.loading import CsvFeed, Reader, Unit
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = tuple(CsvFeed.of(TABLES[name]) for name in ("emergency_visits", "bed_states", "theatre_cases"))

ARRIVE, MOVE, LEAVE = frozenset({"A01", "A04"}), frozenset({"A02"}), frozenset({"A03"})
UNDO = MappingProxyType({"A11": "arrival", "A12": "move", "A13": "leaving"})
KNOWN = frozenset({*ARRIVE, *MOVE, *LEAVE, *UNDO, "A08"})
HOUSE_ONLY = frozenset(f"A{number:02}" for number in (*range(5, 63),)) - KNOWN - {"A19", "A56", "A57", "A58", "A59"}
"""Events of the house of which the warehouse keeps nothing: what is planned, cleaned, merged or away for a while."""
TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


@dataclass
class Visit:
    """One visit as its messages so far leave it. Places are (unit, from), in order."""

    encounter: str
    patient: str = ""
    class_code: str = ""
    admit_source: str = ""
    disposition: str = ""
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    expected_on: dt.date | None = None
    cancelled: bool = False
    places: list[tuple[str, dt.datetime]] = field(default_factory=list)

    @property
    def row(self) -> dict[str, str | None]:
        """The visit as a row of ``encounters``."""
        status = "cancelled" if self.cancelled else "finished" if self.ended_at else "in-progress"
        return {
            "encounter": self.encounter,
            "patient": self.patient or None,
            "status": status,
            "class_code": self.class_code or None,
            "started_at": _written(self.started_at),
            "ended_at": _written(self.ended_at),
            "unit": self.places[-1][0] if self.places else None,
            "admit_source": self.admit_source or None,
            "disposition": self.disposition or None,
        }

    def place_row(self, position: int) -> dict[str, str | None]:
        """One place as a row of ``encounter_places``; it ends where the next begins."""
        unit, since = self.places[position]
        later = self.places[position + 1][1] if position + 1 < len(self.places) else self.ended_at
        began = _written(since)
        return {
            "encounter": self.encounter,
            "position": str(position),
            "unit": unit,
            "started_at": began,
            "ended_at": _written(later),
        }


@dataclass(frozen=True)
class Movements:
    """What a file of ADT messages says: visits by their number, and for each message its visit or its faults.

    A message that moves the house only has neither.

    ``opened`` names the places a message opened, as (visit, position).
    """

    visits: Mapping[str, Visit]
    visit_of: tuple[str, ...]
    faults: tuple[tuple[Fault, ...], ...]
    opened: tuple[tuple[int, ...], ...]


def movements(messages: Sequence[Message]) -> Movements:
    """Folds ADT messages, in the order they came, into visits (HL7 v2.5.1 chapter 3, events A01 to A13)."""
    visits: dict[str, Visit] = {}
    visit_of, faults, opened = [], [], []
    for message in messages:
        of_the_house = message.value("MSH", 9) == "ADT" and message.value("MSH", 9, 2) in HOUSE_ONLY
        found = () if of_the_house else faults_of(message)
        number = "" if of_the_house else message.value("PV1", 19)
        visit_of.append("" if found else number)
        faults.append(found)
        opened.append(() if found or not number else _take(visits.setdefault(number, Visit(number)), message))
    # A cancelled move takes its place back; the message that opened it then opens nothing.
    kept = [
        tuple(p for p in places if p < len(visits[number].places)) if number else ()
        for number, places in zip(visit_of, opened, strict=True)
    ]
    return Movements(MappingProxyType(visits), tuple(visit_of), tuple(faults), tuple(kept))


def adt_units(file: Path) -> Iterator[Unit]:
    """One unit for each message, with the row of its visit; and one for each place the message opened."""
    packed = file.name.lower().endswith(".gz")
    raw = gzip.decompress(file.read_bytes()) if packed else file.read_bytes()
    batch = read_bytes(raw)
    told = movements(batch.messages)
    placed: set[tuple[str, int]] = set()
    for fault in batch.faults:
        if fault.refuses:
            text = batch.lines[fault.line - 1].text.encode()
            yield Unit(number=len(batch.messages) + fault.line, raw=text, kind="encounters", faults=(_stray(fault),))
    for number, message in enumerate(batch.messages, start=1):
        raw_text, faults = message.text.encode(), told.faults[number - 1]
        if faults:
            yield Unit(number=number, raw=raw_text, kind="encounters", faults=faults)
            continue
        if not told.visit_of[number - 1]:
            continue
        visit = told.visits[told.visit_of[number - 1]]
        yield Unit(number=number, raw=raw_text, kind="encounters", record=orjson.dumps(visit.row))
        for position in told.opened[number - 1]:
            if (visit.encounter, position) not in placed:
                placed.add((visit.encounter, position))
                row = orjson.dumps(visit.place_row(position))
                yield Unit(number=number, raw=raw_text, kind="encounter_places", record=row)


ADT = Reader(name="hl7v2", endings=(".hl7", ".adt"), units=adt_units)


def faults_of(message: Message) -> tuple[Fault, ...]:
    """Everything that keeps a message from being a movement."""
    event = message.value("MSH", 9, 2)
    found = []
    if message.value("MSH", 9) != "ADT" or event not in KNOWN:
        found.append(_fault("event", "MSH-9", f"{message.value('MSH', 9)}^{event}", f"ADT and one of {_list(KNOWN)}"))
    if not message.value("PV1", 19):
        found.append(_fault("visit", "PV1-19", "", "the number of the visit"))
    if _when(message) is None:
        found.append(_fault("time", "EVN-6 or EVN-2", _said_when(message), "a time such as 20260301083000"))
    if event in ARRIVE | MOVE and not _unit(message, 3):
        found.append(_fault("place", "PV1-3", "", "the unit the patient is in"))
    return tuple(found)


def _take(visit: Visit, message: Message) -> tuple[int, ...]:
    """Lets a message change its visit; returns the positions of the places it opened."""
    event, when = message.value("MSH", 9, 2), _when(message)
    visit.patient = _said(message, "PID", 3) or visit.patient
    visit.class_code = _said(message, "PV1", 2) or visit.class_code
    visit.admit_source = _said(message, "PV1", 14) or visit.admit_source
    visit.disposition = _said(message, "PV1", 36) or visit.disposition
    visit.started_at = moment(message.value("PV1", 44)) or visit.started_at or when
    expected = moment(message.value("PV2", 9))
    visit.expected_on = expected.date() if expected else visit.expected_on
    before = len(visit.places)
    if when is None:
        return ()
    if not visit.places and visit.started_at and event not in ARRIVE:
        # The file begins in the middle of the visit: what came before is known only as the prior place.
        visit.places.append((_unit(message, 6) or _unit(message, 3), visit.started_at))
    if event in ARRIVE | MOVE and (not visit.places or visit.places[-1][0] != _unit(message, 3)):
        visit.places.append((_unit(message, 3), when))
    if event in LEAVE:
        visit.ended_at = moment(message.value("PV1", 45)) or when
    _undo(visit, UNDO.get(event, ""))
    return tuple(range(before, len(visit.places)))


def _undo(visit: Visit, what: str) -> None:
    if what == "arrival":
        visit.cancelled = True
    elif what == "leaving":
        visit.ended_at, visit.disposition = None, ""
    elif what == "move" and len(visit.places) > 1:
        visit.places.pop()


def moment(text: str) -> dt.datetime | None:
    """An HL7 time (DTM) to the second, facility time as sent; None where it is none."""
    plain = text.split(".")[0].split("+")[0].split("-")[0]
    try:
        # The warehouse keeps facility wall-clock time, without an offset.
        return dt.datetime.strptime(plain, TIMES[len(plain)])  # noqa: DTZ007
    except (KeyError, ValueError):
        return None


def _said(message: Message, segment: str, number: int) -> str:
    """A value that was sent; nothing where the sender takes it back, for a fact is not undone by that."""
    text = message.value(segment, number)
    return "" if text == NULL else text


def _said_when(message: Message) -> str:
    return message.value("EVN", 6) or message.value("EVN", 2)


def _when(message: Message) -> dt.datetime | None:
    return moment(_said_when(message))


def _unit(message: Message, number: int) -> str:
    return message.value("PV1", number)


def _written(when: dt.datetime | None) -> str | None:
    return when.isoformat() if when else None


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _fault(code: str, place: str, value: str, expected: str) -> Fault:
    return Fault(
        code=f"feeds.adt.{code}",
        message=f"{place} holds {value!r}; this message cannot be read as a movement.",
        place=place,
        value=value,
        expected=expected,
        remedy="Correct the message in the interface engine and send it again.",
    )


def _stray(fault: Stray) -> Fault:
    return Fault(code="feeds.adt.stray", message=fault.message, expected=fault.expected, remedy=fault.remedy)
