"""One row an emergency visit, on the day of arrival."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.encounters import counted
from wellrun.warehouse.marts.encounters.kinds import parts
from wellrun.warehouse.marts.encounters.vocabulary import OUTCOMES, named, said
from wellrun.warehouse.marts.facts import Facts, flag, placed, seconds_between

FOUR_HOURS = 240
"""Minutes within which a visit should end (NHS England A&E operational standard)."""

_ENDS = {
    "died": ("died",),
    "left_against_advice": ("against_advice",),
    "left_unseen": ("left_unseen",),
    "transferred": ("transfer", "facility", "hospice"),
    "admitted": ("admitted",),
    "home": ("home",),
}
ENDS = {end: tuple(word for outcome in outcomes for word in OUTCOMES[outcome]) for end, outcomes in _ENDS.items()}
"""The words of a disposition by the outcome of the visit they stand for."""


def visits(facts: Facts) -> ir.Table:
    """Emergency visits with the minutes they took and how they ended.

    A facility with rows of a tracking system is read from these alone. Elsewhere a visit is an emergency encounter
    that is not a hospital stay, whether or not it is part of one.
    """
    seen = tracked(facts).union(derived(facts))
    minutes = seconds_between(seen.arrived_at, seen.left_at) / 60.0
    boarded = seconds_between(seen.decided_at, seen.left_at) / 60.0
    ended = seen.left_at.notnull() | seen.outcome.notnull()
    admitted = seen.outcome == "admitted"
    return seen.select(
        "facility",
        unit=placed(seen.unit),
        day=seen.arrived_at.date(),
        patient="patient",
        arrivals=ibis.literal(1).cast("int32"),
        ended=flag(ended),
        admitted=flag(ended & admitted),
        left_unseen=flag(ended & (seen.outcome == "left_unseen")),
        timed=flag(minutes.notnull()),
        within_four_hours=flag(minutes <= FOUR_HOURS),
        minutes=minutes,
        boarding_minutes=ibis.ifelse(admitted, boarded, ibis.null("float64")),
    )


def tracked(facts: Facts) -> ir.Table:
    """Visits as the tracking system sent them."""
    visits = facts.table("emergency_visits")
    return visits.select("facility", "unit", "patient", "arrived_at", "decided_at", "left_at", "outcome")


def derived(facts: Facts) -> ir.Table:
    """Visits read from encounters, for facilities without a tracking system."""
    encounters = facts.table("encounters")
    emergency = encounters.filter(counted(encounters), said(encounters.class_code, "emergency"))
    with_tracking = facts.table("emergency_visits").select("facility").distinct()
    stays = facts.mart("stays").select("facility", "encounter")
    alone = emergency.anti_join(with_tracking, "facility").anti_join(stays, ["facility", "encounter"])
    inside = parts(facts).select("facility", "encounter").mutate(inside=ibis.literal(1))
    joined = alone.left_join(inside, ["facility", "encounter"]).drop("facility_right", "encounter_right")
    said_nothing = joined.disposition.isnull()
    outcome = ibis.ifelse(said_nothing, ibis.null("string"), named(joined.disposition, ENDS, otherwise=None))
    return joined.select(
        "facility",
        "unit",
        "patient",
        arrived_at="started_at",
        decided_at=ibis.null("timestamp"),
        left_at="ended_at",
        outcome=ibis.ifelse(said_nothing & joined.inside.notnull(), "admitted", outcome),
    )
