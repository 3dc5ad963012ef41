"""Where a claim's values stand on the printed forms: CMS-1500 (02/12) and UB-04 (CMS-1450).

Only the data is laid out, for forms that are bought printed. Both are grids of ten characters to the inch and six lines
to the inch (NUCC 1500 Instruction Manual 02/12, print requirements; NUBC UB-04 data specifications): a place is a line
and a column from 1. More service lines than a form has go on the next one, whose total stands on the last alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.engines.x12 import BilledClaim, BilledLine, Party

CMS_1500, UB_04 = "CMS-1500", "UB-04"
ROOM = {CMS_1500: 6, UB_04: 22}
"""Service lines of one form."""

ORIGINAL = "F8"
"""Qualifier of the payer's number of the claim that is replaced (REF01)."""


class Field(NamedTuple):
    """A value at its place: ``number`` of the field on the form, line and column from 1, and how wide it may be."""

    number: str
    line: int
    column: int
    width: int
    text: str


class Sheet(NamedTuple):
    """One form, filled in."""

    form: str
    fields: tuple[Field, ...]


def sheets(claim: BilledClaim) -> tuple[Sheet, ...]:
    """As many forms as a claim needs; each value is cut to its field, and nothing empty is printed."""
    form, fill = (UB_04, _ub_04) if claim.place_qualifier == "A" else (CMS_1500, _cms_1500)
    room = ROOM[form]
    groups = [claim.lines[at : at + room] for at in range(0, len(claim.lines), room)]
    found = []
    for at, lines in enumerate(groups, start=1):
        fields = fill(claim, lines, last=at == len(groups), at=at, of=len(groups))
        held = (one._replace(text=one.text[: one.width]) for one in fields if one.text)
        found.append(Sheet(form, tuple(held)))
    return tuple(found)


def _name(party: Party | None) -> str:
    if party is None:
        return ""
    return ", ".join(part for part in (party.name, party.first, party.middle) if part)


def _day(day: dt.date | None, form: str = "%m %d %Y") -> str:
    return day.strftime(form) if day else ""


def _money(amount: Decimal, dollars: int) -> str:
    """Dollars to the right, a space where the form prints its line, cents."""
    whole, _point, cents = f"{amount:.2f}".partition(".")
    return f"{whole:>{dollars}} {cents}"


def _units(units: Decimal | None) -> str:
    return f"{(units or Decimal(1)).normalize():f}"


def _where(number: str, line: int, column: int, width: int, party: Party | None) -> Iterator[Field]:
    """Street, and below it city, state and postcode."""
    if party is not None and party.place is not None:
        place = party.place
        yield Field(number, line, column, width, " ".join(place.lines))
        yield Field(number, line + 1, column, width, f"{place.city} {place.state} {place.postcode}".strip())


def _cms_1500(claim: BilledClaim, lines: Sequence[BilledLine], *, last: bool, at: int, of: int) -> Iterator[Field]:
    del at, of
    yield from _cms_people(claim)
    yield from _cms_care(claim)
    for place, line in enumerate(lines):
        yield from _service(claim, line, 44 + 2 * place)
    yield from _cms_bill(claim, last=last)


