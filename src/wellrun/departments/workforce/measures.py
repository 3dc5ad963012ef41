"""Measures of hours and shifts."""

from __future__ import annotations

from datetime import date
from typing import Any

from wellrun.warehouse.measures.measure import About, Amount, Better, Display, Example, Measure

SINCE = date(2026, 1, 1)
JANUARY = date(2026, 1, 1)
OWNER = "Director of nursing"


def worked(day: str, hours: float, **more: Any) -> dict[str, Any]:
    """Hours worked on Ward 5 for an example: own registered nurses unless said otherwise."""
    return {"unit": "W5", "day": day, "staff_group": "registered_nurse", "employment": "own", "hours": hours, **more}


NURSING_HOURS = Measure(
    key="nursing_hours_per_patient_day",
    title="Nursing hours per patient day",
    plural=True,
    department="workforce",
    version=1,
    since=SINCE,
    unit="hours per patient day",
    better=Better.NEITHER,
    display=Display.NUMBER,
    about=About.STAFF,
    chart="i",
    owner=OWNER,
    source="NQF 0205 (ANA NDNQI), nursing hours per patient day; patient days by midnight census and short-stay hours",
    counts="Hours of registered nurses, licensed practical nurses and nursing assistants: own, overtime, agency.",
    per="Patient days of the same unit days.",
    leaves_out="Other staff groups; unit days with hours but no patients, or patients but no hours.",
    numerator=Amount("nursing_days", "nursing_hours"),
    denominator=Amount("nursing_days", "patient_days"),
    decimals=2,
    example=Example(
        rows={
            "encounters": (
                {
                    "encounter": "A",
                    "patient": "p",
                    "class_code": "IMP",
                    "unit": "W5",
                    "started_at": "2026-01-05 10:00",
                    "ended_at": "2026-01-07 10:00",
                },
            ),
            "worked_hours": (
                worked("2026-01-05", 6),
                worked("2026-01-05", 2, employment="agency"),
                worked("2026-01-05", 9, staff_group="clinician"),
                worked("2026-01-20", 8),
            ),
        },
        start=JANUARY,
        numerator=8,
        denominator=1,
        value=8,
        sentence="8 nursing hours on the 5th beside one patient: 8 hours per patient day. The clinician's hours, the "
        "6th without hours and the 20th without patients do not count.",
    ),
)

SICKNESS = Measure(
    key="sickness",
    title="Sickness",
    department="workforce",
    version=1,
    since=SINCE,
    unit="of contracted hours",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.STAFF,
    chart="i",
    target=4,
    owner=OWNER,
    source="NHS England sickness absence rate (time lost over time available), in hours instead of calendar days",
    counts="Contracted hours lost to sickness.",
    per="Contracted hours.",
    leaves_out="Agency staff; leave of other kinds.",
    numerator=Amount("absences", "sick_hours"),
    denominator=Amount("absences", "contracted_hours"),
    example=Example(
        rows={
            "absences": (
                {"unit": "W5", "day": "2026-01-05", "staff_group": "other", "contracted_hours": 80, "sick_hours": 8},
                {"unit": "W5", "day": "2026-01-06", "staff_group": "other", "contracted_hours": 80, "sick_hours": 0},
            )
        },
        start=JANUARY,
        numerator=8,
        denominator=160,
        value=5,
        sentence="8 of 160 contracted hours are lost: 5 %.",
    ),
)

AGENCY = Measure(
    key="agency_share",
    title="Agency share of hours",
    department="workforce",
    version=1,
    since=SINCE,
    unit="of hours worked",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.STAFF,
    chart="i",
    owner=OWNER,
    source="House definition after CMS Payroll-Based Journal, contract staff hours over all hours",
    counts="Hours worked by agency staff.",
    per="All hours worked: own, overtime and agency.",
    leaves_out="Hours rostered but not worked.",
    numerator=Amount("worked_hours", "agency_hours"),
    denominator=Amount("worked_hours", "hours"),
    example=Example(
        rows={"worked_hours": (worked("2026-01-05", 72), worked("2026-01-05", 8, employment="agency"))},
        start=JANUARY,
        numerator=8,
        denominator=80,
        value=10,
        sentence="8 of 80 hours are worked by agency staff: 10 %.",
    ),
)

