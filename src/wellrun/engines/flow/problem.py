"""A network of beds, rooms and staff that patients pass through, as plain values.

All times are hours; hour 0 is the first hour of a week (Monday 00:00), and schedules have one figure for each of its
168 hours, or one for all. Whatever somebody can wait for is a resource: beds, theatres, consulting rooms, nurses (in
the number of patients they can look after). A station is a stage of care that needs some of them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

HOURS_A_WEEK = 168
HOME = "home"
"""Where a patient goes who leaves; no station may be called so."""

N = TypeVar("N", int, float)

Family = Literal["constant", "exponential", "lognormal", "gamma", "weibull", "quantiles"]


@dataclass(frozen=True)
class Duration:
    """How long something takes: a distribution by its mean in hours and, where the family has one, its shape.

    Shape: of a lognormal the standard deviation of the logarithm, of a gamma or Weibull its shape parameter.
    ``quantiles`` are equally spaced from the least to the greatest, with straight lines between; their mean is then
    the mean.
    """

    family: Family
    mean: float
    shape: float = 1.0
    quantiles: tuple[float, ...] = ()

    def times(self, factor: float) -> Duration:
        """Every duration longer by a factor."""
        return replace(self, mean=self.mean * factor, quantiles=tuple(one * factor for one in self.quantiles))


def observed(quantiles: tuple[float, ...]) -> Duration:
    """A duration by equally spaced quantiles, least and greatest included."""
    mean = sum((one + other) / 2 for one, other in pairwise(quantiles))
    return Duration("quantiles", mean / max(len(quantiles) - 1, 1), quantiles=quantiles)


@dataclass(frozen=True)
class Escalation:
    """Units that are opened on the hour when so many wait for the resource, and closed when so few do.

    Whoever lies in one stays: closing means that nobody new comes.
    """

    units: int
    opens_at: int
    closes_at: int = 0


@dataclass(frozen=True)
class Resource:
    """Units that patients occupy, by hour of the week (one figure: always). A lower figure stops new patients only."""

    code: str
    units: tuple[int, ...]
    escalation: Escalation | None = None


@dataclass(frozen=True)
class Need:
    """Units of a resource that one patient takes at a station.

    ``place`` means the bed itself: kept while the patient waits there for the next station (blocking), and occupied
    through the turnaround after. What is no place (staff) is free as soon as the care ends.
    """

    resource: str
    units: int = 1
    place: bool = True


@dataclass(frozen=True)
class Station:
    """A stage of care. A patient begins when all needs are free together.

    turnaround: hours a place stays occupied after the patient left. overflow: stations, in order, whose needs serve a
    patient of this one when its own are taken (an outlier); patients of their own come first. waiting_room: how many
    from outside may wait at most; others are diverted. leaves: hours of the week in which patients go home (empty:
    any); whose care ends outside them stays until the next such hour begins, and leaves at some time within it.
    """

    code: str
    needs: tuple[Need, ...]
    turnaround: float = 0.0
    overflow: tuple[str, ...] = ()
    waiting_room: int | None = None
    leaves: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """What a class of patients finds at a station.

    route: chance of each next station; the rest goes home. priority: lower goes first. patience: how long somebody
    waits at most before leaving unseen, or None.
    """

    stay: Duration
    route: Mapping[str, float] = field(default_factory=dict)
    priority: int = 0
    patience: Duration | None = None


@dataclass(frozen=True)
class Unplanned:
    """A Poisson stream: expected arrivals an hour, by hour of the week (one figure: always)."""

    rates: tuple[float, ...]


@dataclass(frozen=True)
class Booked:
    """Appointments in each week, in hours from its start, in order; who does come is early or late by up to so much."""

    slots: tuple[float, ...]
    shows: float = 1.0
    early: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class PatientClass:
    """Patients alike: how they come, where they begin, and what they find at each station they may come to."""

    code: str
    arrivals: Unplanned | Booked
    entry: str
    steps: Mapping[str, Step]


@dataclass(frozen=True)
class Network:
    """The whole. Codes are unique within each tuple. Patients of one class keep their chance whatever else is
    changed."""

    resources: tuple[Resource, ...]
    stations: tuple[Station, ...]
    classes: tuple[PatientClass, ...]


def by_hour(figures: tuple[float, ...] | tuple[int, ...]) -> NDArray[np.float64]:
    """A schedule as 168 figures."""
    return np.resize(np.asarray(figures, dtype=np.float64), HOURS_A_WEEK)


def a_day(figures: tuple[N, ...]) -> tuple[N, ...]:
    """Figures of the 24 hours of a day, for each day of the week."""
    return figures * 7


def rate_of(arrivals: Unplanned | Booked) -> float:
    """Expected arrivals an hour, over the week."""
    if isinstance(arrivals, Booked):
        return len(arrivals.slots) * arrivals.shows / HOURS_A_WEEK
    return float(by_hour(arrivals.rates).mean())


def visits(network: Network, of: PatientClass) -> dict[str, float]:
    """Expected visits to each station of one patient of the class (traffic equations, Jackson 1957).

    Raises numpy.linalg.LinAlgError where patients would go round for ever.
    """
    codes = [station.code for station in network.stations if station.code in of.steps]
    moves = np.array([[of.steps[one].route.get(other, 0.0) for other in codes] for one in codes]).reshape(
        len(codes), len(codes)
    )
    start = np.array([float(code == of.entry) for code in codes])
    found = np.linalg.solve(np.eye(len(codes)) - moves.T, start)
    return dict(zip(codes, (float(one) for one in found), strict=True))


def loads(network: Network) -> dict[str, float]:
    """Offered load of each resource in units: arrivals × visits × (stay + turnaround of a place) × units taken.

    As if everybody were served at the own station and nobody gave up.
    """
    total = {resource.code: 0.0 for resource in network.resources}
    for one in network.classes:
        each = visits(network, one)
        for station in network.stations:
            for need in station.needs if station.code in each else ():
                hours = one.steps[station.code].stay.mean + (station.turnaround if need.place else 0.0)
                total[need.resource] += rate_of(one.arrivals) * each[station.code] * hours * need.units
    return total
