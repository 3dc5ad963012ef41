"""Purchases by day: orders with the days they took, invoices that matched at once, and what was paid under contract."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, Mart, flag, placed


def purchases(facts: Facts) -> ir.Table:
    """One row for each fact; of a line that no contract prices, ``listed`` and ``over_list`` are nothing."""
    told = facts.table("purchase_facts")
    amount, listed = told.amount.cast("float64"), told.listed.cast("float64")
    nothing = ibis.null("float64")
    return told.select(
        "facility",
        unit=placed(told.unit),
        day="day",
        orders=flag(told.kind == "order"),
        order_days=ibis.ifelse(told.kind == "order", told.days, nothing),
        invoices=flag(told.kind == "invoice"),
        matched=flag((told.kind == "invoice") & told.passed),
        bought=ibis.ifelse(told.kind == "line", amount, 0.0),
        agreed=ibis.ifelse((told.kind == "line") & told.agreed, amount, 0.0),
        listed=listed.fill_null(0.0),
        over_list=(amount - listed).fill_null(0.0),
    )


PURCHASES = (
    Mart(
        name="purchases",
        description="Orders, invoices and lines of invoices, on the day they were made, came or were cleared",
        build=purchases,
        amounts={
            "orders": "Orders made",
            "order_days": "Days from asking for approval until the order was made",
            "invoices": "Invoices that came",
            "matched": "Of these, matched at once with their order and what came",
            "bought": "Invoiced and cleared, before tax and freight",
            "agreed": "Of this, bought under a contract",
            "listed": "What contracts' price lists say of the lines that they price",
            "over_list": "What was invoiced above those lists, below nothing where less",
        },
    ),
)
