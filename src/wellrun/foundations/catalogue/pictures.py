"""Measures as pictures: the same chart on Today, on its own page, and in the brief."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import get_language

from wellrun.engines import spc
from wellrun.foundations.catalogue.charting import DIRECTIONS, MeasureChart
from wellrun.foundations.catalogue.wording import reader_figure, target_words
from wellrun.foundations.pages.charts import (
    Change,
    ChartWords,
    Note,
    ReaderFigure,
    control_chart,
    effect_chart,
    funnel_chart,
    small_multiples,
    sparkline,
)


def words_of(chart: MeasureChart) -> ChartWords:
    """What is said about a chart: subject, figures, target, the reasons of its phases, and its notes."""
    measure, agreed = chart.measure, chart.agreed
    shown = {figure.start for figure in chart.figures}
    began = [phase for phase in agreed.phases if any(start >= phase.starts_on for start in shown)]
    return ChartWords(
        subject=f"{measure.title}, {chart.place.name}",
        figure=reader_figure(measure),
        direction=DIRECTIONS[measure.better],
        target=agreed.target,
        target_words=target_words(measure, agreed.target) if agreed.target is not None else "",
        reasons=tuple(f"{phase.starts_on:%-d %b}: {phase.reason}" for phase in began[-len(chart.drawn.phases) + 1 :])
        if len(chart.drawn.phases) > 1
        else (),
        notes=tuple(Note(position=position, words=words) for position, words in noted(chart)),
    )


def noted(chart: MeasureChart) -> list[tuple[int, str]]:
    """The notes that fall within the chart, each at the period that holds its day."""
    starts = [figure.start for figure in chart.figures]
    found = []
    for note in chart.agreed.notes:
        position = max((n for n, start in enumerate(starts) if start <= note.day), default=None)
        if position is not None:
            found.append((position, f"{note.day:%-d %b}: {note.words}"))
    return found


def glance(chart: MeasureChart) -> str:
    """The newest points, small."""
    return _small(chart, get_language() or "")


def whole(chart: MeasureChart, *, narrow: bool) -> str:
    """The full chart."""
    return _full(chart, narrow, get_language() or "")


@lru_cache(maxsize=512)
def _small(chart: MeasureChart, _language: str) -> str:
    return sparkline(chart=chart.drawn, words=words_of(chart))


@lru_cache(maxsize=256)
def _full(chart: MeasureChart, narrow: bool, _language: str) -> str:
    return control_chart(chart=chart.drawn, words=words_of(chart), narrow=narrow)


def effect(chart: MeasureChart, *, position: int, words: str) -> str:
    """The chart of a change, the lines of before running on."""
    return effect_chart(chart=chart.drawn, words=words_of(chart), change=Change(position=position, words=words))


def side_by_side(charts: tuple[MeasureChart, ...]) -> tuple[str, ...]:
    """One small chart for each place, on one scale."""
    return _beside(charts, get_language() or "")


@lru_cache(maxsize=64)
def _beside(charts: tuple[MeasureChart, ...], _language: str) -> tuple[str, ...]:
    return small_multiples(charts=[(chart.place.name, chart.drawn, words_of(chart)) for chart in charts])


def by_size(chart: MeasureChart, units: Sequence[spc.Unit], *, size_words: str) -> str:
    """Units compared with what their size makes likely; nothing where the measure has no such comparison."""
    if chart.measure.chart not in ("p", "pp", "u", "up") or len(units) < 3:
        return ""
    return _funnel(chart, tuple(units), size_words, get_language() or "")


@lru_cache(maxsize=64)
def _funnel(chart: MeasureChart, units: tuple[spc.Unit, ...], size_words: str, _language: str) -> str:
    compared = spc.funnel(units, kind=chart.measure.chart, multiply=chart.measure.multiply)
    return funnel_chart(funnel=compared, words=words_of(chart), size_words=size_words, size_figure=ReaderFigure())
