"""The changes that can be asked for, what each means to the model, and what is wrong with one. Knows no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from wellrun.departments.operations.rules.what_if.fitted import (
    DIRECT,
    EMERGENCY,
    FittedModel,
    a_day,
    leaving_hours,
    network_of,
)
from wellrun.engines.flow import scenario
from wellrun.engines.flow.problem import Network
from wellrun.values.faults import Fault

MOST = 6
"""Changes in one question."""

SHORTEST = 0.2
"""No stay is taken to become shorter than this share of what it is."""

HARDEST = 3.0
"""Arrivals and stays are taken to become at most so many times what they are."""


class Kind(StrEnum):
    """What is changed: beds; staff of a unit that opens beds by a ratio; stays in days or percent; arrivals in percent
    or patients a day; the hour of going home."""

    BEDS = "beds"
    STAFF = "staff"
    STAY_DAYS = "stay-days"
    STAY_PERCENT = "stay-percent"
    ARRIVALS_PERCENT = "arrivals-percent"
    ARRIVALS_A_DAY = "arrivals-a-day"
    EARLIER = "earlier"


OF_ONE_UNIT = frozenset({Kind.BEDS, Kind.STAFF, Kind.STAY_DAYS, Kind.ARRIVALS_A_DAY})
"""Of what only a unit can have more or less; the others may be asked of all units."""

WHOLE = frozenset({Kind.BEDS, Kind.STAFF, Kind.EARLIER})
"""Counted in whole beds, people and hours."""


@dataclass(frozen=True)
class Change:
    """One change. unit: its code, "" for all. amount: by how much, in the unit of the kind (percent as 10 for 10 %).

    since, until: first and last day of it, none for open. each: patients one member of staff looks after.
    """

    kind: Kind
    unit: str
    amount: float
    since: dt.date | None = None
    until: dt.date | None = None
    each: float = 0.0

    def kept(self) -> dict[str, Any]:
        """As plain values that can be written down."""
        days = {name: day.isoformat() if day else None for name, day in (("since", self.since), ("until", self.until))}
        return {**asdict(self), "kind": self.kind.value, **days}


def from_kept(kept: Mapping[str, Any]) -> Change:
    """A change from what ``Change.kept`` gave."""
    days = {name: dt.date.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until")}
    return Change(**{**kept, "kind": Kind(kept["kind"]), **days})


def in_force(changes: Iterable[Change]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day on which all changes hold; none for open."""
    since = max((one.since for one in changes if one.since), default=None)
    until = min((one.until for one in changes if one.until), default=None)
    return since, until


def faults_of(changes: Sequence[Change], model: FittedModel | None) -> list[Fault]:
    """Everything that is wrong with a question; places are ``changes`` or the field of a change by its number."""
    if not changes:
        return [Fault("operations.scenario.nothing", "Nothing is changed.", "changes", remedy="Say what is changed.")]
    found = [fault for at, change in enumerate(changes) for fault in _faults(at, change, model)]
    since, until = in_force(changes)
    if since and until and until < since:
        found.append(
            Fault(
                "operations.scenario.never",
                "There is no day on which all changes hold.",
                "changes",
                value=f"{since} to {until}",
                remedy="Let their times overlap, or ask two questions.",
            )
        )
    return found


def _faults(at: int, change: Change, model: FittedModel | None) -> Iterator[Fault]:
    def fault(code: str, field: str, message: str, remedy: str, value: object = "") -> Fault:
        return Fault(f"operations.scenario.{code}", message, f"change-{at}-{field}", str(value), remedy=remedy)

    if not change.amount:
        yield fault("no_amount", "amount", "Nothing would change.", "Give a number other than 0.", change.amount)
    if change.kind in WHOLE and change.amount != int(change.amount):
        yield fault("not_whole", "amount", "Only whole ones can be counted here.", "Round it.", change.amount)
    if change.kind is Kind.EARLIER and not 0 < change.amount <= 8:
        yield fault("hours", "amount", "That is no hour of the morning.", "Give 1 to 8 hours.", change.amount)
    if change.kind in OF_ONE_UNIT and not change.unit:
        yield fault("no_unit", "unit", "This is of one unit.", "Choose the unit.")
    if change.kind is Kind.STAFF and change.each <= 0:
        yield fault("no_ratio", "each", "How many patients does one look after?", "Give the ratio.", change.each)
    if change.since and change.until and change.until < change.since:
        yield fault("backward", "until", "The last day is before the first.", "Correct the days.", change.until)
    if change.unit and model is not None and change.unit not in model.codes:
        yield fault("unknown_unit", "unit", "The model does not know this unit.", "Choose another.", change.unit)
    elif model is not None and change.amount:
        yield from _beyond(change, model, fault)


