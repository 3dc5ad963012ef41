"""Measures of harm: falls and pressure injuries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 1, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of quality"
PATIENT_DAYS = Amount("unit_days", "patient_days")
PATIENT_DAYS_RULE = "Patient days: patients at midnight, plus hours of same-day stays divided by 24."

TEN_DAYS = {
    "encounter": "A",
    "patient": "p",
    "class_code": "IMP",
    "unit": "W5",
    "started_at": "2026-01-05 10:00",
    "ended_at": "2026-01-15 10:00",
}


def incident(name: str, **more: Any) -> dict[str, Any]:
    """An incident on Ward 5 for an example."""
    return {"incident": name, "unit": "W5", "occurred_at": "2026-01-06 03:00", **more}


FALLS = Measure(
    key="falls",
    title="Falls",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="per 1,000 patient days",
    multiply=1000,
    better=Better.LOWER,
    display=Display.NUMBER,
    about=About.PATIENTS,
    chart="u",
    owner=OWNER,
    source="NQF 0141 (ANA NDNQI), patient fall rate, all falls, with or without harm",
    counts="Falls of patients, on the day and in the unit where they happened.",
    per=PATIENT_DAYS_RULE,
    leaves_out="Incidents of other kinds.",
    numerator=Amount("incidents", "falls"),
    denominator=PATIENT_DAYS,
    example=Example(
        rows={
            "encounters": (TEN_DAYS,),
            "incidents": (incident("1", kind="fall", harm="none"), incident("2", kind="medication")),
        },
        start=JANUARY,
        numerator=1,
        denominator=10,
        value=100,
        sentence="One fall over ten patient days: 100 per 1,000.",
    ),
)

FALLS_WITH_INJURY = replace(
    FALLS,
    key="falls_with_injury",
    title="Falls with injury",
    decimals=2,
    since=date(2026, 11, 1),
    source="NQF 0202 (ANA NDNQI), falls with injury, minor or greater; harm by the WHO classification, mild or worse",
    counts="Falls of patients that did harm, mild or worse, on the day and in the unit where they happened.",
    leaves_out="Falls without harm, or without a statement of harm; incidents of other kinds.",
    numerator=Amount("incidents", "falls_with_harm"),
    example=Example(
        rows={
            "encounters": (TEN_DAYS,),
            "incidents": (
                incident("1", kind="fall", harm="none"),
                incident("2", kind="fall", harm="mild"),
                incident("3", kind="fall"),
            ),
        },
        start=JANUARY,
        numerator=1,
        denominator=10,
        value=100,
        sentence="One of three falls did harm; of one nothing is said: 100 per 1,000.",
    ),
)

PRESSURE_INJURIES = Measure(
    key="pressure_injuries",
    title="Pressure injuries",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="per 1,000 patient days",
    multiply=1000,
    better=Better.LOWER,
    display=Display.NUMBER,
    about=About.PATIENTS,
    chart="u",
    owner=OWNER,
    source="AHRQ, Preventing Pressure Ulcers in Hospitals, section 5 (incidence per patient days); stages of NPIAP",
    counts="Pressure injuries acquired here, of stage 2 or worse, unstageable, deep tissue, or without a stage.",
    per=PATIENT_DAYS_RULE,
    leaves_out="Injuries the patient arrived with; stage 1.",
    numerator=Amount("incidents", "pressure_injuries"),
    denominator=PATIENT_DAYS,
    example=Example(
        rows={
            "encounters": (TEN_DAYS,),
            "incidents": (
                incident("1", kind="pressure_injury", stage="2", acquired_here=True),
                incident("2", kind="pressure_injury", stage="1", acquired_here=True),
                incident("3", kind="pressure_injury", stage="3", acquired_here=False),
            ),
        },
        start=JANUARY,
        numerator=1,
        denominator=10,
        value=100,
        sentence="One injury of stage 2 over ten patient days; stage 1 and the one brought along do not count.",
    ),
)

MEASURES = (FALLS, FALLS_WITH_INJURY, PRESSURE_INJURIES)
