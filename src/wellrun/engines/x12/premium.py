"""The 820 as records: what an exchange or employer pays of which premiums.

Layout: 005010X218 as the public record shows it. An ENT begins an organisation or a member, each RMR is a sum for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import MORE, Naming, Party, named, named_shortly
from wellrun.engines.x12.unread import Unread, unread_of
from wellrun.engines.x12.values import amount, day, days, frozen, money


class PremiumAdjustment(NamedTuple):
    """What was added to or taken from a sum (ADX), and why."""

    amount: Decimal
    reason: str
    at: int


class PremiumItem(NamedTuple):
    """A sum (RMR): what it is for, what is paid and what was billed."""

    qualifier: str
    reference: str
    paid: Decimal
    billed: Decimal | None
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    adjustments: tuple[PremiumAdjustment, ...]
    at: int


class PremiumEntity(NamedTuple):
    """For whom is paid (ENT): entity code, qualified number, who it is."""

    entity: str
    qualifier: str
    number: str
    party: Party | None
    references: Mapping[str, str]
    items: tuple[PremiumItem, ...]
    at: int


class PremiumPayment(NamedTuple):
    """One payment. ``parties``: payee PE, payer PR and others. ``unread``: segments that were not read."""

    handling: str
    paid: Decimal
    credit: str
    method: str
    paid_on: dt.date | None
    trace: str
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    parties: Mapping[str, Party]
    entities: tuple[PremiumEntity, ...]
    unread: tuple[Unread, ...]
    faults: tuple[Fault, ...]


def premium_of(piece: Piece) -> PremiumPayment:
    """The records of an 820. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        if building.naming.takes(segment, at):
            continue
        handler = HANDLERS.get(segment[0])
        if handler is not None:
            handler(building, segment, at)
    return building.done()


class _Building:
    """The sums while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.faults: list[Fault] = []
        self.naming = Naming(self.faults)
        self.head: dict[str, Any] = dict.fromkeys(("handling", "credit", "method", "trace"), "")
        self.head |= {"paid": Decimal(0), "paid_on": None, "references": {}, "dates": {}, "parties": {}, "entities": []}
        self.entity: dict[str, Any] | None = None
        self.item: dict[str, Any] | None = None

    def done(self) -> PremiumPayment:
        self._close_entity()
        drafts = self.head.pop("parties").items()
        parties = {entity: Party._make(draft) for entity, draft in drafts}
        unread = unread_of(self.piece.segments, KNOWN)
        return PremiumPayment(**frozen(self.head), parties=parties, unread=unread, faults=tuple(self.faults))

    def bpr(self, segment: Segment, at: int) -> None:
        self.head |= {"handling": element(segment, 1), "credit": element(segment, 3), "method": element(segment, 4)}
        self.head["paid"] = money(segment, 2, at, self.faults)
        self.head["paid_on"] = day(segment, 16, at, self.faults)

    def trn(self, segment: Segment, _at: int) -> None:
        self.head["trace"] = self.head["trace"] or element(segment, 2)

    def n1(self, segment: Segment, _at: int) -> None:
        if self.entity is None:
            self.naming.draft = named_shortly(segment)
            self.head["parties"][element(segment, 1)] = self.naming.draft

    def nm1(self, segment: Segment, at: int) -> None:
        if self.entity is None:
            self._outside(segment, at, "ENT before it")
        else:
            self.entity["party"] = self.naming.draft = named(segment)

    def ent(self, segment: Segment, at: int) -> None:
        self._close_entity()
        self.entity = {name: element(segment, number) for number, name in enumerate(ENTITY, start=2)}
        self.entity |= {"party": None, "references": {}, "items": [], "at": at}

    def rmr(self, segment: Segment, at: int) -> None:
        self._close_item()
        if self.entity is None:
            self._outside(segment, at, "ENT before it")
            return
        self.item = {"qualifier": element(segment, 1), "reference": element(segment, 2)}
        self.item |= {"paid": money(segment, 4, at, self.faults), "billed": amount(segment, 5, at, self.faults)}
        self.item |= {"references": {}, "dates": {}, "adjustments": [], "at": at}

    def ref(self, segment: Segment, _at: int) -> None:
        owner = next(one for one in (self.item, self.entity, self.head) if one is not None)
        owner["references"][element(segment, 1)] = element(segment, 2)

    def dtm(self, segment: Segment, at: int) -> None:
        """One day (DTM02) or, as a period, a range (DTM05, DTM06)."""
        if element(segment, 5):
            found = days(segment, 5, 6, at, self.faults)
        else:
            one = day(segment, 2, at, self.faults)
            found = (one, one) if one is not None else None
        if found is not None:
            (self.item if self.item is not None else self.head)["dates"][element(segment, 1)] = found

    def adx(self, segment: Segment, at: int) -> None:
        if self.item is None:
            self._outside(segment, at, "RMR before it")
        else:
            found = PremiumAdjustment(money(segment, 1, at, self.faults), element(segment, 2), at)
            self.item["adjustments"].append(found)

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _outside(self, segment: Segment, at: int, expected: str) -> None:
        message = "This stands outside of what it belongs to."
        self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected=expected))

    def _close_item(self) -> None:
        if self.item is not None and self.entity is not None:
            self.entity["items"].append(PremiumItem(**frozen(self.item)))
        self.item = None

    def _close_entity(self) -> None:
        self._close_item()
        if self.entity is not None:
            self.entity["party"] = Party._make(self.entity["party"]) if self.entity["party"] else None
            self.head["entities"].append(PremiumEntity(**frozen(self.entity)))
        self.entity, self.naming.draft = None, None


ENTITY = ("entity", "qualifier", "number")
"""Elements of an ENT from its second on."""

HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BPR": _Building.bpr,
    "TRN": _Building.trn,
    "N1": _Building.n1,
    "NM1": _Building.nm1,
    "ENT": _Building.ent,
    "RMR": _Building.rmr,
    "REF": _Building.ref,
    "DTM": _Building.dtm,
    "ADX": _Building.adx,
    **dict.fromkeys(("ST", "SE", "CUR", "PER", "RDM", "IT1", "SAC", "SLN", "N2"), _Building.passed),
}
"""What is done with a segment, by its id."""

KNOWN = frozenset({*HANDLERS, *MORE})
"""Segments that are read, or known to tell nothing the records hold."""
