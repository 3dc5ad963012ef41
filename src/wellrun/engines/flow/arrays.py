"""A network as the block of memory that a run starts from, and what a run left in it."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.flow import layout
from wellrun.engines.flow.layout import BINS, DAY, WEEK
from wellrun.engines.flow.problem import HOME, Booked, Duration, Network, by_hour

Records = NDArray[Any]
Words = NDArray[np.int64]
Tables = dict[str, tuple[int, np.dtype[Any], tuple[int, ...]]]


class Block:
    """Memory of a run: ``words`` (int64), in tables by name, each with its records and shape."""

    def __init__(self, words: Words, tables: Tables) -> None:
        self.words = words
        self._tables = tables

    def table(self, name: str) -> Records:
        """A table as an array of its records, which can be written to."""
        first, of, shape = self._tables[name]
        size = math.prod(shape) * of.itemsize // 8
        return self.words[first : first + size].view(of).reshape(shape)

    @property
    def floats(self) -> NDArray[np.float64]:
        return self.words.view(np.float64)

    def copy(self) -> Block:
        return Block(self.words.copy(), self._tables)


def block_of(network: Network, *, room: int, days: int, trace: int = 0) -> Block:
    """A network without faults, empty, before hour 0: room for so many patients and twice as many events.

    `seeded` gives it its chance.
    """
    place = {one.code: at for at, one in enumerate(network.stations)}
    stations, needs, options = _stations(network, place)
    classes, slots = _classes(network, place)
    steps, routes, quantiles = _steps(network, place)
    ranks = int(steps["rank"].max()) + 1
    most = max(max(one.units) + (one.escalation.units if one.escalation else 0) for one in network.resources)
    shape = len(classes), len(stations)
    tables: dict[str, Records] = {
        "station": stations,
        "need": needs,
        "option": options,
        "leaves": np.array(
            [[not one.leaves or hour in one.leaves for hour in range(WEEK)] for one in network.stations]
        ),
        "resource": _resources(network),
        "units": np.array([by_hour(one.units) for one in network.resources]).astype(np.int64),
        "class": classes,
        "rates": np.array([_rates(one.arrivals) for one in network.classes]),
        "slots": slots,
        "step": steps,
        "routes": routes,
        "quantiles": quantiles,
        "queue": np.full((len(stations), 2 * ranks), -1).view(layout.QUEUE),
        "patient": _patients(room),
        "when": np.zeros(2 * room),
        "what": np.zeros(2 * room, np.int64),
        "waits": np.zeros((*shape, BINS), np.int64),
        "travelled": np.zeros((len(classes), BINS), np.int64),
        "census": np.zeros((len(stations), DAY, most + 1), np.int64),
        "queued": np.zeros((len(stations), DAY), np.int64),
        "daily": np.zeros((days, len(stations))),
        "trace": np.zeros(trace, layout.ENTRY),
    }
    counts = {
        "stations": len(stations),
        "classes": len(classes),
        "resources": len(network.resources),
        "ranks": ranks,
        "room": room,
        "most": most + 1,
        "trace_lines": trace,
    }
    return _laid_out(tables, counts)


def _patients(room: int) -> Records:
    """Empty places, each leading to the next that is free."""
    patients = np.zeros(room, layout.PATIENT)
    patients["after"] = np.arange(1, room + 1)
    patients["after"][-1] = -1
    return patients


def _laid_out(tables: dict[str, Records], counts: dict[str, int]) -> Block:
    head = np.zeros(1, layout.HEAD)
    for name, count in counts.items():
        head[name] = count
    pieces, at = [head.view(np.int64).ravel()], len(layout.HEAD.names or ())
    places: Tables = {"head": (0, layout.HEAD, (1,))}
    for name, table in tables.items():
        whole = table.astype(np.int64) if table.dtype == np.bool_ else table
        head["t_" + name] = at
        places[name] = (at, whole.dtype, whole.shape)
        pieces.append(np.ascontiguousarray(whole).reshape(-1).view(np.int64))
        at += pieces[-1].size
    return Block(np.concatenate(pieces), places)


def _stations(network: Network, place: dict[str, int]) -> tuple[Records, Records, Words]:
    stock = {one.code: at for at, one in enumerate(network.resources)}
    needs = [(stock[need.resource], need.units, need.place) for one in network.stations for need in one.needs]
    options = [place[code] for one in network.stations for code in (one.code, *one.overflow)]
    stations, need, option = np.zeros(len(place), layout.STATION), 0, 0
    for at, one in enumerate(network.stations):
        record = stations[at]
        record["turnaround"], record["room"] = one.turnaround, -1 if one.waiting_room is None else one.waiting_room
        record["needs"], record["options"] = need, option
        need, option = need + len(one.needs), option + 1 + len(one.overflow)
        record["needs_end"], record["options_end"] = need, option
        # A bit of nobody's, for stations that need nothing.
        record["wants"] = 1 << layout.FLAGS
        for each in (each for code in (one.code, *one.overflow) for each in network.stations[place[code]].needs):
            record["wants"] |= 1 << stock[each.resource] % layout.FLAGS
        record["hours"], record["keeps"] = bool(one.leaves), any(each.place for each in one.needs)
    return stations, np.array(needs, layout.NEED), np.array(options, np.int64)


def _resources(network: Network) -> Records:
    found = np.zeros(len(network.resources), layout.RESOURCE)
    for at, one in enumerate(network.resources):
        if more := one.escalation:
            found[at]["more"], found[at]["opens"], found[at]["closes"] = more.units, more.opens_at, more.closes_at
    return found


def _rates(arrivals: Any) -> NDArray[np.float64]:
    return np.zeros(WEEK) if isinstance(arrivals, Booked) else by_hour(arrivals.rates)


def _classes(network: Network, place: dict[str, int]) -> tuple[Records, NDArray[np.float64]]:
    classes, slots = np.zeros(len(network.classes), layout.CLASS), [0.0]
    for at, one in enumerate(network.classes):
        record, come = classes[at], one.arrivals
        record["entry"], record["shows"] = place[one.entry], 1.0
        if isinstance(come, Booked):
            record["booked"], record["comes"] = 1, bool(come.slots)
            record["first"], record["count"] = len(slots), len(come.slots)
            record["shows"], record["early"], record["spread"] = come.shows, come.early, come.early + come.late
            slots += come.slots
        else:
            record["comes"] = any(come.rates)
    return classes, np.array(slots)


def _steps(network: Network, place: dict[str, int]) -> tuple[Records, NDArray[np.float64], NDArray[np.float64]]:
    shape = len(network.classes), len(place)
    steps, routes, quantiles = np.zeros(shape, layout.STEP), np.zeros((*shape, len(place))), [0.0]
    order = sorted({step.priority for one in network.classes for step in one.steps.values()})
    steps["p_family"] = layout.NEVER
    for c, one in enumerate(network.classes):
        for code, step in one.steps.items():
            record = steps[c, place[code]]
            for prefix, duration in (("", step.stay), ("p_", step.patience)):
                for name, value in _duration(duration, quantiles) if duration else ():
                    record[prefix + name] = value
            record["rank"] = order.index(step.priority)
            for to, probability in step.route.items():
                if to != HOME:
                    routes[c, place[code], place[to]] = probability
    # A route that comes to one but for rounding sends nobody home.
    total = routes.cumsum(axis=2)
    return steps, np.where(total > 1 - 1e-9, 1.0, total), np.array(quantiles)


_SCALES: dict[str, Callable[[float], float]] = {
    "lognormal": lambda shape: math.exp(-shape * shape / 2),
    "gamma": lambda shape: 1 / shape,
    "weibull": lambda shape: 1 / math.gamma(1 + 1 / shape),
}


def _duration(one: Duration, quantiles: list[float]) -> Iterable[tuple[str, float]]:
    """Fields of a duration; the scale is what a draw of the family's standard form is multiplied by."""
    first = len(quantiles)
    quantiles += one.quantiles
    scaled = _SCALES.get(one.family)
    scale = one.mean * (scaled(one.shape) if scaled else 1.0)
    names = ("family", "scale", "shape", "first", "count")
    return zip(names, (layout.FAMILIES[one.family], scale, one.shape, first, len(one.quantiles)), strict=True)


def seeded(block: Block, network: Network, seed: int, replication: int) -> Block:
    """A copy with the chance of a seed and the number of a replication, both 0 or more."""
    own = block.copy()
    # By code, so that a class that is added or moved changes nobody else's chance.
    sequences = (np.random.SeedSequence((seed, replication, zlib.crc32(one.code.encode()))) for one in network.classes)
    keys = [one.generate_state(1, np.uint64)[0] for one in sequences]
    own.table("class")["key"] = np.array(keys, np.uint64).view(np.int64)
    return own


_COUNTED = {
    "station": ("waiting_area", "inside_area", "blocked_area", "left"),
    "resource": ("used_area", "open_area", "extra_area"),
    "class": ("came", "went", "hours"),
    "step": ("begun", "delayed", "waited", "longest", "outliers", "gave_up", "diverted"),
    "head": ("handled",),
}


def cleared(block: Block) -> None:
    """Forgets what was counted in the warm-up; who is there stays."""
    for name, fields in _COUNTED.items():
        for field in fields:
            block.table(name)[field] = 0
    for name in ("waits", "travelled", "census", "queued"):
        block.table(name)[...] = 0
