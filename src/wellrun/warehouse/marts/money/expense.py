"""Operating expense and patient days by month."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, first_of_month


def expense_months(facts: Facts) -> ir.Table:
    """Booked expense, and the patient days of months for which the facility has booked any.

    A month without bookings is not a month without expense: it is absent.
    """
    ledger = facts.table("ledger")
    booked = ledger.mutate(day=first_of_month(ledger.month), expense=ledger.amount.cast("float64"))
    months = booked.select("facility", month="day").distinct()
    days = facts.mart("unit_days").select("facility", "unit", "day", "patient_days")
    days = days.mutate(month=first_of_month(days.day)).semi_join(months, ["facility", "month"])
    spent = booked.select("facility", "unit", "day", "expense", patient_days=ibis.literal(0.0))
    cared = days.select("facility", "unit", "day", expense=ibis.literal(0.0), patient_days="patient_days")
    return spent.union(cared)
