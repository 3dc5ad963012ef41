"""Incidents and infections, on the day they happened; device days, on the day they were counted."""

from __future__ import annotations

import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag

SERIOUS_STAGES = ("2", "3", "4", "unstageable", "deep_tissue")
"""Pressure injuries counted: stage 1 is left out, because its recognition varies most (AHRQ toolkit, section 5)."""


def incidents(facts: Facts) -> ir.Table:
    """Falls and pressure injuries acquired here."""
    told = facts.table("incidents")
    injury = (told.kind == "pressure_injury") & (told.acquired_here.fill_null(True))
    return told.select(
        "facility",
        "unit",
        day=told.occurred_at.date(),
        falls=flag(told.kind == "fall"),
        falls_with_harm=flag((told.kind == "fall") & told.harm.isin(("mild", "moderate", "severe", "death"))),
        pressure_injuries=flag(injury & (told.stage.isnull() | told.stage.isin(SERIOUS_STAGES))),
    )


def infections(facts: Facts) -> ir.Table:
    """Infections that met the surveillance definition."""
    found = facts.table("infections")
    return found.select(
        "facility",
        "unit",
        day="event_on",
        clabsi=flag(found.kind == "clabsi"),
        cauti=flag(found.kind == "cauti"),
    )


def device_days(facts: Facts) -> ir.Table:
    """Device days by device."""
    counts = facts.table("device_days")
    return counts.select(
        "facility",
        "unit",
        "day",
        line_days=flag(counts.device == "central_line") * counts.patients,
        catheter_days=flag(counts.device == "urinary_catheter") * counts.patients,
    )
