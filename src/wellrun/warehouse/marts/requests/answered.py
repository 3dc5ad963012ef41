"""Requests for cleaning, porters and repairs, on the day they were asked, and how quickly they were answered."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed, seconds_between


def service_requests(facts: Facts) -> ir.Table:
    """Answered requests with the minutes until somebody took or refused them."""
    told = facts.table("service_requests")
    minutes = seconds_between(told.asked_at, told.answered_at) / 60.0
    amounts: dict[str, ir.Value] = {}
    for kind, plural in (("porter", "porters"), ("cleaning", "cleanings")):
        is_it = told.kind == kind
        amounts[plural] = flag(is_it)
        amounts[f"{kind}_minutes"] = ibis.ifelse(is_it, minutes, ibis.null("float64"))
    return told.select(
        "facility",
        unit=placed(told.unit),
        day=told.asked_at.date(),
        answered=ibis.literal(1).cast("int32"),
        in_time=flag(minutes <= told.respond_within.cast("float64")),
        **amounts,
    )
