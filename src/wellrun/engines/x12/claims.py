"""The 837 as records, professional and institutional: who bills whom for which patient, by claim and line.

Layouts: 005010X222 and 005010X223 as the public record shows them. The hierarchy (HL) says whose claim it is: billing
provider, subscriber, and the patient where that is somebody else. Situational segments are read where they stand and
missed nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import Party, named
from wellrun.engines.x12.remittance import Adjustment, adjustments_of
from wellrun.engines.x12.values import amount, days, frozen, money

BILLING, SUBSCRIBER, PATIENT = "20", "22", "23"
"""Levels of the hierarchy (HL03)."""


class OtherPayer(NamedTuple):
    """Another payer of the same patient (2320): its place in the sequence, what it paid and adjusted, who it is."""

    sequence: str
    filing: str
    paid: Decimal | None
    adjustments: tuple[Adjustment, ...]
    parties: Mapping[str, Party]


class BilledLine(NamedTuple):
    """A service line. ``pointers`` lead to diagnoses, from 1. ``adjudicated``: by payer, what others paid for it."""

    number: str
    qualifier: str
    procedure: str
    modifiers: tuple[str, ...]
    charge: Decimal
    unit: str
    units: Decimal | None
    revenue_code: str
    place: str
    pointers: tuple[int, ...]
    begins: dt.date | None
    ends: dt.date | None
    control: str
    adjudicated: Mapping[str, Decimal]
    adjustments: tuple[Adjustment, ...]
    at: int


class BilledClaim(NamedTuple):
    """A claim as it was sent. ``place``: facility code; ``frequency``: 1 first, 7 corrected, 8 void.

    ``diagnoses`` as (qualifier, code) in their order. ``patient`` is the subscriber where they are one. ``parties``,
    ``references`` and ``amounts`` by their codes; ``dates`` by theirs, as first and last day.
    """

    number: str
    charge: Decimal
    place: str
    place_qualifier: str
    frequency: str
    billing: Party | None
    subscriber: Party | None
    patient: Party | None
    payer: Party | None
    sequence: str
    filing: str
    diagnoses: tuple[tuple[str, str], ...]
    parties: Mapping[str, Party]
    references: Mapping[str, str]
    dates: Mapping[str, tuple[dt.date, dt.date]]
    amounts: Mapping[str, Decimal]
    notes: tuple[str, ...]
    others: tuple[OtherPayer, ...]
    lines: tuple[BilledLine, ...]
    at: int


class Billing(NamedTuple):
    """All claims of a transaction. ``unknown``: segment ids that were not read."""

    submitter: Party | None
    receiver: Party | None
    reference: str
    claims: tuple[BilledClaim, ...]
    unknown: tuple[str, ...]
    faults: tuple[Fault, ...]


def billing_of(piece: Piece) -> Billing:
    """The records of an 837. Nothing is refused: what is missing or cannot be read is in ``faults``."""
    building = _Building(piece)
    for at, segment in enumerate(piece.segments, start=1):
        building.take(segment, at)
    return building.done()


class _Building:
    """The claims while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.component = piece.delimiters.component
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.claims: list[BilledClaim] = []
        self.reference = ""
        self.level = ""
        # Who was named at each level of the hierarchy; a new level forgets those below it.
        self.named: dict[str, dict[str, Party]] = {"": {}, BILLING: {}, SUBSCRIBER: {}, PATIENT: {}}
        self.insured: tuple[str, str] = ("", "")
        self.claim: dict[str, Any] | None = None
        self.other: dict[str, Any] | None = None
        self.line: dict[str, Any] | None = None

    def take(self, segment: Segment, at: int) -> None:
        handler = HANDLERS.get(segment[0])
        if handler is None:
            self.unknown.append(segment[0])
        else:
            handler(self, segment, at)

    def done(self) -> Billing:
        self._close_claim()
        return Billing(
            submitter=self.named[""].get("41"),
            receiver=self.named[""].get("40"),
            reference=self.reference,
            claims=tuple(self.claims),
            unknown=tuple(dict.fromkeys(self.unknown)),
            faults=tuple(self.faults),
        )

    def bht(self, segment: Segment, _at: int) -> None:
        self.reference = element(segment, 3)

    def hl(self, segment: Segment, at: int) -> None:
        self._close_claim()
        self.level = element(segment, 3)
        if self.level not in BELOW:
            message = "This is no level of a claim's hierarchy."
            self.faults.append(
                Fault(Level.ELEMENT, "7", message, "HL", at, 3, value=self.level, expected="20, 22 or 23")
            )
            self.named.setdefault(self.level, {})
        for level in BELOW.get(self.level, ()):
            self.named[level] = {}
        if self.level in (BILLING, SUBSCRIBER):
            self.insured = ("", "")

    def sbr(self, segment: Segment, _at: int) -> None:
        """Before a claim the payer it goes to, within one another payer."""
        if self.claim is None:
            self.insured = (element(segment, 1), element(segment, 9))
            return
        self._close_other()
        self.other = {
            "sequence": element(segment, 1),
            "filing": element(segment, 9),
            "paid": None,
            "adjustments": [],
            "parties": {},
        }

    def nm1(self, segment: Segment, _at: int) -> None:
        entity = element(segment, 1)
        party = Party._make(named(segment))
        if self.line is not None:
            return
        if self.other is not None:
            self.other["parties"][entity] = party
        elif self.claim is not None:
            self.claim["parties"][entity] = party
        else:
            self.named[self.level][entity] = party

    def clm(self, segment: Segment, at: int) -> None:
        self._close_claim()
        where = element(segment, 5).split(self.component)
        subscriber, payer = self.named[SUBSCRIBER].get("IL"), self.named[SUBSCRIBER].get("PR")
        self.claim = {
            "number": element(segment, 1),
            "charge": money(segment, 2, at, self.faults),
            "place": where[0],
            "place_qualifier": where[1] if len(where) > 1 else "",
            "frequency": where[2] if len(where) > 2 else "",
            "billing": self.named[BILLING].get("85"),
            "subscriber": subscriber,
            "patient": self.named[PATIENT].get("QC") or subscriber,
            "payer": payer,
            "sequence": self.insured[0],
            "filing": self.insured[1],
            "diagnoses": [],
            "parties": {},
            "references": {},
            "dates": {},
            "amounts": {},
            "notes": [],
            "others": [],
            "lines": [],
            "at": at,
        }

    def hi(self, segment: Segment, _at: int) -> None:
        """Diagnoses: those whose qualifier says so; procedures and value codes of institutions are others."""
        if self.claim is None:
            return
        for part in segment[1:]:
            qualifier, _colon, rest = part.partition(self.component)
            if qualifier in DIAGNOSES and rest:
                self.claim["diagnoses"].append((qualifier, rest.partition(self.component)[0]))

    def lx(self, segment: Segment, at: int) -> None:
        self._close_other()
        self._close_line()
        if self.claim is None:
            message = "A line stands outside of any claim."
            self.faults.append(Fault(Level.SEGMENT, "7", message, "LX", at, expected="CLM before it"))
            return
        self.line = {
            "number": element(segment, 1),
            "qualifier": "",
            "procedure": "",
            "modifiers": (),
            "charge": Decimal(0),
            "unit": "",
            "units": None,
            "revenue_code": "",
            "place": "",
            "pointers": (),
            "begins": None,
            "ends": None,
            "control": "",
            "adjudicated": {},
            "adjustments": [],
            "at": at,
        }

    def sv1(self, segment: Segment, at: int) -> None:
        """A professional line: procedure, charge, unit, quantity, place, pointers."""
        if self.line is not None:
            self._service(element(segment, 1), segment, at, charge=2)
            pointers = [part for part in element(segment, 7).split(self.component) if part]
            self.line["place"] = element(segment, 5)
            self.line["pointers"] = tuple(int(part) for part in pointers if part.isdecimal() and part.isascii())

    def sv2(self, segment: Segment, at: int) -> None:
        """An institutional line: revenue code, procedure, charge, unit, quantity."""
        if self.line is not None:
            self._service(element(segment, 2), segment, at, charge=3)
            self.line["revenue_code"] = element(segment, 1)

    def _service(self, composite: str, segment: Segment, at: int, *, charge: int) -> None:
        assert self.line is not None, "only asked for within a line"
        parts = composite.split(self.component)
        self.line |= {
            "qualifier": parts[0],
            "procedure": parts[1] if len(parts) > 1 else "",
            "modifiers": tuple(part for part in parts[2:6] if part),
            "charge": money(segment, charge, at, self.faults),
            "unit": element(segment, charge + 1),
            "units": amount(segment, charge + 2, at, self.faults),
        }

    def dtp(self, segment: Segment, at: int) -> None:
        form = element(segment, 2)
        if form not in ("D8", "RD8"):
            # An hour (DT, TM) is no day; it stays in the piece.
            return
        found = days(segment, 2, 3, at, self.faults)
        if found is None:
            return
        if self.line is not None:
            if element(segment, 1) == "472":
                self.line["begins"], self.line["ends"] = found
        elif self.claim is not None and self.other is None:
            self.claim["dates"][element(segment, 1)] = found

    def ref(self, segment: Segment, _at: int) -> None:
        kind, value = element(segment, 1), element(segment, 2)
        if self.line is not None:
            if kind == "6R":
                self.line["control"] = value
        elif self.claim is not None and self.other is None:
            self.claim["references"][kind] = value

    def amt(self, segment: Segment, at: int) -> None:
        found = amount(segment, 2, at, self.faults)
        if found is None or self.line is not None:
            return
        if self.other is not None:
            if element(segment, 1) == "D":
                self.other["paid"] = found
        elif self.claim is not None:
            self.claim["amounts"][element(segment, 1)] = found

    def cas(self, segment: Segment, at: int) -> None:
        owner = self.line if self.line is not None else self.other
        if owner is None:
            message = "An adjustment of another payer stands outside of any."
            self.faults.append(Fault(Level.SEGMENT, "7", message, "CAS", at, expected="SBR or SVD before it"))
            return
        owner["adjustments"] += adjustments_of(segment, at, self.faults)

    def svd(self, segment: Segment, at: int) -> None:
        if self.line is not None:
            self.line["adjudicated"][element(segment, 1)] = money(segment, 2, at, self.faults)

    def nte(self, segment: Segment, _at: int) -> None:
        if self.claim is not None and self.line is None:
            self.claim["notes"].append(element(segment, 2))

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _close_line(self) -> None:
        if self.line is not None and self.claim is not None:
            self.claim["lines"].append(BilledLine(**frozen(self.line)))
        self.line = None

    def _close_other(self) -> None:
        if self.other is not None and self.claim is not None:
            self.claim["others"].append(OtherPayer(**frozen(self.other)))
        self.other = None

    def _close_claim(self) -> None:
        self._close_other()
        self._close_line()
        if self.claim is not None:
            self.claims.append(BilledClaim(**frozen(self.claim)))
        self.claim = None


