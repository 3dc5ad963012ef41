"""What a partner says of a file that it got: the 999 for each group, the TA1 for the interchange around it.

Layouts: 005010X231A1 and TA1 of X12.5 as the public record shows them. The records are the same whether they were read
or are to be written (``answering``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.values import frozen, whole

ACCEPTED, NOTED, REFUSED, PARTLY = "A", "E", "R", "P"
"""Accepted; accepted though errors were noted; refused; some transactions of the group refused (IK501, AK901)."""


class ElementNote(NamedTuple):
    """What is wrong with an element (IK4). Places from 1, 0 where none is told; reference: number of the data element.

    ``value`` is a copy of what was wrong and may tell of a patient.
    """

    element: int
    component: int
    repetition: int
    reference: str
    code: str
    value: str


class SegmentNote(NamedTuple):
    """What is wrong with a segment (IK3): its place from 1 for ST, its loop if told, and its elements.

    ``contexts``: the CTX segments as they stand, without their id.
    """

    segment: str
    position: int
    loop: str
    code: str
    contexts: tuple[tuple[str, ...], ...]
    elements: tuple[ElementNote, ...]


class SetAnswer(NamedTuple):
    """What becomes of a transaction (AK2 to IK5): accepted, noted or refused, and why (IK502 to IK506)."""

    set_id: str
    control: str
    release: str
    code: str
    reasons: tuple[str, ...]
    notes: tuple[SegmentNote, ...]


class GroupAnswer(NamedTuple):
    """What becomes of a group (AK1, AK9). ``included``: how many transactions it said it had.

    ``sets`` need not name those that were accepted. ``unknown``: segment ids that were not read.
    """

    functional: str
    control: str
    release: str
    code: str
    included: int
    received: int
    accepted: int
    reasons: tuple[str, ...]
    sets: tuple[SetAnswer, ...]
    unknown: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


class InterchangeAnswer(NamedTuple):
    """What becomes of an interchange (TA1): its control number, day and time as it had them, and why (TA105)."""

    control: str
    day: str
    time: str
    code: str
    note: str


def interchange_answer_of(piece: Piece) -> InterchangeAnswer:
    """The record of a TA1."""
    return InterchangeAnswer(*(element(piece.segments[0], number) for number in range(1, 6)))


def group_answer_of(piece: Piece) -> GroupAnswer:
    """The records of a 999. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        handler = HANDLERS.get(segment[0])
        if handler is None:
            building.unknown.append(segment[0])
        else:
            handler(building, segment, at)
    return building.done()


class _Building:
    """The answer while its segments come."""

    def __init__(self, piece: Piece) -> None:
        self.component = piece.delimiters.component
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.group: dict[str, Any] = dict.fromkeys(("functional", "control", "release", "code"), "")
        self.group |= {"included": 0, "received": 0, "accepted": 0, "reasons": (), "sets": []}
        self.set: dict[str, Any] | None = None
        self.note: dict[str, Any] | None = None

    def done(self) -> GroupAnswer:
        self._close_set()
        for name, code in (("AK1", "functional"), ("AK9", "code")):
            if not self.group[code]:
                self._missing(name, 0, f"{name} in every 999")
        found = frozen(self.group)
        return GroupAnswer(**found, unknown=tuple(dict.fromkeys(self.unknown)), faults=tuple(self.faults))

    def ak1(self, segment: Segment, _at: int) -> None:
        self.group |= {name: element(segment, at) for at, name in enumerate(("functional", "control", "release"), 1)}

    def ak2(self, segment: Segment, _at: int) -> None:
        self._close_set()
        self.set = {name: element(segment, at) for at, name in enumerate(("set_id", "control", "release"), 1)}
        self.set |= {"code": "", "reasons": (), "notes": []}

    def ik3(self, segment: Segment, at: int) -> None:
        self._close_note()
        if self.set is None:
            self._missing(segment[0], at, "AK2 before it")
            return
        self.note = {
            "segment": element(segment, 1),
            "position": whole(segment, 2, at, self.faults),
            "loop": element(segment, 3),
            "code": element(segment, 4),
            "contexts": [],
            "elements": [],
        }

    def ctx(self, segment: Segment, at: int) -> None:
        if self.note is None:
            self._missing(segment[0], at, "IK3 before it")
        else:
            self.note["contexts"].append(tuple(segment[1:]))

    def ik4(self, segment: Segment, at: int) -> None:
        if self.note is None:
            self._missing(segment[0], at, "IK3 before it")
            return
        places = [int(part) if part.isdecimal() else 0 for part in element(segment, 1).split(self.component)]
        places += [0, 0]
        reference, code, value = (element(segment, number) for number in (2, 3, 4))
        self.note["elements"].append(ElementNote(places[0], places[1], places[2], reference, code, value))

    def ik5(self, segment: Segment, at: int) -> None:
        if self.set is None:
            self._missing(segment[0], at, "AK2 before it")
        else:
            self.set |= {"code": element(segment, 1), "reasons": tuple(one for one in segment[2:] if one)}

    def ak9(self, segment: Segment, at: int) -> None:
        self._close_set()
        counts = {name: whole(segment, place, at, self.faults) for name, place in COUNTS.items()}
        self.group |= {"code": element(segment, 1), **counts, "reasons": tuple(one for one in segment[5:] if one)}

    def passed(self, _segment: Segment, _at: int) -> None:
        """The ends of the transaction tell nothing of the answer."""

    def _missing(self, segment: str, at: int, expected: str) -> None:
        message = "This segment is missing." if not at else "What this belongs to is missing."
        code = "7" if at else "3"
        self.faults.append(Fault(Level.SEGMENT, code, message, segment, at, expected=expected))

    def _close_note(self) -> None:
        if self.note is not None and self.set is not None:
            self.set["notes"].append(SegmentNote(**frozen(self.note)))
        self.note = None

    def _close_set(self) -> None:
        self._close_note()
        if self.set is not None:
            self.group["sets"].append(SetAnswer(**frozen(self.set)))
        self.set = None


COUNTS: Mapping[str, int] = {"included": 2, "received": 3, "accepted": 4}
"""Where AK9 counts transactions."""

HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "AK1": _Building.ak1,
    "AK2": _Building.ak2,
    "IK3": _Building.ik3,
    "CTX": _Building.ctx,
    "IK4": _Building.ik4,
    "IK5": _Building.ik5,
    "AK9": _Building.ak9,
    **dict.fromkeys(("ST", "SE"), _Building.passed),
}
"""What is done with a segment, by its id."""
