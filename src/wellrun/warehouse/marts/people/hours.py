"""Hours worked and lost, and shifts needed and covered, on the day the shift began."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts

NURSING = ("registered_nurse", "licensed_practical_nurse", "nursing_assistant")
"""Staff groups of nursing care hours (NDNQI)."""


def worked_hours(facts: Facts) -> ir.Table:
    """All hours worked, those beyond contracts at a premium, and those of agency staff."""
    worked = facts.table("worked_hours")
    agency = ibis.ifelse(worked.employment == "agency", worked.hours, 0.0)
    overtime = ibis.ifelse(worked.employment == "overtime", worked.hours, 0.0)
    return worked.select("facility", "unit", "day", hours="hours", agency_hours=agency, overtime_hours=overtime)


def nursing_days(facts: Facts) -> ir.Table:
    """Nursing hours beside patient days, for unit days that have both: a ward whose hours did not arrive must not
    make the others look thinly staffed, nor a unit without patients richly.
    """
    worked = facts.table("worked_hours")
    nursing = worked.filter(worked.staff_group.isin(NURSING))
    daily = nursing.group_by("facility", "unit", "day").agg(nursing_hours=nursing.hours.sum())
    present = facts.mart("unit_days").filter(lambda day: day.patient_days > 0)
    joined = daily.inner_join(present, ["facility", "unit", "day"])
    return joined.select("facility", "unit", "day", "nursing_hours", "patient_days")


def absences(facts: Facts) -> ir.Table:
    """Contracted hours and hours lost to sickness."""
    lost = facts.table("absences")
    return lost.select("facility", "unit", "day", "contracted_hours", "sick_hours")


def roster_days(facts: Facts) -> ir.Table:
    """Shifts told and changes at short notice."""
    return facts.table("roster_days").select("facility", "unit", "day", "told", "changed")


def shared_burdens(facts: Facts) -> ir.Table:
    """Nights and weekends of a year, and those beyond fair shares, on the last day of that year."""
    return facts.table("shared_burdens").select(
        "facility", "unit", "day", "nights", "nights_beyond", "weekends", "weekends_beyond"
    )


def shift_cover(facts: Facts) -> ir.Table:
    """People needed and people missing; one too many on one shift does not mend one too few on another."""
    cover = facts.table("shift_cover")
    missing = ibis.greatest(cover.needed - cover.rostered, 0)
    return cover.select("facility", "unit", "day", needed="needed", unfilled=missing)
