"""Places: one vocabulary for network, facility, department and unit, wherever a scope or an address names one.

A place is written as its code: ``TIDE`` (network), ``HV`` (facility), ``HV/medicine`` (department), ``HV/W05`` (unit).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How wide a place is."""

    NETWORK = "network"
    FACILITY = "facility"
    DEPARTMENT = "department"
    UNIT = "unit"


LEVELS = tuple(Level)


@dataclass(frozen=True)
class Place:
    """A place and everything above it. ``path`` runs from the network down to the place itself."""

    level: Level
    code: str
    name: str
    path: tuple[str, ...]
    kind: str = ""
    time_zone: str = ""
    currency: str = ""

    def covers(self, other: Place) -> bool:
        """True for itself and for every place below it."""
        return other.path[: len(self.path)] == self.path

    @property
    def facility(self) -> str:
        """Code of the facility the place is in, empty for a network."""
        return self.path[1] if len(self.path) > 1 else ""


@dataclass(frozen=True)
class Tree:
    """All places, by code. Read once for a request and passed on."""

    places: Mapping[str, Place]

    def __getitem__(self, code: str) -> Place:
        return self.places[code]

    def get(self, code: str) -> Place | None:
        """The place of that code, or none."""
        return self.places.get(code)

    def parents(self, place: Place) -> tuple[Place, ...]:
        """From the network down to the one above the place."""
        return tuple(self.places[code] for code in place.path[:-1])

    def within(self, place: Place) -> Iterator[Place]:
        """The place and all below it, widest first."""
        return (other for other in self.places.values() if place.covers(other))

    def children(self, place: Place) -> tuple[Place, ...]:
        """The places directly below."""
        return tuple(p for p in self.places.values() if len(p.path) == len(place.path) + 1 and place.covers(p))
