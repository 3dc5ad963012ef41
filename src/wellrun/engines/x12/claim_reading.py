"""From the segments of an 837 to its records.

The hierarchy (HL) says whose claim it is: billing provider, subscriber, and the patient where that is somebody else.
Situational segments are read where they stand and missed nowhere. Records are gathered as lists in the order of their
fields: that is three times as quick as by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from wellrun.engines.x12.claims import (
    ADJUDICATED,
    BILLING,
    CONTROL,
    DIAGNOSES,
    PATIENT,
    PROVIDER,
    SERVED,
    SUBSCRIBER,
    BilledClaim,
    BilledLine,
    Billing,
    Insured,
    OtherPayer,
)
from wellrun.engines.x12.envelope import Piece, Segment, element
from wellrun.engines.x12.faults import Fault, Level
from wellrun.engines.x12.parties import MORE, SPECIALITY, Draft, Party, named, speciality
from wellrun.engines.x12.remittance_reading import adjustments_of
from wellrun.engines.x12.values import amount, day_of, days, moment_of, money, unreadable

BLANK = [""] * 12
"""Put behind a segment so that elements that were not sent can be taken from it."""

LINE_AT = {name: place for place, name in enumerate(BilledLine._fields)}
PROCEDURE = slice(LINE_AT["qualifier"], LINE_AT["revenue_code"])
REVENUE, LINE_PLACE, POINTERS = LINE_AT["revenue_code"], LINE_AT["place"], LINE_AT["pointers"]
DAYS, LINE_CONTROL = slice(LINE_AT["begins"], LINE_AT["ends"] + 1), LINE_AT["control"]
LINE_REFERENCES, LINE_NOTES, LINE_ADJUSTMENTS = LINE_AT["references"], LINE_AT["notes"], LINE_AT["adjustments"]
LINE_PAID, DECIDED = LINE_AT["adjudicated"], LINE_AT["decided"]

CLAIM_AT = {name: place for place, name in enumerate(BilledClaim._fields)}
ADMISSION, CLAIM_DIAGNOSES, PRESENT, CODES = (CLAIM_AT[one] for one in ("admission", "diagnoses", "present", "codes"))
PARTIES, REFERENCES, DATES, MOMENTS = (CLAIM_AT[one] for one in ("parties", "references", "dates", "moments"))
AMOUNTS, NOTES, OTHERS, LINES = (CLAIM_AT[one] for one in ("amounts", "notes", "others", "lines"))

OTHER_ADJUSTMENTS, OTHER_AMOUNTS, CONSENTS, OTHER_PARTIES = 1, 2, 3, 4
"""Places of the fields of an OtherPayer."""


def billing_of(piece: Piece) -> Billing:
    """The records of an 837. Nothing is refused: what is missing or cannot be read is in ``faults``."""
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
    """The claims while their segments come."""

    def __init__(self, piece: Piece) -> None:
        self.component = piece.delimiters.component
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.claims: list[BilledClaim] = []
        self.head = ("", "")
        self.level = ""
        # Who was named at each level of the hierarchy; a new level forgets those below it.
        self.named: dict[str, dict[str, Any]] = {"": {}, BILLING: {}, SUBSCRIBER: {}, PATIENT: {}}
        self.insured, self.relation = Insured(), ""
        self.draft: Draft | None = None
        self.acting: tuple[str, ...] = ()
        self.claim: list[Any] | None = None
        self.other: list[Any] | None = None
        self.line: list[Any] | None = None

    def done(self) -> Billing:
        self._close_claim()
        persons = _settled(self.named[""])
        return Billing(
            submitter=persons.get("41"),
            receiver=persons.get("40"),
            reference=self.head[0],
            kind=self.head[1],
            claims=tuple(self.claims),
            unknown=tuple(dict.fromkeys(self.unknown)),
            faults=tuple(self.faults),
        )

    def bht(self, segment: Segment, _at: int) -> None:
        self.head = (element(segment, 3), element(segment, 6))

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
        self.relation, self.draft, self.acting = "", None, ()
        if self.level in (BILLING, SUBSCRIBER):
            self.insured = Insured()

    def sbr(self, segment: Segment, _at: int) -> None:
        """Before a claim the payer it goes to, within one another payer."""
        _id, sequence, relation, group, name, _type, _coordination, _yes, _employed, filing, *_rest = segment + BLANK
        insured = Insured(sequence, relation, group, name, filing)
        self.draft = None
        if self.claim is None:
            self.insured = insured
            return
        self._close_other()
        self.other = [insured, (), {}, (), {}]

    def pat(self, segment: Segment, _at: int) -> None:
        if self.level == PATIENT and self.claim is None:
            self.relation = element(segment, 1)

    def nm1(self, segment: Segment, _at: int) -> None:
        self.draft = draft = named(segment)
        if self.line is not None:
            # Whoever a line names stays in the piece, and so does what is told of them.
            return
        if self.other is not None:
            self.other[OTHER_PARTIES][draft[0]] = draft
        elif self.claim is not None:
            self.claim[PARTIES][draft[0]] = draft
        else:
            self.named[self.level][draft[0]] = draft
            if draft[0] == PROVIDER:
                draft[SPECIALITY] = self.acting

    def prv(self, segment: Segment, at: int) -> None:
        """A billing provider's stands before their name, that of others behind it."""
        if self.draft is not None:
            self.more(segment, at)
        else:
            self.acting = speciality(segment)

    def more(self, segment: Segment, at: int) -> None:
        """What tells more of the one named last."""
        if self.draft is not None:
            MORE[segment[0]](self.draft, segment, at, self.faults)

    def clm(self, segment: Segment, at: int) -> None:
        self._close_claim()
        named = self.named
        billing, subscriber = named[BILLING], named[SUBSCRIBER]
        _settled(billing)
        _settled(subscriber)
        holder = subscriber.get("IL")
        patient = _settled(named[PATIENT]).get("QC") or holder
        _id, number, _charge, _filing, _type, where, one, two, three, four, _signed, causes, *_rest = segment + BLANK
        place, qualifier, frequency, *_more = (*where.split(self.component), "", "")
        insured = self.insured
        if self.relation:
            insured = Insured(insured[0], self.relation, insured[2], insured[3], insured[4])
        self.claim = [number, money(segment, 2, at, self.faults), place, qualifier, frequency, (one, two, three, four)]
        self.claim += [tuple(causes.split(self.component)) if causes else (), billing.get(PROVIDER), holder, patient]
        self.claim += [subscriber.get("PR"), insured, (), [], {}, [], {}, {}, {}, {}, {}, [], [], [], at]
        self.draft = None

    def cl1(self, segment: Segment, _at: int) -> None:
        if self.claim is not None:
            self.claim[ADMISSION] = tuple((segment + BLANK)[1:4])

    def hi(self, segment: Segment, _at: int) -> None:
        """Diagnoses: those whose qualifier says so; procedures and value codes of institutions are others."""
        if self.claim is None:
            return
        diagnoses = self.claim[CLAIM_DIAGNOSES]
        for part in segment[1:]:
            parts = part.split(self.component)
            if parts[0] not in DIAGNOSES:
                if part:
                    self.claim[CODES].append(tuple(parts))
            elif len(parts) > 1 and parts[1]:
                diagnoses.append((parts[0], parts[1]))
                if len(parts) > 8 and parts[8]:
                    self.claim[PRESENT][len(diagnoses)] = parts[8]

    def lx(self, segment: Segment, at: int) -> None:
        self._close_other()
        self._close_line()
        self.draft = None
        if self.claim is None:
            message = "A line stands outside of any claim."
            self.faults.append(Fault(Level.SEGMENT, "7", message, "LX", at, expected="CLM before it"))
            return
        self.line = [element(segment, 1), "", "", (), Decimal(0), "", None, "", "", (), None, None, "", {}, ()]
        self.line += [{}, {}, (), at]

    def sv1(self, segment: Segment, at: int) -> None:
        """A professional line: procedure, charge, unit, quantity, place, pointers."""
        if self.line is None:
            return
        _id, procedure, _charge, unit, _units, place, _type, pointers, *_rest = segment + BLANK
        self._service(procedure, segment, 2, unit, at)
        self.line[LINE_PLACE] = place
        if pointers:
            several = pointers.split(self.component)
            self.line[POINTERS] = tuple([int(one) for one in several if one.isdecimal() and one.isascii()])

    def sv2(self, segment: Segment, at: int) -> None:
        """An institutional line: revenue code, procedure, charge, unit, quantity."""
        if self.line is None:
            return
        _id, revenue, procedure, _charge, unit, *_rest = segment + BLANK
        self._service(procedure, segment, 3, unit, at)
        self.line[REVENUE] = revenue

    def _service(self, composite: str, segment: Segment, place: int, unit: str, at: int) -> None:
        assert self.line is not None, "only asked for within a line"
        qualifier, *rest = composite.split(self.component)
        modifiers = tuple([one for one in rest[1:5] if one])
        charge, units = money(segment, place, at, self.faults), amount(segment, place + 2, at, self.faults)
        self.line[PROCEDURE] = (qualifier, rest[0] if rest else "", modifiers, charge, unit, units)

    def dtp(self, segment: Segment, at: int) -> None:
        _id, kind, form, text, *_rest = (*segment, "", "", "")
        if form in ("DT", "TM"):
            self._moment(segment, kind, at)
            return
        one = day_of(text) if form == "D8" else None
        found = (one, one) if one is not None else None
        if found is None and form in ("D8", "RD8"):
            found = days(segment, 2, 3, at, self.faults)
        if found is None:
            return
        if self.line is not None:
            if kind == SERVED:
                self.line[DAYS] = found
            elif kind == ADJUDICATED and self.line[LINE_PAID]:
                self.line[DECIDED][next(reversed(self.line[LINE_PAID]))] = found[0]
        elif self.claim is not None and self.other is None:
            self.claim[DATES][kind] = found

    def _moment(self, segment: Segment, kind: str, at: int) -> None:
        found = moment_of(element(segment, 3))
        if found is None:
            self.faults.append(unreadable("8", segment, 3, at, "CCYYMMDDHHMM or HHMM"))
        elif self.claim is not None and self.other is None and self.line is None:
            self.claim[MOMENTS][kind] = found

    def ref(self, segment: Segment, at: int) -> None:
        if self.draft is not None:
            self.more(segment, at)
            return
        kind, value = element(segment, 1), element(segment, 2)
        if self.line is not None:
            if kind == CONTROL:
                self.line[LINE_CONTROL] = value
            else:
                self.line[LINE_REFERENCES][kind] = value
        elif self.claim is not None and self.other is None:
            self.claim[REFERENCES][kind] = value

    def amt(self, segment: Segment, at: int) -> None:
        found = amount(segment, 2, at, self.faults)
        if found is None or self.line is not None:
            return
        if self.other is not None:
            self.other[OTHER_AMOUNTS][element(segment, 1)] = found
        elif self.claim is not None:
            self.claim[AMOUNTS][element(segment, 1)] = found

    def oi(self, segment: Segment, _at: int) -> None:
        if self.other is not None:
            self.other[CONSENTS] = (element(segment, 3), element(segment, 4), element(segment, 6))

    def cas(self, segment: Segment, at: int) -> None:
        found = tuple(adjustments_of(segment, at, self.faults))
        if self.line is not None:
            self.line[LINE_ADJUSTMENTS] += found
        elif self.other is not None:
            self.other[OTHER_ADJUSTMENTS] += found
        else:
            message = "An adjustment of another payer stands outside of any."
            self.faults.append(Fault(Level.SEGMENT, "7", message, "CAS", at, expected="SBR or SVD before it"))

    def svd(self, segment: Segment, at: int) -> None:
        if self.line is not None:
            self.line[LINE_PAID][element(segment, 1)] = money(segment, 2, at, self.faults)

    def nte(self, segment: Segment, _at: int) -> None:
        if self.line is not None:
            self.line[LINE_NOTES] += (element(segment, 2),)
        elif self.claim is not None:
            self.claim[NOTES].append(element(segment, 2))

    def passed(self, _segment: Segment, _at: int) -> None:
        """A segment that is known and tells nothing the records hold."""

    def _close_line(self) -> None:
        if self.line is not None and self.claim is not None:
            self.claim[LINES].append(BilledLine._make(self.line))
        self.line = None

    def _close_other(self) -> None:
        if self.other is not None and self.claim is not None:
            _settled(self.other[OTHER_PARTIES])
            self.claim[OTHERS].append(OtherPayer._make(self.other))
        self.other = None

    def _close_claim(self) -> None:
        if self.claim is None:
            return
        self._close_other()
        self._close_line()
        claim, self.claim = self.claim, None
        _settled(claim[PARTIES])
        for place in LISTS:
            claim[place] = tuple(claim[place])
        self.claims.append(BilledClaim._make(claim))


