"""What goes into a chart: the figures, and the settings that are kept with the chart that they made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from math import isfinite

from wellrun.engines.spc.constants import MOVING_RANGE_DIVISOR
from wellrun.engines.spc.rules import ANHOEJ, RuleSet

Place = int | float | str | date


class Kind(StrEnum):
    """The charts of Provost and Murray's chart-selection guide, with Laney's, Taylor's and the rare-event charts."""

    RUN = "run"
    INDIVIDUALS = "i"
    MOVING_RANGE = "mr"
    MEANS = "xbar"
    DEVIATIONS = "s"
    PROPORTION = "p"
    PROPORTION_PRIME = "pp"
    COUNT = "c"
    RATE = "u"
    RATE_PRIME = "up"
    CASES_BETWEEN = "g"
    TIME_BETWEEN = "t"
    INDIVIDUALS_PRIME = "ip"


class Screening(StrEnum):
    """Whether moving ranges above their own upper limit leave the estimate of sigma, once (Nelson 1982)."""

    ONCE = "once"
    NONE = "none"


class RunsMethod(StrEnum):
    """How runs about the centre line are judged for a whole phase."""

    ANHOEJ = "anhoej"
    BEST_BOX = "bestbox"
    CUT_BOX = "cutbox"


NEEDS_DENOMINATOR = frozenset({Kind.PROPORTION, Kind.PROPORTION_PRIME, Kind.RATE, Kind.RATE_PRIME})
PROPORTIONS = frozenset({Kind.PROPORTION, Kind.PROPORTION_PRIME})
COUNTED = NEEDS_DENOMINATOR | {Kind.COUNT, Kind.CASES_BETWEEN}


class SeriesError(ValueError):
    """The figures or settings cannot make this chart; `faults` holds every fault found, not only the first."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, kw_only=True)
class Series:
    """Figures in any order: place on the axis, numerator or value, denominator. None is a missing figure.

    Equal places form one subgroup. Places that are text are categories: they are not joined and runs are not tested.
    """

    x: tuple[Place, ...]
    y: tuple[float | None, ...]
    n: tuple[float | None, ...] | None = None

    @property
    def categorical(self) -> bool:
        return any(isinstance(place, str) for place in self.x)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A new phase begins at this subgroup, counted from 0; its own baseline, where given, goes before the chart's."""

    start: int
    baseline: int | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides where the lines lie and which points are signals; stored with the chart.

    baseline: limits come from this many first subgroups of each phase; None takes the whole phase.
    exclude: subgroups (from 0) left out of lines and runs, still plotted and still judged against the limits.
    centre: a centre line given from outside, in the units of the figures before `multiply`; for a g chart the mean.
    multiply: display factor for values and lines, such as 1,000 for falls per 1,000 patient days.
    divisor: turns a mean moving range of values into sigma.
    """

    phases: tuple[Phase, ...] = ()
    baseline: int | None = None
    exclude: frozenset[int] = field(default_factory=frozenset)
    screening: Screening = Screening.ONCE
    multiply: float = 1.0
    centre: float | None = None
    divisor: float = MOVING_RANGE_DIVISOR
    rules: RuleSet = ANHOEJ
    runs: RunsMethod = RunsMethod.ANHOEJ


def check_figures(*, kind: Kind, series: Series) -> list[str]:
    """Every fault of the figures for this chart, in words; empty when there is none."""
    rows = len(series.x)
    if len(series.y) != rows or (series.n is not None and len(series.n) != rows):
        have = "" if series.n is None else f" and {len(series.n)} denominators"
        return [f"{rows} places but {len(series.y)} values{have}. Give one of each for every row, null where missing."]
    faults = [] if rows else ["The series has no rows. Give at least one point."]
    if kind in NEEDS_DENOMINATOR and series.n is None:
        faults.append(f"A {kind} chart needs denominators (n), and none are given. Give n, or choose a c or i chart.")
    families = sorted({_family(place) for place in series.x})
    if len(families) > 1:
        faults.append(f"Places mix {' and '.join(families)}, so they have no order. Give all of one kind.")
    faults += [
        f"Row {row + 1}: place {place} is not a number. Correct it, or leave the row out."
        for row, place in enumerate(series.x)
        if isinstance(place, float) and not isfinite(place)
    ]
    for row, value in enumerate(series.y):
        size = None if series.n is None else series.n[row]
        faults += [f"Row {row + 1}: {fault}" for fault in _row_faults(kind=kind, value=value, size=size)]
    return faults


def _family(place: Place) -> str:
    if isinstance(place, datetime):
        return "times"
    return "dates" if isinstance(place, date) else "text" if isinstance(place, str) else "numbers"


def _row_faults(*, kind: Kind, value: float | None, size: float | None) -> list[str]:
    faults = []
    if size is not None and not (isfinite(size) and size >= 0):
        faults.append(f"denominator {size:g} is not zero or more. Correct it, or leave it out.")
    if value is None:
        return faults
    if not isfinite(value):
        return [*faults, f"value {value} is not a number. Leave it out if it is missing."]
    if kind is Kind.TIME_BETWEEN and value <= 0:
        faults.append(
            f"time between events {value:g} is not above zero. Record times finer than a day, or join events."
        )
    if kind in COUNTED and value < 0:
        faults.append(f"count {value:g} is below zero. Correct it.")
    if kind in PROPORTIONS and size is not None and value > size:
        faults.append(f"numerator {value:g} is above its denominator {size:g}. Correct either, or choose a u chart.")
    elif size == 0 and value != 0:
        faults.append(f"value {value:g} has denominator 0. Correct the denominator, or leave the row out.")
    return faults


def check_settings(*, settings: Settings, subgroups: int) -> list[str]:
    """Every fault of the settings for a chart of so many subgroups, in words."""
    faults = [
        f"A phase starts at point {phase.start + 1}, but the chart has {subgroups} points. Choose one of them."
        for phase in settings.phases
        if not 0 <= phase.start < subgroups
    ]
    faults += [
        f"Point {place + 1} is to be excluded, but the chart has {subgroups} points. Choose one of them."
        for place in sorted(settings.exclude)
        if not 0 <= place < subgroups
    ]
    faults += [
        f"The baseline has {points} points. Give one or more, or none for the whole phase."
        for points in (settings.baseline, *(phase.baseline for phase in settings.phases))
        if points is not None and points < 1
    ]
    if not (isfinite(settings.multiply) and settings.multiply > 0):
        faults.append(f"The factor {settings.multiply} is not above zero. Give 1, 100, 1,000 or the like.")
    if not (isfinite(settings.divisor) and settings.divisor > 0):
        faults.append(f"The moving-range divisor {settings.divisor} is not above zero. Use 1.128.")
    if settings.centre is not None and not isfinite(settings.centre):
        faults.append(f"The centre line {settings.centre} is not a number. Leave it out to have it estimated.")
    return faults
