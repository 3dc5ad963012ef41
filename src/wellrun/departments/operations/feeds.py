"""What operations reads: emergency visits, beds and theatre cases as CSV, movements of patients as HL7 v2 messages."""

from __future__ import annotations

import datetime as dt
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import orjson

from wellrun.departments.operations.rules.house.aliases import Aliases, aliases
from wellrun.departments.operations.rules.house.cancelling import heard
from wellrun.departments.operations.rules.house.events import Does, Event, Spot
from wellrun.engines.hl7v2 import NULL, Adt, Message, read_bytes, record_of
from wellrun.engines.hl7v2 import Fault as Stray
from wellrun.values.faults import Fault
from wellrun.warehouse.loading import CsvFeed, Reader, Unit
from wellrun.warehouse.tables import TABLES

CSV_FEEDS = tuple(CsvFeed.of(TABLES[name]) for name in ("emergency_visits", "bed_states", "theatre_cases"))

ARRIVE, MOVE = frozenset({"A01", "A04"}), frozenset({"A02"})
UNDO = frozenset({"A11", "A12", "A13"})
RENUMBER = frozenset({"A42", "A50"})
"""Merges of two visits: the one goes on under the number of the other (3.3.42, 3.3.50)."""
KNOWN = frozenset({*ARRIVE, *MOVE, *UNDO, *RENUMBER, "A03", "A08"})
HOUSE_ONLY = frozenset(f"A{number:02}" for number in (*range(5, 63),)) - KNOWN - {"A19", "A56", "A57", "A58", "A59"}
"""Events of the house of which the warehouse keeps nothing: what is planned, cleaned, merged or away for a while."""
SOMEWHEN = dt.UTC
"""Stands for the zone of a sender that tells none: times of one visit are only compared with one another."""
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
    names: Aliases

    def rows_of(self, number: int, message: Message) -> Iterator[Visit]:
        """The visits a message says something of: its own, and one that it merges into it."""
        gone = message.value("MRG", 5) if message.value("MSH", 9, 2) in RENUMBER else ""
        yield from (self.visits[name] for name in dict.fromkeys((self.visit_of[number], gone)) if name)

    def places_of(self, number: int) -> Iterator[tuple[Visit, int]]:
        """The places a message opened, with the visit that holds them: of one that was merged, that it went on in."""
        visit = self.visits[self.names.visit(self.visit_of[number])]
        yield from ((visit, position) for position in self.opened[number])


def movements(messages: Sequence[Message]) -> Movements:
    """Folds ADT messages into visits, as they happened and not as they came (HL7 v2.5.1 chapter 3).

    What was cancelled never was, by the rule of the house (``rules/house/cancelling.py``).
    """
    visit_of, faults, events = [], [], []
    for number, message in enumerate(messages):
        found = () if _of_the_house(message) else faults_of(message)
        visit = "" if found or _of_the_house(message) else message.value("PV1", 19)
        visit_of.append(visit)
        faults.append(found)
        events += [_event(number, message)] if visit else []
    names = aliases(events)
    told: defaultdict[str, list[Event]] = defaultdict(list)
    for event in events:
        told[names.visit(event.visit)].append(event)
    opened: list[list[int]] = [[] for _ in messages]
    visits = {name: _visit(name, some, messages, opened) for name, some in told.items()}
    for gone, kept in names.visits.items():
        visits[gone] = Visit(gone, patient=visits[kept].patient, cancelled=True)
    places = tuple(tuple(some) for some in opened)
    return Movements(MappingProxyType(visits), tuple(visit_of), tuple(faults), places, names)


def _of_the_house(message: Message) -> bool:
    """Whether a message moves the house only, or merges visits without a word of the one that is kept."""
    event = message.value("MSH", 9, 2)
    unnamed = event in RENUMBER and not message.value("PV1", 19)
    return message.value("MSH", 9) == "ADT" and (event in HOUSE_ONLY or unnamed)


def _event(number: int, message: Message) -> Event:
    """A message as the rule of cancelling knows it; its key is its place among the messages."""
    record = record_of(message)
    assert isinstance(record, Adt)
    at = _zoned(record.at or _when(message))
    left = record.visit.discharged
    return Event(
        key=str(number),
        trigger=record.event,
        at=at,
        recorded=_zoned(record.recorded) if record.recorded else at,
        arrival=number,
        visit=message.value("PV1", 19),
        gone_visit=message.value("MRG", 5) if record.event in RENUMBER else "",
        spot=Spot(record.visit.location.unit, record.visit.location.bed),
        left=_zoned(left) if left and record.event == "A03" else None,
    )


def _zoned(when: dt.datetime | None) -> dt.datetime:
    assert when is not None
    return when if when.tzinfo else when.replace(tzinfo=SOMEWHEN)


def _visit(name: str, told: Sequence[Event], messages: Sequence[Message], opened: list[list[int]]) -> Visit:
    """One visit of its events; notes for each message which places it opened."""
    visit, known = Visit(name), heard(told)
    standing = [one for one in known.events if one.key not in known.void and one.does is not Does.CANCEL]
    void = [one for one in known.events if one.key in known.void]
    for one in (*void, *standing):
        _say(visit, messages[int(one.key)])
    arrivals = any(one.does is Does.ARRIVE for one in standing)
    visit.cancelled = not arrivals and any(one.trigger == "A11" for one in known.events)
    for one in void if visit.cancelled else standing:
        opened[int(one.key)] += _take(visit, messages[int(one.key)])
    return visit


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
        for visit in told.rows_of(number - 1, message):
            yield Unit(number=number, raw=raw_text, kind="encounters", record=orjson.dumps(visit.row))
        for visit, position in told.places_of(number - 1):
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


def _say(visit: Visit, message: Message) -> None:
    """What any message says of its visit besides what it does."""
    visit.patient = _said(message, "PID", 3) or visit.patient
    visit.class_code = _said(message, "PV1", 2) or visit.class_code
    visit.admit_source = _said(message, "PV1", 14) or visit.admit_source
    visit.started_at = moment(message.value("PV1", 44)) or visit.started_at
    expected = moment(message.value("PV2", 9))
    visit.expected_on = expected.date() if expected else visit.expected_on


def _take(visit: Visit, message: Message) -> tuple[int, ...]:
    """Lets a message change where its visit is; returns the positions of the places it opened."""
    event, when = message.value("MSH", 9, 2), _when(message)
    if when is None or (event in MOVE and visit.ended_at):
        return ()
    visit.started_at = visit.started_at or when
    before = len(visit.places)
    if not visit.places and event not in ARRIVE:
        # The file begins in the middle of the visit: what came before is known only as the prior place.
        visit.places.append((_unit(message, 6) or _unit(message, 3), visit.started_at))
    if event in ARRIVE:
        visit.ended_at, visit.disposition = None, ""
    if event in ARRIVE | MOVE and (not visit.places or visit.places[-1][0] != _unit(message, 3)):
        visit.places.append((_unit(message, 3), when))
    if event == "A03" and visit.ended_at is None:
        visit.ended_at = moment(message.value("PV1", 45)) or when
        visit.disposition = _said(message, "PV1", 36)
    return tuple(range(before, len(visit.places)))


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
