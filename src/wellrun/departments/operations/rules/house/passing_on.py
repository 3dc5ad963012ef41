"""An event of the house as an ADT message for another system (HL7 v2.5.1, chapter 3): which trigger, which segments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from wellrun.departments.operations.rules.house.events import BED_STATUS, CANCELS, Does, Event, Spot, Word
from wellrun.departments.operations.rules.house.messages import SWAP
from wellrun.engines.hl7v2 import Segment, new_segment

TAKEN_BACK: Mapping[str, str] = MappingProxyType(
    {kind: cancellation for cancellation, kinds in CANCELS.items() if cancellation != "undo" for kind in sorted(kinds)}
)
"""The cancellation of each event that has one."""

STATUS: Mapping[Word, str] = MappingProxyType({**{word: code for code, word in BED_STATUS.items()}, Word.OPEN: "U"})
"""What is said of a bed in HL7 table 0116; that it is blocked, held or released has no code there."""

ADMINISTRATIVE_SEX = MappingProxyType({"female": "F", "male": "M", "other": "O", "unknown": "U"})


class Who(NamedTuple):
    """A patient as another system knows one: number, names, birth date (ISO) and administrative sex."""

    number: str
    family: str = ""
    given: str = ""
    born: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Named:
    """What keys stand for: patients, and the numbers of visits; the facility; and its clock."""

    patients: Mapping[str, Who]
    visits: Mapping[str, str]
    facility: str
    clock: Callable[[dt.datetime], dt.datetime]


class Passed(NamedTuple):
    """A message for others, without its header. ``event`` is its trigger, ``events`` are those it tells of."""

    event: str
    segments: tuple[Segment, ...]
    events: tuple[Event, ...]


def passed_on(events: Sequence[Event], *, undone: Mapping[str, Event], named: Named) -> Iterator[Passed]:
    """The messages that tell of events, in their order; two patients who change beds are one message.

    ``undone`` are the events that an undoing by hand takes back, by key. What HL7 has no event for tells nothing.
    """
    for swap, some in groupby(events, lambda one: (one.trigger, one.at) if one.trigger == SWAP else one.key):
        group = tuple(some)
        if isinstance(swap, tuple) and len(group) == 2:
            both = [segment for one in group for segment in (_pid(one.patient, named), _pv1(one, named))]
            yield Passed(SWAP, (_evn(SWAP, group[0], named), *both), group)
            continue
        for one in group:
            trigger = _trigger(one, undone)
            if trigger:
                yield Passed(trigger, tuple(_segments(trigger, one, named)), (one,))


def _trigger(event: Event, undone: Mapping[str, Event]) -> str:
    if event.undoes:
        return TAKEN_BACK.get(undone[event.undoes].trigger, "") if event.undoes in undone else ""
    if event.trigger == "bed":
        return "A20" if event.word in STATUS else ""
    # Half of a swap, whose other half was known already, is a transfer.
    return "A02" if event.trigger == SWAP else event.trigger


def _segments(trigger: str, event: Event, named: Named) -> Iterator[Segment]:
    yield _evn(trigger, event, named)
    if trigger == "A20":
        status = STATUS.get(event.word, "") if event.word else ""
        yield new_segment("NPU", {1: _location(event.spot, named), 2: status})
        return
    yield _pid(event.patient, named)
    if event.does in (Does.LINK, Does.UNLINK):
        yield _pid(event.gone_patient, named)
        return
    if event.gone_patient or event.gone_visit:
        gone = named.patients.get(event.gone_patient or event.patient, Who(""))
        number = (gone.number, "", "", named.facility, "MR")
        yield new_segment("MRG", {1: number, 5: named.visits.get(event.gone_visit)})
    if event.visit:
        yield _pv1(event, named)
    if event.expected:
        yield new_segment("PV2", {9: event.expected})


def _evn(trigger: str, event: Event, named: Named) -> Segment:
    return new_segment("EVN", {1: trigger, 2: named.clock(event.recorded), 6: named.clock(event.at)})


def _pid(key: str, named: Named) -> Segment:
    who = named.patients.get(key, Who(""))
    number = (who.number, "", "", named.facility, "MR") if who.number else None
    name = (who.family, who.given) if who.family or who.given else None
    sex = ADMINISTRATIVE_SEX.get(who.sex)
    return new_segment("PID", {1: 1, 3: number, 5: name, 7: who.born.replace("-", ""), 8: sex})


def _pv1(event: Event, named: Named) -> Segment:
    return new_segment(
        "PV1",
        {
            1: 1,
            2: event.patient_class or "U",
            3: _location(event.spot, named),
            6: _location(event.prior, named),
            11: (event.elsewhere,) if event.elsewhere else None,
            19: named.visits.get(event.visit),
            42: _location(event.goal, named),
            44: named.clock(event.admitted) if event.admitted else None,
            45: named.clock(event.left) if event.left else None,
        },
    )


def _location(spot: Spot, named: Named) -> tuple[str, ...] | None:
    return (spot.unit, "", spot.bed, named.facility) if spot.unit else None


def keys_of(events: Iterable[Event]) -> tuple[set[str], set[str]]:
    """The patients and the visits that events are about."""
    some = list(events)
    patients = {key for one in some for key in (one.patient, one.gone_patient)}
    return patients - {""}, {key for one in some for key in (one.visit, one.gone_visit)} - {""}