def _cms_people(claim: BilledClaim) -> Iterator[Field]:
    patient, insured, payer = claim.patient, claim.subscriber, claim.payer
    yield Field("carrier", 1, 45, 34, payer.name if payer else "")
    yield Field("1a", 8, 50, 29, insured.number if insured else "")
    yield Field("2", 10, 1, 28, _name(patient))
    yield Field("3", 10, 31, 10, _day(patient.birth if patient else None))
    yield Field(
        "3",
        10,
        {"M": 42, "F": 47}.get(patient.sex if patient else "", 42),
        1,
        "X" if patient and patient.sex in "MF" else "",
    )
    yield Field("4", 10, 50, 29, _name(insured))
    yield from _address("5", 1, patient, (26, 1))
    yield Field("6", 12, {"18": 33, "01": 38, "19": 42}.get(claim.insured.relation, 47), 1, "X")
    yield from _address("7", 50, insured, (74, 50))
    other = claim.others[0] if claim.others else None
    yield Field("9", 18, 1, 28, _name(other.parties.get("IL")) if other else "")
    yield Field("9a", 20, 1, 28, other.parties["IL"].number if other and "IL" in other.parties else "")
    yield Field("9d", 26, 1, 28, other.parties["PR"].name if other and "PR" in other.parties else "")
    yield Field("11", 18, 50, 29, claim.insured.group or "NONE")
    yield Field("11a", 20, 53, 10, _day(insured.birth if insured else None))
    yield Field("11d", 26, 52 if other else 57, 1, "X")
    yield Field("12", 29, 7, 20, "SIGNATURE ON FILE")
    yield Field("13", 29, 56, 20, "SIGNATURE ON FILE")


