"""Sex and age band of the patients behind the rows of a mart."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts

AGE_BANDS = ((18, "under 18"), (45, "18 to 44"), (65, "45 to 64"), (85, "65 to 84"))
"""Upper limits in completed years, not included; whoever is older is "85 and over"."""


def described(facts: Facts, rows: ir.Table) -> ir.Table:
    """The rows of a mart of people with ``sex`` and ``age_band`` (on their day); "unknown" where it is not known."""
    patients = facts.table("patients").select("facility", "patient", "birth_date", born_as="sex")
    joined = rows.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    return joined.mutate(
        sex=joined.born_as.fill_null("unknown"), age_band=age_band(age(joined.birth_date, joined.day))
    ).drop("born_as", "birth_date")


def age(birth: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Completed years of life on a day: dates written as numbers (20260301) differ by their years times 10,000."""
    return (number(day) - number(birth)) // 10000


def number(day: ir.DateValue) -> ir.IntegerValue:
    """The date as the number its digits make."""
    return day.year() * 10000 + day.month() * 100 + day.day()


def age_band(age: ir.IntegerValue) -> ir.StringValue:
    """The band of ``AGE_BANDS``; "unknown" where the age is."""
    bands = [(age.isnull(), "unknown"), *((age < limit, name) for limit, name in AGE_BANDS)]
    return ibis.cases(*bands, else_="85 and over")
