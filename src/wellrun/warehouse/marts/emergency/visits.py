"""One row an emergency visit, on the day of arrival."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.encounters import counted
from wellrun.warehouse.marts.encounters.kinds import parts
from wellrun.warehouse.marts.encounters.vocabulary import OUTCOMES, named, said
from wellrun.warehouse.marts.facts import Facts, flag, placed
from wellrun.warehouse.marts.stays.stays import age, age_band, weekday

FOUR_HOURS = 240
"""Minutes within which a visit should end (NHS England A&E operational standard)."""

ENDS = {"died": "died", "against_advice": "left_against_advice", "left_unseen": "left_unseen"} | {
    "transfer": "transferred",
    "facility": "transferred",
    "hospice": "transferred",
    "admitted": "admitted",
    "home": "home",
}
"""The outcome of a visit for the outcome of its encounter; any other is unknown."""


def visits(facts: Facts) -> ir.Table:
    """Emergency visits with the minutes they took and how they ended.

    A facility with rows of a tracking system is read from these alone. Elsewhere a visit is an emergency encounter
    that is not a hospital stay, whether or not it is part of one.
    """
    seen = tracked(facts).union(derived(facts))
    patients = facts.table("patients").select("facility", "patient", "birth_date", "sex")
    joined = seen.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    minutes = (joined.left_at.epoch_seconds() - joined.arrived_at.epoch_seconds()) / 60.0
    boarded = (joined.left_at.epoch_seconds() - joined.decided_at.epoch_seconds()) / 60.0
    ended = joined.left_at.notnull() | joined.outcome.notnull()
    admitted = joined.outcome == "admitted"
    return joined.select(
        "facility",
        unit=placed(joined.unit),
        day=joined.arrived_at.date(),
        sex=joined.sex.fill_null("unknown"),
        age_band=age_band(age(joined.birth_date, joined.arrived_at)),
        weekday=weekday(joined.arrived_at),
        arrivals=ibis.literal(1).cast("int32"),
        ended=flag(ended),
        admitted=flag(ended & admitted),
        left_unseen=flag(ended & (joined.outcome == "left_unseen")),
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
    said_outcome = named(joined.disposition, OUTCOMES, otherwise="other")
    outcome = ibis.cases(*((said_outcome == word, end) for word, end in ENDS.items()), else_=ibis.null("string"))
    admitted = joined.inside.notnull() & (outcome.isnull() | (outcome == "admitted"))
    return joined.select(
        "facility",
        "unit",
        "patient",
        arrived_at="started_at",
        decided_at=ibis.null("timestamp"),
        left_at="ended_at",
        outcome=ibis.ifelse(admitted, "admitted", outcome),
    )
