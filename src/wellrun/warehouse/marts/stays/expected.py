"""Stays with what was known of their risk on admission, and the outcomes that the facility's own model expects.

Every factor has levels, so that a model is a table of weights: the expected outcome of a stay is worked out here by
adding them, and no patient's risk is kept anywhere else.
"""

from __future__ import annotations

from functools import reduce

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.encounters.vocabulary import FROM_EMERGENCY
from wellrun.warehouse.marts.facts import Facts, flag, seconds_between
from wellrun.warehouse.marts.occupancy.beds import in_our_units
from wellrun.warehouse.marts.stays.stays import first_places

FACTORS = ("age", "sex", "route", "care", "diagnosis", "earlier_stays")
"""What is known on admission. Nothing that happened during the stay is among them, or it would excuse itself."""

INTERCEPT, OTHER = "intercept", "other"
"""The factor of what every stay starts from; the level of diagnoses too few to weigh by themselves."""

AGES = (
    *((18, "under 18"), (45, "18 to 44"), (55, "45 to 54"), (65, "55 to 64")),
    *((75, "65 to 74"), (85, "75 to 84")),
)
OUTCOMES = ("death", "readmission")
KEY = ["facility", "encounter"]


def case_mix(facts: Facts) -> ir.Table:
    """Inpatient stays that ended, one row each, in the unit where they began: a unit that takes in the dying of others
    would else be charged with them. ``died``; ``index_30`` and ``returned_30`` as in the mart returns, else 0."""
    stays = with_earlier(facts.mart("stays"))
    stays = stays.filter(stays.kind == "inpatient", stays.ended_at.notnull())
    begun = stays.left_join(first_places(facts), KEY).drop("facility_right", "encounter_right")
    begun = begun.mutate(unit=begun.first_unit.fill_null(begun.unit))
    returns = facts.mart("returns").select("facility", "encounter", "index_30", "returned_30")
    joined = in_our_units(facts, with_diagnosis(facts, with_route(facts, begun)))
    joined = joined.left_join(returns, KEY).drop("facility_right", "encounter_right")
    units = facts.table("units").select("facility", home="unit", unit_kind="unit_kind")
    joined = joined.left_join(units, ["facility", ("unit", "home")]).drop("facility_right")
    return joined.select(
        *("facility", "unit", "patient", "encounter", "ended_at", "sex", "route", "diagnosis", "earlier_stays"),
        day=joined.ended_at.date(),
        age=ibis.cases((joined.age.isnull(), "unknown"), *((joined.age < n, w) for n, w in AGES), else_="85 and over"),
        care=ibis.ifelse(joined.unit_kind == "critical", "critical care", "other units"),
        died=flag(joined.outcome == "died"),
        index_30=joined.index_30.fill_null(0),
        returned_30=joined.returned_30.fill_null(0),
    )


def with_earlier(stays: ir.Table) -> ir.Table:
    """Adds ``earlier_stays``: how many stays of the patient ended within a year before this one began, up to three."""
    history = ibis.window(group_by=["facility", "person"], order_by=["started_at", "until", "encounter"])
    year = 365.0 * 86400
    within = [
        flag(seconds_between(stays.until.lag(back).over(history), stays.started_at) <= year) for back in (1, 2, 3)
    ]
    counted = reduce(lambda one, other: one + other, within)
    return stays.mutate(earlier_stays=ibis.ifelse(counted >= 3, "3 or more", counted.cast("string")))


