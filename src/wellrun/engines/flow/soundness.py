"""What is wrong with a network before anything is run: every fault, with place, value, expectation and remedy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from wellrun.engines.flow.problem import HOME, HOURS_A_WEEK, Booked, Duration, Network, PatientClass, Station, loads

SHAPED = {"lognormal", "gamma", "weibull"}


class Fault(NamedTuple):
    """Where, what stands there, what was expected, what to do."""

    place: str
    value: str
    expected: str
    remedy: str


class Unsound(ValueError):
    """A network that cannot be run. ``faults`` has them all."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{one.place}: {one.value}, expected {one.expected}" for one in faults))
        self.faults = faults


def faults_of(network: Network) -> tuple[Fault, ...]:
    """Everything that keeps the network from being run; empty where nothing does."""
    found = [*_codes(network), *_schedules(network), *_needs(network)]
    for one in network.classes:
        found += [*_arrivals(one), *_steps(network, one)]
    # What follows reads the codes, so it waits until they hold.
    if not found:
        found = [*_ends(network), *_knots(network)]
    if not found:
        found = [*_overloads(network)]
    return tuple(found)


def _codes(network: Network) -> Iterator[Fault]:
    for kind, many in (("resource", network.resources), ("station", network.stations), ("class", network.classes)):
        codes = [one.code for one in many]
        if not codes:
            yield Fault(kind, "none", "at least one", f"Add a {kind}.")
        for code in sorted({code for code in codes if codes.count(code) > 1 or code in ("", HOME)}):
            yield Fault(f"{kind} {code}", code, f"a code of its own, not empty and not “{HOME}”", "Rename it.")


def _schedules(network: Network) -> Iterator[Fault]:
    for one in network.resources:
        place = f"resource {one.code}"
        if len(one.units) not in (1, HOURS_A_WEEK):
            yield Fault(place, f"{len(one.units)} figures", "1 or 168", "Give one for each hour of the week.")
        if any(units < 0 for units in one.units):
            yield Fault(place, str(min(one.units)), "0 or more units", "Correct the schedule.")
        more = one.escalation
        if more and not (more.units >= 0 and more.opens_at > more.closes_at >= 0):
            yield Fault(place, str(more), "opens at more waiting than it closes at", "Correct the thresholds.")


def _needs(network: Network) -> Iterator[Fault]:
    most = {
        one.code: max(one.units, default=0) + (one.escalation.units if one.escalation else 0)
        for one in network.resources
    }
    codes = {one.code for one in network.stations}
    for station in network.stations:
        place = f"station {station.code}"
        if len({need.resource for need in station.needs}) < len(station.needs):
            yield Fault(place, "the same resource twice", "each resource once", "Add up the units.")
        for need in station.needs:
            if need.resource not in most:
                yield Fault(place, need.resource, "a resource of the network", "Name one that exists.")
            elif not 1 <= need.units <= most[need.resource]:
                reason = f"1 to {most[need.resource]} units of {need.resource}"
                yield Fault(place, str(need.units), reason, "Nobody would ever begin: open more or need less.")
        if not (math.isfinite(station.turnaround) and station.turnaround >= 0):
            yield Fault(place, str(station.turnaround), "a turnaround of 0 hours or more", "Correct it.")
        for other in station.overflow:
            if other not in codes or other == station.code:
                yield Fault(place, other, "another station to overflow to", "Name one that exists.")
        if any(not 0 <= hour < HOURS_A_WEEK for hour in station.leaves):
            yield Fault(place, str(sorted(station.leaves)), "hours 0 to 167", "Correct the hours of leaving.")


def _arrivals(one: PatientClass) -> Iterator[Fault]:
    place, arrivals = f"class {one.code}", one.arrivals
    if isinstance(arrivals, Booked):
        if list(arrivals.slots) != sorted(arrivals.slots) or any(not 0 <= at < HOURS_A_WEEK for at in arrivals.slots):
            yield Fault(place, "slots", "hours 0 to 168 of the week, in order", "Sort the appointments.")
        if not (0 <= arrivals.shows <= 1 and arrivals.early >= 0 and arrivals.late >= 0):
            yield Fault(
                place, str((arrivals.shows, arrivals.early, arrivals.late)), "a chance, and hours", "Correct them."
            )
        return
    if len(arrivals.rates) not in (1, HOURS_A_WEEK):
        yield Fault(place, f"{len(arrivals.rates)} rates", "1 or 168", "Give one for each hour of the week.")
    if any(not (math.isfinite(rate) and rate >= 0) for rate in arrivals.rates):
        yield Fault(place, "rates", "0 or more an hour", "Correct the arrivals.")