def _beyond(change: Change, model: FittedModel, fault: Any) -> Iterator[Fault]:
    """What the model was never near enough to say anything of."""
    if change.kind in (Kind.BEDS, Kind.STAFF) and change.unit:
        unit = model.unit(change.unit)
        if unit.beds + beds_of(change, model) < 1:
            remedy = f"Leave one of its {unit.beds} beds at least."
            yield fault("no_beds", "amount", "The unit would have no bed.", remedy, change.amount)
        elif change.kind is Kind.STAFF and change.amount > 0 and not beds_of(change, model):
            remedy = "Ask for more beds too."
            yield fault("no_room", "amount", "All beds that stand there are staffed.", remedy, change.amount)
    factor = _factor(change, model)
    if factor is not None and not SHORTEST <= factor <= HARDEST:
        remedy = f"Stay between {SHORTEST:.0%} and {HARDEST:.0%} of what it is now."
        yield fault("too_far", "amount", "That is further from today than the model can say.", remedy, change.amount)


def beds_of(change: Change, model: FittedModel) -> int:
    """By how many beds a change of beds or staff differs; staff open no more beds than stand there."""
    if change.kind is Kind.BEDS:
        return int(change.amount)
    unit = model.unit(change.unit)
    more = int(change.amount * change.each)
    return min(more, max(unit.most - unit.beds, 0)) if more > 0 else more


def _factor(change: Change, model: FittedModel) -> float | None:
    """By what stays or arrivals are multiplied; none for what is not multiplied."""
    if change.kind in (Kind.STAY_PERCENT, Kind.ARRIVALS_PERCENT):
        return 1 + change.amount / 100
    if not change.unit:
        return None
    if change.kind is Kind.STAY_DAYS:
        return 1 + change.amount * 24 / model.unit(change.unit).stay.mean
    if change.kind is Kind.ARRIVALS_A_DAY:
        now = sum(a_day(one) for one in model.streams if one.unit == change.unit and one.how in (EMERGENCY, DIRECT))
        return 1 + change.amount / now if now else 0.0
    return None


def arrangement(model: FittedModel, changes: Iterable[Change] = ()) -> Network:
    """The network with all changes in force, today's without any."""
    network = network_of(model)
    for change in changes:
        network = _MAKERS[change.kind](network, change, model)
    return network


def _beds(network: Network, change: Change, model: FittedModel) -> Network:
    return scenario.changed(network, [scenario.Change("units", change.unit, beds_of(change, model))])


def _stay(network: Network, change: Change, model: FittedModel) -> Network:
    factor = _factor(change, model) or 1.0
    return scenario.changed(network, [scenario.Change("stay", code, factor) for code in _units(change, model)])


def _arrivals(network: Network, change: Change, model: FittedModel) -> Network:
    """Patients who come from outside; who is moved within the hospital is not multiplied by hand."""
    factor = _factor(change, model) or 1.0
    codes = {one.code for one in network.classes}
    wanted = [f"{unit} {how}" for unit in _units(change, model) for how in (EMERGENCY, DIRECT)]
    return scenario.changed(network, [scenario.Change("arrivals", code, factor) for code in wanted if code in codes])


def _earlier(network: Network, change: Change, model: FittedModel) -> Network:
    """Whoever goes home does so so many hours earlier in the day: the hours of leaving move, and the stay shortens."""
    for code in _units(change, model):
        unit = model.unit(code)
        hours = int(change.amount)
        factor = max(1 - hours * unit.home / unit.stay.mean, SHORTEST)
        network = scenario.changed(network, [scenario.Change("stay", code, factor)])
        leaves = leaving_hours(unit.opens - hours, unit.closes - hours)
        stations = tuple(replace(one, leaves=leaves) if one.code == code else one for one in network.stations)
        network = replace(network, stations=stations)
    return network


def _units(change: Change, model: FittedModel) -> tuple[str, ...]:
    return (change.unit,) if change.unit else model.codes


_MAKERS = {
    Kind.BEDS: _beds,
    Kind.STAFF: _beds,
    Kind.STAY_DAYS: _stay,
    Kind.STAY_PERCENT: _stay,
    Kind.ARRIVALS_PERCENT: _arrivals,
    Kind.ARRIVALS_A_DAY: _arrivals,
    Kind.EARLIER: _earlier,
}
