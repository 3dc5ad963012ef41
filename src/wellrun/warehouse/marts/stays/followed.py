"""Patients followed up after leaving, on the day they left, and whether they were called and seen in time."""

from __future__ import annotations

from datetime import datetime, time

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, seconds_between

CALL, SEE = 48 * 3600, 7 * 86400
"""Seconds within which a patient is called and seen."""


def follow_ups(facts: Facts) -> ir.Table:
    """A patient counts once the time is over, or it was done; who declined, died or moved before counts nowhere."""
    held = facts.table("follow_ups")
    today = ibis.literal(datetime.combine(facts.today, time.min))
    counted = ~held.excused
    amounts = {}
    for name, done, within in (("call", held.called_at, CALL), ("visit", held.seen_at, SEE)):
        in_time = done.notnull() & (seconds_between(held.left_at, done) <= within)
        over = seconds_between(held.left_at, today) > within
        amounts[f"{name}_due"] = flag(counted & (over | done.notnull()))
        amounts[f"{name}_in_time"] = flag(counted & in_time)
    return held.select("facility", "unit", day=held.left_at.date(), followed=ibis.literal(1).cast("int32"), **amounts)
