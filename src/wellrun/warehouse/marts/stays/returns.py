"""Spells (stays joined over transfers and overlaps) and whether the patient was admitted again.

Follows the public logic of the CMS hospital-wide all-cause unplanned readmission measure as far as facts without
value sets allow; what differs is stated with the measures that read it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts, flag

NOT_AN_INDEX = ("died", "against_advice", "transfer")
"""Ends of a spell after which a return is not this facility's readmission (CMS hospital-wide measure, exclusions)."""

ADULT = 18
"""Youngest age counted; CMS publishes the measure for patients of 65 and over."""


def spells(facts: Facts) -> ir.Table:
    """One row a spell: when it began and ended, and the unit, outcome and patient of its last stay.

    A stay continues the patient's spell if it begins before or on the calendar day on which the spell so far ends, or
    on the day after it if the stay before ended in a transfer to another hospital. A stay that lies within an earlier
    one says nothing new and is left out. Where each spell ends is marked instead of grouping, which costs a fraction.
    """
    stays = facts.mart("stays")
    outer = stays.filter(stays.earlier_until.isnull() | (stays.until > stays.earlier_until))
    gap = outer.started_at.date().delta(outer.earlier_until.date(), unit="day")
    person = {"group_by": ["facility", "person"], "order_by": ["started_at", "until"]}
    before = outer.outcome.lag().over(ibis.window(**person))
    joined = (gap <= 0) | ((gap == 1) & (before == "transfer"))
    begun = outer.mutate(begins=flag(~joined.fill_null(ibis.literal(False))))
    numbered = begun.mutate(
        spell=begun.begins.sum().over(ibis.window(**person, rows=(None, 0))),
        ends=begun.begins.lead().over(ibis.window(**person)).fill_null(1),
    )
    whole = ibis.window(group_by=["facility", "person", "spell"])
    seen = numbered.mutate(
        spell_start=numbered.started_at.min().over(whole),
        inpatient=flag(numbered.kind == "inpatient").max().over(whole),
    )
    return seen.filter(seen.ends == 1)


def returns(facts: Facts) -> ir.Table:
    """Discharges that could be followed by a readmission, on the day of discharge, with what followed.

    The 30 (or 7) days must be over by today. Dates that lie after today come from feeds whose dates were shifted to
    protect patients: nothing can be awaited there, and they count as over.
    """
    inpatient = spells(facts)
    inpatient = inpatient.filter(inpatient.inpatient == 1)
    history = ibis.window(group_by=["facility", "person"], order_by="spell")
    spell = inpatient.mutate(next_start=inpatient.spell_start.lead().over(history))
    index = spell.filter(
        spell.ended_at.notnull(), ~spell.outcome.isin(NOT_AN_INDEX), (spell.age >= ADULT).fill_null(ibis.literal(True))
    )
    gap = index.next_start.date().delta(index.until.date(), unit="day")
    waited = ibis.literal(facts.today).delta(index.until.date(), unit="day")
    amounts = {}
    for days in (7, 30):
        over = (waited > days) | (waited < 0)
        amounts[f"index_{days}"] = flag(over)
        amounts[f"returned_{days}"] = flag(over & (gap <= days))
    return index.select(
        "facility",
        "unit",
        day=index.until.date(),
        patient="patient",
        encounter="encounter",
        **amounts,
    )
