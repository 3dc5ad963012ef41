"""What a rule may ask of a claim: facts by name, each with its sort, where it stands in the claim, and how it is read.

Places are those of 005010X222A1 and 005010X223A2 (loop, line, element).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from wellrun.departments.revenue.rules.charges import Known, every_code_known
from wellrun.engines.x12 import BilledClaim, BilledLine, Party

Repeatable = tuple[str, str, tuple[str, ...], dt.date | None]
"""By what a service that was billed is known again: form, procedure or revenue code, modifiers, day."""


class Context(NamedTuple):
    """What has to be known beside a claim. ``form`` P or I, ``payer`` our code, ``place`` where care was given.

    ``billed``: services of the patient's other claims of the same payer. ``file_until``: last day to file.
    ``known``: whether a list holds a code on a day (system, code, day).
    """

    today: dt.date
    form: str
    payer: str = ""
    place: str = ""
    billed_on: dt.date | None = None
    file_until: dt.date | None = None
    billed: frozenset[Repeatable] = frozenset()
    known: Known = every_code_known


class Seen(NamedTuple):
    """A claim with the line or the diagnosis that is looked at, from 1."""

    claim: BilledClaim
    context: Context
    line: BilledLine | None = None
    at: int = 0
    diagnosis: str = ""


class Sort(StrEnum):
    """What a fact is, and so what can be asked of it."""

    TEXT = "text"
    CODES = "codes"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"


class Each(StrEnum):
    """What is judged: a claim as a whole, each of its lines, each of its diagnoses."""

    CLAIM = "claim"
    LINE = "line"
    DIAGNOSIS = "diagnosis"


class Fact(NamedTuple):
    """One thing that can be asked. ``place``: loop and element, the line's number goes between them."""

    sort: Sort
    loop: str
    element: str
    read: Callable[[Any], Any]
    each: Each = Each.CLAIM


def begins_of(claim: BilledClaim) -> dt.date | None:
    """The first day of service."""
    return min((one.begins for one in claim.lines if one.begins), default=_date(claim, "434", 0))


def ends_of(claim: BilledClaim) -> dt.date | None:
    """The last day of service."""
    days = [day for one in claim.lines for day in (one.begins, one.ends) if day]
    return max(days, default=_date(claim, "434", 1))


def service_of(line: BilledLine, form: str) -> Repeatable:
    """By what a line is known again."""
    return form, line.procedure or line.revenue_code, tuple(sorted(line.modifiers)), line.begins


def _date(claim: BilledClaim, qualifier: str, at: int) -> dt.date | None:
    found = claim.dates.get(qualifier)
    return found[at] if found else None


def _admitted(claim: BilledClaim) -> dt.date | None:
    moment = claim.moments.get("435")
    return moment.date() if isinstance(moment, dt.datetime) else _date(claim, "435", 0)


def _person(claim: BilledClaim) -> Party | None:
    return claim.patient or claim.subscriber


def _of(party: Party | None, name: str) -> Any:
    return "" if party is None else getattr(party, name)


def _where(party: Party | None, name: str) -> Any:
    return "" if party is None or party.place is None else getattr(party.place, name)


