"""The 276 and the 277, the 277CA among them, as records: what became of a claim, level by level.

Layouts: 005010X212 and 005010X214 as the public record shows them. A status stands wherever its level of the hierarchy
is: with the receiver and provider for the whole file (277CA), with the patient for a claim, with a service for a line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.eligibility import Dates, Service, Trace
from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import BIRTH, MORE, SEX, Naming, Party, demographics, named, party
from wellrun.engines.x12.unread import Unread, unread_of
from wellrun.engines.x12.values import amount, day, days, frozen

DEPTHS: Mapping[str, int] = {"20": 0, "21": 1, "19": 2, "22": 3, "PT": 3, "23": 4}
"""Levels of the hierarchy (HL03): payer, receiver, provider, subscriber or patient, dependent."""


class Reason(NamedTuple):
    """A status of a claim (C043): category, status, whom it is about, and the code list if it is another."""

    category: str
    status: str
    entity: str
    source: str


class Status(NamedTuple):
    """What became of it (STC). ``action``: accepted WQ or refused U, in a 277CA. ``message``: free text."""

    reasons: tuple[Reason, ...]
    effective: dt.date | None
    action: str
    charge: Decimal | None
    paid: Decimal | None
    adjudicated: dt.date | None
    paid_on: dt.date | None
    check: str
    message: str
    at: int


class StatusLine(NamedTuple):
    """A service line (SVC) of a claim that is asked for or told of."""

    service: Service
    charge: Decimal | None
    paid: Decimal | None
    revenue_code: str
    units: Decimal | None
    statuses: tuple[Status, ...]
    references: Mapping[str, str]
    dates: Dates
    at: int


class StatusClaim(NamedTuple):
    """A claim or whatever else has a trace number (TRN): its statuses, sums, and lines.

    ``amounts`` and ``quantities`` by their qualifiers, in a 277CA of what was accepted and refused.
    """

    trace: Trace
    statuses: tuple[Status, ...]
    references: Mapping[str, str]
    dates: Dates
    amounts: Mapping[str, Decimal]
    quantities: Mapping[str, Decimal]
    lines: tuple[StatusLine, ...]
    at: int


class StatusLevel(NamedTuple):
    """A level of the hierarchy: number, that of the level above, code, who it is, its claims."""

    number: str
    above: str
    level: str
    party: Party | None
    claims: tuple[StatusClaim, ...]
    at: int


class ClaimStatus(NamedTuple):
    """A 276 or 277. ``unread``: segments that were not read."""

    structure: str
    purpose: str
    reference: str
    created: str
    levels: tuple[StatusLevel, ...]
    unread: tuple[Unread, ...]
    faults: tuple[Fault, ...]


def claim_status_of(piece: Piece) -> ClaimStatus:
    """The records of a 276 or 277. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        building.take(segment, at)
    return building.done()


