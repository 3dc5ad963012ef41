"""The 835 as records: what a payer says it paid, adjusted and took back, claim by claim and line by line.

Layout: 005010X221A1 as the public record shows it. Situational segments are read where they stand and missed nowhere;
segments that are not known stay in the piece and are named in ``unknown``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.values import amount, day, frozen, money

TRIPLES = range(2, 20, 3)
"""Where the up to six reasons of a CAS begin."""

PAIRS = range(3, 15, 2)
"""Where the up to six reasons of a PLB begin."""

REVERSAL = "22"
"""Claim status of a payment that is taken back (CLP02)."""


class Adjustment(NamedTuple):
    """Why an amount was not paid: group CO, CR, OA, PI or PR, the reason's code, the amount, and units if told.

    A positive amount lowers the payment.
    """

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None


class PaidLine(NamedTuple):
    """A service line. ``submitted`` is the procedure sent, if the payer changed it. ``at``: place of the SVC."""

    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    revenue_code: str
    units: Decimal | None
    submitted: str
    begins: dt.date | None
    ends: dt.date | None
    control: str
    adjustments: tuple[Adjustment, ...]
    remarks: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    at: int


class PaidClaim(NamedTuple):
    """A claim. ``names``: last, first and number by entity code (QC the patient, IL the insured, 82 who treated).

    ``amounts`` and ``references`` by their qualifiers; ``dates`` likewise. ``at``: place of the CLP.
    """

    number: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_share: Decimal | None
    filing: str
    payer_control: str
    facility_kind: str
    frequency: str
    drg: str
    names: Mapping[str, tuple[str, str, str]]
    adjustments: tuple[Adjustment, ...]
    lines: tuple[PaidLine, ...]
    dates: Mapping[str, dt.date]
    references: Mapping[str, str]
    amounts: Mapping[str, Decimal]
    remarks: tuple[str, ...]
    at: int

    @property
    def reversal(self) -> bool:
        """Whether this takes back an earlier payment."""
        return self.status == REVERSAL


class ProviderAdjustment(NamedTuple):
    """Money outside of any claim (PLB). A positive amount lowers the payment; the reference often names a claim."""

    provider: str
    fiscal_year_end: dt.date | None
    reason: str
    reference: str
    amount: Decimal
    at: int


class Remittance(NamedTuple):
    """One payment. ``credit``: C where it is paid, D where it is owed. ``unknown``: segment ids that were not read."""

    handling: str
    paid: Decimal
    credit: str
    method: str
    paid_on: dt.date | None
    trace: str
    payer: str
    payer_number: str
    payee: str
    payee_number: str
    claims: tuple[PaidClaim, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]


def adjustments_of(segment: Segment, at: int, faults: list[Fault]) -> list[Adjustment]:
    """The up to six adjustments of a CAS, which have one group."""
    return [
        Adjustment(
            element(segment, 1),
            segment[place],
            money(segment, place + 1, at, faults),
            amount(segment, place + 2, at, faults),
        )
        for place in TRIPLES
        if place < len(segment) and (segment[place] or element(segment, place + 1))
    ]


def remittance_of(piece: Piece) -> Remittance:
    """The records of an 835. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        building.take(segment, at)
    return building.done()


