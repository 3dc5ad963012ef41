"""When the coding of a stay may be called final: everything told that its claim and its group need.

Source: Uniform Hospital Discharge Data Set (principal diagnosis); CMS, present-on-admission reporting (42 CFR
412.23, Deficit Reduction Act of 2005, section 5001(c)); NUBC, fields 14, 15 and 17 of the UB-04.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wellrun.departments.revenue.rules.grouping import (
    LAST,
    NO_GROUP,
    NO_VERSION,
    PRESENT,
    PROCEDURE,
    SEXES,
    VERSIONS,
    Diagnosis,
    Grouped,
    StayFacts,
    group,
)
from wellrun.values.faults import Fault, Refused

ADMISSION = ("type", "source", "status")
ADMISSION_SHAPES: Mapping[str, re.Pattern[str]] = {
    "type": re.compile(r"[1-9]"),
    "source": re.compile(r"[0-9A-Z]"),
    "status": re.compile(r"[0-9]{2}"),
}
HOME = "01"
DRG = re.compile(r"[0-9]{3}")


class Coding(NamedTuple):
    """What a coder enters. ``admission``: type, source, status on leaving. ``drg``: by hand with ``why``, or empty."""

    diagnoses: tuple[Diagnosis, ...]
    procedures: tuple[tuple[str, dt.date], ...] = ()
    admission: tuple[str, str, str] = ("", "", "")
    drg: str = ""
    why: str = ""


class Judged(NamedTuple):
    """A coding as it stands: its group, or what kept the grouper from one, and what keeps it from being final.

    A stay that ended after the latest version is grouped by that one, to weigh by, and ``ungrouped`` says so.
    """

    grouped: Grouped | None
    ungrouped: tuple[Fault, ...]
    faults: tuple[Fault, ...]

    @property
    def proposed(self) -> str:
        """The grouper's group by the version of the day; empty where there is none."""
        return self.grouped.drg if self.grouped and not self.ungrouped else ""

    def drg_of(self, coding: Coding) -> str:
        """What goes on the claim: the coder's group, else the proposed one."""
        return coding.drg or self.proposed


def judged(coding: Coding, *, sex: str, begins: dt.date, left: dt.date) -> Judged:
    """The coding of a stay from its first to its last day."""
    # Until it is told, somebody is taken to have gone home, so that a coder sees a group; final, it has to be told.
    status = coding.admission[2] or HOME
    procedures = tuple(code for code, _on in coding.procedures)
    facts = StayFacts(coding.diagnoses, left, SEXES.get(sex, sex), procedures, status)
    grouped, ungrouped = _grouped(facts)
    faults = (*_unready(coding, begins, left), *_of_group(coding, grouped, ungrouped))
    return Judged(grouped, ungrouped, faults)


def _grouped(facts: StayFacts) -> tuple[Grouped | None, tuple[Fault, ...]]:
    try:
        return group(facts), ()
    except Refused as refused:
        if {one.code for one in refused.faults} != {NO_VERSION} or facts.discharged <= LAST:
            return None, refused.faults
        late = refused.faults
    try:
        return group(facts, version=VERSIONS[-1][1]), late
    except Refused as refused:
        return None, (*late, *refused.faults)


def _unready(coding: Coding, begins: dt.date, left: dt.date) -> Iterator[Fault]:
    for at, one in enumerate(coding.diagnoses):
        if one.present not in PRESENT - {""}:
            remedy = f"Say whether {one.code} was present on admission; 1 is for codes that CMS exempts."
            yield _fault("present", "diagnoses", one.present, "Y, N, U, W or 1", remedy)
        if one.code in {earlier.code for earlier in coding.diagnoses[:at]}:
            yield _fault("twice", "diagnoses", one.code, "each diagnosis once", "Take the second one out.")
    for code, on in coding.procedures:
        if not PROCEDURE.fullmatch(code):
            yield _fault("procedure", "procedures", code, "ICD-10-PCS, seven characters", "Correct it.")
        if not begins - dt.timedelta(days=3) <= on <= left:
            # Three days before: what Medicare's payment window draws into the stay (42 CFR 412.2(c)(5)).
            yield _fault("day", "procedures", on.isoformat(), f"{begins} to {left}", "Correct the day.")
    for name, value in zip(ADMISSION, coding.admission, strict=True):
        if not ADMISSION_SHAPES[name].fullmatch(value):
            yield _fault(name, name, value, "a code of the NUBC", "Choose one; the claim needs it.")


def _of_group(coding: Coding, grouped: Grouped | None, ungrouped: tuple[Fault, ...]) -> Iterator[Fault]:
    if not coding.drg:
        yield from ungrouped
        return
    if not DRG.fullmatch(coding.drg) or coding.drg in NO_GROUP:
        yield _fault("drg", "drg", coding.drg, "a group of three digits", "Leave it empty to take the proposed one.")
    proposed = grouped.drg if grouped and not ungrouped else ""
    if coding.drg != proposed and not coding.why.strip():
        remedy = "Say why: the version, the page of the manual, what the grouper does not know."
        yield _fault("why", "why", "", "a reason for another group", remedy)


def _fault(code: str, place: str, value: str, expected: str, remedy: str) -> Fault:
    said = f"{value or 'Nothing'} is not {expected}."
    return Fault(f"revenue.coding.{code}", said, place, value, expected, remedy)
