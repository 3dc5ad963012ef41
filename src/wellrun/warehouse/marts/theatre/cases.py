"""Cases and blocks of theatres on their day; what counts as what was decided when operations published them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag


def theatre_cases(facts: Facts) -> ir.Table:
    """Cases whose day is over: first ones, turnovers, cancellations."""
    told = facts.table("theatre_outcomes")
    return told.select(
        "facility",
        unit=ibis.literal(""),
        day=told.day,
        listed=flag(told.listed),
        cancelled=flag(told.cancelled),
        first=flag(told.late.notnull()),
        first_on_time=flag(told.on_time),
        turnovers=flag(told.turnover.notnull()),
        turnover_minutes=told.turnover,
    )


def theatre_blocks(facts: Facts) -> ir.Table:
    """Block days with the minutes allocated and used."""
    told = facts.table("theatre_block_days")
    return told.select(
        "facility",
        unit=ibis.literal(""),
        day=told.day,
        blocks=ibis.literal(1).cast("int32"),
        allocated=told.allocated,
        used=told.used,
        used_and_turned=told.used + told.turned,
        over=told.over,
    )