def with_route(facts: Facts, stays: ir.Table) -> ir.Table:
    """Adds ``route``, emergency or other, by the admit source or an emergency visit that led here; and ``sex``."""
    sources = facts.table("encounters").select("facility", "encounter", "admit_source")
    visits = facts.table("emergency_visits")
    led = visits.filter(visits.encounter.notnull()).select("facility", "encounter").distinct().mutate(led=1)
    patients = facts.table("patients").select("facility", "patient", born_as="sex")
    joined = stays.left_join(sources, KEY).drop("facility_right", "encounter_right")
    joined = joined.left_join(led, KEY).drop("facility_right", "encounter_right")
    joined = joined.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    urgent = joined.admit_source.upper().isin(FROM_EMERGENCY).fill_null(ibis.literal(False)) | joined.led.notnull()
    return joined.mutate(route=ibis.ifelse(urgent, "emergency", "other"), sex=joined.born_as.fill_null("unknown"))


def with_diagnosis(facts: Facts, stays: ir.Table) -> ir.Table:
    """Adds ``diagnosis``: the category (the code up to its point) of the first diagnosis written down in the stay."""
    conditions = facts.table("conditions")
    told = conditions.filter(conditions.encounter.notnull(), conditions.code.notnull())
    order = ibis.window(group_by=KEY, order_by=["recorded_at", "condition"])
    first = told.mutate(place=ibis.row_number().over(order))
    first = first.filter(first.place == 0).select(*KEY, category=first.code.upper().re_extract("^[^.]+", 0))
    joined = stays.left_join(first, KEY).drop("facility_right", "encounter_right")
    return joined.mutate(diagnosis=joined.category.fill_null("none recorded"))


def expected_outcomes(facts: Facts) -> ir.Table:
    """The stays of facilities that have a model, with outcome and expectation; 0 for an outcome without a model."""
    cases = facts.mart("case_mix")
    weights = by_level(facts)
    start = weights.filter(weights.factor == INTERCEPT).select(
        "facility", **{f"odds_{outcome}": weights[outcome] for outcome in OUTCOMES}
    )
    rare = weights.filter(weights.factor == "diagnosis", weights.level == OTHER).select(
        "facility", **{f"rare_{outcome}": weights[outcome] for outcome in OUTCOMES}
    )
    scored = cases.inner_join(start, "facility").left_join(rare, "facility").drop("facility_right")
    for factor in FACTORS:
        scored = added(scored, weights, factor)
    chance = {outcome: 1.0 / (1.0 + (-scored[f"odds_{outcome}"]).exp()) for outcome in OUTCOMES}
    modelled = {outcome: flag(scored[f"odds_{outcome}"].notnull()) for outcome in OUTCOMES}
    index = scored.index_30 * modelled["readmission"]
    return scored.select(
        *("facility", "unit", "day", "patient", "encounter", "ended_at"),
        deaths=scored.died * modelled["death"],
        expected_deaths=chance["death"].fill_null(0.0),
        returned=scored.returned_30 * index,
        expected_returns=index * chance["readmission"].fill_null(0.0),
    )


def by_level(facts: Facts) -> ir.Table:
    """Facility, factor and level with one column of weights for each outcome; empty where it has no model."""
    weights = facts.table("outcome_weights")
    each = {outcome: weights.weight.sum(where=weights.outcome == outcome) for outcome in OUTCOMES}
    return weights.group_by("facility", "factor", "level").agg(**each)


def added(scored: ir.Table, weights: ir.Table, factor: str) -> ir.Table:
    """The log-odds with the weights of one factor added; a level the model does not know weighs nothing, a diagnosis it
    does not know as much as the rare ones."""
    mine = weights.filter(weights.factor == factor).select(
        "facility", level="level", **{f"w_{o}": weights[o] for o in OUTCOMES}
    )
    joined = scored.left_join(mine, ["facility", (factor, "level")]).drop("facility_right")
    odds = {}
    for outcome in OUTCOMES:
        weight = joined[f"w_{outcome}"]
        weight = ibis.coalesce(weight, joined[f"rare_{outcome}"]) if factor == "diagnosis" else weight
        odds[f"odds_{outcome}"] = joined[f"odds_{outcome}"] + weight.fill_null(0.0)
    return joined.mutate(**odds).drop("level", *(f"w_{outcome}" for outcome in OUTCOMES))