def _steps(network: Network, one: PatientClass) -> Iterator[Fault]:
    codes = {station.code for station in network.stations}
    wanted = {one.entry} | {other for step in one.steps.values() for other in step.route if other != HOME}
    for code in sorted((wanted | set(one.steps)) - codes):
        yield Fault(f"class {one.code}", code, "a station of the network", "Name one that exists.")
    for code in sorted(wanted - set(one.steps)):
        yield Fault(f"class {one.code}", code, "a step for a station patients come to", "Say what they find there.")
    for code, step in one.steps.items():
        place = f"class {one.code} at {code}"
        if any(not 0 <= chance <= 1 for chance in step.route.values()) or sum(step.route.values()) > 1 + 1e-9:
            yield Fault(place, str(dict(step.route)), "chances that come to 1 at most", "Correct the route.")
        for duration in (step.stay, *([step.patience] if step.patience else [])):
            yield from _duration(place, duration)


def _duration(place: str, one: Duration) -> Iterator[Fault]:
    if not (math.isfinite(one.mean) and one.mean >= 0):
        yield Fault(place, str(one.mean), "a mean of 0 hours or more", "Correct the duration.")
    if one.family in SHAPED and not (math.isfinite(one.shape) and one.shape > 0):
        yield Fault(place, str(one.shape), "a shape above 0", "Correct the duration.")
    if one.family == "quantiles":
        whole = all(math.isfinite(each) and each >= 0 for each in one.quantiles)
        if len(one.quantiles) < 2 or not whole or list(one.quantiles) != sorted(one.quantiles):
            yield Fault(place, f"{len(one.quantiles)} quantiles", "two or more hours that do not fall", "Sort them.")


def _ends(network: Network) -> Iterator[Fault]:
    """Patients who could never leave, so that every stay would last to the end of the run."""
    for one in network.classes:
        leaving = {
            code
            for code, step in one.steps.items()
            if step.route.get(HOME, 0) > 0 or sum(step.route.values()) < 1 - 1e-9
        }
        for _round in one.steps:
            leaving |= {code for code, step in one.steps.items() if leaving & {to for to, p in step.route.items() if p}}
        for code in sorted(set(one.steps) - leaving):
            place = f"class {one.code} at {code}"
            yield Fault(place, "no way home", "that patients can leave in the end", "Give the route a chance of home.")


def _knots(network: Network) -> Iterator[Fault]:
    """Places held by patients who wait for one another in a ring would never come free.

    Places must have an order, in which a patient who keeps one waits for later ones only (Havender 1968).
    """
    stations = {one.code: one for one in network.stations}
    after: dict[str, set[str]] = {one.code: set() for one in network.resources}
    for one in network.classes:
        for code, step in one.steps.items():
            for to in (to for to, chance in step.route.items() if chance and to != HOME):
                for held in _places(stations, code):
                    after[held] |= {need.resource for need in stations[to].needs}
    free = set(after)
    while ends := {code for code in free if not after[code] & free}:
        free -= ends
    if free:
        yield Fault(
            "routes",
            ", ".join(sorted(free)),
            "that nobody who keeps a place waits for one whose patients wait for this",
            "Let one of these stations give up its place at the end of care, or take a way out of the ring.",
        )


def _places(stations: dict[str, Station], code: str) -> Iterator[str]:
    """What a patient of a station may keep while waiting, as an outlier too."""
    for place in (code, *stations[code].overflow):
        yield from (need.resource for need in stations[place].needs if need.place)


def _overloads(network: Network) -> Iterator[Fault]:
    """A queue that only grows, where none of its patients gives up, is diverted before, or overflows."""
    offered = loads(network)
    for one in network.resources:
        units = sum(one.units) / len(one.units) + (one.escalation.units if one.escalation else 0)
        if offered[one.code] >= units and not _relieved(network, one.code):
            expected = f"less than the {units:.4g} units there are on average"
            remedy = "Add units, or let less come."
            yield Fault(f"resource {one.code}", f"a load of {offered[one.code]:.4g}", expected, remedy)


def _relieved(network: Network, resource: str) -> bool:
    stations = {one.code: one for one in network.stations}
    users = {one.code for one in network.stations if resource in {need.resource for need in one.needs}}
    if any(stations[code].overflow for code in users):
        return True
    return any(
        stations[one.entry].waiting_room is not None or any(step.patience for step in one.steps.values())
        for one in network.classes
        if users & set(one.steps)
    )
