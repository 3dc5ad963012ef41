"""Measures of the emergency department."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Days, Display, Example, Measure, Statistic

SINCE = date(2026, 1, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of operations"


def visit(name: str, arrived: str, left: str | None, outcome: str | None, **more: Any) -> dict[str, Any]:
    """An emergency visit for an example."""
    return {"visit": name, "unit": "ED", "arrived_at": arrived, "left_at": left, "outcome": outcome, **more}


FOUR_VISITS = (
    visit("1", "2026-01-05 08:00", "2026-01-05 10:00", "home"),
    visit("2", "2026-01-05 09:00", "2026-01-05 13:00", "home"),
    visit("3", "2026-01-05 10:00", "2026-01-05 16:00", "admitted", decided_at="2026-01-05 13:00"),
    visit("4", "2026-01-05 11:00", "2026-01-05 12:00", "left_unseen"),
)

ED_ARRIVALS = Measure(
    key="ed_arrivals",
    title="Emergency arrivals",
    plural=True,
    department="operations",
    version=1,
    since=SINCE,
    unit="arrivals",
    statistic=Statistic.COUNT,
    better=Better.NEITHER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PATIENTS,
    chart="c",
    owner=OWNER,
    source="NHS England A&E attendances; tracking times where sent, else emergency encounters that are not stays",
    counts="Emergency visits on the day of arrival, whatever came of them.",
    per="A count, for days on which the department saw anybody.",
    leaves_out="Urgent-care clinics; admissions whose class is emergency but which are themselves hospital stays.",
    numerator=Amount("emergency_visits", "arrivals"),
    denominator=Days("emergency_visits"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=4,
        denominator=1,
        value=4,
        sentence="Four people arrive on 5 January.",
    ),
)

ED_STAY = Measure(
    key="ed_length_of_stay",
    title="Emergency length of stay",
    department="operations",
    version=1,
    since=SINCE,
    unit="minutes",
    statistic=Statistic.MEDIAN,
    better=Better.LOWER,
    display=Display.DURATION,
    decimals=0,
    about=About.PATIENTS,
    chart="i",
    owner=OWNER,
    source="CMS OP-18 (median time from ED arrival to ED departure); OP-18 counts those sent home, this measure all",
    counts="Minutes from arrival to departure, by day of arrival.",
    per="The visit in the middle; of two in the middle, their mean.",
    leaves_out="Visits without a departure time.",
    numerator=Amount("emergency_visits", "minutes"),
    denominator=Amount("emergency_visits", "timed"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=780,
        denominator=4,
        value=180,
        sentence="Visits of 60, 120, 240 and 360 minutes: halfway between the two in the middle is 180.",
    ),
)

LEFT_UNSEEN = Measure(
    key="left_without_being_seen",
    title="Left without being seen",
    department="operations",
    version=1,
    since=SINCE,
    unit="of emergency visits",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    target=2,
    owner=OWNER,
    source="CMS OP-22, left without being seen",
    counts="Visits that ended with the patient leaving before being seen by a clinician.",
    per="Visits that have ended.",
    leaves_out="Visits that last. Leaving against advice after being seen is not counted.",
    numerator=Amount("emergency_visits", "left_unseen"),
    denominator=Amount("emergency_visits", "ended"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=1,
        denominator=4,
        value=25,
        sentence="One of four leaves before being seen.",
    ),
)

BOARDING = Measure(
    key="boarding_time",
    title="Boarding time",
    department="operations",
    version=1,
    since=SINCE,
    unit="minutes",
    statistic=Statistic.MEDIAN,
    better=Better.LOWER,
    display=Display.DURATION,
    decimals=0,
    about=About.PATIENTS,
    chart="i",
    target=240,
    owner=OWNER,
    source="CMS ED-2, median time from admit decision to ED departure for admitted patients; four hours is the Joint "
    "Commission's recommended limit (LD.04.03.11)",
    counts="Minutes from the decision to admit to leaving the department, of admitted patients, by day of arrival.",
    per="The visit in the middle; of two in the middle, their mean.",
    leaves_out="Visits without a decision time; patients not admitted.",
    numerator=Amount("emergency_visits", "boarding_minutes"),
    denominator=Amount("emergency_visits", "admitted"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=180,
        denominator=1,
        value=180,
        sentence="One patient is admitted: decided at 13:00, left at 16:00, 180 minutes.",
    ),
)

FOUR_HOURS = Measure(
    key="four_hour_share",
    title="Seen and gone within four hours",
    department="operations",
    version=1,
    since=SINCE,
    unit="of emergency visits",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    target=95,
    owner=OWNER,
    source="NHS England A&E operational standard: 95 % within four hours of arrival",
    counts="Visits of 240 minutes or less from arrival to departure.",
    per="Visits with both times, by day of arrival.",
    leaves_out="Visits without a departure time.",
    numerator=Amount("emergency_visits", "within_four_hours"),
    denominator=Amount("emergency_visits", "timed"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=3,
        denominator=4,
        value=75,
        sentence="60, 120 and exactly 240 minutes are within four hours, 360 are not: 3 of 4.",
    ),
)

ADMISSION_RATE = Measure(
    key="ed_admission_rate",
    title="Admission rate from emergency",
    department="operations",
    version=1,
    since=SINCE,
    unit="of emergency visits",
    multiply=100,
    better=Better.NEITHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    owner=OWNER,
    source="NHS England A&E: attendances that end in admission over attendances",
    counts="Visits that ended in admission to this facility.",
    per="Visits that have ended, by day of arrival.",
    leaves_out="Visits that last; transfers to another facility are not admissions here.",
    numerator=Amount("emergency_visits", "admitted"),
    denominator=Amount("emergency_visits", "ended"),
    example=Example(
        rows={"emergency_visits": FOUR_VISITS},
        start=JANUARY,
        numerator=1,
        denominator=4,
        value=25,
        sentence="One of four visits ends in admission.",
    ),
)

MEASURES = (
    ED_ARRIVALS,
    ED_STAY,
    LEFT_UNSEEN,
    BOARDING,
    FOUR_HOURS,
    ADMISSION_RATE,
)
