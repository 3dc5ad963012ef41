"""Reading the organisation."""

from __future__ import annotations

import uuid
from functools import lru_cache

from wellrun.foundations.organisation.models import Department, Facility, Network, Shape, Unit
from wellrun.foundations.organisation.places import Level, Place, Tree


def tree() -> Tree:
    """Every place, network by network. Read anew only when the organisation has changed."""
    mark = Shape.objects.filter(pk=1).values_list("mark", flat=True).first()
    return _kept(mark) if mark is not None else _read()


@lru_cache(maxsize=4)
def _kept(mark: uuid.UUID) -> Tree:
    """The tree of a mark. Marks never repeat, so one that was read is still true."""
    del mark
    return _read()


def _read() -> Tree:
    places: dict[str, Place] = {}
    for network in Network.objects.order_by("name"):
        places[network.code] = Place(Level.NETWORK, network.code, network.name, (network.code,))
    for facility in Facility.objects.select_related("network").order_by("pk"):
        places[facility.code] = Place(
            Level.FACILITY,
            facility.code,
            facility.name,
            (facility.network.code, facility.code),
            kind=facility.kind,
            time_zone=facility.time_zone,
            currency=facility.currency,
        )
    for department in Department.objects.select_related("facility").order_by("pk"):
        _below(places, places[department.facility.code], Level.DEPARTMENT, department.code, department.name, "")
    for unit in Unit.objects.select_related("department__facility").order_by("pk"):
        above = places[f"{unit.department.facility.code}/{unit.department.code}"]
        _below(places, above, Level.UNIT, unit.code, unit.name, unit.kind)
    return Tree(places)


def _below(places: dict[str, Place], above: Place, level: Level, code: str, name: str, kind: str) -> None:
    full = f"{above.facility}/{code}"
    places[full] = Place(
        level, full, name, (*above.path, full), kind=kind, time_zone=above.time_zone, currency=above.currency
    )