BELOW: Mapping[str, tuple[str, ...]] = {
    BILLING: (BILLING, SUBSCRIBER, PATIENT),
    SUBSCRIBER: (SUBSCRIBER, PATIENT),
    PATIENT: (PATIENT,),
}
"""Whose names a level begins anew: its own and those below it."""

DIAGNOSES = frozenset({"ABK", "ABF", "ABJ", "ABN", "APR", "BK", "BF", "BJ", "BN", "PR"})
"""Qualifiers of diagnoses: principal, other, admitting, external cause, reason for visit, in ICD-10 and ICD-9."""

PASSED = (
    *("ST", "SE", "PER", "PRV", "CUR", "N2", "N3", "N4", "DMG", "PAT", "CL1", "PWK", "CN1", "CR1", "CR2", "CR3", "CR5"),
    *("CRC", "HCP", "OI", "MOA", "MIA", "QTY", "MEA", "PS1", "LIN", "CTP", "LQ", "FRM", "K3", "SV4", "SV5"),
)
"""Segments that tell nothing the records hold: addresses, reports, prices of others; they stay in the piece."""

HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BHT": _Building.bht,
    "HL": _Building.hl,
    "SBR": _Building.sbr,
    "NM1": _Building.nm1,
    "CLM": _Building.clm,
    "HI": _Building.hi,
    "LX": _Building.lx,
    "SV1": _Building.sv1,
    "SV2": _Building.sv2,
    "DTP": _Building.dtp,
    "REF": _Building.ref,
    "AMT": _Building.amt,
    "CAS": _Building.cas,
    "SVD": _Building.svd,
    "NTE": _Building.nte,
    **dict.fromkeys(PASSED, _Building.passed),
}
"""What is done with a segment, by its id."""
