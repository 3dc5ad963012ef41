"""Measures of infections: rates per device and patient days, and ratios to what was predicted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wellrun.departments.quality.measures.harm import JANUARY, PATIENT_DAYS, PATIENT_DAYS_RULE, SINCE, TEN_DAYS
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

NEWER = date(2026, 11, 1)
OWNER = "Infection prevention lead"
MANUAL = "CDC NHSN Patient Safety Component Manual"
EVENTS = "Events that met the surveillance definition, on the date of event, in the unit they are attributed to."


@dataclass(frozen=True)
class DeviceInfection:
    """What sets one device-associated infection apart from another."""

    key: str
    title: str
    device: str
    exposure: str
    per: str
    since: date
    target: float | None = None


BY_DEVICE = (
    DeviceInfection(
        "clabsi", "Central-line bloodstream infections", "central_line", "line_days", "central-line days", SINCE, 0
    ),
    DeviceInfection(
        "cauti",
        "Catheter-associated urinary infections",
        "urinary_catheter",
        "catheter_days",
        "catheter days",
        SINCE,
        0,
    ),
    DeviceInfection("vae", "Ventilator-associated events", "ventilator", "ventilator_days", "ventilator days", NEWER),
)


def device_rate(one: DeviceInfection) -> Measure:
    """A device-associated infection rate of CDC NHSN; they differ in device and chapter only."""
    other = "cdi" if one.key == "vae" else "vae"
    device = "central_line" if one.key == "vae" else "ventilator"
    return Measure(
        key=one.key,
        title=one.title,
        plural=True,
        judged_by=Grain.MONTH,
        department="quality",
        version=1,
        since=one.since,
        unit=f"per 1,000 {one.per}",
        multiply=1000,
        better=Better.LOWER,
        display=Display.NUMBER,
        decimals=2,
        about=About.PATIENTS,
        chart="u",
        target=one.target,
        owner=OWNER,
        source=f"{MANUAL}, {one.key.upper()} rate: events over {one.per}, times 1,000",
        counts=EVENTS,
        per=f"{one.per.capitalize()}: patients with the device, counted once a day at the same hour.",
        leaves_out="Infections of other kinds; days on which the device was not counted add no exposure.",
        numerator=Amount("infections", one.key),
        denominator=Amount("device_days", one.exposure),
        example=Example(
            rows={
                "infections": (infection("1", one.key), infection("2", other)),
                "device_days": (
                    {"unit": "ICU", "day": "2026-01-05", "device": one.device, "patients": 6},
                    {"unit": "ICU", "day": "2026-01-06", "device": one.device, "patients": 4},
                    {"unit": "ICU", "day": "2026-01-06", "device": device, "patients": 5},
                ),
            },
            start=JANUARY,
            numerator=1,
            denominator=10,
            value=100,
            sentence=f"One event over ten {one.per}: 100 per 1,000.",
        ),
    )


def infection(name: str, kind: str) -> dict[str, Any]:
    """An infection in intensive care for an example."""
    return {"infection": name, "unit": "ICU", "kind": kind, "event_on": "2026-01-07"}


DIFFICILE = Measure(
    key="cdi",
    title="C. difficile infections",
    plural=True,
    judged_by=Grain.MONTH,
    department="quality",
    version=1,
    since=NEWER,
    unit="per 10,000 patient days",
    multiply=10_000,
    better=Better.LOWER,
    display=Display.NUMBER,
    decimals=1,
    about=About.PATIENTS,
    chart="u",
    owner=OWNER,
    source=f"{MANUAL}, C. difficile LabID events, healthcare facility-onset, per 10,000 patient days. Ours counts what "
    "the surveillance feed sends as such, and takes no unit out",
    counts=EVENTS,
    per=PATIENT_DAYS_RULE,
    leaves_out="Infections of other kinds, and those the feed does not attribute to the facility.",
    numerator=Amount("infections", "cdi"),
    denominator=PATIENT_DAYS,
    example=Example(
        rows={"encounters": (TEN_DAYS,), "infections": (infection("1", "cdi"), infection("2", "cauti"))},
        start=JANUARY,
        numerator=1,
        denominator=10,
        value=1000,
        sentence="One infection over ten patient days: 1,000 per 10,000.",
    ),
)


def ratio(key: str, title: str) -> Measure:
    """Infections over those predicted (SIR); the predictions are imported and never made here."""
    return Measure(
        key=f"{key}_ratio",
        title=f"{title}, observed over predicted",
        plural=True,
        judged_by=Grain.MONTH,
        grains=(Grain.MONTH,),
        department="quality",
        version=1,
        since=NEWER,
        unit="observed over predicted (SIR)",
        better=Better.LOWER,
        display=Display.NUMBER,
        decimals=2,
        about=About.PATIENTS,
        chart="u",
        owner=OWNER,
        source="CDC NHSN, standardised infection ratio (SIR). Predictions come with the imported file alone; NHSN "
        "gives no ratio where fewer than one infection was predicted, so read it over many months",
        counts=EVENTS,
        per="Infections predicted for the same units and months, as imported.",
        leaves_out="Facilities that import no predictions.",
        numerator=Amount("infections", key),
        denominator=Amount("predicted_infections", key),
        example=Example(
            rows={
                "infections": (infection("1", key),),
                "predicted_infections": (
                    {"unit": "ICU", "kind": key, "month": "2026-01-01", "predicted": 1.5},
                    {"unit": "W5", "kind": key, "month": "2026-01-01", "predicted": 0.5},
                ),
            },
            start=JANUARY,
            numerator=1,
            denominator=2,
            value=0.5,
            sentence="One infection where two were predicted: 0.5.",
        ),
    )


CDI_TITLE = "C. difficile infections"
RATES = (*(device_rate(one) for one in BY_DEVICE), DIFFICILE)
RATIOS = (*(ratio(one.key, one.title) for one in BY_DEVICE), ratio("cdi", CDI_TITLE))
MEASURES = (*RATES, *RATIOS)
