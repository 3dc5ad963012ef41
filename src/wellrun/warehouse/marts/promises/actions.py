"""Actions open and overdue at the end of each day."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, as_day, placed
from wellrun.warehouse.marts.occupancy.levels import open_by_day


def waiting_actions(facts: Facts) -> ir.Table:
    """Actions open, and of these overdue, at the end of each day up to yesterday."""
    actions = facts.table("actions")
    today = ibis.literal(facts.today)
    ends = ibis.least(actions.closed_on.fill_null(today), ibis.greatest(today, actions.opened_on))
    base = actions.mutate(
        unit=placed(actions.unit), ends=ends, late_from=as_day(actions.due_on + ibis.interval(days=1))
    )
    base = base.mutate(late_from=ibis.greatest(base.late_from, base.opened_on))
    base = base.filter(base.opened_on < base.ends)
    late = base.filter(base.late_from < base.ends)
    steps = [
        step(base, "opened_on", waiting=1, overdue=0),
        step(base, "ends", waiting=-1, overdue=0),
        step(late, "late_from", waiting=0, overdue=1),
        step(late, "ends", waiting=0, overdue=-1),
    ]
    levels = open_by_day(ibis.union(*steps), amounts=("waiting", "overdue"))
    return levels.filter(levels.waiting > 0)


def step(rows: ir.Table, day: str, **amounts: int) -> ir.Table:
    """One rise or fall for each row, on the day in the named column."""
    literals = {name: ibis.literal(amount).cast("int64") for name, amount in amounts.items()}
    return rows.select("facility", "unit", day=as_day(rows[day]), **literals)
