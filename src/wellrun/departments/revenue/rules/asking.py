"""Questions to payers as they are sent: which benefits somebody has on a day (270), what became of a claim (276).

From a form or a file of appointments to the records of the two sets; 005010X279A1 and 005010X212.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from wellrun.engines.x12 import (
    BilledClaim,
    ClaimStatus,
    Eligibility,
    Member,
    Party,
    Query,
    StatusClaim,
    StatusLevel,
    Trace,
)
from wellrun.engines.x12.eligibility import DEPENDENT, SUBSCRIBER
from wellrun.values.faults import Fault

PLAN = "291"
"""Qualifier of the day that is asked for (DTP01): the day of service."""

SERVED = "472"
PERSON, ORGANISATION = "1", "2"
OF_PERSON = ("payer", "member", "family", "given", "birth", "sex", "service_on", "service")
COLUMNS = (*OF_PERSON, "subscriber_family", "subscriber_given")
"""Columns of a file of appointments; sex, service and the subscriber may be empty or left out."""

NEEDED = OF_PERSON[:5] + OF_PERSON[6:7]
SEXES = frozenset({"", "F", "M", "U"})
MOST = 2000
"""Appointments in one file."""


class Asked(NamedTuple):
    """Of whom is asked, for which day and service. ``payer`` is our code of it; ``birth`` a day.

    A subscriber is named where the person is insured by somebody else; ``member`` is that one's number then.
    """

    payer: str
    member: str
    family: str
    given: str
    birth: dt.date
    sex: str
    service_on: dt.date
    service: str
    subscriber_family: str = ""
    subscriber_given: str = ""


class Asker(NamedTuple):
    """Who asks: name and national number, and the number answers know the sender by."""

    name: str
    npi: str
    sender: str


def eligibility_question(asked: Asked, *, payer: Party, asker: Asker, trace: str) -> Eligibility:
    """One question about one person, for the day of service; a dependent stands behind their subscriber."""
    person = Party("IL", asked.family, asked.given, "MI", asked.member, kind=PERSON, birth=asked.birth, sex=asked.sex)
    query = Query((asked.service,), None, "", "", MappingProxyType({}), MappingProxyType({}), (), 0)
    traces = (Trace("1", trace, _originator(asker), ""),)
    days = MappingProxyType({PLAN: (asked.service_on, asked.service_on)})
    own = Member(SUBSCRIBER, payer, _us(asker, "1P"), None, person, traces, days, (), (), (query,), (), 0)
    members: tuple[Member, ...] = (own,)
    if asked.subscriber_family:
        holder = Party("IL", asked.subscriber_family, asked.subscriber_given, "MI", asked.member, kind=PERSON)
        above = own._replace(person=holder, traces=(), dates=MappingProxyType({}), queries=())
        person = person._replace(entity="03", qualifier="", number="")
        members = (above, own._replace(level=DEPENDENT, subscriber=holder, person=person))
    return Eligibility("13", trace, "", (), members, (), ())


def status_question(content: BilledClaim, *, asker: Asker, trace: str, payer_control: str) -> ClaimStatus:
    """One question about one claim, by our number, its charge days, and the payer's own number where it is known."""
    holder = content.subscriber or content.patient
    days = content.dates.get("434") or content.dates.get(SERVED) or _days_of(content)
    references = {"EJ": content.number} | ({"1K": payer_control} if payer_control else {})
    claim = StatusClaim(
        trace=Trace("1", trace, "", ""),
        statuses=(),
        references=MappingProxyType(references),
        dates=MappingProxyType({SERVED: days} if days else {}),
        amounts=MappingProxyType({"T3": content.charge}),
        quantities=MappingProxyType({}),
        lines=(),
        at=0,
    )
    payer = content.payer._replace(references=MappingProxyType({}), contacts=()) if content.payer else None
    submitter = Party("41", asker.name, "", "46", asker.sender, kind=ORGANISATION)
    person = (
        holder._replace(entity="IL", place=None, references=MappingProxyType({}), speciality=()) if holder else None
    )
    levels = (
        StatusLevel("1", "", "20", payer, (), 0),
        StatusLevel("2", "1", "21", submitter, (), 0),
        StatusLevel("3", "2", "19", _us(asker, "1P"), (), 0),
        StatusLevel("4", "3", "22", person, (claim,), 0),
    )
    return ClaimStatus("0010", "13", trace, "", levels, (), ())


def _days_of(content: BilledClaim) -> tuple[dt.date, dt.date] | None:
    firsts = [one.begins for one in content.lines if one.begins]
    lasts = [one.ends or one.begins for one in content.lines if one.begins]
    return (min(firsts), max(one for one in lasts if one)) if firsts else None


def _us(asker: Asker, entity: str) -> Party:
    return Party(entity, asker.name, "", "XX", asker.npi, kind=ORGANISATION)


def _originator(asker: Asker) -> str:
    """Ten characters, of which the first says that the others are a number of our own (TRN03)."""
    return "9" + re.sub(r"[^A-Za-z0-9]", "", asker.sender)[:9].rjust(9, "0")


def appointments_in(text: str, *, payers: Mapping[str, str]) -> tuple[list[Asked], list[Fault]]:
    """Questions from a file of appointments, and everything that is wrong with it by row; row 1 is the head.

    payers: our code of each by its code and name in lower case. One faulty row asks for nothing, the others do.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    head = [name.strip().lower() for name in rows.fieldnames or ()]
    absent = [name for name in NEEDED if name not in head]
    if absent:
        return [], [
            Fault("revenue.appointments.column", "A column is missing.", "1", name, ", ".join(COLUMNS))
            for name in absent
        ]
    rows.fieldnames = head
    found: list[Asked] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=2):
        wrong = list(_wrong(row, payers, number))
        faults += wrong
        if not wrong:
            found.append(_asked(row, payers))
    return found, faults


def _asked(row: Mapping[str, str], payers: Mapping[str, str]) -> Asked:
    held = {name: (row.get(name) or "").strip() for name in COLUMNS}
    return Asked(
        payer=payers[held["payer"].lower()],
        member=held["member"],
        family=held["family"],
        given=held["given"],
        birth=dt.date.fromisoformat(held["birth"]),
        sex=held["sex"].upper(),
        service_on=dt.date.fromisoformat(held["service_on"]),
        service=held["service"] or "30",
        subscriber_family=held["subscriber_family"],
        subscriber_given=held["subscriber_given"],
    )


def _wrong(row: Mapping[str, str], payers: Mapping[str, str], number: int) -> list[Fault]:
    """What is wrong with a row; what stands there may tell of a patient and is only repeated where it cannot."""
    held = {name: (row.get(name) or "").strip() for name in COLUMNS}
    found = [(name, "missing", "") for name in NEEDED if not held[name]]
    found += [(name, "not_a_day", "") for name in ("birth", "service_on") if held[name] and not _is_day(held[name])]
    if held["payer"] and held["payer"].lower() not in payers:
        found.append(("payer", "unknown", held["payer"]))
    if held["sex"].upper() not in SEXES:
        found.append(("sex", "unknown", held["sex"]))
    return [Fault(f"revenue.appointments.{why}", "", f"{number}", value, name) for name, why, value in found]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
