"""What patients are: sex, age, language, ethnicity and payer, told only where they are asked for."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.marts.patients.covered import covered

AGE_BANDS = ((18, "under 18"), (45, "18 to 44"), (65, "45 to 64"), (85, "65 to 84"))
"""Upper limits in completed years, not included; whoever is older is "85 and over"."""

UNKNOWN = "unknown"
"""The group of those of whom it was not recorded."""


def described(facts: Facts, rows: ir.Table) -> ir.Table:
    """The rows of a mart of people with what they are; "unknown" where it is not known.

    ``sex``, ``age_band`` (on their day), ``language`` (the tag without its region), ``ethnicity`` (as sent) and
    ``payer`` (who pays first on their day).
    """
    patients = facts.table("patients").select(
        "facility", "patient", "birth_date", born_as="sex", speaks="language", said_to_be="ethnicity"
    )
    joined = rows.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    joined = _with_payer(facts, joined)
    return joined.mutate(
        sex=joined.born_as.fill_null(UNKNOWN),
        age_band=age_band(age(joined.birth_date, joined.day)),
        language=given(joined.speaks.lower().re_extract("^[a-z]+", 0)),
        ethnicity=given(joined.said_to_be.strip()),
        payer=given(joined.payer),
    ).drop("born_as", "birth_date", "speaks", "said_to_be")


def _with_payer(facts: Facts, rows: ir.Table) -> ir.Table:
    held = covered(facts)
    on_the_day = (rows.day >= held.begins, rows.day <= held.ends, rows.day < held.next)
    joined = rows.left_join(held, [rows.facility == held.facility, rows.patient == held.patient, *on_the_day])
    return joined.drop("facility_right", "patient_right", "begins", "ends", "next")


def given(words: ir.StringValue) -> ir.StringValue:
    """The words, or "unknown" where there are none."""
    return words.nullif("").fill_null(UNKNOWN)


def age(birth: ir.DateValue, day: ir.DateValue) -> ir.IntegerValue:
    """Completed years of life on a day: dates written as numbers (20260301) differ by their years times 10,000."""
    return (number(day) - number(birth)) // 10000


def number(day: ir.DateValue) -> ir.IntegerValue:
    """The date as the number its digits make."""
    return day.year() * 10000 + day.month() * 100 + day.day()


def age_band(age: ir.IntegerValue) -> ir.StringValue:
    """The band of ``AGE_BANDS``; "unknown" where the age is."""
    bands = [(age.isnull(), UNKNOWN), *((age < limit, name) for limit, name in AGE_BANDS)]
    return ibis.cases(*bands, else_="85 and over")