def _age(seen: Seen) -> Decimal | None:
    person, day = _person(seen.claim), begins_of(seen.claim)
    if person is None or person.birth is None or day is None:
        return None
    born = person.birth
    return Decimal(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _admission(at: int) -> Callable[[Seen], str]:
    return lambda seen: seen.claim.admission[at] if len(seen.claim.admission) > at else ""


def _party(entity: str) -> Callable[[Seen], str]:
    return lambda seen: _of(seen.claim.parties.get(entity), "number")


def _lines_charge(seen: Seen) -> Decimal:
    return sum((one.charge for one in seen.claim.lines), Decimal(0))


def _pointed(seen: Seen) -> tuple[str, ...]:
    """Diagnoses of a line; an institution's lines point to none, and stand for all."""
    assert seen.line is not None, "a fact of a line"
    codes = tuple(code for _kind, code in seen.claim.diagnoses)
    if seen.context.form == "I":
        return codes
    return tuple(codes[at - 1] for at in seen.line.pointers if 0 < at <= len(codes))


def _beyond(seen: Seen) -> Decimal:
    assert seen.line is not None, "a fact of a line"
    most = len(seen.claim.diagnoses)
    return Decimal(sum(not 0 < at <= most for at in seen.line.pointers))


def _repeated(seen: Seen) -> bool:
    assert seen.line is not None, "a fact of a line"
    own, form = service_of(seen.line, seen.context.form), seen.context.form
    # The codes differ on most lines, and telling so takes less than making the whole key of each.
    alike = (one for one in seen.claim.lines if (one.procedure or one.revenue_code) == own[1])
    return sum(service_of(one, form) == own for one in alike) > 1


def _known(system: str, code: str, day: dt.date | None, context: Context) -> bool:
    return not code or day is None or context.known(system, code, day)


def _days(seen: Seen) -> Decimal | None:
    first, last = _date(seen.claim, "434", 0), _date(seen.claim, "434", 1)
    return None if first is None or last is None else Decimal((last - first).days)


def _same_place(seen: Seen) -> str:
    assert seen.line is not None, "a fact of a line"
    return seen.line.place or (seen.claim.place if seen.claim.place_qualifier == "B" else "")


TEXT, CODES, NUMBER, DAY, FLAG = Sort
LINE, DIAGNOSIS = Each.LINE, Each.DIAGNOSIS
FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        "form": Fact(TEXT, "", "ST03", lambda seen: seen.context.form),
        "payer": Fact(TEXT, "2010BB", "NM109", lambda seen: seen.context.payer),
        "payer.number": Fact(TEXT, "2010BB", "NM109", lambda seen: _of(seen.claim.payer, "number")),
        "payer.kind": Fact(TEXT, "2000B", "SBR09", lambda seen: seen.claim.filing),
        "unit": Fact(TEXT, "", "unit", lambda seen: seen.context.place),
        "today": Fact(DAY, "", "today", lambda seen: seen.context.today),
        "billed": Fact(DAY, "", "billed", lambda seen: seen.context.billed_on or seen.context.today),
        "file_until": Fact(DAY, "", "file until", lambda seen: seen.context.file_until),
        "charge": Fact(NUMBER, "2300", "CLM02", lambda seen: seen.claim.charge),
        "lines_charge": Fact(NUMBER, "2400", "charges", _lines_charge),
        "lines": Fact(NUMBER, "2400", "lines", lambda seen: Decimal(len(seen.claim.lines))),
        "frequency": Fact(TEXT, "2300", "CLM05-3", lambda seen: seen.claim.frequency),
        "bill": Fact(
            TEXT, "2300", "CLM05-1", lambda seen: seen.claim.place if seen.claim.place_qualifier == "A" else ""
        ),
        "place": Fact(
            TEXT, "2300", "CLM05-1", lambda seen: seen.claim.place if seen.claim.place_qualifier == "B" else ""
        ),
        "begins": Fact(DAY, "2400", "DTP03", lambda seen: begins_of(seen.claim)),
        "ends": Fact(DAY, "2400", "DTP03", lambda seen: ends_of(seen.claim)),
        "statement.from": Fact(DAY, "2300", "DTP03 434", lambda seen: _date(seen.claim, "434", 0)),
        "statement.through": Fact(DAY, "2300", "DTP03 434", lambda seen: _date(seen.claim, "434", 1)),
        "statement.days": Fact(NUMBER, "2300", "DTP03 434", _days),
        "admitted": Fact(DAY, "2300", "DTP03 435", lambda seen: _admitted(seen.claim)),
        "admission.type": Fact(TEXT, "2300", "CL101", _admission(0)),
        "admission.source": Fact(TEXT, "2300", "CL102", _admission(1)),
        "discharge.status": Fact(TEXT, "2300", "CL103", _admission(2)),
        "diagnoses": Fact(CODES, "2300", "HI", lambda seen: tuple([code for _kind, code in seen.claim.diagnoses])),
        "principal": Fact(
            TEXT, "2300", "HI01-2", lambda seen: seen.claim.diagnoses[0][1] if seen.claim.diagnoses else ""
        ),
        "authorisation": Fact(TEXT, "2300", "REF02 G1", lambda seen: seen.claim.references.get("G1", "")),
        "referral": Fact(TEXT, "2300", "REF02 9F", lambda seen: seen.claim.references.get("9F", "")),
        "payer_control": Fact(TEXT, "2300", "REF02 F8", lambda seen: seen.claim.references.get("F8", "")),
        "member": Fact(TEXT, "2010BA", "NM109", lambda seen: _of(seen.claim.subscriber, "number")),
        "relation": Fact(TEXT, "2000B", "SBR02", lambda seen: seen.claim.insured.relation),
        "patient.name": Fact(TEXT, "2010CA", "NM103", lambda seen: _of(_person(seen.claim), "name")),
        "patient.birth": Fact(DAY, "2010CA", "DMG02", lambda seen: _of(_person(seen.claim), "birth") or None),
        "patient.sex": Fact(TEXT, "2010CA", "DMG03", lambda seen: _of(_person(seen.claim), "sex")),
        "patient.city": Fact(TEXT, "2010CA", "N401", lambda seen: _where(_person(seen.claim), "city")),
        "patient.age": Fact(NUMBER, "2010CA", "DMG02", _age),
        "billing.npi": Fact(TEXT, "2010AA", "NM109", lambda seen: _of(seen.claim.billing, "number")),
        "billing.city": Fact(TEXT, "2010AA", "N401", lambda seen: _where(seen.claim.billing, "city")),
        "billing.tax": Fact(
            TEXT, "2010AA", "REF02", lambda seen: next(iter((_of(seen.claim.billing, "references") or {}).values()), "")
        ),
        "rendering.npi": Fact(TEXT, "2310B", "NM109", _party("82")),
        "referring.npi": Fact(TEXT, "2310A", "NM109", _party("DN")),
        "attending.npi": Fact(TEXT, "2310A", "NM109", _party("71")),
        "line.code": Fact(TEXT, "2400", "SV101-2", lambda seen: seen.line.procedure, LINE),
        "line.known": Fact(
            FLAG,
            *("2400", "SV101-2"),
            lambda seen: _known("HCPCS", seen.line.procedure, seen.line.begins, seen.context),
            LINE,
        ),
        "line.modifiers": Fact(CODES, "2400", "SV101-3", lambda seen: seen.line.modifiers, LINE),
        "line.revenue_code": Fact(TEXT, "2400", "SV201", lambda seen: seen.line.revenue_code, LINE),
        "line.charge": Fact(NUMBER, "2400", "SV102", lambda seen: seen.line.charge, LINE),
        "line.units": Fact(NUMBER, "2400", "SV104", lambda seen: seen.line.units, LINE),
        "line.whole": Fact(
            FLAG, "2400", "SV104", lambda seen: seen.line.units in (None, round(seen.line.units or 0)), LINE
        ),
        "line.unit": Fact(TEXT, "2400", "SV103", lambda seen: seen.line.unit, LINE),
        "line.place": Fact(TEXT, "2400", "SV105", _same_place, LINE),
        "line.begins": Fact(DAY, "2400", "DTP03", lambda seen: seen.line.begins, LINE),
        "line.ends": Fact(DAY, "2400", "DTP03", lambda seen: seen.line.ends, LINE),
        "line.pointers": Fact(NUMBER, "2400", "SV107", lambda seen: Decimal(len(seen.line.pointers)), LINE),
        "line.pointers_beyond": Fact(NUMBER, "2400", "SV107", _beyond, LINE),
        "line.diagnoses": Fact(CODES, "2400", "SV107", _pointed, LINE),
        "line.repeated": Fact(FLAG, "2400", "SV101", _repeated, LINE),
        "line.billed_before": Fact(
            FLAG, "2400", "SV101", lambda seen: service_of(seen.line, seen.context.form) in seen.context.billed, LINE
        ),
        "diagnosis.code": Fact(TEXT, "2300", "HI", lambda seen: seen.diagnosis, DIAGNOSIS),
        "diagnosis.at": Fact(NUMBER, "2300", "HI", lambda seen: Decimal(seen.at), DIAGNOSIS),
        "diagnosis.present": Fact(TEXT, "2300", "HI-9", lambda seen: seen.claim.present.get(seen.at, ""), DIAGNOSIS),
        "diagnosis.repeated": Fact(
            FLAG,
            "2300",
            "HI",
            lambda seen: [code for _, code in seen.claim.diagnoses].count(seen.diagnosis) > 1,
            DIAGNOSIS,
        ),
        "diagnosis.known": Fact(
            FLAG,
            *("2300", "HI"),
            lambda seen: _known("ICD10CM", seen.diagnosis, ends_of(seen.claim), seen.context),
            DIAGNOSIS,
        ),
    }
)
