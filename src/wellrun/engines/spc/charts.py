"""A chart from figures and settings: points, lines and signals."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from wellrun.engines.spc.baselines import ESTIMATORS, Estimate, Limits, Stretch
from wellrun.engines.spc.rules import Pattern
from wellrun.engines.spc.runs import Runs, analyse, side_of
from wellrun.engines.spc.series import (
    COUNTED,
    Kind,
    Place,
    Series,
    SeriesError,
    Settings,
    check_figures,
    check_settings,
)
from wellrun.engines.spc.signals import Mark, Signal, find
from wellrun.engines.spc.subgroups import Subgroup, gather, plotted

ENOUGH_POINTS = 12


@dataclass(frozen=True, kw_only=True)
class Point:
    """One subgroup as drawn. y and the lines are in display units (after `multiply`); n is the denominator.

    signals: codes of the rules that name it, the first being the one to show; direction as in Signal.
    """

    position: int
    x: Place
    y: float | None
    n: float | None
    phase: int
    centre: float | None
    lower: float | None
    lower_warning: float | None
    upper_warning: float | None
    upper: float | None
    side: int
    included: bool
    in_baseline: bool
    signals: tuple[str, ...] = ()
    direction: int = 0

    @property
    def beyond(self) -> int:
        """+1 above the upper limit, -1 below the lower one, else 0."""
        if self.y is None:
            return 0
        if self.upper is not None and side_of(value=self.y, line=self.upper) > 0:
            return 1
        return -1 if self.lower is not None and side_of(value=self.y, line=self.lower) < 0 else 0


@dataclass(frozen=True, kw_only=True)
class PhaseLines:
    """One phase: first and last point (from 0), runs (never a signal where they are not tested), Laney's sigma_z."""

    start: int
    end: int
    runs: Runs
    inflation: float | None

    @property
    def points(self) -> int:
        return self.end - self.start + 1


class Doubt(StrEnum):
    """Why a reader should be careful with a chart that can still be drawn."""

    FEW_POINTS = "few_points"
    NO_LIMITS = "no_limits"
    NARROWED = "sigma_z_below_one"
    NO_EXPOSURE = "no_exposure"
    ZONES_ON_COUNTS = "zones_on_counts"


