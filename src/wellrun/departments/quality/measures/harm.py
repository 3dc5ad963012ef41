"""Measures of harm: falls, pressure injuries, infections."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.values.periods import Grain
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


def infection_measure(key: str, *, title: str, device: str, amount: str, exposure: str, per: str) -> Measure:
    """A device-associated infection rate of CDC NHSN; the two differ in device and chapter only."""
    return Measure(
        key=key,
        title=title,
        plural=True,
        judged_by=Grain.MONTH,
        department="quality",
        version=1,
        since=SINCE,
        unit=f"per 1,000 {per}",
        multiply=1000,
        better=Better.LOWER,
        display=Display.NUMBER,
        decimals=2,
        about=About.PATIENTS,
        chart="u",
        target=0,
        owner="Infection prevention lead",
        source=f"CDC NHSN Patient Safety Component Manual, {key.upper()} rate: events over {per}, times 1,000",
        counts="Events that met the surveillance definition, on the date of event, in the unit they are attributed to.",
        per=f"{per.capitalize()}: patients with the device, counted once a day at the same hour.",
        leaves_out="Infections of other kinds; days on which the device was not counted add no exposure.",
        numerator=Amount("infections", amount),
        denominator=Amount("device_days", exposure),
        example=Example(
            rows={
                "infections": (
                    {"infection": "1", "unit": "ICU", "kind": key, "event_on": "2026-01-07"},
                    {"infection": "2", "unit": "ICU", "kind": "vae", "event_on": "2026-01-07"},
                ),
                "device_days": (
                    {"unit": "ICU", "day": "2026-01-05", "device": device, "patients": 6},
                    {"unit": "ICU", "day": "2026-01-06", "device": device, "patients": 4},
                    {"unit": "ICU", "day": "2026-01-06", "device": "ventilator", "patients": 5},
                ),
            },
            start=JANUARY,
            numerator=1,
            denominator=10,
            value=100,
            sentence=f"One event over ten {per}: 100 per 1,000.",
        ),
    )


CLABSI = infection_measure(
    "clabsi",
    title="Central-line bloodstream infections",
    device="central_line",
    amount="clabsi",
    exposure="line_days",
    per="central-line days",
)

CAUTI = infection_measure(
    "cauti",
    title="Catheter-associated urinary infections",
    device="urinary_catheter",
    amount="cauti",
    exposure="catheter_days",
    per="catheter days",
)

MEASURES = (FALLS, PRESSURE_INJURIES, CLABSI, CAUTI)
