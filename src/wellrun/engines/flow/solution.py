"""What runs of a network came to: figures by what they are of, with what they were counted from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.flow.layout import BINS

Records = NDArray[Any]


MORNING = 8
"""The hour of the day at which a hospital counts who waits for a bed, before its first discharges."""


class Figure(NamedTuple):
    """A name of a figure. ``of`` is a class, or "" for all; ``at`` a station or resource, or "" for the whole journey.

    wait: mean hours from wanting to begin to beginning, those who never begin left out. delayed: share of who began
    after waiting. gave up, diverted: share of all who came to the station. outliers: share who began elsewhere.
    waiting, inside, blocked: mean number of patients (inside counts the blocked). left: patients a day. occupied: mean
    units in use, cleaning included. occupancy: occupied over units open. extra: mean escalation units open. stay: mean
    hours from arrival to going home. home: patients a day. begun, lost: patients a day who began, and who gave up or
    were diverted. waiting in the morning: mean number who wait as `MORNING` strikes.
    """

    measure: str
    of: str = ""
    at: str = ""


@dataclass(frozen=True)
class Outcome:
    """One run. Arrays as in `arrays.World`; ``hours`` is how long was counted."""

    classes: tuple[str, ...]
    stations: tuple[str, ...]
    resources: tuple[str, ...]
    hours: float
    events: int
    """of patients: arrivals, ends of care, giving up"""
    tables: dict[str, Records]
    """Records as in `layout`: class, station, resource, step (classes, stations); counts waits (classes, stations,
    bins), travelled (classes, bins), census (stations, hours of the day, patients there; the last is so many or more),
    queued (stations, hours of the day), who waits as the hour strikes, summed over days; daily (days, stations), who is
    there or waits on the mean of a day's hours, warm-up included; trace."""

    def wait_quantile(self, chance: float, of: str = "", at: str = "") -> float:
        """Hours within which this share began (of a class or all, at a station)."""
        return quantile(_chosen(self, self.tables["waits"], of)[:, self.stations.index(at)].sum(axis=0), chance)

    def stay_quantile(self, chance: float, of: str = "") -> float:
        """Hours from arrival within which this share went home."""
        return quantile(_chosen(self, self.tables["travelled"], of).sum(axis=0), chance)

    def stay_within(self, hours: float, of: str = "") -> float:
        """Share of those who went home within so many hours of arrival (the four hours of an ED)."""
        return share_within(_chosen(self, self.tables["travelled"], of).sum(axis=0), hours)

    def census_quantile(self, chance: float, at: str, hour: int) -> int:
        """Patients at a station at an hour of the day that are not exceeded on this share of days."""
        counts = self.tables["census"][self.stations.index(at), hour].cumsum()
        return int(np.searchsorted(counts, chance * counts[-1]))


def _chosen(outcome: Outcome, counted: NDArray[np.int64], of: str) -> NDArray[np.int64]:
    return counted[[outcome.classes.index(of)]] if of else counted


def edges() -> NDArray[np.float64]:
    """Upper edges of the classes of waits, hours: none, then eight to an octave; the last is open."""
    steps = 2.0 ** ((np.arange(1, BINS) / 8) - 6)
    return np.concatenate([[0.0], steps[:-1], [math.inf]])


def quantile(counts: NDArray[np.int64], chance: float) -> float:
    """By classes of waits, straight within a class (an eighth of an octave: 9 % at most); nan of nothing."""
    if not (total := counts.sum()):
        return math.nan
    upper = edges()
    grown = counts.cumsum()
    at = int(np.searchsorted(grown, chance * total))
    if at == 0 or not math.isfinite(upper[at]):
        return float(upper[max(at - 1, 0)])
    before = grown[at - 1]
    return float(upper[at - 1] + (upper[at] - upper[at - 1]) * (chance * total - before) / (grown[at] - before))


def share_within(counts: NDArray[np.int64], hours: float) -> float:
    """Share of counted waits up to so many hours, straight within a class; nan of nothing."""
    if not (total := counts.sum()):
        return math.nan
    upper = edges()[:-1]
    return float(np.interp(hours, upper, counts[:-1].cumsum()) / total)


def figures(outcome: Outcome) -> dict[Figure, float]:
    """Every figure of a run; nan where nobody was counted."""
    found: dict[Figure, float] = {}
    steps, classes = outcome.tables["step"], outcome.tables["class"]
    for s, station in enumerate(outcome.stations):
        for of, rows in (("", steps), *zip(outcome.classes, steps[:, None], strict=True)):
            found.update(_of_tally(rows[..., s], of, station, outcome.hours))
        ward = outcome.tables["station"][s]
        for measure, area in (("waiting", ward["waiting_area"]), ("inside", ward["inside_area"])):
            found[Figure(measure, at=station)] = float(area) / outcome.hours
        morning = float(outcome.tables["queued"][s, MORNING])
        found[Figure("waiting in the morning", at=station)] = morning / outcome.hours * 24
        found[Figure("blocked", at=station)] = float(ward["blocked_area"]) / outcome.hours
        found[Figure("left", at=station)] = float(ward["left"]) / outcome.hours * 24
    for r, resource in enumerate(outcome.resources):
        stock = outcome.tables["resource"][r]
        found[Figure("occupied", at=resource)] = float(stock["used_area"]) / outcome.hours
        found[Figure("occupancy", at=resource)] = _over(stock["used_area"], stock["open_area"])
        found[Figure("extra", at=resource)] = float(stock["extra_area"]) / outcome.hours
    for of, rows in (("", classes), *zip(outcome.classes, classes[:, None], strict=True)):
        found[Figure("stay", of)] = _over(rows["hours"].sum(), rows["went"].sum())
        found[Figure("home", of)] = float(rows["went"].sum()) / outcome.hours * 24
    return found


def _of_tally(rows: Records, of: str, at: str, hours: float) -> Iterable[tuple[Figure, float]]:
    begun, lost = rows["begun"].sum(), rows["gave_up"].sum() + rows["diverted"].sum()
    yield Figure("wait", of, at), _over(rows["waited"].sum(), begun)
    yield Figure("delayed", of, at), _over(rows["delayed"].sum(), begun)
    yield Figure("outliers", of, at), _over(rows["outliers"].sum(), begun)
    yield Figure("gave up", of, at), _over(rows["gave_up"].sum(), begun + lost)
    yield Figure("diverted", of, at), _over(rows["diverted"].sum(), begun + lost)
    yield Figure("begun", of, at), float(begun) / hours * 24
    yield Figure("lost", of, at), float(lost) / hours * 24


def _over(numerator: float, denominator: float) -> float:
    return float(numerator) / float(denominator) if denominator else math.nan