OVERTIME = Measure(
    key="overtime_share",
    title="Overtime share of hours",
    department="workforce",
    version=1,
    since=SINCE,
    unit="of hours worked",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.STAFF,
    chart="i",
    owner=OWNER,
    source="House definition: hours paid at a premium (29 CFR 778.107) over all hours, as for the agency share",
    counts="Overtime hours of own staff, as payroll marks them.",
    per="All hours worked: own, overtime and agency.",
    leaves_out="Hours rostered but not worked; overtime of agency staff, which the agency pays.",
    numerator=Amount("worked_hours", "overtime_hours"),
    denominator=Amount("worked_hours", "hours"),
    example=Example(
        rows={"worked_hours": (worked("2026-01-05", 72), worked("2026-01-05", 8, employment="overtime"))},
        start=JANUARY,
        numerator=8,
        denominator=80,
        value=10,
        sentence="8 of 80 hours are overtime: 10 %.",
    ),
)

UNFILLED = Measure(
    key="unfilled_shifts",
    title="Unfilled shifts",
    plural=True,
    department="workforce",
    version=1,
    since=SINCE,
    unit="of people needed",
    multiply=100,
    better=Better.LOWER,
    display=Display.PERCENT,
    about=About.STAFF,
    chart="pp",
    owner=OWNER,
    source="House definition after NHS England safe-staffing fill rate: turned round, without credit for extras",
    counts="People needed on a shift and not rostered, or called in absent.",
    per="People needed.",
    leaves_out="People rostered beyond the need: they do not fill another shift.",
    numerator=Amount("shift_cover", "unfilled"),
    denominator=Amount("shift_cover", "needed"),
    example=Example(
        rows={
            "shift_cover": tuple(
                {
                    "unit": "W5",
                    "day": "2026-01-05",
                    "shift": shift,
                    "staff_group": "registered_nurse",
                    "needed": 5,
                    "rostered": rostered,
                }
                for shift, rostered in (("day", 6), ("night", 4))
            )
        },
        start=JANUARY,
        numerator=1,
        denominator=10,
        value=10,
        sentence="The night lacks one of five; the sixth person by day does not help the night: 1 of 10.",
    ),
)

SHORT_NOTICE = Measure(
    key="short_notice_changes",
    title="Short-notice changes of shifts",
    plural=True,
    department="workforce",
    version=1,
    since=SINCE,
    unit="per 100 shifts",
    multiply=100,
    better=Better.LOWER,
    display=Display.NUMBER,
    about=About.STAFF,
    chart="i",
    owner=OWNER,
    source="House definition: 72 hours; laws on predictable schedules (for example Oregon ORS 653.436) count in days",
    counts="Times a shift was given to somebody or taken away within 72 hours of its beginning, not at their own wish.",
    per="Shifts that people were told to work.",
    leaves_out="Swaps, open shifts taken, calling in absent; shifts of a roster made elsewhere that were added late.",
    numerator=Amount("roster_days", "changed"),
    denominator=Amount("roster_days", "told"),
    decimals=1,
    example=Example(
        rows={"roster_days": ({"unit": "W5", "day": "2026-01-05", "told": 50, "changed": 2},)},
        start=JANUARY,
        numerator=2,
        denominator=50,
        value=4,
        sentence="2 changes beside 50 shifts told: 4 per 100 shifts.",
    ),
)


def _uneven(burden: str, title: str) -> Measure:
    """How much of a burden somebody else should have borne."""
    row = {"unit": "W5", "day": "2026-01-31", "nights": 0, "nights_beyond": 0, "weekends": 0, "weekends_beyond": 0}
    return Measure(
        key=f"{burden}_beyond_fair_share",
        title=title,
        plural=True,
        department="workforce",
        version=1,
        since=SINCE,
        unit=f"of {burden} worked",
        multiply=100,
        better=Better.LOWER,
        display=Display.PERCENT,
        about=About.STAFF,
        chart="i",
        owner=OWNER,
        source="House definition: half the sum of distances from fair shares over the whole (Hoover index, 1936)",
        counts=f"{burden.capitalize()} of the year beyond the fair share of whoever worked them.",
        per=f"All {burden} of own staff in the year that ends with the day: yesterday, and each month's last.",
        leaves_out="Bank and agency, who owe nothing; people of other staff groups, who do not share.",
        numerator=Amount("shared_burdens", f"{burden}_beyond"),
        denominator=Amount("shared_burdens", burden),
        example=Example(
            rows={"shared_burdens": ({**row, burden: 40, f"{burden}_beyond": 5},)},
            start=JANUARY,
            numerator=5,
            denominator=40,
            value=12.5,
            sentence=f"5 of 40 {burden} stand beyond somebody's fair share: 12.5 %.",
        ),
    )


UNEVEN_NIGHTS = _uneven("nights", "Nights beyond a fair share")
UNEVEN_WEEKENDS = _uneven("weekends", "Weekends beyond a fair share")

MEASURES = (NURSING_HOURS, SICKNESS, AGENCY, OVERTIME, UNFILLED, SHORT_NOTICE, UNEVEN_NIGHTS, UNEVEN_WEEKENDS)
