"""A facility's fitted model as a frozen value, and the network that the simulation runs. Knows no Django.

Units that stand in for one another (the same department and kind) are a group. Patients of a group's unit lie in
another of the group when their own is full; whoever goes on to a later group keeps the bed until there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from wellrun.engines.flow.problem import (
    Duration,
    Need,
    Network,
    PatientClass,
    Resource,
    Station,
    Step,
    Unplanned,
    rate_of,
)

EMERGENCY, DIRECT, MOVED = "emergency", "direct", "moved"
"""How patients come to a unit: from the emergency department, planned or directly, from a unit of no later group."""

WEEK_DAYS = 7


@dataclass(frozen=True)
class FittedUnit:
    """What was learnt of a unit.

    beds: open and staffed lately; most: beds that stand there. stay: until care ends, hours. home: share of its spells
    that end by leaving the hospital; opens, closes: hours of the day between which they do. route: share that goes on
    to each unit of a later group. spells, ended: rows learnt from. patients: mean number there, as measured; measured
    occupancy is over the beds reported at the time. waited: mean hours from the decision to admit to the bed, as
    measured, of those who came from the emergency department; none where no decision was sent.
    """

    code: str
    group: str
    beds: int
    most: int
    stay: Duration
    home: float
    opens: int
    closes: int
    route: Mapping[str, float]
    spells: int
    ended: int
    patients: float
    occupancy: float
    waited: float | None


@dataclass(frozen=True)
class Stream:
    """Patients who come to a unit in one way: expected arrivals an hour by hour of the week; how many were seen."""

    unit: str
    how: str
    rates: tuple[float, ...]
    seen: int

    @property
    def code(self) -> str:
        """The class of patients in the network."""
        return f"{self.unit} {self.how}"


@dataclass(frozen=True)
class FittedModel:
    """Learnt from whole weeks, ``since`` up to, not including, ``until``.

    patience: hours after which somebody who waits for a first bed goes elsewhere or comes another day. stays: hospital
    stays read. turned_away: patients who were to be admitted and left for another hospital. left_out: units with too
    few spells to learn from.
    """

    since: dt.date
    until: dt.date
    units: tuple[FittedUnit, ...]
    streams: tuple[Stream, ...]
    patience: float
    stays: int
    turned_away: int
    left_out: tuple[str, ...]

    def unit(self, code: str) -> FittedUnit:
        """Raises KeyError for a unit that is not in the model."""
        return {one.code: one for one in self.units}[code]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.units)

    def kept(self) -> dict[str, Any]:
        """As plain values that can be written down."""
        return {**asdict(self), "since": self.since.isoformat(), "until": self.until.isoformat()}


def from_kept(kept: Mapping[str, Any]) -> FittedModel:
    """The model from what ``FittedModel.kept`` gave."""
    units = tuple(FittedUnit(**{**one, "stay": _duration(one["stay"])}) for one in kept["units"])
    streams = tuple(Stream(**{**one, "rates": tuple(one["rates"])}) for one in kept["streams"])
    return FittedModel(
        since=dt.date.fromisoformat(kept["since"]),
        until=dt.date.fromisoformat(kept["until"]),
        units=units,
        streams=streams,
        patience=kept["patience"],
        stays=kept["stays"],
        turned_away=kept["turned_away"],
        left_out=tuple(kept["left_out"]),
    )


def _duration(kept: Mapping[str, Any]) -> Duration:
    return Duration(**{**kept, "quantiles": tuple(kept["quantiles"])})


def network_of(model: FittedModel) -> Network:
    """Beds as resources and units as stations by their codes; a class of patients for each stream."""
    classes = tuple(_patients(model, one) for one in model.streams if any(one.rates))
    return Network(
        tuple(Resource(one.code, (one.beds,)) for one in model.units),
        tuple(_station(model, one) for one in model.units),
        classes,
    )


def _station(model: FittedModel, one: FittedUnit) -> Station:
    return Station(
        one.code, (Need(one.code),), overflow=overflow(model, one), leaves=leaving_hours(one.opens, one.closes)
    )


def overflow(model: FittedModel, one: FittedUnit) -> tuple[str, ...]:
    """Other units of the group, the one with most free beds on the mean first."""
    others = [other for other in model.units if other.group == one.group and other.code != one.code]
    return tuple(other.code for other in sorted(others, key=lambda other: (other.patients - other.beds, other.code)))


def leaving_hours(opens: int, closes: int) -> frozenset[int]:
    """Hours of the week of the hours of the day from one up to, not including, another; all where they are all."""
    if closes - opens >= 24:
        return frozenset()
    return frozenset(day * 24 + hour % 24 for day in range(WEEK_DAYS) for hour in range(opens, closes))


def _patients(model: FittedModel, stream: Stream) -> PatientClass:
    """Who waits for a first bed comes after those who are moved on, and has an end to patience."""
    patience = Duration("constant", model.patience)
    steps = {code: Step(model.unit(code).stay, model.unit(code).route) for code in _reached(model, stream.unit)}
    first = steps[stream.unit]
    steps[stream.unit] = Step(first.stay, first.route, 0 if stream.how == MOVED else 1, patience)
    return PatientClass(stream.code, Unplanned(stream.rates), stream.unit, steps)


def _reached(model: FittedModel, start: str) -> list[str]:
    """A unit and all that its patients may go on to."""
    found = [start]
    for code in found:
        found += [to for to in model.unit(code).route if to not in found]
    return found


def a_day(stream: Stream) -> float:
    """Expected patients a day."""
    return rate_of(Unplanned(stream.rates)) * 24
