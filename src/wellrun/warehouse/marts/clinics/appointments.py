"""One row an appointment, on the day it was to take place."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed
from wellrun.warehouse.marts.stays.stays import age, age_band, weekday

KEPT = ("arrived", "fulfilled", "checked-in")
MISSED = ("noshow",)
"""FHIR R4 appointment statuses. A cancelled or moved appointment was given back and is neither kept nor missed."""


def appointments(facts: Facts) -> ir.Table:
    """Appointments kept or missed; those booked, cancelled or moved count in neither."""
    booked = facts.table("appointments")
    patients = facts.table("patients").select("facility", "patient", "birth_date", "sex")
    joined = booked.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    known = joined.filter(joined.status.lower().isin(KEPT + MISSED))
    return known.select(
        "facility",
        unit=placed(known.unit),
        day=known.starts_at.date(),
        sex=known.sex.fill_null("unknown"),
        age_band=age_band(age(known.birth_date, known.starts_at)),
        weekday=weekday(known.starts_at),
        due=ibis.literal(1).cast("int32"),
        missed=flag(known.status.lower().isin(MISSED)),
    )