@dataclass(frozen=True, kw_only=True)
class Caution:
    """A doubt, the phase it concerns, and its figure (points, sigma_z, rows without exposure)."""

    doubt: Doubt
    phase: int
    figure: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Everything that is drawn and said about a series, with the settings that made it."""

    kind: Kind
    settings: Settings
    points: tuple[Point, ...]
    phases: tuple[PhaseLines, ...]
    signals: tuple[Signal, ...]
    cautions: tuple[Caution, ...]
    categorical: bool = False

    @property
    def last(self) -> Point | None:
        """The newest point that has a value."""
        return next((point for point in reversed(self.points) if point.y is not None), None)


@dataclass(frozen=True, kw_only=True)
class _Span:
    number: int
    start: int
    stretch: Stretch
    estimate: Estimate
    included: tuple[bool, ...]


def chart(kind: Kind | str, series: Series, settings: Settings | None = None) -> Chart:
    """Draw up a chart of the given kind.

    Raises SeriesError with every fault of figures and settings; ValueError for a kind that does not exist.
    """
    kind, settings = Kind(kind), settings or Settings()
    faults = check_figures(kind=kind, series=series)
    subgroups = gather(series) if not faults else ()
    faults += check_settings(settings=settings, subgroups=len(subgroups)) if subgroups else []
    if faults:
        raise SeriesError(faults)
    spans = _spans(kind=kind, subgroups=subgroups, settings=settings, categorical=series.categorical)
    ordered = kind is not Kind.MOVING_RANGE and not series.categorical
    points, phases, signals = [], [], []
    for span in spans:
        drawn = _points(span=span, settings=settings)
        runs = _runs(points=drawn, settings=settings, tested=ordered)
        signals += _signals(span=span, points=drawn, runs=runs, ordered=ordered)
        end = span.start + len(drawn) - 1
        phases.append(PhaseLines(start=span.start, end=end, runs=runs, inflation=span.estimate.inflation))
        points += drawn
    return Chart(
        kind=kind,
        settings=settings,
        points=_named(points=points, signals=signals),
        phases=tuple(phases),
        signals=tuple(signals),
        cautions=tuple(_cautions(kind=kind, series=series, settings=settings, spans=spans)),
        categorical=series.categorical,
    )


def _spans(*, kind: Kind, subgroups: Sequence[Subgroup], settings: Settings, categorical: bool) -> list[_Span]:
    bounds = [*sorted({0, *(phase.start for phase in settings.phases)}), len(subgroups)]
    frozen = {phase.start: phase.baseline for phase in settings.phases if phase.baseline is not None}
    spans = []
    for number, (start, end) in enumerate(pairwise(bounds)):
        groups = tuple(subgroups[start:end])
        included = tuple(place not in settings.exclude for place in range(start, end))
        fixed = frozen.get(start, settings.baseline)
        within = len(groups) if fixed is None else fixed
        stretch = Stretch(
            subgroups=groups,
            values=_values(kind=kind, groups=groups),
            baseline=tuple(use and place < within for place, use in enumerate(included)),
            settings=settings,
            categorical=categorical,
        )
        estimate = ESTIMATORS[kind](stretch)
        spans.append(_Span(number=number, start=start, stretch=stretch, estimate=estimate, included=included))
    return spans


def _values(*, kind: Kind, groups: Sequence[Subgroup]) -> tuple[float | None, ...]:
    values = [plotted(kind=kind, subgroup=group) for group in groups]
    if kind is not Kind.MOVING_RANGE:
        return tuple(values)
    # A phase opens without a range: its first point has no neighbour in the same process.
    return None, *(abs(b - a) if a is not None and b is not None else None for a, b in pairwise(values))


def _points(*, span: _Span, settings: Settings) -> list[Point]:
    def scaled(figure: float | None) -> float | None:
        return None if figure is None else figure * settings.multiply

    drawn = []
    for offset, (group, value, limits) in enumerate(
        zip(span.stretch.subgroups, span.stretch.values, span.estimate.limits, strict=True)
    ):
        drawn.append(
            Point(
                position=span.start + offset,
                x=group.x,
                y=scaled(value),
                n=group.size,
                phase=span.number,
                centre=scaled(limits.centre),
                lower=scaled(limits.lower),
                lower_warning=scaled(limits.lower_warning),
                upper_warning=scaled(limits.upper_warning),
                upper=scaled(limits.upper),
                side=_side(value=value, limits=limits),
                included=span.included[offset],
                in_baseline=span.stretch.baseline[offset],
            )
        )
    return drawn


def _side(*, value: float | None, limits: Limits) -> int:
    return 0 if value is None or limits.centre is None else side_of(value=value, line=limits.centre)


def _runs(*, points: Sequence[Point], settings: Settings, tested: bool) -> Runs:
    """Runs of a moving-range or categorical chart are counted but say nothing: its points do not vary freely."""
    included = [point for point in points if point.included]
    runs = analyse(
        positions=[point.position for point in included],
        sides=[point.side for point in included],
        observed=len(included),
        method=settings.runs,
    )
    return runs if tested else replace(runs, signal=False)


def _signals(*, span: _Span, points: Sequence[Point], runs: Runs, ordered: bool) -> list[Signal]:
    marks = [
        Mark(
            position=point.position,
            value=point.y,
            side=point.side,
            beyond=point.beyond,
            score=limits.score,
            included=point.included,
        )
        for point, limits in zip(points, span.estimate.limits, strict=True)
        if point.y is not None
    ]
    return find(rules=span.stretch.settings.rules, marks=marks, runs=runs, phase=span.number, ordered=ordered)


def _named(*, points: Sequence[Point], signals: Sequence[Signal]) -> tuple[Point, ...]:
    """Each point with the rules that name it, in rule order. Where a rule names it twice, the newer pattern counts."""
    codes: dict[int, dict[str, int]] = {}
    for signal in signals:
        for position in signal.positions:
            codes.setdefault(position, {})[signal.rule] = signal.direction
    return tuple(
        replace(point, signals=tuple(found), direction=next(iter(found.values())))
        if (found := codes.get(point.position))
        else point
        for point in points
    )


def _cautions(*, kind: Kind, series: Series, settings: Settings, spans: Sequence[_Span]) -> list[Caution]:
    empty = sum(size == 0 for size in series.n or ())
    zoned = kind in COUNTED and any(rule.pattern is Pattern.ZONE for rule in settings.rules.rules)
    found = [Caution(doubt=Doubt.NO_EXPOSURE, phase=0, figure=empty)] if empty else []
    found += [Caution(doubt=Doubt.ZONES_ON_COUNTS, phase=0, figure=len(settings.rules.rules))] if zoned else []
    for span in spans:
        base, inflation = sum(span.stretch.baseline), span.estimate.inflation
        if base < ENOUGH_POINTS:
            found.append(Caution(doubt=Doubt.FEW_POINTS, phase=span.number, figure=base))
        if kind is not Kind.RUN and all(limits.upper is None for limits in span.estimate.limits):
            found.append(Caution(doubt=Doubt.NO_LIMITS, phase=span.number, figure=base))
        if inflation is not None and inflation < 1:
            found.append(Caution(doubt=Doubt.NARROWED, phase=span.number, figure=inflation))
    return found
