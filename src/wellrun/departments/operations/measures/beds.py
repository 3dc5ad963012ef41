"""Measures of beds and stays."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Days, Display, Example, Measure, Statistic

SINCE = date(2026, 1, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of operations"
WARD = {"unit": "W5", "unit_name": "Ward 5", "unit_kind": "ward", "department": "MED", "network": "N"}
STAY_RULE = (
    "A hospital stay is an inpatient or observation encounter, or any other that passes a midnight and bears the marks "
    "of an admission; emergency and intensive-care episodes inside a stay are part of it."
)


def stay(name: str, start: str, end: str | None, **more: Any) -> dict[str, Any]:
    """An inpatient encounter on Ward 5 for an example."""
    return {
        "encounter": name,
        "patient": f"patient {name}",
        "status": "finished" if end else "in-progress",
        "class_code": "IMP",
        "unit": "W5",
        "started_at": start,
        "ended_at": end,
        **more,
    }


def beds(day: str, staffed: int) -> dict[str, Any]:
    """Beds of Ward 5 on a day for an example."""
    return {"unit": "W5", "day": day, "staffed": staffed}


THREE_STAYS = (
    stay("A", "2026-01-05 10:00", "2026-01-08 10:00"),
    stay("B", "2026-01-06 08:00", "2026-01-07 20:00"),
    stay("C", "2026-01-07 07:00", "2026-01-07 19:00"),
)

CENSUS = Measure(
    key="census",
    title="Patients in house at midnight",
    plural=True,
    department="operations",
    version=1,
    since=SINCE,
    unit="patients a day",
    better=Better.NEITHER,
    display=Display.NUMBER,
    about=About.PLACES,
    chart="i",
    owner=OWNER,
    source="Midnight census (NHS England KH03 guidance: beds occupied at midnight)",
    counts="Patients of a hospital stay in the unit at the midnight that ends each day. " + STAY_RULE,
    per="Days on which the unit had patients, arrivals or departures; a week or month shows the mean of its days.",
    leaves_out="Patients who come and go on one day; a patient's second bed while a first stay lasts.",
    numerator=Amount("unit_days", "midnight"),
    denominator=Days("unit_days"),
    example=Example(
        rows={"units": (WARD,), "encounters": THREE_STAYS},
        start=JANUARY,
        numerator=4,
        denominator=4,
        value=1,
        sentence="A lies over three midnights and B over one: 4 patients at midnight over the 4 days from 5 to 8 "
        "January, a mean of 1 a day. C came and went on one day and passed no midnight.",
    ),
)

OCCUPANCY = Measure(
    key="occupancy",
    title="Occupancy of staffed beds",
    department="operations",
    version=1,
    since=SINCE,
    unit="of staffed beds",
    multiply=100,
    better=Better.NEITHER,
    display=Display.PERCENT,
    about=About.PLACES,
    chart="i",
    target=92,
    owner=OWNER,
    source="NHS England KH03: occupied over available bed days. The planning standard of 92 % is NHS England's",
    counts="Patients at midnight in units whose beds were reported for that day.",
    per="Staffed beds at the same midnights.",
    leaves_out="Unit days without a bed report, on both sides; licensed beds without staff.",
    numerator=Amount("bed_days", "filled"),
    denominator=Amount("bed_days", "staffed"),
    example=Example(
        rows={
            "units": (WARD,),
            "encounters": THREE_STAYS,
            "bed_states": (beds("2026-01-05", 2), beds("2026-01-06", 2)),
        },
        start=JANUARY,
        numerator=3,
        denominator=4,
        value=75,
        sentence="One patient on the 5th and two on the 6th fill 3 of 4 staffed bed days; the 7th has patients but no "
        "bed report and does not count.",
    ),
)

ADMISSIONS = Measure(
    key="admissions",
    title="Admissions",
    plural=True,
    department="operations",
    version=1,
    since=SINCE,
    unit="admissions",
    statistic=Statistic.COUNT,
    better=Better.NEITHER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PATIENTS,
    chart="c",
    owner=OWNER,
    source="House definition after AHA Annual Survey, admissions, but with observation stays, which AHA counts apart",
    counts="Hospital stays on the day and in the unit in which they begin. " + STAY_RULE,
    per="A count. A day on which the unit has patients but nobody arrives is zero.",
    leaves_out="Planned and cancelled encounters, day cases, emergency and outpatient visits.",
    numerator=Amount("arrivals", "admissions"),
    denominator=Days("unit_days"),
    example=Example(
        rows={
            "units": (WARD,),
            "encounters": (
                *THREE_STAYS,
                stay("D", "2026-01-07 09:00", "2026-01-07 09:30", class_code="AMB"),
                stay("E", "2026-01-09 09:00", None, status="planned"),
            ),
        },
        start=JANUARY,
        numerator=3,
        denominator=4,
        value=3,
        sentence="A, B and C are admitted; D is an outpatient visit and E is only planned.",
    ),
)

DISCHARGES = Measure(
    key="discharges",
    title="Discharges",
    plural=True,
    department="operations",
    version=1,
    since=SINCE,
    unit="discharges",
    statistic=Statistic.COUNT,
    better=Better.NEITHER,
    display=Display.NUMBER,
    decimals=0,
    about=About.PATIENTS,
    chart="c",
    owner=OWNER,
    source="House definition after AHA Annual Survey, discharges, deaths included",
    counts="Hospital stays on the day they end and in the unit the patient leaves from, deaths included.",
    per="A count. A day on which the unit has patients but nobody leaves is zero.",
    leaves_out="Stays that last; stays whose end was never sent.",
    numerator=Amount("departures", "discharges"),
    denominator=Days("unit_days"),
    example=Example(
        rows={"units": (WARD,), "encounters": (*THREE_STAYS, stay("D", "2026-02-27 10:00", None))},
        start=JANUARY,
        numerator=3,
        denominator=4,
        value=3,
        sentence="A, B and C leave in January; D came in February and is still there.",
    ),
)

AVERAGE_STAY = Measure(
    key="average_stay",
    title="Average stay",
    department="operations",
    version=1,
    since=SINCE,
    unit="days",
    better=Better.LOWER,
    display=Display.DURATION,
    about=About.PATIENTS,
    chart="i",
    owner=OWNER,
    source="OECD Health Statistics, average length of stay; OECD counts dates, this measure counts elapsed time",
    counts="Time from start to end of stays that ended in the period, in days of 24 hours.",
    per="Discharges, deaths included.",
    leaves_out="Stays that last.",
    numerator=Amount("departures", "stay_days"),
    denominator=Amount("departures", "discharges"),
    example=Example(
        rows={"units": (WARD,), "encounters": THREE_STAYS},
        start=JANUARY,
        numerator=5,
        denominator=3,
        value=5 / 3,
        sentence="3 days, 1.5 days and half a day make 5 days over 3 discharges: 1.7 days.",
    ),
)

MEDIAN_STAY = Measure(
    key="median_stay",
    title="Median stay",
    department="operations",
    version=1,
    since=SINCE,
    unit="days",
    statistic=Statistic.MEDIAN,
    better=Better.LOWER,
    display=Display.DURATION,
    about=About.PATIENTS,
    chart="i",
    owner=OWNER,
    source="House definition: as average stay, with the median, which a few very long stays do not move",
    counts="Time from start to end of stays that ended in the period, in days of 24 hours.",
    per="The stay in the middle of all those discharged; of two in the middle, their mean.",
    leaves_out="Stays that last.",
    numerator=Amount("departures", "stay_days"),
    denominator=Amount("departures", "discharges"),
    example=Example(
        rows={"units": (WARD,), "encounters": THREE_STAYS},
        start=JANUARY,
        numerator=5,
        denominator=3,
        value=1.5,
        sentence="Of half a day, 1.5 and 3 days the middle one is 1.5.",
    ),
)

BEFORE_NOON = Measure(
    key="discharge_before_noon",
    title="Discharge before noon",
    department="operations",
    version=1,
    since=SINCE,
    unit="of live discharges",
    multiply=100,
    better=Better.HIGHER,
    display=Display.PERCENT,
    about=About.PATIENTS,
    chart="p",
    target=30,
    owner=OWNER,
    source="Wertheimer et al., J Hosp Med 2014;9:210: discharge before noon as a throughput goal",
    counts="Stays that end before 12:00 with the patient alive.",
    per="Stays that end with the patient alive, at a known time of day.",
    leaves_out="Deaths; ends at exactly 00:00, which is how a date without a time arrives.",
    numerator=Amount("departures", "before_noon"),
    denominator=Amount("departures", "timed_live_discharges"),
    example=Example(
        rows={
            "units": (WARD,),
            "encounters": (
                *THREE_STAYS,
                stay("D", "2026-01-05 10:00", "2026-01-09 09:00", disposition="exp"),
                stay("E", "2026-01-05 10:00", "2026-01-10 00:00"),
            ),
        },
        start=JANUARY,
        numerator=1,
        denominator=3,
        value=100 / 3,
        sentence="A leaves at 10:00, B and C in the evening: 1 of 3. D died, and E's end has no time of day.",
    ),
)

TURNOVER_INTERVAL = Measure(
    key="turnover_interval",
    title="Turnover interval",
    department="operations",
    version=1,
    since=SINCE,
    unit="days a bed stands empty between patients",
    better=Better.NEITHER,
    display=Display.DURATION,
    about=About.PLACES,
    chart="i",
    owner=OWNER,
    source="Barber and Johnson 1973: (available less occupied bed days) over discharges",
    counts="Staffed bed days less patients at midnight, in units whose beds were reported.",
    per="Stays that ended in those units on those days.",
    leaves_out="Unit days without a bed report. Below zero means more patients than staffed beds.",
    numerator=Amount("bed_days", "empty"),
    denominator=Amount("bed_days", "discharges"),
    example=Example(
        rows={
            "units": (WARD,),
            "encounters": THREE_STAYS,
            "bed_states": (beds("2026-01-06", 4), beds("2026-01-07", 4), beds("2026-01-08", 4)),
        },
        start=JANUARY,
        numerator=9,
        denominator=3,
        value=3,
        sentence="12 staffed bed days less 3 filled leave 9 empty, over 3 discharges: 3 days.",
    ),
)

MEASURES = (
    CENSUS,
    OCCUPANCY,
    ADMISSIONS,
    DISCHARGES,
    AVERAGE_STAY,
    MEDIAN_STAY,
    BEFORE_NOON,
    TURNOVER_INTERVAL,
)
