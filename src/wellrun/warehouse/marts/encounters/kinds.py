"""Which encounters are hospital stays, and what the others are.

Class codes alone do not say: some senders use IMP for every stay, others (MIMIC-IV among them) never do and send an
admission as EMER, OBSENC, SS or AMB. The rule, for any sender:

1. An encounter that is part of another one we hold (an intensive-care or emergency episode inside an admission) is
   never a stay of its own.
2. Class inpatient or observation: a stay, whatever its length.
3. Class short stay: a stay if it passes a midnight, else a day case (outpatient).
4. Care outside the facility (home, field, virtual) and pre-admission: never a stay.
5. Any other class: a stay only if it passes a midnight and the sender recorded an admission: a source it was admitted
   from, a discharge disposition, a move from one place to another, or an inpatient, observation or emergency episode
   inside it.
6. Class emergency needs proof of having left the emergency department: a move, an episode inside it, an admit source
   that is itself an emergency department; or two midnights with an admit source or a disposition (the two-midnight
   presumption of CMS, 42 CFR 412.3).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.encounters.vocabulary import FROM_EMERGENCY, NOT_COUNTED, said
from wellrun.warehouse.marts.facts import Facts

KEY = ("facility", "encounter")


def counted(encounters: ir.Table) -> ir.BooleanValue:
    """Encounters that happened: begun, and not planned, cancelled or sent in error."""
    happened = ~encounters.status.lower().isin(NOT_COUNTED)
    return encounters.started_at.notnull() & happened.fill_null(ibis.literal(True))


def midnights(encounters: ir.Table) -> ir.IntegerValue:
    """Midnights passed between start and end; empty while the encounter lasts."""
    return encounters.ended_at.date().delta(encounters.started_at.date(), unit="day")


def parts(facts: Facts) -> ir.Table:
    """Encounters that are part of another one we hold, with ``whole``, the encounter they belong to."""
    encounters = facts.table("encounters")
    nested = encounters.filter(counted(encounters), encounters.part_of.notnull())
    wholes = encounters.filter(counted(encounters)).select("facility", whole=encounters.encounter)
    nested = nested.select("facility", "encounter", "class_code", whole=nested.part_of)
    return nested.filter(nested.whole != nested.encounter).semi_join(wholes, ["facility", "whole"])


def admissions(facts: Facts) -> ir.Table:
    """Every hospital stay as its encounter row, with ``kind`` inpatient or observation."""
    return by_class(facts).union(by_evidence(facts)).anti_join(parts(facts), KEY)


def by_class(facts: Facts) -> ir.Table:
    """Stays whose class says so (rules 2 and 3)."""
    encounters = facts.table("encounters")
    bedded = said(encounters.class_code, "inpatient", "observation")
    short = said(encounters.class_code, "short_stay") & (midnights(encounters) >= 1).fill_null(ibis.literal(True))
    observed = said(encounters.class_code, "observation")
    return encounters.filter(counted(encounters), bedded | short).mutate(
        kind=ibis.ifelse(observed, "observation", "inpatient")
    )


def by_evidence(facts: Facts) -> ir.Table:
    """Stays whose class does not say so, but whose length and traces do (rules 5 and 6)."""
    encounters = facts.table("encounters")
    open_class = said(encounters.class_code, "emergency", "outpatient")
    overnight = encounters.filter(counted(encounters), open_class, midnights(encounters) >= 1)
    traced = overnight.left_join(traces(facts), KEY)
    traced = traced.drop("facility_right", "encounter_right")
    recorded = traced.admit_source.notnull() | traced.disposition.notnull()
    left_emergency = (
        traced.traces.notnull()
        | traced.admit_source.upper().isin(FROM_EMERGENCY).fill_null(ibis.literal(False))
        | (recorded & (midnights(traced) >= 2))
    )
    evident = ibis.ifelse(said(traced.class_code, "emergency"), left_emergency, recorded | traced.traces.notnull())
    return traced.filter(evident).drop("traces").mutate(kind=ibis.literal("inpatient"))


def traces(facts: Facts) -> ir.Table:
    """Encounters that moved from one place to another or hold an inpatient, observation or emergency episode."""
    places = facts.table("encounter_places")
    moved = places.filter(places.position >= 1).select("facility", "encounter")
    nested = parts(facts)
    episodes = nested.filter(said(nested.class_code, "inpatient", "observation", "emergency"))
    holds = episodes.select("facility", encounter=episodes.whole)
    return moved.union(holds).distinct().mutate(traces=ibis.literal(1))


def encounter_kinds(facts: Facts) -> ir.Table:
    """Every counted encounter with ``kind``: inpatient, observation, emergency, outpatient, or part (of another)."""
    encounters = facts.table("encounters")
    stays = facts.mart("stays").select("facility", "encounter", stay_kind="kind")
    inside = parts(facts).select("facility", "encounter").mutate(inside=ibis.literal(1))
    joined = encounters.filter(counted(encounters)).left_join(stays, KEY).drop("facility_right", "encounter_right")
    joined = joined.left_join(inside, KEY).drop("facility_right", "encounter_right")
    emergency = said(joined.class_code, "emergency")
    kind = ibis.cases(
        (joined.stay_kind.notnull(), joined.stay_kind),
        (emergency, "emergency"),
        (joined.inside.notnull(), "part"),
        else_="outpatient",
    )
    return joined.mutate(kind=kind).drop("stay_kind", "inside")
