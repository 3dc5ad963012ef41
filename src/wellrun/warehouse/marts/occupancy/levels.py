"""From openings and closings to how many were open at the end of each day, without a row for each one and day."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import as_day


def open_by_day(steps: ir.Table, *, amounts: tuple[str, ...]) -> ir.Table:
    """Levels at the midnight that ends each day, by facility and unit.

    ``steps`` has facility, unit, day and, for each amount, by how much it rises or falls on that day. The answer has
    one row for each day with a step or with any amount above zero; days on which nothing stood open are absent.
    """
    daily = steps.group_by("facility", "unit", "day").agg(**{name: steps[name].sum() for name in amounts})
    place = {"group_by": ["facility", "unit"], "order_by": "day"}
    running = ibis.window(**place, rows=(None, 0))
    levels = daily.mutate(
        **{name: daily[name].sum().over(running) for name in amounts},
        next_day=daily.day.lead().over(ibis.window(**place)),
    )
    anything = levels[amounts[0]] != 0
    for name in amounts[1:]:
        anything = anything | (levels[name] != 0)
    lasting = levels.next_day.delta(levels.day, unit="day").fill_null(1)
    days = levels.mutate(offset=ibis.range(0, ibis.ifelse(anything, lasting, 1)).unnest())
    return days.select(
        "facility",
        "unit",
        *amounts,
        day=as_day(days.day + days.offset.as_interval("D")),
    )
