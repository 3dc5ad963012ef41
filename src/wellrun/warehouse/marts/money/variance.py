"""The flexed budget and the parts of variance by cost centre, account and fiscal period, in whole cents.

The arithmetic is that of ``departments/finance/rules/variance.py``, which says where it is from; a test holds both
against one another. Amounts are rounded half a cent away from zero, by whole numbers, on every backend alike.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.marts.money.ledger import booked, cents, homes

LINE = ("facility", "cost_centre", "account", "month")
WORK = ("facility", "cost_centre", "statistic", "month")
COUNTED = 10_000
"""Statistics, hours and shares count in ten-thousandths."""


def variance_lines(facts: Facts) -> ir.Table:
    """One row for each cost centre, account and period that the facility has booked or planned; ``day`` is its first.

    ``units`` and ``quantity`` are what was done, ``units_planned`` and ``quantity_planned`` what was planned.
    """
    rows = _with_work(facts, _both(facts))
    fixed = scaled(rows.budget, counted(rows.fixed_share), ibis.literal(COUNTED))
    rows = rows.mutate(fixed=fixed).mutate(variable=lambda one: one.budget - one.fixed)
    moved = scaled(rows.variable, counted(rows.units), counted(rows.units_planned)) - rows.variable
    nothing = ibis.literal(0).cast("int64")
    known = (rows.units_planned > 0) & rows.units.notnull()
    rows = rows.mutate(
        volume=ibis.ifelse(known, moved, nothing),
        priced=scaled(rows.budget, counted(rows.quantity), counted(rows.quantity_planned)),
        told_apart=(rows.quantity_planned > 0) & rows.quantity.notnull(),
    )
    flexed = rows.budget + rows.volume
    rows = rows.mutate(
        efficiency=ibis.ifelse(rows.told_apart, rows.priced - flexed, nothing),
        rate=ibis.ifelse(rows.told_apart, rows.actual - rows.priced, nothing),
        spending=ibis.ifelse(rows.told_apart, nothing, rows.actual - flexed),
    )
    return _named(facts, rows)


def scaled(amount: ir.IntegerValue, actual: ir.IntegerValue, planned: ir.IntegerValue) -> ir.IntegerValue:
    """``amount x actual / planned`` to the whole, half away from zero.

    A float estimates it to the nearest whole; what the estimate leaves is counted exactly, and corrects it by one.
    """
    size, over, under = amount.abs(), actual, planned
    near = (size.cast("float64") * over.cast("float64") / under.cast("float64")).round().cast("int64")
    left = _exact(size) * _exact(over) - _exact(near) * _exact(under)
    twice, whole = left + left, _exact(under)
    whole_cents = near + ibis.cases((twice >= whole, 1), (twice < -whole, -1), else_=0)
    return ibis.ifelse(amount < 0, -whole_cents, whole_cents).cast("int64")


def counted(quantity: ir.FloatingValue) -> ir.IntegerValue:
    """A quantity in ten-thousandths."""
    return (quantity * COUNTED).round().cast("int64")


def _exact(number: ir.IntegerValue) -> ir.DecimalValue:
    return number.cast("decimal(18, 0)")


def _both(facts: Facts) -> ir.Table:
    """Booked and planned in one row each, of periods for which the facility has booked anything."""
    actual = booked(facts)
    months = actual.select("facility", "month").distinct()
    spent = ibis.ifelse(actual.kind == "expense", actual.debit - actual.credit, actual.credit - actual.debit)
    nothing = ibis.literal(0).cast("int64")
    number, word = ibis.literal(None).cast("float64"), ibis.literal(None).cast("string")
    done = actual.select(
        *LINE,
        actual=spent.cast("int64"),
        quantity="quantity",
        budget=nothing,
        fixed_share=number,
        statistic=word,
        units_planned=number,
        quantity_planned=number,
    )
    plan = _planned(facts).semi_join(months, ["facility", "month"])
    planned = plan.select(
        *LINE,
        actual=nothing,
        quantity=number,
        budget="budget",
        fixed_share="fixed_share",
        statistic="statistic",
        units_planned="units",
        quantity_planned="quantity",
    )
    rows = done.union(planned)
    return rows.group_by(*LINE).agg(
        actual=rows.actual.sum().cast("int64"),
        quantity=rows.quantity.sum(),
        budget=rows.budget.sum().cast("int64"),
        fixed_share=rows.fixed_share.max().fill_null(0.0),
        statistic=rows.statistic.max(),
        units_planned=rows.units_planned.max(),
        quantity_planned=rows.quantity_planned.max(),
    )


def _planned(facts: Facts) -> ir.Table:
    """The budget in force: of each line its highest version. Where a price is given, it says the quantity."""
    lines = facts.table("budget_lines")
    newest = lines.group_by(*LINE).agg(version=lines.version.max())
    force = lines.semi_join(newest, [*LINE, "version"])
    pieces = force.amount.cast("float64") / force.rate.cast("float64")
    priced = ibis.ifelse(force.rate > 0, pieces, ibis.literal(None).cast("float64"))
    return force.select(
        *LINE,
        "fixed_share",
        "statistic",
        "units",
        budget=cents(force.amount),
        quantity=force.quantity.fill_null(priced),
    )


def _with_work(facts: Facts, rows: ir.Table) -> ir.Table:
    """The rows with the work done in their statistic, and the hours worked where the ledger tells none."""
    work = _work(facts).select(*WORK, "units")
    worked = rows.left_join(work, WORK).select(*rows.columns, "units")
    hours = _hours(facts)
    joined = worked.left_join(hours, LINE)
    return joined.select(
        *(name for name in worked.columns if name != "quantity"), quantity=joined.quantity.fill_null(joined.hours)
    )


def _work(facts: Facts) -> ir.Table:
    """Statistics as sent; patient days and visits that nobody sent are counted from stays and visits."""
    sent = facts.table("statistics").select(*WORK, "units")
    place = ("facility", "unit", "day")
    days = facts.mart("unit_days").select(*place, units="patient_days", statistic=ibis.literal("patient_days"))
    visits = facts.mart("emergency_visits")
    arrived = visits.arrivals.cast("float64")
    seen = visits.select(*place, units=arrived, statistic=ibis.literal("visits"))
    daily = _in_periods(facts, days.union(seen.select(*days.columns)), "units", ("statistic",))
    counted_here = daily.select(*WORK, "units")
    return sent.union(counted_here.anti_join(sent, WORK))


def _hours(facts: Facts) -> ir.Table:
    """Hours worked by cost centre, account and period: of the employment, and of the staff group if it names one."""
    worked = facts.table("worked_hours").select("facility", "unit", "day", "hours", "employment", "staff_group")
    by_period = _in_periods(facts, worked, "hours", ("employment", "staff_group"))
    paid = facts.table("accounts").filter(lambda one: one.employment.notnull())
    paid = paid.select("facility", "account", "employment", group="staff_group")
    joined = by_period.inner_join(paid, ["facility", "employment"])
    mine = joined.filter(joined.group.isnull() | (joined.group == joined.staff_group))
    return mine.group_by(*LINE).agg(hours=mine.hours.sum())


def _in_periods(facts: Facts, rows: ir.Table, amount: str, by: tuple[str, ...]) -> ir.Table:
    """Amounts of units and days, summed by the cost centre of the unit and the fiscal period of the day."""
    periods = facts.table("fiscal_periods").select("facility", "starts", "ends")
    inside = rows.inner_join(periods, ["facility", rows.day >= periods.starts, rows.day < periods.ends]).select(
        *rows.columns, month="starts"
    )
    centres = homes(facts).filter(lambda one: one.unit != "").select("facility", "cost_centre", "unit")
    joined = inside.inner_join(centres, ["facility", "unit"])
    return joined.group_by("facility", "cost_centre", "month", *by).agg(**{amount: joined[amount].sum()})


def _named(facts: Facts, rows: ir.Table) -> ir.Table:
    """The rows with what a reader knows accounts and cost centres by, and where they belong."""
    chart = facts.table("accounts").select("facility", "account", "kind", "nature", "employment", account_name="name")
    with_accounts = rows.left_join(chart, ["facility", "account"])
    told = with_accounts.select(
        *rows.columns,
        account_name=with_accounts.account_name.fill_null(with_accounts.account),
        kind=with_accounts.kind.fill_null("expense"),
        nature=with_accounts.nature.fill_null("other"),
        employment=with_accounts.employment,
    )
    placed = told.left_join(homes(facts), ["facility", "cost_centre"])
    return placed.select(
        "facility",
        "cost_centre",
        "account",
        "account_name",
        "kind",
        "nature",
        "employment",
        "statistic",
        "budget",
        "fixed",
        "volume",
        "efficiency",
        "rate",
        "spending",
        "actual",
        "fixed_share",
        "units_planned",
        "units",
        "quantity_planned",
        "quantity",
        unit=placed.unit.fill_null(""),
        department=placed.department.fill_null(""),
        centre_name=placed.centre_name.fill_null(placed.cost_centre),
        day=placed.month,
    )
