"""Survey answers, on the day of discharge."""

from __future__ import annotations

import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed

TOP_RATING = 9
"""Lowest overall rating that is a top-box answer (HCAHPS)."""


def answers(facts: Facts) -> ir.Table:
    """Overall ratings given, and those in the top box."""
    given = facts.table("survey_answers")
    rated = given.item == "overall_rating"
    return given.select(
        "facility",
        unit=placed(given.unit),
        day="discharged_on",
        ratings=flag(rated),
        top_ratings=flag(rated & (given.answer >= TOP_RATING)),
    )
