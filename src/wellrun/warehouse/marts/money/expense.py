"""Operating expense and patient days by month."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, first_of_month
from wellrun.warehouse.marts.money.ledger import booked, homes


def expense_months(facts: Facts) -> ir.Table:
    """Booked expense, and the patient days of months for which the facility has booked any.

    A month without bookings is not a month without expense: it is absent. A cost centre that is of no unit counts
    under its own code, and so in its facility.
    """
    spent = booked(facts).filter(lambda line: line.kind == "expense")
    placed = spent.left_join(homes(facts).filter(lambda one: one.unit != ""), ["facility", "cost_centre"])
    lines = placed.select(
        "facility",
        unit=placed.unit.fill_null(placed.cost_centre),
        day=first_of_month(placed.month),
        expense=(placed.debit - placed.credit).cast("float64") / 100,
        patient_days=ibis.literal(0.0),
    )
    months = lines.select("facility", month="day").distinct()
    days = facts.mart("unit_days").select("facility", "unit", "day", "patient_days")
    days = days.mutate(month=first_of_month(days.day)).semi_join(months, ["facility", "month"])
    cared = days.select("facility", "unit", "day", expense=ibis.literal(0.0), patient_days="patient_days")
    return lines.union(cared)
