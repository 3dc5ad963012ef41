"""One row an appointment, on the day it was to take place."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed

KEPT = ("arrived", "fulfilled", "checked-in")
MISSED = ("noshow",)
"""FHIR R4 appointment statuses. A cancelled or moved appointment was given back and is neither kept nor missed."""


def appointments(facts: Facts) -> ir.Table:
    """Appointments kept or missed; those booked, cancelled or moved count in neither."""
    booked = facts.table("appointments")
    known = booked.filter(booked.status.lower().isin(KEPT + MISSED))
    return known.select(
        "facility",
        unit=placed(known.unit),
        day=known.starts_at.date(),
        patient="patient",
        due=ibis.literal(1).cast("int32"),
        missed=flag(known.status.lower().isin(MISSED)),
    )
