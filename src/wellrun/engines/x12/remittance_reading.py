"""From the segments of an 835 to its records.

Situational segments are read where they stand and missed nowhere; segments that are not known stay in the piece and are
named in ``unknown``. Records are gathered as lists in the order of their fields: that is twice as quick as by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.remittance import Adjustment, PaidClaim, PaidLine, ProviderAdjustment, Remittance
from wellrun.engines.x12.values import amount, day, day_of, money

BLANK = [""] * 12
"""Put behind a segment so that elements that were not sent can be taken from it."""

PAIRS = range(3, 15, 2)
"""Where the up to six reasons of a PLB begin."""

REASONS_END = 20
"""The place behind the last of the six reasons of a CAS."""

CLAIM_AT = {name: place for place, name in enumerate(PaidClaim._fields)}
NAMES, ADJUSTMENTS, LINES, DATES = (CLAIM_AT[one] for one in ("names", "adjustments", "lines", "dates"))
REFERENCES, AMOUNTS, REMARKS = (CLAIM_AT[one] for one in ("references", "amounts", "remarks"))
CLAIM_LISTS = (ADJUSTMENTS, LINES, REMARKS)

LINE_AT = {name: place for place, name in enumerate(PaidLine._fields)}
LINE_ADJUSTMENTS, LINE_REMARKS, LINE_AMOUNTS = (LINE_AT[one] for one in ("adjustments", "remarks", "amounts"))
LINE_CONTROL = LINE_AT["control"]
LINE_DAYS: Mapping[str, tuple[int, ...]] = {
    "472": (LINE_AT["begins"], LINE_AT["ends"]),
    "150": (LINE_AT["begins"],),
    "151": (LINE_AT["ends"],),
}
"""Days of a line: 472 one day, 150 the first, 151 the last."""


def adjustments_of(segment: Segment, at: int, faults: list[Fault]) -> list[Adjustment]:
    """The up to six adjustments of a CAS, which have one group."""
    found = []
    size = len(segment)
    for place in range(2, min(size, REASONS_END), 3):
        if segment[place] or (place + 1 < size and segment[place + 1]):
            paid = money(segment, place + 1, at, faults)
            quantity = amount(segment, place + 2, at, faults) if place + 2 < size else None
            found.append(Adjustment(segment[1], segment[place], paid, quantity))
    return found


def remittance_of(piece: Piece) -> Remittance:
    """The records of an 835. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    handlers, unknown = HANDLERS, building.unknown
    for at, segment in enumerate(piece.segments, start=1):
        handler = handlers.get(segment[0])
        if handler is None:
            unknown.append(segment[0])
        else:
            handler(building, segment, at)
    return building.done()