class _Building:
    """The remittance while its segments come."""

    def __init__(self, piece: Piece) -> None:
        self.component = piece.delimiters.component
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.head: dict[str, str] = {}
        self.paid = Decimal(0)
        self.paid_on: dt.date | None = None
        self.claims: list[PaidClaim] = []
        self.lines: list[PaidLine] = []
        self.claim: dict[str, Any] | None = None
        self.line: dict[str, Any] | None = None
        self.outside: list[ProviderAdjustment] = []
        self.party = ""

    def take(self, segment: Segment, at: int) -> None:
        handler = HANDLERS.get(segment[0])
        if handler is None:
            self.unknown.append(segment[0])
        else:
            handler(self, segment, at)

    def done(self) -> Remittance:
        self._close_claim()
        if "BPR" not in self.head:
            message = "The payment itself (BPR) is missing."
            self.faults.append(Fault(Level.SEGMENT, "3", message, "BPR", expected="BPR after ST"))
        return Remittance(
            handling=self.head.get("handling", ""),
            paid=self.paid,
            credit=self.head.get("credit", ""),
            method=self.head.get("method", ""),
            paid_on=self.paid_on,
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
        }
        self.paid = money(segment, 2, at, self.faults)
        self.paid_on = day(segment, 16, at, self.faults)

    def trn(self, segment: Segment, _at: int) -> None:
        self.head.setdefault("trace", element(segment, 2))

    def n1(self, segment: Segment, _at: int) -> None:
        self.party = element(segment, 1)
        if self.claim is None:
            self.head[self.party] = element(segment, 2)
            self.head[f"{self.party} number"] = element(segment, 4)

    def clp(self, segment: Segment, at: int) -> None:
        self._close_claim()
        self.claim = {
            "number": element(segment, 1),
            "status": element(segment, 2),
            "charge": money(segment, 3, at, self.faults),
            "paid": money(segment, 4, at, self.faults),
            "patient_share": amount(segment, 5, at, self.faults),
            "filing": element(segment, 6),
            "payer_control": element(segment, 7),
            "facility_kind": element(segment, 8),
            "frequency": element(segment, 9),
            "drg": element(segment, 11),
            "names": {},
            "adjustments": [],
            "dates": {},
            "references": {},
            "amounts": {},
            "remarks": [],
            "at": at,
        }

    def nm1(self, segment: Segment, at: int) -> None:
        claim = self._inside(segment, at)
        if claim is not None:
            claim["names"][element(segment, 1)] = (element(segment, 3), element(segment, 4), element(segment, 9))

    def svc(self, segment: Segment, at: int) -> None:
        self._close_line()
        if self._inside(segment, at) is None:
            return
        parts = element(segment, 1).split(self.component)
        submitted = element(segment, 6).split(self.component)
        self.line = {
            "qualifier": parts[0],
            "procedure": parts[1] if len(parts) > 1 else "",
            "modifiers": tuple(part for part in parts[2:6] if part),
            "charge": money(segment, 2, at, self.faults),
            "paid": amount(segment, 3, at, self.faults) or Decimal(0),
            "revenue_code": element(segment, 4),
            "units": amount(segment, 5, at, self.faults),
            "submitted": submitted[1] if len(submitted) > 1 else "",
            "begins": None,
            "ends": None,
            "control": "",
            "adjustments": [],
            "remarks": [],
            "amounts": {},
            "at": at,
        }

    def cas(self, segment: Segment, at: int) -> None:
        owner = self.line if self.line is not None else self._inside(segment, at)
        if owner is None:
            return
        owner["adjustments"] += adjustments_of(segment, at, self.faults)

    def dtm(self, segment: Segment, at: int) -> None:
        """Days of a line: 472 one day, 150 the first, 151 the last; those of a claim by their qualifier."""
        found = day(segment, 2, at, self.faults)
        kind = element(segment, 1)
        if found is None:
            return
        if self.line is not None:
            for name in LINE_DAYS.get(kind, ()):
                self.line[name] = found
        elif self.claim is not None:
            self.claim["dates"][kind] = found

    def ref(self, segment: Segment, _at: int) -> None:
        kind, value = element(segment, 1), element(segment, 2)
        if self.line is not None:
            if kind == "6R":
                self.line["control"] = value
        elif self.claim is not None:
            self.claim["references"][kind] = value

    def amt(self, segment: Segment, at: int) -> None:
        owner = self.line if self.line is not None else self.claim
        found = amount(segment, 2, at, self.faults)
        if owner is not None and found is not None:
            owner["amounts"][element(segment, 1)] = found

    def lq(self, segment: Segment, _at: int) -> None:
        if self.line is not None:
            self.line["remarks"].append(element(segment, 2))

    def moa(self, segment: Segment, _at: int) -> None:
        """Remark codes of the claim: MOA03 to MOA07, MIA05 and MIA20 to MIA23."""
        if self.claim is not None:
            places = range(3, 8) if segment[0] == "MOA" else (5, 20, 21, 22, 23)
            self.claim["remarks"] += [element(segment, place) for place in places if element(segment, place)]

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

    def _inside(self, segment: Segment, at: int) -> dict[str, Any] | None:
        if self.claim is None:
            message = "This belongs to a claim, and there is none."
            self.faults.append(Fault(Level.SEGMENT, "7", message, segment[0], at, expected="CLP before it"))
        return self.claim

    def _close_line(self) -> None:
        if self.line is not None:
            self.lines.append(PaidLine(**frozen(self.line)))
            self.line = None

    def _close_claim(self) -> None:
        self._close_line()
        if self.claim is not None:
            self.claims.append(PaidClaim(**frozen(self.claim), lines=tuple(self.lines)))
            self.claim, self.lines = None, []


LINE_DAYS: Mapping[str, tuple[str, ...]] = {"472": ("begins", "ends"), "150": ("begins",), "151": ("ends",)}

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
