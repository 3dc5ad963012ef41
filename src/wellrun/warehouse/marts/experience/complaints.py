"""Complaints taken in Wellrun itself, on the day they came, with the clocks that have ended."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag, placed


def complaints(facts: Facts) -> ir.Table:
    """Complaints received, and of those clocks that are done or have run out, the ones that were kept."""
    told = facts.table("complaints")
    begun = ibis.literal(facts.today).cast("timestamp")
    # A clock that still runs is neither kept nor missed; one that stopped because nobody waits any more never is.
    acknowledging = told.acknowledged_at.notnull() | (~told.withdrawn & (told.acknowledge_due < begun))
    answering = ~told.settled & (told.answered_at.notnull() | (~told.withdrawn & (told.answer_due < begun)))
    return told.select(
        "facility",
        unit=placed(told.unit),
        day=told.received_at.date(),
        complaints=flag(told.complaint.notnull()),
        to_acknowledge=flag(acknowledging),
        acknowledged_in_time=flag(told.acknowledged_at <= told.acknowledge_due),
        to_answer=flag(answering),
        answered_in_time=flag(~told.settled & (told.answered_at <= told.answer_due)),
    )
