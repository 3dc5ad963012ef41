"""Where a row counts: its unit, department, facility and network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.marts.occupancy.beds import unit_of_code

UNASSIGNED = "unassigned"
"""The department of rows whose unit the organisation does not know."""


class Level(StrEnum):
    """The levels of the organisation that a figure may stand for."""

    UNIT = "unit"
    DEPARTMENT = "department"
    FACILITY = "facility"
    NETWORK = "network"


HOME = "home"
"""The column of ``homes`` that holds the lowest place a code counts towards: its unit, else its department."""


@dataclass(frozen=True)
class Places:
    """The places that codes count towards.

    ``names`` has ``place_number``, level and place, numbered in the order of level and place. ``homes`` has facility,
    unit (the code as sent) and, in the columns ``towards`` names, the number of the place of each level it counts
    towards; empty where there is none. Rows are grouped by number, because numbers are quicker than names.
    """

    names: ir.Table
    homes: ir.Table


def towards(level: Level) -> str:
    """The column of ``homes`` that holds the place of a level."""
    return f"to_{level}"


def places(facts: Facts, codes: ir.Table) -> Places:
    """For each facility and code in ``codes`` (facility, unit), the places it counts towards.

    A unit the organisation does not know has no unit level: it counts in department "unassigned". A facility without
    units still has its own level, and no network.
    """
    homes = facts.held(named_homes(facts, codes))
    listed = [homes.select(level=ibis.literal(str(level)), place=homes[towards(level)]) for level in Level]
    distinct = ibis.union(*listed).filter(lambda row: row.place.notnull()).distinct()
    order = ibis.window(order_by=["level", "place"])
    names = facts.held(distinct.mutate(place_number=ibis.row_number().over(order).cast("int32")))
    numbered = homes
    for level in Level:
        here = names.filter(names.level == str(level)).select("place_number", called="place")
        joined = numbered.left_join(here, [(towards(level), "called")])
        kept = [column for column in homes.columns if column != towards(level)]
        numbered = joined.select(*kept, joined.place_number.name(towards(level)))
    home = ibis.coalesce(numbered[towards(Level.UNIT)], numbered[towards(Level.DEPARTMENT)])
    return Places(names=names, homes=facts.held(numbered.mutate(home.name(HOME))))


def named_homes(facts: Facts, codes: ir.Table) -> ir.Table:
    """Facility and unit (the code as sent) with the name of the place of each level it counts towards."""
    units = facts.table("units")
    traced = unit_of_code(facts).select("facility", code="code", ours="home")
    known = units.select("facility", home="unit", department="department")
    networks = units.group_by("facility").agg(network=units.network.min())
    joined = codes.left_join(traced, ["facility", ("unit", "code")])
    joined = joined.select("facility", "unit", "ours").mutate(ours=lambda row: row.ours.fill_null(row.unit))
    joined = joined.left_join(known, ["facility", ("ours", "home")]).drop("facility_right")
    joined = joined.left_join(networks, "facility")
    slash = ibis.literal("/")
    return joined.select(
        "facility",
        "unit",
        joined.network.name(towards(Level.NETWORK)),
        joined.facility.name(towards(Level.FACILITY)),
        (joined.facility + slash + joined.department.fill_null(UNASSIGNED)).name(towards(Level.DEPARTMENT)),
        (joined.facility + slash + joined.home).name(towards(Level.UNIT)),
    )