class _Building:
    """The remittance while its segments come."""

    def __init__(self, piece: Piece) -> None:
        self.component = piece.delimiters.component
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.head: dict[str, Any] = {"paid": Decimal(0)}
        self.claims: list[PaidClaim] = []
        self.claim: list[Any] | None = None
        self.line: list[Any] | None = None
        self.outside: list[ProviderAdjustment] = []
        self.party = ""

    def done(self) -> Remittance:
        self._close_claim()
        if "BPR" not in self.head:
            message = "The payment itself (BPR) is missing."
            self.faults.append(Fault(Level.SEGMENT, "3", message, "BPR", expected="BPR after ST"))
        return Remittance(
            handling=self.head.get("handling", ""),
            paid=self.head["paid"],
            credit=self.head.get("credit", ""),
            method=self.head.get("method", ""),
            paid_on=self.head.get("paid_on"),
            trace=self.head.get("trace", ""),
            payer=self.head.get("PR", ""),
            payer_number=self.head.get("PR number", ""),
            payee=self.head.get("PE", ""),
            payee_number=self.head.get("PE number", ""),
            claims=tuple(self.claims),
            provider_adjustments=tuple(self.outside),
            unknown=tuple(dict.fromkeys(self.unknown)),
            faults=tuple(self.faults),
        )

    def bpr(self, segment: Segment, at: int) -> None:
        self.head |= {
            "BPR": "1",
            "handling": element(segment, 1),
            "credit": element(segment, 3),
            "method": element(segment, 4),
            "paid": money(segment, 2, at, self.faults),
            "paid_on": day(segment, 16, at, self.faults),
        }

    def trn(self, segment: Segment, _at: int) -> None:
        self.head.setdefault("trace", element(segment, 2))

    def n1(self, segment: Segment, _at: int) -> None:
        self.party = element(segment, 1)
        if self.claim is None:
            self.head[self.party] = element(segment, 2)
            self.head[f"{self.party} number"] = element(segment, 4)

    def clp(self, segment: Segment, at: int) -> None:
        self._close_claim()
        _id, number, status, _charge, _paid, _share, filing, control, kind, often, _x, drg, *_rest = segment + BLANK
        faults = self.faults
        charge, paid = money(segment, 3, at, faults), money(segment, 4, at, faults)
        self.claim = [number, status, charge, paid, amount(segment, 5, at, faults), filing, control, kind, often, drg]
        self.claim += [{}, [], [], {}, {}, {}, [], at]

    def nm1(self, segment: Segment, at: int) -> None:
        claim = self._inside(segment, at)
        if claim is not None:
            _id, entity, _kind, name, first, _middle, _prefix, _suffix, _qualifier, number, *_rest = segment + BLANK
            claim[NAMES][entity] = (name, first, number)

    def svc(self, segment: Segment, at: int) -> None:
        self._close_line()
        if self._inside(segment, at) is None:
            return
        _id, procedure, _charge, _paid, revenue, _units, submitted, *_rest = segment + BLANK
        qualifier, *parts = procedure.split(self.component)
        before = submitted.split(self.component) if submitted else ()
        faults = self.faults
        self.line = [
            qualifier,
            parts[0] if parts else "",
            tuple([part for part in parts[1:5] if part]),
            money(segment, 2, at, faults),
            amount(segment, 3, at, faults) or Decimal(0),
            revenue,
            amount(segment, 5, at, faults),
            before[1] if len(before) > 1 else "",
            *(None, None, "", [], [], {}, at),
        ]

    def cas(self, segment: Segment, at: int) -> None:
        if self.line is not None:
            self.line[LINE_ADJUSTMENTS] += adjustments_of(segment, at, self.faults)
            return
        claim = self._inside(segment, at)
        if claim is not None:
            claim[ADJUSTMENTS] += adjustments_of(segment, at, self.faults)

    def dtm(self, segment: Segment, at: int) -> None:
        """Days of a line, or of a claim by their qualifier."""
        if len(segment) < 3 or not segment[2]:
            return
        found = day_of(segment[2]) or day(segment, 2, at, self.faults)
        if found is None:
            return
        if self.line is not None:
            for place in LINE_DAYS.get(segment[1], ()):
                self.line[place] = found
        elif self.claim is not None:
            self.claim[DATES][segment[1]] = found

    def ref(self, segment: Segment, _at: int) -> None:
        kind, value = element(segment, 1), element(segment, 2)
        if self.line is not None:
            if kind == "6R":
                self.line[LINE_CONTROL] = value
        elif self.claim is not None:
            self.claim[REFERENCES][kind] = value

    def amt(self, segment: Segment, at: int) -> None:
        found = amount(segment, 2, at, self.faults)
        if found is None:
            return
        if self.line is not None:
            self.line[LINE_AMOUNTS][segment[1]] = found
        elif self.claim is not None:
            self.claim[AMOUNTS][segment[1]] = found

    def lq(self, segment: Segment, _at: int) -> None:
        if self.line is not None:
            self.line[LINE_REMARKS].append(element(segment, 2))

    def moa(self, segment: Segment, _at: int) -> None:
        """Remark codes of the claim: MOA03 to MOA07, MIA05 and MIA20 to MIA23."""
        if self.claim is not None:
            places = range(3, 8) if segment[0] == "MOA" else (5, 20, 21, 22, 23)
            self.claim[REMARKS] += [element(segment, place) for place in places if element(segment, place)]

    def lx(self, _segment: Segment, _at: int) -> None:
        self._close_claim()

    def plb(self, segment: Segment, at: int) -> None:
        self._close_claim()
        ends = day(segment, 2, at, self.faults)
        for place in PAIRS:
            if place >= len(segment) or not (segment[place] or element(segment, place + 1)):
                continue
            reason, _colon, reference = segment[place].partition(self.component)
            sum_of = money(segment, place + 1, at, self.faults)
            self.outside.append(ProviderAdjustment(element(segment, 1), ends, reason, reference, sum_of, at))

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _inside(self, segment: Segment, at: int) -> list[Any] | None:
        if self.claim is None:
            message = "This belongs to a claim, and there is none."
            self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected="CLP before it"))
        return self.claim

    def _close_line(self) -> None:
        line, self.line = self.line, None
        if line is not None and self.claim is not None:
            line[LINE_ADJUSTMENTS], line[LINE_REMARKS] = tuple(line[LINE_ADJUSTMENTS]), tuple(line[LINE_REMARKS])
            self.claim[LINES].append(PaidLine._make(line))

    def _close_claim(self) -> None:
        if self.claim is None:
            return
        self._close_line()
        claim, self.claim = self.claim, None
        for place in CLAIM_LISTS:
            claim[place] = tuple(claim[place])
        self.claims.append(PaidClaim._make(claim))


HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BPR": _Building.bpr,
    "TRN": _Building.trn,
    "N1": _Building.n1,
    "CLP": _Building.clp,
    "NM1": _Building.nm1,
    "SVC": _Building.svc,
    "CAS": _Building.cas,
    "DTM": _Building.dtm,
    "REF": _Building.ref,
    "AMT": _Building.amt,
    "LQ": _Building.lq,
    "MOA": _Building.moa,
    "MIA": _Building.moa,
    "LX": _Building.lx,
    "PLB": _Building.plb,
    **dict.fromkeys(("ST", "SE", "CUR", "N2", "N3", "N4", "PER", "RDM", "TS2", "TS3", "QTY", "NTE"), _Building.passed),
}
"""What is done with a segment, by its id."""
