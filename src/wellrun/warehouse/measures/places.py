"""Where a row counts: its unit, department, facility and network."""

from __future__ import annotations

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


def places(facts: Facts, codes: ir.Table) -> ir.Table:
    """For each facility and code in ``codes`` (facility, unit), the levels and places it counts towards.

    Answers facility, unit, level, place. A unit the organisation does not know has no unit level: it counts in
    department "unassigned". A facility without units still has its own level, and no network.
    """
    known = homes(facts, codes)
    slash = ibis.literal("/")
    named = {
        Level.UNIT: known.facility + slash + known.home,
        Level.DEPARTMENT: known.facility + slash + known.department.fill_null(UNASSIGNED),
        Level.FACILITY: known.facility,
        Level.NETWORK: known.network,
    }
    rows = [
        known.select("facility", "unit", level=ibis.literal(level.value), place=place) for level, place in named.items()
    ]
    return ibis.union(*rows).filter(lambda row: row.place.notnull())


def homes(facts: Facts, codes: ir.Table) -> ir.Table:
    """Each code with ``home`` (the unit of ours it is or lies in; empty if none), department and network."""
    units = facts.table("units")
    traced = unit_of_code(facts).select("facility", code="code", ours="home")
    known = units.select("facility", home="unit", department="department")
    networks = units.group_by("facility").agg(network=units.network.min())
    joined = codes.left_join(traced, ["facility", ("unit", "code")])
    joined = joined.select("facility", "unit", "ours").mutate(ours=lambda row: row.ours.fill_null(row.unit))
    joined = joined.left_join(known, ["facility", ("ours", "home")]).drop("facility_right")
    return joined.left_join(networks, "facility").select("facility", "unit", "home", "department", "network")
