"""The 834 as records: who is enrolled in which coverage, from when to when, and what changed.

Layout: 005010X220A1 as the public record shows it. Reporting categories (LS to LE) stay in the piece.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import MORE, Draft, Naming, Party, named, named_shortly
from wellrun.engines.x12.unread import Unread, unread_of
from wellrun.engines.x12.values import amount, day, days, frozen


class OtherCoverage(NamedTuple):
    """Another payer of the member (COB): place in the sequence, policy, how it is coordinated, service types."""

    sequence: str
    policy: str
    coordination: str
    services: tuple[str, ...]
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    parties: Mapping[str, Party]
    at: int


class Coverage(NamedTuple):
    """A coverage (HD): what is to be done with it, insurance line, plan, coverage level."""

    maintenance: str
    line: str
    plan: str
    level: str
    late: str
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    amounts: Mapping[str, Decimal]
    parties: Mapping[str, Party]
    others: tuple[OtherCoverage, ...]
    at: int


class Enrolled(NamedTuple):
    """A member (INS). ``subscriber``: whether they are one; ``relation`` to the subscriber otherwise.

    ``maintenance``: addition, change, end; ``reason`` for it. ``medicare``: plan code. ``dates`` by their qualifiers.
    """

    subscriber: bool
    relation: str
    maintenance: str
    reason: str
    benefit_status: str
    medicare: str
    employment: str
    student: str
    handicapped: bool
    died: dt.date | None
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    amounts: Mapping[str, Decimal]
    parties: Mapping[str, Party]
    coverages: tuple[Coverage, ...]
    at: int


class Enrolment(NamedTuple):
    """An 834. ``action``: change, verification or replacement (BGN08). ``parties``: sponsor P5, payer IN, broker BO.

    ``quantities``: the counts it gives of itself. ``unread``: segments that were not read.
    """

    purpose: str
    reference: str
    created: dt.date | None
    action: str
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    quantities: Mapping[str, Decimal]
    parties: Mapping[str, Party]
    members: tuple[Enrolled, ...]
    unread: tuple[Unread, ...]
    faults: tuple[Fault, ...]


def enrolment_of(piece: Piece) -> Enrolment:
    """The records of an 834. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        if building.naming.takes(segment, at):
            continue
        handler = HANDLERS.get(segment[0])
        if handler is not None and (not building.reporting or segment[0] in ENDS_REPORTING):
            handler(building, segment, at)
    return building.done()