LISTS = (CLAIM_DIAGNOSES, CODES, NOTES, OTHERS, LINES)
"""Fields of a claim that are gathered as lists."""


def _settled(persons: dict[str, Any]) -> dict[str, Any]:
    """Whoever was named as records, from now on; they are shared by all claims of their level."""
    for entity, one in persons.items():
        if type(one) is list:
            persons[entity] = Party._make(one)
    return persons


BELOW: Mapping[str, tuple[str, ...]] = {
    BILLING: (BILLING, SUBSCRIBER, PATIENT),
    SUBSCRIBER: (SUBSCRIBER, PATIENT),
    PATIENT: (PATIENT,),
}
"""Whose names a level begins anew: its own and those below it."""

PASSED = (
    *("ST", "SE", "CUR", "N2", "PWK", "CN1", "CR1", "CR2", "CR3", "CR5", "CRC", "HCP", "MOA", "MIA", "QTY"),
    *("MEA", "PS1", "LIN", "CTP", "LQ", "FRM", "K3", "SV4", "SV5"),
)
"""Segments that tell nothing the records hold: reports, prices, drugs; they stay in the piece."""

HANDLERS: Mapping[str, Callable[[_Building, Segment, int], None]] = {
    "BHT": _Building.bht,
    "HL": _Building.hl,
    "SBR": _Building.sbr,
    "PAT": _Building.pat,
    "PRV": _Building.prv,
    "NM1": _Building.nm1,
    "N3": _Building.more,
    "N4": _Building.more,
    "DMG": _Building.more,
    "PER": _Building.more,
    "CLM": _Building.clm,
    "CL1": _Building.cl1,
    "HI": _Building.hi,
    "LX": _Building.lx,
    "SV1": _Building.sv1,
    "SV2": _Building.sv2,
    "DTP": _Building.dtp,
    "REF": _Building.ref,
    "AMT": _Building.amt,
    "OI": _Building.oi,
    "CAS": _Building.cas,
    "SVD": _Building.svd,
    "NTE": _Building.nte,
    **dict.fromkeys(PASSED, _Building.passed),
}
"""What is done with a segment, by its id."""
