"""Measures of reporting: how much is told, how much of it before anybody was reached, how soon somebody answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.departments.quality.measures.harm import OWNER, PATIENT_DAYS, PATIENT_DAYS_RULE, TEN_DAYS
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 11, 1)
JANUARY = date(2026, 1, 1)
TOLD = Amount("incident_reports", "reports")


def told(name: str, harm: str, **more: Any) -> dict[str, Any]:
    """A report of Ward 5 for an example."""
    times = {"occurred_at": "2026-01-06 03:00", "reported_at": "2026-01-06 07:00"}
    return {"report": name, "unit": "W5", "kind": "medication", "harm": harm, **times, **more}


REPORTS = Measure(
    key="incident_reports",
    title="Incidents told of",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="per 1,000 patient days",
    multiply=1000,
    better=Better.NEITHER,
    display=Display.NUMBER,
    about=About.PATIENTS,
    chart="u",
    owner=OWNER,
    source="House definition after the NHS rate of reported patient safety incidents per 1,000 bed days",
    counts="Events told of in Wellrun, near misses included, on the day and in the unit where they happened.",
    per=PATIENT_DAYS_RULE,
    leaves_out="Second reports of the same event. More reports are no proof of more harm: a rise may be trust.",
    numerator=TOLD,
    denominator=PATIENT_DAYS,
    example=Example(
        rows={"encounters": (TEN_DAYS,), "incident_reports": (told("H1-1", "near_miss"), told("H1-2", "none"))},
        start=JANUARY,
        numerator=2,
        denominator=10,
        value=200,
        sentence="Two events were told of in ten patient days.",
    ),
)

NEAR_MISS_SHARE = Measure(
    key="near_miss_share",
    title="Near misses among reports",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="of events told of",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    judged_by=Grain.MONTH,
    chart="p",
    owner=OWNER,
    source="House definition; near miss as in the WHO International Classification for Patient Safety",
    counts="Events that did not reach anyone, on the day they happened.",
    per="Events told of in Wellrun.",
    leaves_out="Second reports of the same event.",
    numerator=Amount("incident_reports", "near_misses"),
    denominator=TOLD,
    example=Example(
        rows={"incident_reports": (told("H1-1", "near_miss"), told("H1-2", "none"), told("H1-3", "mild"))},
        start=JANUARY,
        numerator=1,
        denominator=3,
        value=100 / 3,
        sentence="One of three events was a near miss.",
    ),
)

PROMPT_TRIAGE = Measure(
    key="prompt_triage",
    title="Reports triaged within three days",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="of events told of",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    judged_by=Grain.MONTH,
    chart="p",
    owner=OWNER,
    source="House definition",
    counts="Events told of that somebody decided about within three days of the report.",
    per="Events told of in Wellrun, on the day they happened.",
    leaves_out="Second reports of the same event.",
    numerator=Amount("incident_reports", "triaged_promptly"),
    denominator=TOLD,
    example=Example(
        rows={
            "incident_reports": (
                told("H1-1", "none", triaged_at="2026-01-09 09:00"),
                told("H1-2", "none", triaged_at="2026-01-10 09:00"),
                told("H1-3", "none"),
            )
        },
        start=JANUARY,
        numerator=1,
        denominator=3,
        value=100 / 3,
        sentence="One of three reports was triaged within three days.",
    ),
)

MEASURES = (REPORTS, NEAR_MISS_SHARE, PROMPT_TRIAGE)
