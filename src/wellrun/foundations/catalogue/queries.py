"""Reading measures: the list of all, one measure's parts, and an answer to a question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from wellrun.engines import spc
from wellrun.foundations.catalogue.agreed import Agreed, agreed_everywhere
from wellrun.foundations.catalogue.charting import (
    MeasureChart,
    chart_of,
    drawn_from,
    figures_below,
    figures_of,
    grain_of,
    store,
)
from wellrun.foundations.catalogue.models import Question
from wellrun.foundations.catalogue.pictures import glance
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.people.models import Account
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.measures.places import Level as WarehouseLevel
from wellrun.warehouse.measures.question import Question as Asked
from wellrun.warehouse.measures.question import figure_for
from wellrun.warehouse.measures.suppression import Audience


@dataclass(frozen=True)
class Line:
    """A measure in the list: its newest figure, and its chart where it has enough points."""

    measure: Measure
    last: Figure | None
    chart: MeasureChart | None
    picture: str


def measure_lines(place: Place, *, until: dt.date, department: str = "") -> list[Line]:
    """Every measure of the department, or all, with its state at the place."""
    agreed = agreed_everywhere(place)
    lines = []
    for measure in sorted(MEASURES.values(), key=lambda m: (m.department, m.title)):
        if department and measure.department != department:
            continue
        chart = chart_of(measure, place, until=until, agreed=agreed[measure.key])
        last = chart.figures[-1] if chart else newest(measure, place, until=until)
        lines.append(Line(measure, last, chart, glance(chart) if chart else ""))
    return lines


def newest(measure: Measure, place: Place, *, until: dt.date) -> Figure | None:
    """The newest complete figure of a measure that has too few for a chart."""
    figures = figures_of(measure, place, grain=grain_of(measure), until=until)
    return figures[-1] if figures else None


def units_of(measure: Measure, place: Place, *, until: dt.date, tree: Tree, grain: str) -> tuple[MeasureChart, ...]:
    """The charts of the units within the place, or of the facilities of a network.

    Kept as long as the warehouse stays as it is.
    """
    level = Level.UNIT if place.level is not Level.NETWORK else Level.FACILITY
    below = tuple(each for each in tree.within(place) if each.level is level and each != place)
    return _units(store().warehouse.manifest().version, measure.key, place.facility, below, until, grain)


@lru_cache(maxsize=64)
def _units(
    version: int, key: str, facility: str, below: tuple[Place, ...], until: dt.date, grain: str
) -> tuple[MeasureChart, ...]:
    del version  # It is in the key only: another state of the warehouse is another set of charts.
    if not below:
        return ()
    measure = MEASURES[key]
    found = figures_below(measure, WarehouseLevel(below[0].level), grain=grain, until=until, facility=facility)
    charts = (
        drawn_from(measure, each, grain=grain, figures=found[each.code], agreed=Agreed())
        for each in below
        if each.code in found
    )
    return tuple(chart for chart in charts if chart is not None)


def sizes_of(charts: Sequence[MeasureChart], *, periods: int) -> list[spc.Unit]:
    """Each unit's counts and exposure over its newest periods."""
    units = []
    for chart in charts:
        newest = [figure for figure in chart.figures[-periods:] if figure.denominator]
        if newest:
            y, n = (sum(figure.numerator or 0 for figure in newest), sum(figure.denominator or 0 for figure in newest))
            units.append(spc.Unit(name=chart.place.name, y=y, n=n))
    return units


def questions_of(account: Account, place: Place, *, tree: Tree) -> QuerySet[Question]:
    """The account's own questions, and those shared by others within the place."""
    codes = [below.code for below in tree.within(place)]
    return Question.objects.filter(Q(author=account) | Q(shared=True, place__in=codes)).select_related("author__person")


@dataclass(frozen=True)
class Answer:
    """The answer to a question: one line of figures for each part of the split."""

    measure: Measure
    starts: tuple[dt.date, ...]
    parts: tuple[tuple[str, tuple[Figure | None, ...]], ...]

    @property
    def withheld(self) -> bool:
        """Whether any figure is kept back because it shows too few patients."""
        return any(figure is not None and figure.withheld for _name, figures in self.parts for figure in figures)


def answer(question: Question, *, place: Place, today: dt.date, tree: Tree) -> Answer:
    """The figures a question asks for, by group; a group that is a place is called by its name."""
    measure = MEASURES[question.measure]
    asked = Asked(
        measure=measure,
        split=question.split,
        grain=Grain(question.grain),
        since=question.since,
        until=question.until,
        level=WarehouseLevel(place.level),
        place=place.code,
    )
    # Split by what people are, small cells could point at a person: nobody is shown them (CMS: 1 to 10 withheld).
    audience = Audience.OTHERS if question.split in measure.splits else Audience.OWN_MANAGERS
    groups = figure_for(asked, store=store(), today=today, audience=audience)
    starts = tuple(sorted({figure.start for figures in groups.values() for figure in figures}))
    parts = []
    for group, figures in groups.items():
        where = tree.get(group)
        if where is not None and not (place.covers(where) or where.covers(place)):
            continue
        by_start = {figure.start: figure for figure in figures}
        parts.append((where.name if where else group, tuple(by_start.get(start) for start in starts)))
    return Answer(measure, starts, tuple(parts))