class _Building:
    """The members while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.faults: list[Fault] = []
        self.naming = Naming(self.faults)
        self.head: dict[str, Any] = {"purpose": "", "reference": "", "created": None, "action": ""}
        self.head |= _gathering() | {"quantities": {}, "members": []}
        del self.head["amounts"]
        self.member: dict[str, Any] | None = None
        self.coverage: dict[str, Any] | None = None
        self.other: dict[str, Any] | None = None
        self.reporting = False

    def done(self) -> Enrolment:
        self._close_member()
        _settle(self.head)
        unread = unread_of(self.piece.segments, KNOWN)
        return Enrolment(**frozen(self.head), unread=unread, faults=tuple(self.faults))

    @property
    def owner(self) -> dict[str, Any]:
        """What a segment belongs to that stands wherever it is needed."""
        return next(one for one in (self.other, self.coverage, self.member, self.head) if one is not None)

    def bgn(self, segment: Segment, at: int) -> None:
        self.head |= {"purpose": element(segment, 1), "reference": element(segment, 2), "action": element(segment, 8)}
        self.head["created"] = day(segment, 3, at, self.faults)

    def n1(self, segment: Segment, _at: int) -> None:
        self._name(named_shortly(segment))

    def nm1(self, segment: Segment, _at: int) -> None:
        self._name(named(segment))

    def ins(self, segment: Segment, at: int) -> None:
        self._close_member()
        self.member = {
            "subscriber": element(segment, 1) == "Y",
            "relation": element(segment, 2),
            "maintenance": element(segment, 3),
            "reason": element(segment, 4),
            "benefit_status": element(segment, 5),
            "medicare": element(segment, 6).partition(self.piece.delimiters.component)[0],
            "employment": element(segment, 8),
            "student": element(segment, 9),
            "handicapped": element(segment, 10) == "Y",
            "died": day(segment, 12, at, self.faults),
            **_gathering(),
            "coverages": [],
            "at": at,
        }

    def hd(self, segment: Segment, at: int) -> None:
        self._close_coverage()
        if self.member is None:
            self._outside(segment, at, "INS before it")
            return
        kinds = dict(zip(("maintenance", "line", "plan", "level", "late"), (1, 3, 4, 5, 9), strict=True))
        self.coverage = {name: element(segment, number) for name, number in kinds.items()}
        self.coverage |= {**_gathering(), "others": [], "at": at}

    def cob(self, segment: Segment, at: int) -> None:
        self._close_other()
        if self.coverage is None:
            self._outside(segment, at, "HD before it")
            return
        several = element(segment, 4)
        services = several.split(self.piece.delimiters.repetition or "\0") if several else []
        self.other = {"sequence": element(segment, 1), "policy": element(segment, 2), "services": services}
        self.other |= {"coordination": element(segment, 3), **_gathering(), "at": at}
        del self.other["amounts"]

    def ref(self, segment: Segment, _at: int) -> None:
        self.owner["references"][element(segment, 1)] = element(segment, 2)

    def dtp(self, segment: Segment, at: int) -> None:
        found = days(segment, 2, 3, at, self.faults)
        if found is not None:
            self.owner["dates"][element(segment, 1)] = found

    def amt(self, segment: Segment, at: int) -> None:
        found, owner = amount(segment, 2, at, self.faults), self.owner
        if found is not None and "amounts" in owner:
            owner["amounts"][element(segment, 1)] = found

    def qty(self, segment: Segment, at: int) -> None:
        found = amount(segment, 2, at, self.faults)
        if found is not None and self.member is None:
            self.head["quantities"][element(segment, 1)] = found

    def ls(self, _segment: Segment, _at: int) -> None:
        self.reporting = True

    def le(self, _segment: Segment, _at: int) -> None:
        self.reporting = False

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _name(self, draft: Draft) -> None:
        self.naming.draft = draft
        self.owner["parties"][draft[0]] = draft

    def _outside(self, segment: Segment, at: int, expected: str) -> None:
        message = "This stands outside of what it belongs to."
        self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected=expected))

    def _close_other(self) -> None:
        if self.other is not None and self.coverage is not None:
            self.coverage["others"].append(OtherCoverage(**frozen(_settle(self.other))))
        self.other = None

    def _close_coverage(self) -> None:
        self._close_other()
        if self.coverage is not None and self.member is not None:
            self.member["coverages"].append(Coverage(**frozen(_settle(self.coverage))))
        self.coverage = None

    def _close_member(self) -> None:
        self._close_coverage()
        self.reporting = False
        if self.member is not None:
            self.head["members"].append(Enrolled(**frozen(_settle(self.member))))
        self.member, self.naming.draft = None, None


def _gathering() -> dict[str, Any]:
    return {"references": {}, "dates": {}, "amounts": {}, "parties": {}}


def _settle(values: dict[str, Any]) -> dict[str, Any]:
    """Whoever was named as records."""
    values["parties"] = {entity: Party._make(draft) for entity, draft in values["parties"].items()}
    return values


ENDS_REPORTING = frozenset({"LE", "INS", "SE"})
"""What ends a reporting category, its own end missing or not."""

HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BGN": _Building.bgn,
    "N1": _Building.n1,
    "NM1": _Building.nm1,
    "INS": _Building.ins,
    "HD": _Building.hd,
    "COB": _Building.cob,
    "REF": _Building.ref,
    "DTP": _Building.dtp,
    "AMT": _Building.amt,
    "QTY": _Building.qty,
    "LS": _Building.ls,
    "LE": _Building.le,
    **dict.fromkeys(
        ("ST", "SE", "ACT", "EC", "ICM", "HLH", "LUI", "DSB", "IDC", "LX", "PLA", "N2", "DMG", "PER"), _Building.passed
    ),
}
"""What is done with a segment, by its id."""

KNOWN = frozenset({*HANDLERS, *MORE})
"""Segments that are read, or known to tell nothing the records hold."""