class _Building:
    """The levels while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.piece, self.component = piece, piece.delimiters.component
        self.faults: list[Fault] = []
        self.head = ("", "", "", "")
        self.levels: list[StatusLevel] = []
        self.level: dict[str, Any] | None = None
        self.claim: dict[str, Any] | None = None
        self.line: dict[str, Any] | None = None
        self.naming = Naming(self.faults)
        self.born: tuple[dt.date | None, str] = (None, "")

    def take(self, segment: Segment, at: int) -> None:
        if self.naming.takes(segment, at):
            return
        handler = HANDLERS.get(segment[0])
        if handler is not None:
            handler(self, segment, at)

    def done(self) -> ClaimStatus:
        self._close_level()
        unread = unread_of(self.piece.segments, KNOWN)
        return ClaimStatus(*self.head, levels=tuple(self.levels), unread=unread, faults=tuple(self.faults))

    def bht(self, segment: Segment, _at: int) -> None:
        self.head = (element(segment, 1), element(segment, 2), element(segment, 3), element(segment, 4))

    def hl(self, segment: Segment, at: int) -> None:
        self._close_level()
        code = element(segment, 3)
        if code not in DEPTHS:
            message = "This is no level of this hierarchy."
            self.faults.append(Fault(Level.ELEMENT, "7", message, "HL", at, 3, value=code, expected=", ".join(DEPTHS)))
        self.level = {"number": element(segment, 1), "above": element(segment, 2), "level": code, "at": at}
        self.level |= {"party": None, "claims": []}
        self.born = (None, "")

    def nm1(self, segment: Segment, at: int) -> None:
        if self.level is None:
            self._outside(segment, at, "HL before it")
        elif self.claim is None:
            self.level["party"] = self.naming.draft = named(segment)
            self.naming.draft[BIRTH], self.naming.draft[SEX] = self.born

    def dmg(self, segment: Segment, at: int) -> None:
        """In a 276 it stands before the name it belongs to."""
        self.born = demographics(segment, at, self.faults)

    def trn(self, segment: Segment, at: int) -> None:
        self._close_claim()
        if self.level is None:
            self._outside(segment, at, "HL before it")
            return
        trace = Trace(*(element(segment, number) for number in range(1, 5)))
        self.claim = {"trace": trace, "statuses": [], "references": {}, "dates": {}, "amounts": {}, "at": at}
        self.claim |= {"quantities": {}, "lines": []}

    def stc(self, segment: Segment, at: int) -> None:
        owner = self.line if self.line is not None else self.claim
        if owner is None:
            self._outside(segment, at, "TRN before it")
            return
        reasons = []
        for place in (1, 10, 11):
            parts = [*element(segment, place).split(self.component), "", "", ""]
            if parts[0]:
                reasons.append(Reason(*parts[:4]))
        owner["statuses"].append(
            Status(
                reasons=tuple(reasons),
                effective=day(segment, 2, at, self.faults),
                action=element(segment, 3),
                charge=amount(segment, 4, at, self.faults),
                paid=amount(segment, 5, at, self.faults),
                adjudicated=day(segment, 6, at, self.faults),
                paid_on=day(segment, 8, at, self.faults),
                check=element(segment, 9),
                message=element(segment, 12),
                at=at,
            )
        )

    def ref(self, segment: Segment, at: int) -> None:
        owner = self._owner(segment, at)
        if owner is not None:
            owner["references"][element(segment, 1)] = element(segment, 2)

    def dtp(self, segment: Segment, at: int) -> None:
        owner, found = self._owner(segment, at), days(segment, 2, 3, at, self.faults)
        if owner is not None and found is not None:
            owner["dates"][element(segment, 1)] = found

    def amt(self, segment: Segment, at: int) -> None:
        self._counted("amounts", segment, at)

    def qty(self, segment: Segment, at: int) -> None:
        self._counted("quantities", segment, at)

    def svc(self, segment: Segment, at: int) -> None:
        self._close_line()
        if self.claim is None:
            self._outside(segment, at, "TRN before it")
            return
        parts = [*element(segment, 1).split(self.component), ""]
        self.line = {
            "service": Service(parts[0], parts[1], tuple(one for one in parts[2:6] if one)),
            "charge": amount(segment, 2, at, self.faults),
            "paid": amount(segment, 3, at, self.faults),
            "revenue_code": element(segment, 4),
            "units": amount(segment, 7, at, self.faults),
            "statuses": [],
            "references": {},
            "dates": {},
            "at": at,
        }

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _counted(self, what: str, segment: Segment, at: int) -> None:
        found = amount(segment, 2, at, self.faults)
        if self.claim is None:
            self._outside(segment, at, "TRN before it")
        elif found is not None:
            self.claim[what][element(segment, 1)] = found

    def _owner(self, segment: Segment, at: int) -> dict[str, Any] | None:
        owner = self.line if self.line is not None else self.claim
        if owner is None:
            self._outside(segment, at, "TRN before it")
        return owner

    def _outside(self, segment: Segment, at: int, expected: str) -> None:
        message = "This stands outside of what it belongs to."
        self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected=expected))

    def _close_line(self) -> None:
        if self.line is not None and self.claim is not None:
            self.claim["lines"].append(StatusLine(**frozen(self.line)))
        self.line = None

    def _close_claim(self) -> None:
        self._close_line()
        if self.claim is not None and self.level is not None:
            self.level["claims"].append(StatusClaim(**frozen(self.claim)))
        self.claim = None

    def _close_level(self) -> None:
        self._close_claim()
        if self.level is not None:
            found = party(self.level.pop("party"))
            self.levels.append(StatusLevel(**frozen(self.level), party=found))
        self.level = self.naming.draft = None


HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BHT": _Building.bht,
    "HL": _Building.hl,
    "NM1": _Building.nm1,
    "DMG": _Building.dmg,
    "TRN": _Building.trn,
    "STC": _Building.stc,
    "REF": _Building.ref,
    "DTP": _Building.dtp,
    "AMT": _Building.amt,
    "QTY": _Building.qty,
    "SVC": _Building.svc,
    **dict.fromkeys(("ST", "SE", "PER"), _Building.passed),
}
"""What is done with a segment, by its id."""

KNOWN = frozenset({*HANDLERS, *MORE})
"""Segments that are read, or known to tell nothing the records hold."""