def _cms_care(claim: BilledClaim) -> Iterator[Field]:
    referring = claim.parties.get("DN")
    yield Field("17", 34, 1, 28, f"DN {referring.first} {referring.name}" if referring else "")
    yield Field("17b", 34, 33, 10, referring.number if referring else "")
    yield Field("21", 37, 42, 1, "0")
    for place, (_qualifier, code) in enumerate(claim.diagnoses[:12]):
        yield Field("21", 38 + place // 4, 3 + 13 * (place % 4), 8, code)
    replaced = claim.references.get(ORIGINAL, "")
    yield Field("22", 38, 50, 11, claim.frequency if replaced else "")
    yield Field("22", 38, 62, 18, replaced)
    yield Field("23", 40, 50, 29, claim.references.get("G1", ""))


def _cms_bill(claim: BilledClaim, *, last: bool) -> Iterator[Field]:
    billing = claim.billing
    tax = billing.references.get("EI", "") if billing else ""
    yield Field("25", 56, 1, 15, tax)
    yield Field("25", 56, 19, 1, "X" if tax else "")
    yield Field("26", 56, 23, 14, claim.number)
    yield Field("27", 56, 38, 1, "X")
    if last:
        yield Field("28", 56, 62, 9, _money(claim.charge, 6))
        paid = sum((one.paid for one in claim.others if one.paid is not None), Decimal(0))
        yield Field("29", 56, 72, 9, _money(paid, 6) if claim.others else "")
    yield Field("31", 60, 1, 21, "SIGNATURE ON FILE")
    yield Field("33", 58, 50, 29, _name(billing))
    yield from _where("33", 59, 50, 29, billing)
    yield Field("33a", 62, 51, 10, billing.number if billing else "")


def _address(number: str, column: int, party: Party | None, further: tuple[int, int]) -> Iterator[Field]:
    """Street, city and state, and postcode, each on a line of its own."""
    if party is not None and party.place is not None:
        place, (state, postcode) = party.place, further
        yield Field(number, 12, column, 28, " ".join(place.lines))
        yield Field(number, 14, column, 24, place.city)
        yield Field(number, 14, state, 2, place.state)
        yield Field(number, 16, postcode, 12, place.postcode)


def _service(claim: BilledClaim, line: BilledLine, at: int) -> Iterator[Field]:
    yield Field("24A", at, 1, 8, _day(line.begins, "%m %d %y"))
    yield Field("24A", at, 10, 8, _day(line.ends, "%m %d %y"))
    yield Field("24B", at, 19, 2, line.place or claim.place)
    yield Field("24D", at, 25, 7, line.procedure)
    for place, modifier in enumerate(line.modifiers[:4]):
        yield Field("24D", at, 33 + 3 * place, 2, modifier)
    yield Field("24E", at, 45, 4, "".join("ABCDEFGHIJKL"[one - 1] for one in line.pointers))
    yield Field("24F", at, 50, 9, _money(line.charge, 6))
    yield Field("24G", at, 60, 4, _units(line.units))
    rendering = claim.parties.get("82") or claim.billing
    yield Field("24J", at, 68, 11, rendering.number if rendering else "")


def _ub_04(claim: BilledClaim, lines: Sequence[BilledLine], *, last: bool, at: int, of: int) -> Iterator[Field]:
    yield from _ub_stay(claim)
    for place, line in enumerate(lines):
        row = 19 + place
        yield Field("42", row, 1, 4, line.revenue_code)
        yield Field("44", row, 31, 14, " ".join((line.procedure, *line.modifiers)).strip())
        yield Field("45", row, 46, 6, _day(line.begins, "%m%d%y"))
        yield Field("46", row, 53, 7, _units(line.units))
        yield Field("47", row, 61, 10, _money(line.charge, 7))
    yield Field("42", 41, 1, 4, "0001" if last else "")
    yield Field("43", 41, 12, 3, str(at))
    yield Field("43", 41, 18, 3, str(of))
    yield Field("47", 41, 61, 10, _money(claim.charge, 7) if last else "")
    yield from _ub_bill(claim)


def _ub_stay(claim: BilledClaim) -> Iterator[Field]:
    patient, billing = claim.patient, claim.billing
    yield Field("1", 2, 1, 25, _name(billing))
    yield from _where("1", 3, 1, 25, billing)
    yield Field("3a", 2, 54, 24, claim.number)
    yield Field("4", 3, 78, 4, f"0{claim.place}{claim.frequency}")
    yield Field("5", 5, 50, 10, billing.references.get("EI", "") if billing else "")
    begins, ends = claim.dates.get("434", (None, None))
    yield Field("6", 5, 61, 6, _day(begins, "%m%d%y"))
    yield Field("6", 5, 68, 6, _day(ends, "%m%d%y"))
    yield Field("8b", 7, 2, 29, _name(patient))
    yield from _where("9", 6, 42, 38, patient)
    yield Field("10", 9, 1, 8, _day(patient.birth if patient else None, "%m%d%Y"))
    yield Field("11", 9, 10, 1, patient.sex if patient else "")
    admitted, left = claim.moments.get("435"), claim.moments.get("096")
    yield Field("12", 9, 13, 6, _day(admitted, "%m%d%y") if isinstance(admitted, dt.datetime) else "")
    yield Field("13", 9, 20, 2, f"{admitted:%H}" if admitted else "")
    kind, source, status = (*claim.admission, "", "", "")[:3]
    yield Field("14", 9, 23, 1, kind)
    yield Field("15", 9, 26, 1, source)
    yield Field("16", 9, 29, 2, f"{left:%H}" if left else "")
    yield Field("17", 9, 32, 2, status)


def _ub_bill(claim: BilledClaim) -> Iterator[Field]:
    billing, insured, payer = claim.billing, claim.subscriber, claim.payer
    yield Field("50", 43, 1, 22, payer.name if payer else "")
    yield Field("51", 43, 24, 15, payer.number if payer else "")
    yield Field("56", 42, 68, 10, billing.number if billing else "")
    yield Field("58", 47, 1, 25, _name(insured))
    yield Field("59", 47, 27, 2, claim.insured.relation)
    yield Field("60", 47, 30, 20, insured.number if insured else "")
    yield Field("63", 51, 1, 30, claim.references.get("G1", ""))
    yield Field("64", 51, 32, 26, claim.references.get(ORIGINAL, ""))
    yield Field("66", 54, 1, 1, "0")
    for place, (_qualifier, code) in enumerate(claim.diagnoses[:18]):
        told = claim.present.get(place + 1, "")
        yield Field("67", 54 + place // 9, 3 + 8 * (place % 9), 8, f"{code:<7}{told}".rstrip())
    drg = next((one[1] for one in claim.codes if one[0] == "DR"), "")
    yield Field("71", 56, 33, 4, drg)
    attending = claim.parties.get("71")
    yield Field("76", 57, 60, 11, attending.number if attending else "")
    yield Field("76", 58, 55, 25, f"{attending.name} {attending.first}" if attending else "")
