"""The ledger as it counts now: the latest version of each period, summed by cost centre and account."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts

RESULT = ("expense", "revenue")


def booked(facts: Facts) -> ir.Table:
    """Debits, credits (cents) and quantity by cost centre, account and period; accounts of the result only.

    An account that the chart does not know is taken for an expense, so that nothing that was spent is lost.
    Summed first and restated then: of millions of lines only sums are compared by version.
    """
    ledger = facts.table("ledger")
    period = ("facility", "book", "month", "version")
    sums = ledger.group_by(*period, "cost_centre", "account").agg(
        debit=cents(ledger.debit.fill_null(0).cast("decimal(18, 2)")).sum().cast("int64"),
        credit=cents(ledger.credit.fill_null(0).cast("decimal(18, 2)")).sum().cast("int64"),
        quantity=ledger.quantity.sum(),
    )
    newest = sums.group_by("facility", "book", "month").agg(version=sums.version.max())
    counted = sums.semi_join(newest, period)
    kinds = facts.table("accounts").select("facility", "account", "kind")
    joined = counted.left_join(kinds, ["facility", "account"])
    told = joined.select(*counted.columns, kind=joined.kind.fill_null("expense"))
    return told.filter(told.kind.isin(RESULT))


def cents(amount: ir.DecimalValue) -> ir.IntegerValue:
    """An amount of money as whole cents."""
    return (amount * ibis.literal(100).cast("decimal(4, 0)")).cast("int64")


def homes(facts: Facts) -> ir.Table:
    """Cost centres with the unit and department they belong to."""
    centres = facts.table("cost_centres").select(
        "facility", "cost_centre", "unit", centre_name="name", own_department="department"
    )
    units = facts.table("units").select("facility", "unit", of_unit="department")
    joined = centres.left_join(units, ["facility", "unit"])
    return joined.select(
        "facility",
        "cost_centre",
        "centre_name",
        unit=joined.unit.fill_null(""),
        department=ibis.coalesce(joined.of_unit, joined.own_department, ""),
    )
