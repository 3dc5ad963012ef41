"""What a year would come to if work, prices or the agency's share were other than expected from now on.

Only what is still ahead is moved. Work moves the share of a line that is not fixed, where the line has a statistic. A
price moves labour and supplies. The agency's share of a cost centre's hours, told as a share, moves hours between the
agency and own staff at what each has cost an hour this year; a cost centre whose hours are not known stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.departments.finance.rules.outlook.panel import Floats, Panel
from wellrun.departments.finance.rules.variance import Nature
from wellrun.values.faults import Fault

OWN, AGENCY = "own", "agency"
PRICED = frozenset((Nature.LABOUR, Nature.SUPPLIES))
LIMITS: Mapping[str, tuple[float, float]] = {"volume": (-30.0, 30.0), "rate": (-30.0, 30.0), "agency": (0.0, 60.0)}
"""Per cent that may be asked for."""


@dataclass(frozen=True)
class Scenario:
    """What is supposed of the periods ahead, in per cent: more work, dearer hours and pieces, and the agency's share of
    hours; ``None`` leaves the share as it is."""

    volume: float = 0.0
    rate: float = 0.0
    agency: float | None = None

    @property
    def supposes(self) -> bool:
        """Whether it supposes anything."""
        return bool(self.volume or self.rate or self.agency is not None)


@dataclass(frozen=True)
class Bears:
    """What a line bears of a scenario: what it pays for, whose hours, and of which cost centre. ``hours`` and ``paid``
    of the year so far; NaN where hours are not told."""

    centre: str
    nature: Nature
    employment: str
    worked: bool
    hours: float
    paid: float


def faults_of(scenario: Scenario) -> tuple[Fault, ...]:
    """What cannot be supposed."""
    told = {name: getattr(scenario, name) for name in LIMITS}
    return tuple(
        Fault("finance.outlook.supposed", "This is out of range.", name, f"{told[name]:g}", f"{low:g} to {high:g}")
        for name, (low, high) in LIMITS.items()
        if told[name] is not None and not low <= told[name] <= high
    )


def moved(panel: Panel, point: Floats, lines: Sequence[Bears], scenario: Scenario) -> Floats:
    """By how much each period ahead of each line is moved: shape (lines, ahead)."""
    works = np.array([one.worked for one in lines], dtype=bool)
    more = np.where(works, (1 - panel.fixed) * scenario.volume / 100, 0.0)
    dearer = np.array([scenario.rate / 100 if one.nature in PRICED else 0.0 for one in lines])
    after = point * ((1 + more) * (1 + dearer))[:, None]
    if scenario.agency is not None:
        after = after + _shifted(after, lines, scenario.agency / 100, 1 + scenario.rate / 100)
    found: Floats = after - point
    return found


def agency_share(lines: Sequence[Bears]) -> float | None:
    """The agency's share of the hours of some lines this year; ``None`` where no hours are told."""
    hours = {who: sum(one.hours for one in lines if _told(one) and one.employment == who) for who in (OWN, AGENCY)}
    whole = sum(one.hours for one in lines if _told(one))
    return hours[AGENCY] / whole if whole > 0 else None


def _told(line: Bears) -> bool:
    return line.nature is Nature.LABOUR and bool(line.employment) and bool(np.isfinite(line.hours)) and line.hours > 0


def _shifted(after: Floats, lines: Sequence[Bears], wanted: float, dearer: float) -> Floats:
    found = np.zeros_like(after)
    by_centre: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(lines):
        if _told(one):
            by_centre[one.centre].append(at)
    for own in by_centre.values():
        hired = [at for at in own if lines[at].employment == AGENCY]
        staff = [at for at in own if lines[at].employment == OWN]
        if not hired or not staff:
            continue
        hourly = {at: dearer * lines[at].paid / lines[at].hours for at in own}
        ahead = {at: after[at] / hourly[at] if hourly[at] else after[at] * 0 for at in own}
        now = sum(ahead[at] for at in hired)
        moving = sum(ahead.values()) * wanted - now
        # Hours come from and go to the lines of each side in the shares in which they stand there.
        for side, sign in ((hired, 1), (staff, -1)):
            whole = sum(lines[at].hours for at in side)
            for at in side:
                found[at] += sign * moving * lines[at].hours / whole * hourly[at]
    return found
