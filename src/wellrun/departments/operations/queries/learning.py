"""What a facility's flow model is learnt from: its stays, emergency visits and beds in the warehouse.

Read by the worker only. Rows of single stays live as long as the learning does and are kept nowhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from wellrun.departments.operations.rules.what_if.learning import MOST_WEEKS, Stay, UnitFacts
from wellrun.foundations.organisation.models import Bed, Facility
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.tables import TABLES

if TYPE_CHECKING:
    from wellrun.warehouse.marts.facts import Facts

LIE_IN = ("ward", "critical")
"""Kinds of units in whose beds patients of a hospital lie."""

LATELY = dt.timedelta(days=28)
REACH = dt.timedelta(weeks=MOST_WEEKS + 2)


class Material(NamedTuple):
    """All that a model is learnt from, as plain values."""

    stays: list[Stay]
    units: dict[str, UnitFacts]
    known: dt.datetime
    turned_away: int


def material_of(facility: Facility, today: dt.date) -> Material:
    """Of a facility as of a day; what is known ends with the newest start or end of a stay before it."""
    # Compiling expressions brings the data stack; pages do without it.
    from wellrun.warehouse.marts.backends import OnDuckDB
    from wellrun.warehouse.marts.catalogue import MARTS
    from wellrun.warehouse.marts.facts import Facts

    connection = Warehouse(settings.WAREHOUSE).connect(TABLES)
    try:
        facts = Facts(OnDuckDB(connection), MARTS, today=today)
        since = dt.datetime.combine(today, dt.time()) - REACH
        units = _units(facts, facility, today)
        stays, known = _stays(facts, facility.code, since, dt.datetime.combine(today, dt.time()))
        turned_away = _turned_away(facts, facility.code, since, known)
    finally:
        connection.close()
    return Material(stays, units, known, turned_away)


def _stays(facts: Facts, facility: str, since: dt.datetime, midnight: dt.datetime) -> tuple[list[Stay], dt.datetime]:
    held = facts.mart("stays")
    held = held.filter(held.facility == facility, held.until >= since, held.started_at < midnight)
    held = held.select("encounter", "unit", "started_at", "ended_at", "bed_from", "bed_to")
    rows = facts.backend.rows(held)
    homes, places, wanted = _homes(facts, facility), _places(facts, facility, since), _wanted(facts, facility)
    moments = [at for row in rows for at in (row["started_at"], row["ended_at"]) if at and at < midnight]
    known = max(moments, default=since)
    stays = []
    for row in rows:
        if row["bed_from"] >= row["bed_to"]:
            continue
        passed = places.get(row["encounter"]) or [(row["unit"], row["started_at"])]
        laid = [(homes.get(unit, unit), max(at or row["started_at"], row["bed_from"])) for unit, at in passed]
        # Today's events are not over: whoever left today is there as far as is known.
        ended = row["ended_at"] if row["ended_at"] and row["ended_at"] <= known else None
        stays.append(Stay(tuple(sorted(laid, key=lambda one: one[1])), ended, wanted.get(row["encounter"])))
    return stays, known


def _homes(facts: Facts, facility: str) -> dict[str, str]:
    from wellrun.warehouse.marts.occupancy.beds import unit_of_code

    homes = unit_of_code(facts)
    rows = facts.backend.rows(homes.filter(homes.facility == facility))
    return {row["code"]: row["home"] for row in rows}


def _places(facts: Facts, facility: str, since: dt.datetime) -> Mapping[str, list[tuple[str, dt.datetime | None]]]:
    held = facts.table("encounter_places")
    held = held.filter(held.facility == facility, (held.started_at >= since) | held.started_at.isnull())
    held = held.select("encounter", "position", "unit", "started_at").order_by("encounter", "position")
    found: defaultdict[str, list[tuple[str, dt.datetime | None]]] = defaultdict(list)
    for row in facts.backend.rows(held):
        found[row["encounter"]].append((row["unit"], row["started_at"]))
    return found


def _wanted(facts: Facts, facility: str) -> dict[str, dt.datetime]:
    """When it was decided to admit, by the stay it led to."""
    held = facts.table("emergency_visits")
    held = held.filter(held.facility == facility, held.encounter.notnull(), held.decided_at.notnull())
    rows = facts.backend.rows(held.group_by("encounter").agg(decided_at=held.decided_at.min()))
    return {row["encounter"]: row["decided_at"] for row in rows}


def _turned_away(facts: Facts, facility: str, since: dt.datetime, known: dt.datetime) -> int:
    """Patients who were to be admitted and went to another hospital."""
    held = facts.table("emergency_visits")
    held = held.filter(held.facility == facility, held.outcome == "transferred", held.decided_at.notnull())
    held = held.filter(held.decided_at >= since + (REACH - dt.timedelta(weeks=MOST_WEEKS)), held.decided_at <= known)
    rows = facts.backend.rows(held.agg(count=held.count()))
    return int(rows[0]["count"])


def _units(facts: Facts, facility: Facility, today: dt.date) -> dict[str, UnitFacts]:
    units = facts.table("units")
    units = units.filter(units.facility == facility.code, units.unit_kind.isin(LIE_IN))
    rows = facts.backend.rows(units.select("unit", "unit_kind", "department").order_by("unit"))
    reported = _reported(facts, facility.code, today)
    stand: defaultdict[str, int] = defaultdict(int)
    for code in Bed.objects.filter(unit__department__facility=facility).values_list("unit__code", flat=True):
        stand[code] += 1
    found = {}
    for row in rows:
        code = row["unit"]
        lately, licensed, mean = reported.get(code, (stand[code], 0, float(stand[code])))
        group = f"{row['department']} {row['unit_kind']}"
        found[code] = UnitFacts(group, round(lately), max(stand[code], licensed), mean)
    return found


def _reported(facts: Facts, facility: str, today: dt.date) -> dict[str, tuple[float, int, float]]:
    """By unit: beds with staff in the newest four weeks, the most that were licensed, the mean over the year."""
    held = facts.table("bed_states")
    held = held.filter(held.facility == facility, held.day < today, held.day >= today - dt.timedelta(weeks=MOST_WEEKS))
    newest = held.day.max().over(group_by="unit")
    held = held.mutate(recent=held.day > newest - dt.timedelta(days=LATELY.days))
    rows: list[dict[str, Any]] = facts.backend.rows(
        held.group_by("unit").agg(
            lately=held.staffed.mean(where=held.recent), licensed=held.licensed.max(), mean=held.staffed.mean()
        )
    )
    return {row["unit"]: (row["lately"] or 0, row["licensed"] or 0, row["mean"]) for row in rows}
