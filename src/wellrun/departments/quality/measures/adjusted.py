"""Outcomes against what the facility's own model expects: deaths and readmissions."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.departments.quality.measures.outcomes import JANUARY, OWNER, stay
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 11, 1)
MODEL = (
    "House model, by the method of the English SHMI and the US readmission ratios (observed over expected), with the "
    "facility's own stays of a stated reference period as the standard: ridge logistic regression on age, sex, "
    "emergency route, critical care on admission, first diagnosis and earlier stays (decision 21). Not comparable "
    "with ratios of other hospitals, which have another standard"
)
BEGAN = "in the unit where the stay began, on the day it ended"


def weighed(outcome: str, factor: str, level: str, weight: float) -> dict[str, Any]:
    """One weight of a model for an example."""
    period = {"since": "2025-01-01", "until": "2025-06-30"}
    return {"outcome": outcome, "factor": factor, "level": level, "weight": weight, **period}


MORTALITY_RATIO = Measure(
    key="mortality_ratio",
    title="Standardised mortality ratio",
    department="quality",
    version=1,
    since=SINCE,
    unit="observed over expected deaths, × 100",
    multiply=100,
    better=Better.LOWER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PATIENTS,
    judged_by=Grain.MONTH,
    chart="u",
    owner="Medical director",
    source=MODEL,
    counts=f"Inpatient stays that ended by death, {BEGAN}.",
    per="Deaths the model expects of the same stays.",
    leaves_out="Observation stays; deaths after discharge; facilities with fewer than six months of stays or fewer "
    "than 40 deaths in the reference period, which have no model.",
    numerator=Amount("expected_outcomes", "deaths"),
    denominator=Amount("expected_outcomes", "expected_deaths"),
    example=Example(
        rows={
            "encounters": (
                stay("A", "a", "2026-01-02", "2026-01-05", disposition="exp", admit_source="emd"),
                stay("B", "b", "2026-01-02", "2026-01-05"),
            ),
            "outcome_weights": (
                weighed("death", "intercept", "", -1.3862943611198906),
                weighed("death", "route", "emergency", 1.3862943611198906),
            ),
        },
        start=JANUARY,
        numerator=1,
        denominator=0.7,
        value=100 / 0.7,
        sentence="Odds of 1 to 4 make B's risk 0.2; the emergency route makes A's odds even, 0.5. Of 0.7 expected "
        "deaths one was seen: 143.",
    ),
)

READMISSION_RATIO = Measure(
    key="readmission_ratio",
    title="Standardised readmission ratio",
    department="quality",
    version=1,
    since=SINCE,
    unit="observed over expected readmissions within 30 days, × 100",
    multiply=100,
    better=Better.LOWER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PATIENTS,
    judged_by=Grain.MONTH,
    chart="u",
    owner=OWNER,
    source=MODEL,
    counts=f"Discharges followed by another inpatient spell within 30 days (as 30-day readmissions), {BEGAN}.",
    per="Readmissions the model expects of the same discharges.",
    leaves_out="What 30-day readmissions leave out; facilities without a model.",
    numerator=Amount("expected_outcomes", "returned"),
    denominator=Amount("expected_outcomes", "expected_returns"),
    example=Example(
        rows={
            "encounters": (
                stay("A1", "a", "2026-01-02", "2026-01-05"),
                stay("A2", "a", "2026-01-08", "2026-01-09"),
                stay("B", "b", "2026-01-02", "2026-01-05"),
            ),
            "outcome_weights": (
                weighed("readmission", "intercept", "", -1.3862943611198906),
                weighed("readmission", "earlier_stays", "1", 1.3862943611198906),
            ),
        },
        start=JANUARY,
        today=date(2026, 3, 15),
        numerator=1,
        denominator=0.9,
        value=100 / 0.9,
        sentence="A's first stay and B's are expected to be followed with 0.2 each, A's second, with one stay before "
        "it, with 0.5. Of 0.9 expected one was seen: 111.",
    ),
)

MEASURES = (MORTALITY_RATIO, READMISSION_RATIO)
