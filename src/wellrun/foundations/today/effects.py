"""Did it work? Actions in force long enough, judged against the level before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from wellrun.engines.spc import Point, Variation, variation_of
from wellrun.foundations.catalogue.agreed import Agreed
from wellrun.foundations.catalogue.charting import DIRECTIONS, MeasureChart, drawn_from, figures_of, grain_of
from wellrun.foundations.catalogue.pictures import effect
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import value_words
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Tree

VERDICTS = {
    "worked": ("improve", _("It worked.")),
    "faded": ("concern-up", _("It worked, then faded.")),
    "none": ("common", _("No effect seen yet.")),
    "worse": ("concern-up", _("It got worse.")),
}
ENOUGH_AFTER = 6
"""So many points after the change before it is judged."""


@dataclass(frozen=True)
class Effect:
    """An action, what its measure did since, and the verdict in a word and a sentence."""

    action: Action
    verdict: str
    mark: str
    title: str
    sentence: str
    picture: str


def effect_on(action: Action, *, day: dt.date, tree: Tree) -> Effect | None:
    """The verdict on one action; none if its measure has too few points on either side of the change."""
    measure, place = MEASURES.get(action.measure), tree.get(action.place)
    if measure is None or place is None or action.started_on is None:
        return None
    grain = grain_of(measure)
    figures = figures_of(measure, place, grain=grain, until=day)
    before = sum(figure.start < action.started_on for figure in figures)
    if before < ENOUGH_AFTER or len(figures) - before < ENOUGH_AFTER:
        return None
    # One phase, its limits held at the points before the change: they run on under the new points.
    chart = drawn_from(
        measure, place, grain=grain, figures=figures, agreed=Agreed(target=measure.target), baseline=before
    )
    if chart is None:
        return None
    verdict = verdict_of(chart, before)
    mark, title = VERDICTS[verdict]
    words = f"{action.started_on:%-d %b}: {action.title}"
    return Effect(action, verdict, mark, title, _sentence(chart, before), effect(chart, position=before, words=words))


def verdict_of(chart: MeasureChart, before: int) -> str:
    """worked, faded, none or worse: from the points after the change, judged by the rules of the chart."""
    direction = DIRECTIONS[chart.measure.better]
    kinds = [
        variation_of(point=point, direction=direction) for point in chart.drawn.points[before:] if point.y is not None
    ]
    better = [kind is Variation.IMPROVEMENT for kind in kinds]
    recent = kinds[-4:]
    if Variation.CONCERN in recent:
        return "faded" if any(better) else "worse"
    if any(better[-4:]):
        return "worked"
    return "faded" if any(better) else "none"


def _sentence(chart: MeasureChart, before: int) -> str:
    measure = chart.measure
    earlier, later = _level(chart.drawn.points[:before]), _level(chart.drawn.points[before:])
    periods = {"day": _("days"), "week": _("weeks"), "month": _("months")}[chart.grain]
    return _("%(after)s in %(n)s %(periods)s since, %(before)s before; last %(last)s.") % {
        "after": value_words(measure, later),
        "before": value_words(measure, earlier),
        "n": len(chart.drawn.points) - before,
        "periods": periods,
        "last": value_words(measure, chart.last.y),
    }


def _level(points: Sequence[Point]) -> float | None:
    values = [point.y for point in points if point.y is not None]
    return sum(values) / len(values) if values else None
