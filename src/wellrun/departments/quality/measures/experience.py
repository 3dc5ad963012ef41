"""Measures of experience: single questions of the survey, and complaints with their clocks.

Composites are the plain mean of several items' shares (HCAHPS), which no sum over a sum gives: they stand on the page
of experience and not here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.departments.quality.measures.harm import PATIENT_DAYS, PATIENT_DAYS_RULE, TEN_DAYS
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 12, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Patient experience lead"


def single_item(key: str, *, title: str, item: str, answers: str, best: str, asks: str) -> Measure:
    """The top box of one question with four answers."""
    return Measure(
        key=key,
        title=title,
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
        owner=OWNER,
        source=f"HCAHPS, top box of the question {asks}; published scores are adjusted for patient mix and survey mode "
        "and leave out surveys less than half filled in, ours are not and do not",
        counts=f"Answers “{best}”, on the day of discharge.",
        per="Answers given to the question.",
        leaves_out="Surveys without an answer to it, and answers that it does not apply; other questions.",
        numerator=Amount("survey_answers", f"top_{answers}"),
        denominator=Amount("survey_answers", answers),
        example=Example(
            rows={
                "survey_answers": tuple(
                    {"response": str(n), "unit": "W5", "discharged_on": "2026-01-05", "item": name, "answer": answer}
                    for n, (name, answer) in enumerate(
                        ((item, 4), (item, 3), (item, 1), (item, 8), ("overall_rating", 10))
                    )
                )
            },
            start=JANUARY,
            numerator=1,
            denominator=3,
            value=100 / 3,
            sentence=f"One of three answers was “{best}”; 8 says that it does not apply, and 10 is another question's.",
        ),
    )


RECOMMEND = single_item(
    "recommend_top_box",
    title="Would definitely recommend",
    item="recommend",
    answers="recommendations",
    best="definitely yes",
    asks="whether the patient would recommend the hospital",
)
CLEANLINESS = single_item(
    "cleanliness_top_box",
    title="Room always clean",
    item="clean",
    answers="cleanliness",
    best="always",
    asks="how often room and bathroom were kept clean",
)
QUIETNESS = single_item(
    "quietness_top_box",
    title="Always quiet at night",
    item="quiet",
    answers="quietness",
    best="always",
    asks="how often it was quiet around the room at night",
)


def told(name: str, *, received: str = "2026-01-05 09:00", **more: Any) -> dict[str, Any]:
    """A complaint about Ward 5 for an example."""
    due = {"acknowledge_due": "2026-01-08 23:59", "answer_due": "2026-01-12 23:59"}
    plain = {"subject": "waiting", "settled": False, "withdrawn": False}
    return {"complaint": name, "unit": "W5", "received_at": received, **plain, **due, **more}


COMPLAINTS = Measure(
    key="complaints",
    title="Complaints",
    plural=True,
    department="quality",
    version=1,
    since=SINCE,
    unit="per 1,000 patient days",
    multiply=1000,
    better=Better.NEITHER,
    display=Display.NUMBER,
    decimals=2,
    about=About.PATIENTS,
    judged_by=Grain.MONTH,
    chart="u",
    owner=OWNER,
    source="House definition after the NHS count of written complaints (KO41a), over patient days",
    counts="Complaints taken in Wellrun, those put right at once and those withdrawn included, on the day they came.",
    per=PATIENT_DAYS_RULE,
    leaves_out="Comments of surveys. More complaints are no proof of worse care: a rise may be an open door.",
    numerator=Amount("complaints", "complaints"),
    denominator=PATIENT_DAYS,
    example=Example(
        rows={"encounters": (TEN_DAYS,), "complaints": (told("H1-C1"), told("H1-C2", settled=True))},
        start=JANUARY,
        numerator=2,
        denominator=10,
        value=200,
        sentence="Two complaints in ten patient days.",
    ),
)


def in_time(key: str, *, title: str, step: str, done: str, per: str, example: Example) -> Measure:
    """The share of clocks of a step that were kept."""
    return Measure(
        key=key,
        title=title,
        plural=True,
        department="quality",
        version=1,
        since=SINCE,
        unit="of complaints",
        multiply=100,
        better=Better.HIGHER,
        display=Display.PERCENT,
        about=About.PATIENTS,
        judged_by=Grain.MONTH,
        chart="p",
        target=100,
        owner=OWNER,
        source="42 CFR 482.13(a)(2) and SI 2009/309 regulations 13 and 14, each where it holds; the house’s own length "
        "where no law sets one",
        counts=f"Complaints {done} within the length of time that holds there, on the day they came.",
        per=per,
        leaves_out="Complaints withdrawn before, and those whose time is not up.",
        numerator=Amount("complaints", f"{done.split()[-1]}_in_time"),
        denominator=Amount("complaints", f"to_{step}"),
        example=example,
    )


ACKNOWLEDGED = in_time(
    "complaints_acknowledged_in_time",
    title="Complaints acknowledged in time",
    step="acknowledge",
    done="acknowledged",
    per="Complaints acknowledged, or past the day for it.",
    example=Example(
        rows={
            "complaints": (
                told("H1-C1", acknowledged_at="2026-01-06 10:00"),
                told("H1-C2", acknowledged_at="2026-01-09 08:00"),
                told("H1-C3"),
                told("H1-C4", withdrawn=True),
            )
        },
        start=JANUARY,
        numerator=1,
        denominator=3,
        value=100 / 3,
        sentence="One in time, one a day late, one not at all; the fourth was withdrawn: 1 of 3.",
    ),
)
ANSWERED = in_time(
    "complaints_answered_in_time",
    title="Complaints answered in time",
    step="answer",
    done="first answered",
    per="Complaints answered, or past the day for it, which may have been agreed anew before the first ran out.",
    example=Example(
        rows={
            "complaints": (
                told("H1-C1", answered_at="2026-01-12 10:00"),
                told("H1-C2", answered_at="2026-01-20 10:00"),
                told("H1-C3", answered_at="2026-01-20 10:00", answer_due="2026-01-31 23:59"),
                told("H1-C4", settled=True),
                told("H1-C5", answer_due="2026-03-30 23:59"),
            )
        },
        start=JANUARY,
        numerator=2,
        denominator=3,
        value=200 / 3,
        sentence="The first in time, the second late, the third by an agreed day; the fourth was put right at once and "
        "the fifth still has time: 2 of 3.",
    ),
)

MEASURES = (RECOMMEND, CLEANLINESS, QUIETNESS, COMPLAINTS, ACKNOWLEDGED, ANSWERED)
