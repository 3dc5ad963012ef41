"""One row a hospital stay: when, where, how it ended, and which part of it fills a bed of its own."""

from __future__ import annotations

from datetime import datetime, time

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.encounters import admissions
from wellrun.warehouse.marts.encounters.vocabulary import OUTCOMES, OVER, named
from wellrun.warehouse.marts.facts import Facts, flag, placed, seconds_between
from wellrun.warehouse.marts.patients.described import age


def stays(facts: Facts) -> ir.Table:
    """Stays with ``bed_from`` and ``bed_to``, the time the patient fills a bed that no other stay of theirs fills.

    ``bed_to`` of a stay that lasts is today's first moment; of one that is over without an end being sent it is the
    start, because nobody knows. Overlapping stays of one patient are clipped: nobody lies in two beds.
    """
    ended = with_end(facts, with_person(with_patient(facts, admissions(facts))))
    return clipped(ended).select(
        "facility",
        "encounter",
        "patient",
        "person",
        "kind",
        "unit",
        "started_at",
        "ended_at",
        "outcome",
        "age",
        "bed_from",
        "bed_to",
        "until",
        "earlier_until",
        "next_started_at",
    )


def with_patient(facts: Facts, encounters: ir.Table) -> ir.Table:
    """Adds age in completed years at the start, and the outcome."""
    patients = facts.table("patients").select("facility", "patient", "birth_date", "died_at")
    joined = encounters.left_join(patients, ["facility", "patient"]).drop("facility_right", "patient_right")
    return joined.mutate(
        unit=placed(joined.unit),
        age=age(joined.birth_date, joined.started_at.date()),
        outcome=outcome(joined),
    )


def outcome(stay: ir.Table) -> ir.StringValue:
    """How the stay ended: by its disposition; where none was sent, died if the patient's death falls within it."""
    said = named(stay.disposition, OUTCOMES, otherwise="other")
    died = stay.died_at.date().between(stay.started_at.date(), stay.ended_at.date())
    return ibis.ifelse(stay.disposition.isnull(), ibis.ifelse(died, "died", "unknown"), said)


def with_person(encounters: ir.Table) -> ir.Table:
    """Adds ``person``: stays without a patient belong to nobody else's history, not all to one nobody."""
    alone = ibis.literal("encounter ") + encounters.encounter
    return encounters.mutate(person=encounters.patient.fill_null(alone))


def with_end(facts: Facts, encounters: ir.Table) -> ir.Table:
    """Adds ``until``: the end as far as the bed is concerned."""
    today = ibis.literal(datetime.combine(facts.today, time.min))
    over = encounters.status.lower().isin(OVER).fill_null(ibis.literal(False))
    lasting = ibis.ifelse(over, encounters.started_at, ibis.greatest(today, encounters.started_at))
    return encounters.mutate(until=encounters.ended_at.fill_null(lasting))


def clipped(encounters: ir.Table) -> ir.Table:
    """Adds what the patient's other stays say: the latest earlier end, the next start."""
    history = {"group_by": ["facility", "person"], "order_by": ["started_at", "until", "encounter"]}
    before = ibis.window(**history, rows=(None, -1))
    around = ibis.window(**history)
    seen = encounters.mutate(
        earlier_until=encounters.until.max().over(before),
        next_started_at=encounters.started_at.lead().over(around),
    )
    start = ibis.greatest(seen.started_at, seen.earlier_until.fill_null(seen.started_at))
    return seen.mutate(bed_from=ibis.least(start, seen.until), bed_to=seen.until)


def arrivals(facts: Facts) -> ir.Table:
    """Stays on the day and in the unit where they began."""
    begun = facts.mart("stays")
    first = first_places(facts)
    joined = begun.left_join(first, ["facility", "encounter"])
    return joined.select(
        "facility",
        unit=joined.first_unit.fill_null(joined.unit),
        day=joined.started_at.date(),
        patient="patient",
        admissions=ibis.literal(1).cast("int32"),
    )


def first_places(facts: Facts) -> ir.Table:
    """The unit each encounter began in, where its places were sent."""
    places = facts.table("encounter_places")
    first = places.filter(places.position == 0)
    return first.select("facility", "encounter", first_unit="unit")


def departures(facts: Facts) -> ir.Table:
    """Stays on the day and in the unit where they ended."""
    begun = facts.mart("stays")
    left = begun.filter(begun.ended_at.notnull())
    timed = left.ended_at != left.ended_at.truncate("D")
    alive = left.outcome != "died"
    followed = seconds_between(left.ended_at, left.next_started_at) <= 30 * 86400
    return left.select(
        "facility",
        "unit",
        day=left.ended_at.date(),
        patient="patient",
        discharges=ibis.literal(1).cast("int32"),
        deaths=flag(left.outcome == "died"),
        hospice=flag(left.outcome == "hospice"),
        stay_days=seconds_between(left.started_at, left.ended_at) / 86400.0,
        timed_live_discharges=flag(timed & alive),
        before_noon=flag(timed & alive & (left.ended_at.hour() < 12)),
        followed_30=flag(followed),
    )
