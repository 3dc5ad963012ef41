"""From a measure and a place to its control chart, with the phases, notes and target agreed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from wellrun.engines import spc
from wellrun.foundations.catalogue.agreed import Agreed, AgreedPhase
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Place
from wellrun.values.periods import Grain
from wellrun.warehouse.connection import FactReader, Warehouse
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.measures.places import Level
from wellrun.warehouse.measures.store import FigureStore
from wellrun.warehouse.measures.suppression import Audience
from wellrun.warehouse.tables import TABLES

POINTS = {"day": 90, "week": 78, "month": 36}
"""How far back a chart looks, in periods."""

FEWEST = 8
"""Below this many points no chart is judged: nothing can be said about what is usual."""

DIRECTIONS = {"lower": spc.Direction.DECREASE, "higher": spc.Direction.INCREASE, "neither": spc.Direction.NEUTRAL}


@dataclass(frozen=True, eq=False)
class MeasureChart:
    """A measure at a place as a control chart, and all it was drawn from. The same chart is the same object."""

    measure: Measure
    place: Place
    grain: str
    figures: tuple[Figure, ...]
    drawn: spc.Chart
    icons: spc.Icons
    agreed: Agreed

    @property
    def last(self) -> spc.Point:
        point = self.drawn.last
        if point is None:
            raise ValueError(f"The chart of {self.measure.key} at {self.place.code} has no point.")
        return point


@lru_cache(maxsize=1)
def store() -> FigureStore:
    """The reader of figures, one for each process; it follows the warehouse by itself."""
    return FigureStore(Warehouse(settings.WAREHOUSE))


@lru_cache(maxsize=1)
def facts() -> FactReader:
    """The reader of single facts, one for each process."""
    return FactReader(Warehouse(settings.WAREHOUSE), TABLES)


def grain_of(measure: Measure) -> str:
    """The period a measure is judged by."""
    return str(measure.judged_by)


def figures_of(measure: Measure, place: Place, *, grain: str, until: dt.date) -> tuple[Figure, ...]:
    """The complete periods before ``until``, oldest first, as far back as a chart looks."""
    return figures_between(measure, place, grain=grain, since=reach(grain, until), until=until)


def figures_between(
    measure: Measure, place: Place, *, grain: str, since: dt.date, until: dt.date
) -> tuple[Figure, ...]:
    """The complete periods that begin from ``since`` up to, not including, ``until``, oldest first."""
    found = store().series(
        measure.key, Level(place.level), place.code, Grain(grain), since, until, audience=Audience.OWN_MANAGERS
    )
    return tuple(figure for figure in found if figure.complete)


def reach(grain: str, until: dt.date) -> dt.date:
    """The first day a chart looks at."""
    return until - dt.timedelta(days={"day": 1, "week": 7, "month": 31}[grain] * POINTS[grain])


def figures_below(
    measure: Measure, level: Level, *, grain: str, until: dt.date, facility: str = ""
) -> dict[str, tuple[Figure, ...]]:
    """The complete periods of every place of a level, by place, in one reading."""
    found = store().all_series(
        measure.key, level, Grain(grain), reach(grain, until), until, audience=Audience.OWN_MANAGERS, within=facility
    )
    return {place: tuple(figure for figure in figures if figure.complete) for place, figures in found.items()}


def measures_with_figures(place: Place, *, until: dt.date) -> int:
    """How many measures have a figure for the place within the last two months."""
    return _with_figures(store().warehouse.manifest().version, place, until)


@lru_cache(maxsize=256)
def _with_figures(version: int, place: Place, until: dt.date) -> int:
    del version  # It is in the key only: another state of the warehouse is another count.
    since = until - dt.timedelta(days=62)
    found = store().many(
        list(MEASURES), Level(place.level), place.code, Grain.MONTH, since, until, audience=Audience.OWN_MANAGERS
    )
    return sum(bool(figures) for figures in found.values())


def day_of_newest(place: Place) -> dt.date | None:
    """The day on which the newest figures of a place were fresh; none where there are no figures."""
    newest = store().newest(Level(place.level), place.code)
    return newest + dt.timedelta(days=1) if newest else None


def chart_of(measure: Measure, place: Place, *, until: dt.date, grain: str = "", agreed: Agreed) -> MeasureChart | None:
    """The control chart of a measure at a place with what was known on a day; none if there are too few figures.

    Kept as long as the warehouse and what was agreed stay as they are.
    """
    version = store().warehouse.manifest().version
    return _kept(version, measure.key, place, grain or grain_of(measure), until, agreed)


@lru_cache(maxsize=512)
def _kept(version: int, key: str, place: Place, grain: str, until: dt.date, agreed: Agreed) -> MeasureChart | None:
    del version  # It is in the key only: another state of the warehouse is another chart.
    measure = MEASURES[key]
    return drawn_from(
        measure, place, grain=grain, figures=figures_of(measure, place, grain=grain, until=until), agreed=agreed
    )


def drawn_from(
    measure: Measure,
    place: Place,
    *,
    grain: str,
    figures: Sequence[Figure],
    agreed: Agreed,
    baseline: int | None = None,
) -> MeasureChart | None:
    """The control chart of given figures; ``baseline`` fixes the limits to so many first points."""
    if sum(figure.value is not None for figure in figures) < FEWEST:
        return None
    kept = spc.Settings(
        phases=phase_starts(figures, agreed.phases),
        baseline=baseline,
        multiply=measure.multiply,
        rules=spc.RULE_SETS[agreed.rules],
    )
    drawn = spc.chart(measure.chart, series_of(measure, figures), kept)
    return MeasureChart(
        measure=measure,
        place=place,
        grain=grain,
        figures=tuple(figures),
        drawn=drawn,
        icons=spc.icons(drawn, DIRECTIONS[measure.better], agreed.target),
        agreed=agreed,
    )


def series_of(measure: Measure, figures: Sequence[Figure]) -> spc.Series:
    """Counts with their exposure for rate and proportion charts, plain values for the others."""
    places = tuple(figure.start for figure in figures)
    if measure.chart in ("p", "pp", "u", "up"):
        return spc.Series(
            x=places, y=tuple(figure.numerator for figure in figures), n=tuple(figure.denominator for figure in figures)
        )
    values = tuple(None if figure.value is None else figure.value / measure.multiply for figure in figures)
    return spc.Series(x=places, y=values)


def phase_starts(figures: Sequence[Figure], phases: Sequence[AgreedPhase]) -> tuple[spc.Phase, ...]:
    """Where each agreed phase begins among the points drawn; a phase outside them changes nothing."""
    starts = []
    for phase in phases:
        first = next((n for n, figure in enumerate(figures) if figure.start >= phase.starts_on), None)
        if first:
            starts.append(spc.Phase(start=first))
    return tuple(dict.fromkeys(starts))
