"""What simulated years say: who waits, lies elsewhere, is lost, by run; differences with their interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from wellrun.departments.operations.rules.what_if.fitted import EMERGENCY, FittedModel
from wellrun.engines.flow import formulas
from wellrun.engines.flow.problem import Network, by_hour, loads
from wellrun.engines.flow.replicate import Answer, Design, Estimate, interval
from wellrun.engines.flow.solution import Figure

RUNS = 30
DESIGN = Design(at_least=RUNS, at_most=RUNS)
"""Thirty years of 52 weeks each, eight weeks warmed up: the same seed for every arrangement, so that pairs share their
patients and luck (common random numbers)."""

WHOLE = ""
"""The key of what is of all units together."""


class Measure(StrEnum):
    """Patients who wait for a bed at 08:00; mean hours of wait for a bed of all who came; hours waited for a bed each
    day by patients from the emergency department (boarding); patients a day who lie in another unit than theirs;
    patients a day who go elsewhere or are put off; share of open beds in use."""

    WAITING = "waiting"
    WAIT = "wait"
    BOARDING = "boarding"
    OUTLIERS = "outliers"
    LOST = "lost"
    OCCUPANCY = "occupancy"


Samples = dict[str, dict[str, list[float]]]
"""By measure and unit (WHOLE for all), the value of each run."""


def samples_of(answer: Answer, network: Network, model: FittedModel) -> Samples:
    """Each measure by unit and run; nothing waited where nobody came."""

    def runs(measure: str, of: str = "", at: str = "") -> list[float]:
        return [0.0 if math.isnan(one) else one for one in answer.samples[Figure(measure, of, at)]]

    emergency = {one.entry: one.code for one in network.classes if one.code == f"{one.entry} {EMERGENCY}"}
    units = model.codes
    begun = {unit: runs("begun", at=unit) for unit in units}
    waits = {unit: runs("wait", at=unit) for unit in units}
    of_units = {
        Measure.WAITING: {unit: runs("waiting in the morning", at=unit) for unit in units},
        Measure.WAIT: waits,
        Measure.BOARDING: {
            unit: _times(runs("wait", emergency[unit], unit), runs("begun", emergency[unit], unit))
            if unit in emergency
            else [0.0] * len(begun[unit])
            for unit in units
        },
        Measure.OUTLIERS: {unit: _times(runs("outliers", at=unit), begun[unit]) for unit in units},
        Measure.LOST: {unit: runs("lost", at=unit) for unit in units},
        Measure.OCCUPANCY: {unit: runs("occupancy", at=unit) for unit in units},
    }
    found: Samples = {measure.value: {WHOLE: _summed(by_unit), **by_unit} for measure, by_unit in of_units.items()}
    waited = _summed({unit: _times(waits[unit], begun[unit]) for unit in units})
    found[Measure.WAIT][WHOLE] = [_share(one, all_) for one, all_ in zip(waited, _summed(begun), strict=True)]
    beds = sum(float(by_hour(one.units).mean()) for one in network.resources)
    occupied = _summed({unit: runs("occupied", at=unit) for unit in units})
    found[Measure.OCCUPANCY][WHOLE] = [_share(one, beds) for one in occupied]
    return found


def _times(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [a * b for a, b in zip(one, other, strict=True)]


def _summed(by_unit: Mapping[str, Sequence[float]]) -> list[float]:
    return [sum(each) for each in zip(*by_unit.values(), strict=True)]


def _share(one: float, of: float) -> float:
    return one / of if of else 0.0


def estimate(samples: Samples, measure: str, unit: str = WHOLE) -> Estimate:
    """The mean with its interval of 95 %."""
    return interval(samples[measure][unit])


def difference(base: Samples, other: Samples, measure: str, unit: str = WHOLE) -> Estimate:
    """The other less the base, pair by pair, with its interval of 95 %."""
    pairs = zip(base[measure][unit], other[measure][unit], strict=True)
    return interval([two - one for one, two in pairs])


def sure(one: Estimate) -> bool:
    """Whether the interval leaves out that nothing changes."""
    return one.low > 0 or one.high < 0


def approximate(now: Network, then: Network, model: FittedModel) -> float | None:
    """By how many more patients wait on the mean by Erlang's formula (M/M/c), units of a group taken as one.

    None where a group is full by itself, so that the formula has no answer.
    """
    waiting = [_waiting(network, model) for network in (now, then)]
    return waiting[1] - waiting[0] if all(math.isfinite(one) for one in waiting) else None


def _waiting(network: Network, model: FittedModel) -> float:
    offered, beds = loads(network), {one.code: float(by_hour(one.units).mean()) for one in network.resources}
    groups: dict[str, list[str]] = {}
    for one in model.units:
        groups.setdefault(one.group, []).append(one.code)
    return sum(
        formulas.mean_queue(sum(offered[code] for code in codes), round(sum(beds[code] for code in codes)))
        for codes in groups.values()
    )
