"""What if: a network with more beds, other staff, shorter stays, more patients. Each change gives a new network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from wellrun.engines.flow.problem import Booked, Network, PatientClass, Step, Unplanned

Kind = Literal["units", "stay", "arrivals", "home hours"]


@dataclass(frozen=True)
class Change:
    """units: so many more (less where below 0) of a resource, in each hour in which it is open. stay: every stay at a
    station by this factor. arrivals: of a class ("" for all) by this factor, or of appointments the chance to be kept.
    home hours: patients of a station may leave in any hour."""

    kind: Kind
    of: str
    by: float = 1.0


def changed(network: Network, changes: Iterable[Change]) -> Network:
    """The network with all changes made, in order. Raises KeyError for a code that it does not have."""
    for change in changes:
        network = _MAKERS[change.kind](network, change)
    return network


def _units(network: Network, change: Change) -> Network:
    _known(change.of, (one.code for one in network.resources))
    return replace(
        network,
        resources=tuple(
            replace(one, units=tuple(max(units + int(change.by), 0) if units else 0 for units in one.units))
            if one.code == change.of
            else one
            for one in network.resources
        ),
    )


def _stay(network: Network, change: Change) -> Network:
    _known(change.of, (one.code for one in network.stations))

    def shorter(step: Step) -> Step:
        return replace(step, stay=step.stay.times(change.by))

    return replace(network, classes=tuple(_stepped(one, change.of, shorter) for one in network.classes))


def _stepped(one: PatientClass, code: str, to: Callable[[Step], Step]) -> PatientClass:
    return replace(one, steps={name: to(step) if name == code else step for name, step in one.steps.items()})


def _arrivals(network: Network, change: Change) -> Network:
    if change.of:
        _known(change.of, (one.code for one in network.classes))

    def scaled(arrivals: Unplanned | Booked) -> Unplanned | Booked:
        if isinstance(arrivals, Booked):
            return replace(arrivals, shows=min(arrivals.shows * change.by, 1.0))
        return Unplanned(tuple(rate * change.by for rate in arrivals.rates))

    return replace(
        network,
        classes=tuple(
            replace(one, arrivals=scaled(one.arrivals)) if change.of in ("", one.code) else one
            for one in network.classes
        ),
    )


def _home_hours(network: Network, change: Change) -> Network:
    _known(change.of, (one.code for one in network.stations))
    free: frozenset[int] = frozenset()
    return replace(
        network,
        stations=tuple(replace(one, leaves=free) if one.code == change.of else one for one in network.stations),
    )


def _known(code: str, codes: Iterable[str]) -> None:
    if code not in set(codes):
        raise KeyError(code)


_MAKERS: dict[Kind, Callable[[Network, Change], Network]] = {
    "units": _units,
    "stay": _stay,
    "arrivals": _arrivals,
    "home hours": _home_hours,
}
