"""Measures of outcome: readmissions, deaths, and what patients say."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 1, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of quality"
READMISSION_SOURCE = (
    "CMS hospital-wide all-cause unplanned readmission measure (Yale CORE), as far as facts without value sets allow. "
    "Ours differs: adults of 18 and over instead of Medicare patients of 65 and over; not adjusted for risk; planned "
    "readmissions are not taken out, because the planned-readmission algorithm needs code sets; psychiatric, "
    "rehabilitation and cancer stays are not taken out; a same-day return continues the spell whatever its reason; "
    "only returns to the same facility are seen"
)


def stay(name: str, patient: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    """An inpatient encounter on Ward 5 for an example."""
    times = {"started_at": f"{start} 10:00", "ended_at": f"{end} 15:00"}
    return {"encounter": name, "patient": patient, "class_code": "IMP", "unit": "W5", **times, **more}


RETURNS = (
    stay("A1", "a", "2026-01-02", "2026-01-05"),
    stay("A2", "a", "2026-01-08", "2026-01-09"),
    stay("B1", "b", "2026-01-02", "2026-01-05"),
    stay("B2", "b", "2026-01-30", "2026-01-31"),
    stay("C1", "c", "2026-01-02", "2026-01-05", disposition="exp"),
    stay("D1", "d", "2026-01-02", "2026-01-05"),
    stay("D2", "d", "2026-01-05", "2026-01-12"),
)


def readmission(days: int, *, returned: int, sentence: str) -> Measure:
    """Readmission within a number of days."""
    return Measure(
        key=f"readmission_{days}_day",
        title=f"{days}-day readmissions",
        plural=True,
        judged_by=Grain.MONTH,
        department="quality",
        version=1,
        since=SINCE,
        unit="of discharges",
        multiply=100,
        better=Better.LOWER,
        display=Display.PERCENT,
        about=About.PATIENTS,
        chart="p",
        owner=OWNER,
        source=READMISSION_SOURCE,
        counts=f"Discharges after which the patient begins another inpatient spell within {days} days, on the day and "
        "in the unit of the discharge.",
        per=f"Adults discharged alive from an inpatient spell, {days} days or more ago. Stays that overlap, follow on "
        "the same day, or follow a transfer by a day are one spell.",
        leaves_out="Deaths; discharges against advice; transfers to another hospital; observation stays, both as index "
        f"and as return; discharges of the last {days} days, whose time is not up.",
        numerator=Amount("returns", f"returned_{days}"),
        denominator=Amount("returns", f"index_{days}"),
        example=Example(
            rows={"encounters": RETURNS},
            start=JANUARY,
            today=date(2026, 3, 15),
            numerator=returned,
            denominator=5,
            value=returned * 20,
            sentence=sentence,
        ),
    )


READMISSION_7 = readmission(
    7,
    returned=1,
    sentence="Five discharges: A's two, B's two and D's one, whose stays of the same day are one spell; C died. A is "
    "back after 3 days, B only after 25: 1 of 5.",
)
READMISSION_30 = readmission(
    30,
    returned=2,
    sentence="Five discharges: A's two, B's two and D's one, whose stays of the same day are one spell; C died. A is "
    "back after 3 days and B after 25: 2 of 5.",
)

DEATHS = Measure(
    key="in_hospital_deaths",
    title="In-hospital deaths",
    plural=True,
    judged_by=Grain.MONTH,
    department="quality",
    version=1,
    since=SINCE,
    unit="of discharges",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    decimals=2,
    about=About.PATIENTS,
    chart="p",
    owner="Medical director",
    source="Crude in-hospital mortality: deaths over discharges, deaths included (OECD). Not adjusted for risk: "
    "compare a place with itself over time, not with others",
    counts="Stays that ended by death: by the discharge disposition or, where none was sent, by the date of death.",
    per="Stays that ended, deaths included.",
    leaves_out="Deaths in the emergency department; deaths after discharge, hospice included.",
    numerator=Amount("departures", "deaths"),
    denominator=Amount("departures", "discharges"),
    example=Example(
        rows={
            "encounters": (
                stay("A", "a", "2026-01-02", "2026-01-05", disposition="exp"),
                stay("B", "b", "2026-01-02", "2026-01-05", disposition="hosp"),
                stay("C", "c", "2026-01-02", "2026-01-05"),
                stay("D", "d", "2026-01-02", "2026-01-05", disposition="home"),
            ),
            "patients": (
                {"patient": "c", "died_at": "2026-01-05 04:00"},
                {"patient": "d", "died_at": "2026-01-20 04:00"},
            ),
        },
        start=JANUARY,
        numerator=2,
        denominator=4,
        value=50,
        sentence="A's disposition says so and C's date of death falls within the stay; B went to hospice and D died "
        "later: 2 of 4.",
    ),
)

TOP_BOX = Measure(
    key="overall_rating_top_box",
    title="Overall rating of 9 or 10",
    judged_by=Grain.MONTH,
    department="quality",
    version=1,
    since=SINCE,
    unit="of answers",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    owner="Patient experience lead",
    source="HCAHPS overall rating, top box (9 or 10 of 10); published scores are adjusted for patient mix and survey "
    "mode, ours are not",
    counts="Overall ratings of 9 or 10, on the day of discharge.",
    per="Overall ratings given.",
    leaves_out="Surveys without an overall rating; other questions.",
    numerator=Amount("survey_answers", "top_ratings"),
    denominator=Amount("survey_answers", "ratings"),
    example=Example(
        rows={
            "survey_answers": tuple(
                {"response": str(number), "unit": "W5", "discharged_on": "2026-01-05", "item": item, "answer": answer}
                for number, (item, answer) in enumerate(
                    (("overall_rating", 10), ("overall_rating", 9), ("overall_rating", 8), ("recommend", 4))
                )
            )
        },
        start=JANUARY,
        numerator=2,
        denominator=3,
        value=200 / 3,
        sentence="10 and 9 are top box, 8 is not: 2 of 3.",
    ),
)

MEASURES = (READMISSION_7, READMISSION_30, DEATHS, TOP_BOX)
