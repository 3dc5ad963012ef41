"""Whether a run obeyed the rules of its network, told from its trace alone: the reference of the compiled loop.

The trace is played again in plain Python, from hour 0. Checked: who came left, was diverted or is there (conservation);
units in use never pass those open when somebody begins; whoever begins was the next by the rules of `care`, at the
first place that was free, and nobody who could begin is left waiting; places are kept while blocked and through
cleaning; units follow schedule and escalation; patients go home in the hours for it; only the impatient give up, only
a full waiting room diverts; routes are those of the class; and what the run counted is what the trace shows.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wellrun.engines.flow import layout as y
from wellrun.engines.flow.problem import HOME, HOURS_A_WEEK, Network, Step, by_hour
from wellrun.engines.flow.solution import Outcome


class Breach(NamedTuple):
    """When (hours), which rule, and what was seen against it."""

    time: float
    rule: str
    seen: str


@dataclass
class _Patient:
    of: int
    since: float
    station: int
    """waited for, or that care is for"""
    held: int | None = None
    waits: bool = True
    caring: bool = False
    order: int = 0


@dataclass
class _Play:
    """The state of the network as the trace is played."""

    network: Network
    now: float = 0.0
    hour: int = 0
    joined: int = 0
    patients: dict[tuple[int, int], _Patient] = field(default_factory=dict)
    breaches: list[Breach] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    areas: dict[tuple[str, int], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        net = self.network
        self.place = {one.code: at for at, one in enumerate(net.stations)}
        self.stock = {one.code: at for at, one in enumerate(net.resources)}
        self.used, self.open = [0] * len(net.resources), [0] * len(net.resources)
        self.extra, self.announced = [False] * len(net.resources), [0] * len(net.resources)
        self.dirty: list[deque[float]] = [deque() for _one in net.stations]
        self.waiting, self.inside = [0] * len(net.stations), [0] * len(net.stations)

    def wrong(self, rule: str, seen: str) -> None:
        self.breaches.append(Breach(self.now, rule, seen))

    def step(self, patient: _Patient, station: int | None = None) -> Step:
        code = self.network.stations[patient.station if station is None else station].code
        return self.network.classes[patient.of].steps[code]

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def move(self, now: float) -> None:
        """Lets time pass: full hours on the way, nobody left waiting who could begin, areas."""
        while self.hour <= now:
            self._pass(float(self.hour))
            self._strike()
            self.hour += 1
        self._pass(now)

    def _pass(self, now: float) -> None:
        if now > self.now:
            if best := self.best():
                self.wrong("nobody who could begin is left waiting", f"{best}")
            if self.announced != self.open:
                self.wrong("units follow schedule and escalation", f"{self.announced}, not {self.open}")
                self.announced = list(self.open)
        for name, numbers in (("waiting", self.waiting), ("inside", self.inside)):
            for at, number in enumerate(numbers):
                self.areas[name, at] = self.areas.get((name, at), 0.0) + number * (now - self.now)
        self.now = now

    def _strike(self) -> None:
        for at, one in enumerate(self.network.resources):
            if more := one.escalation:
                wanting = sum(
                    self.waiting[s]
                    for s, station in enumerate(self.network.stations)
                    if one.code in {need.resource for need in station.needs}
                )
                self.extra[at] = wanting >= more.opens_at or (self.extra[at] and wanting > more.closes_at)
            units = int(by_hour(one.units)[self.hour % HOURS_A_WEEK])
            self.open[at] = units + (one.escalation.units if one.escalation and self.extra[at] else 0)

    def fits(self, place: int) -> bool:
        needs = self.network.stations[place].needs
        return all(self.used[at] + need.units <= self.open[at] for need in needs for at in (self.stock[need.resource],))

    def best(self) -> tuple[Any, ...] | None:
        """Who begins next: (outlier, priority, since, station, order of joining, key, place), or None."""
        found = []
        for key, one in self.patients.items():
            if one.waits:
                station = self.network.stations[one.station]
                places = [one.station, *(self.place[code] for code in station.overflow)]
                if (place := next((place for place in places if self.fits(place)), None)) is not None:
                    rank = self.step(one).priority
                    found.append((place != one.station, rank, one.since, one.station, one.order, key, place))
        return min(found, default=None)

    def take(self, place: int, way: int, *, places: bool, staff: bool) -> None:
        for need in self.network.stations[place].needs:
            if places if need.place else staff:
                self.used[self.stock[need.resource]] += way * need.units

    def vacate(self, place: int) -> None:
        station = self.network.stations[place]
        self.inside[place] -= 1
        if station.turnaround > 0 and any(need.place for need in station.needs):
            self.dirty[place].append(self.now + station.turnaround)
        else:
            self.take(place, -1, places=True, staff=False)

    def join(self, patient: _Patient, station: int) -> None:
        self.joined += 1
        patient.station, patient.since, patient.waits, patient.order = station, self.now, True, self.joined
        self.waiting[station] += 1


def check(network: Network, outcome: Outcome) -> tuple[Breach, ...]:
    """Every breach of a run with a whole trace and no warm-up; empty where it obeyed all rules."""
    play = _Play(network)
    for line in outcome.tables["trace"]:
        play.move(float(line["time"]))
        if line["what"] in _OF_PATIENTS and _key(line) not in play.patients:
            play.wrong("who is gone or has not come does nothing", f"{line}")
        else:
            _READERS[int(line["what"])](play, line)
    play.move(math.nextafter(outcome.hours, 0))
    play.breaches += _counted(play, outcome)
    return tuple(play.breaches)


def _key(line: Any) -> tuple[int, int]:
    return int(line["of"]), int(line["number"])


def _came(play: _Play, line: Any) -> None:
    of, _number = key = _key(line)
    if key in play.patients or line["station"] != play.place[play.network.classes[of].entry]:
        play.wrong("a patient comes once, to the entry of the class", f"{key}")
    play.count("came")
    play.patients[key] = _Patient(of, play.now, int(line["station"]))
    play.join(play.patients[key], int(line["station"]))


def _diverted(play: _Play, line: Any) -> None:
    patient, room = play.patients.pop(_key(line)), play.network.stations[int(line["station"])].waiting_room
    if room is None or play.waiting[patient.station] <= room or not patient.waits:
        play.wrong("only a full waiting room diverts", f"{_key(line)}")
    play.waiting[patient.station] -= 1
    play.count("diverted")


def _began(play: _Play, line: Any) -> None:
    key, place = _key(line), int(line["place"])
    patient, best = play.patients[key], play.best()
    if best is None or best[5:] != (key, place) or patient.station != line["station"]:
        play.wrong("the next by the rules begins, at the first free place", f"{key} at {place}, not {best}")
    play.waiting[patient.station] -= 1
    if patient.held is not None:
        play.vacate(patient.held)
    play.take(place, 1, places=True, staff=True)
    play.inside[place] += 1
    patient.held, patient.waits, patient.caring = place, False, True
    play.count("begun")


def _cared(play: _Play, line: Any) -> None:
    patient, to = play.patients[_key(line)], int(line["station"])
    if not patient.caring or patient.held != line["place"] or patient.held is None:
        play.wrong("care ends where it began", f"{_key(line)}")
        return
    route = play.step(patient).route
    chance = (
        1 - sum(p for code, p in route.items() if code != HOME)
        if to < 0
        else route.get(play.network.stations[to].code, 0)
    )
    if chance < 1e-9:
        play.wrong("routes are those of the class", f"{_key(line)} from {patient.station} to {to}")
    patient.caring = False
    play.take(patient.held, -1, places=False, staff=True)
    if to >= 0:
        if not any(need.place for need in play.network.stations[patient.held].needs):
            play.vacate(patient.held)
            patient.held = None
        play.join(patient, to)


def _gave_up(play: _Play, line: Any) -> None:
    patient = play.patients.pop(_key(line))
    if not patient.waits or play.step(patient).patience is None:
        play.wrong("only the impatient give up, while they wait", f"{_key(line)}")
    play.waiting[patient.station] -= 1
    if patient.held is not None:
        play.vacate(patient.held)
    play.count("gave_up")


def _went(play: _Play, line: Any) -> None:
    patient = play.patients.pop(_key(line))
    if patient.caring or patient.waits or patient.held is None:
        play.wrong("who goes home has been cared for", f"{_key(line)}")
        return
    leaves = play.network.stations[patient.held].leaves
    if leaves and int(play.now) % HOURS_A_WEEK not in leaves:
        play.wrong("patients go home in the hours for it", f"{_key(line)}")
    play.vacate(patient.held)
    play.count("went")


def _units(play: _Play, line: Any) -> None:
    play.announced[int(line["number"])] = int(line["place"])
    if int(line["place"]) != play.open[int(line["number"])] or play.now != int(play.now):
        play.wrong("units follow schedule and escalation", f"{line}")


def _clean(play: _Play, line: Any) -> None:
    place = int(line["place"])
    if not play.dirty[place] or play.dirty[place].popleft() != play.now:
        play.wrong("cleaning takes the turnaround", f"station {place}")
    play.take(place, -1, places=True, staff=False)


_READERS = {
    y.CAME: _came,
    y.DIVERTED: _diverted,
    y.BEGAN: _began,
    y.CARED: _cared,
    y.GAVE_UP: _gave_up,
    y.WENT: _went,
    y.UNITS: _units,
    y.CLEAN: _clean,
}

_OF_PATIENTS = {y.DIVERTED, y.BEGAN, y.CARED, y.GAVE_UP, y.WENT}


def _counted(play: _Play, outcome: Outcome) -> Iterator[Breach]:
    """What the run counted against what the trace shows."""
    of, steps, stations = outcome.tables["class"], outcome.tables["step"], outcome.tables["station"]
    told = {"came": of["came"].sum(), "went": of["went"].sum()}
    told |= {name: steps[name].sum() for name in ("begun", "gave_up", "diverted")}
    for name, number in told.items():
        if number != play.counts.get(name, 0):
            yield Breach(play.now, "what is counted is what happened", f"{name}: {number}, {play.counts.get(name, 0)}")
    gone = play.counts.get("went", 0) + play.counts.get("gave_up", 0) + play.counts.get("diverted", 0)
    if play.counts.get("came", 0) != gone + len(play.patients):
        yield Breach(play.now, "who came left or is there", f"{play.counts}, {len(play.patients)} there")
    for at, station in enumerate(stations):
        for name in ("waiting", "inside"):
            area = play.areas.get((name, at), 0.0)
            if not math.isclose(station[name + "_area"], area, rel_tol=1e-9, abs_tol=1e-6):
                yield Breach(play.now, "numbers over time add up", f"{name} at {at}: {station[name + '_area']}, {area}")
    for name, numbers in (("waiting", play.waiting), ("inside", play.inside)):
        if numbers != stations[name].tolist():
            yield Breach(play.now, "census balances", f"{name}: {stations[name].tolist()}, {numbers}")
