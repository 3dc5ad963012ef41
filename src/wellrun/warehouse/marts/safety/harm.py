"""Incidents and infections, on the day they happened; device days, on the day they were counted."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag

SERIOUS_STAGES = ("2", "3", "4", "unstageable", "deep_tissue")
"""Pressure injuries counted: stage 1 is left out, because its recognition varies most (AHRQ toolkit, section 5)."""

PROMPT = 3
"""Days from report to triage that count as prompt: a weekend is no excuse, a day is no delay."""

COUNTED = ("facility", "unit", "kind", "harm", "stage", "acquired_here", "occurred_at")


def incidents(facts: Facts) -> ir.Table:
    """Falls and pressure injuries acquired here: by the facility's incident feed, else by reports made in Wellrun."""
    fed = facts.table("incidents")
    reports = facts.table("incident_reports")
    # A facility that sends a feed is counted by it alone, so that nothing told twice is counted twice.
    own = reports.filter(reports.harm != "near_miss").anti_join(fed.select("facility").distinct(), "facility")
    told = fed.select(*COUNTED).union(
        own.mutate(stage=ibis.null("string"), acquired_here=ibis.null("boolean")).select(*COUNTED)
    )
    injury = (told.kind == "pressure_injury") & (told.acquired_here.fill_null(True))
    return told.select(
        "facility",
        "unit",
        day=told.occurred_at.date(),
        falls=flag(told.kind == "fall"),
        falls_with_harm=flag((told.kind == "fall") & told.harm.isin(("mild", "moderate", "severe", "death"))),
        pressure_injuries=flag(injury & (told.stage.isnull() | told.stage.isin(SERIOUS_STAGES))),
    )


def incident_reports(facts: Facts) -> ir.Table:
    """Events told of in Wellrun itself, on the day they happened."""
    told = facts.table("incident_reports")
    prompt = told.triaged_at.notnull() & (told.triaged_at.date().delta(told.reported_at.date(), unit="day") <= PROMPT)
    return told.select(
        "facility",
        "unit",
        day=told.occurred_at.date(),
        reports=flag(told.report.notnull()),
        near_misses=flag(told.harm == "near_miss"),
        triaged_promptly=flag(prompt),
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
        vae=flag(found.kind == "vae"),
        cdi=flag(found.kind == "cdi"),
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
        ventilator_days=flag(counts.device == "ventilator") * counts.patients,
    )


def predicted_infections(facts: Facts) -> ir.Table:
    """Infections predicted for a month, on its first day."""
    found = facts.table("predicted_infections")
    amounts = {
        kind: ibis.ifelse(found.kind == kind, found.predicted, 0.0) for kind in ("clabsi", "cauti", "vae", "cdi")
    }
    return found.select("facility", "unit", day="month", **amounts)
