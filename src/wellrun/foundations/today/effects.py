"""Did it work? Actions in force long enough, judged against the level before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache, partial

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wellrun.engines.spc import Direction, Point, Variation, variation_of
from wellrun.foundations.catalogue.agreed import Agreed
from wellrun.foundations.catalogue.charting import DIRECTIONS, drawn_from, figures_of, grain_of, store
from wellrun.foundations.catalogue.pictures import effect
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import value_words
from wellrun.foundations.followup.models import Action
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.warehouse.measures.measure import Measure

VERDICTS = {
    "worked": ("improve", gettext_lazy("It worked.")),
    "faded": ("concern-up", gettext_lazy("It worked, then faded.")),
    "none": ("common", gettext_lazy("No effect seen yet.")),
    "worse": ("concern-up", gettext_lazy("It got worse.")),
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
    found = judgement_of(measure, place, started_on=action.started_on, day=day, words=action.title)
    return Effect(action, *astuple(found)) if found else None


@dataclass(frozen=True)
class Judgement:
    """What the points since a change say, judged by the level before it."""

    verdict: str
    mark: str
    title: str
    sentence: str
    picture: str


def judgement_of(measure: Measure, place: Place, *, started_on: dt.date, day: dt.date, words: str) -> Judgement | None:
    """The verdict on a change of a measure at a place; none if there are too few points on either side of it."""
    change = _Change(measure.key, place, started_on, day, f"{started_on:%-d %b}: {words}", get_language() or "")
    return _judged(store().warehouse.manifest().version, change)


@dataclass(frozen=True)
class _Change:
    """What decides a verdict and its picture, apart from the figures."""

    measure: str
    place: Place
    started_on: dt.date
    day: dt.date
    words: str
    language: str


@lru_cache(maxsize=256)
def _judged(version: int, change: _Change) -> Judgement | None:
    """Kept as long as the warehouse stays as it is."""
    del version  # It is in the key only: another state of the warehouse is another verdict.
    measure = MEASURES[change.measure]
    grain = grain_of(measure)
    figures = figures_of(measure, change.place, grain=grain, until=change.day)
    before = sum(figure.start < change.started_on for figure in figures)
    if before < ENOUGH_AFTER or len(figures) - before < ENOUGH_AFTER:
        return None
    # One phase, its limits held at the points before the change: they run on under the new points.
    agreed = Agreed(target=measure.target)
    chart = drawn_from(measure, change.place, grain=grain, figures=figures, agreed=agreed, baseline=before)
    if chart is None:
        return None
    course = Course(chart.drawn.points, before, DIRECTIONS[measure.better], grain, partial(value_words, measure))
    return judged(course, effect(chart, position=before, words=change.words))


@dataclass(frozen=True)
class Course:
    """The points of a chart whose limits are those of the first ``before``, by which the others are judged.

    ``say`` writes a value with its unit; none is a value that is missing.
    """

    points: Sequence[Point]
    before: int
    direction: Direction
    grain: str
    say: Callable[[float | None], str]


def judged(course: Course, picture: str) -> Judgement:
    """The verdict on a change, in a word and a sentence, beside its picture."""
    verdict = verdict_of(course.points[course.before :], course.direction)
    mark, title = VERDICTS[verdict]
    return Judgement(verdict, mark, str(title), _sentence(course), picture)


def verdict_of(after: Sequence[Point], direction: Direction) -> str:
    """worked, faded, none or worse: from the points after the change, judged by the rules of the chart."""
    kinds = [variation_of(point=point, direction=direction) for point in after if point.y is not None]
    better = [kind is Variation.IMPROVEMENT for kind in kinds]
    recent = kinds[-4:]
    if Variation.CONCERN in recent:
        return "faded" if any(better) else "worse"
    if any(better[-4:]):
        return "worked"
    return "faded" if any(better) else "none"


def _sentence(course: Course) -> str:
    after = course.points[course.before :]
    periods = {"day": _("days"), "week": _("weeks"), "month": _("months")}[course.grain]
    last = next((point.y for point in reversed(after) if point.y is not None), None)
    return _("%(after)s in %(n)s %(periods)s since, %(before)s before; last %(last)s.") % {
        "after": course.say(_level(after)),
        "before": course.say(_level(course.points[: course.before])),
        "n": len(after),
        "periods": periods,
        "last": course.say(last),
    }


def _level(points: Sequence[Point]) -> float | None:
    values = [point.y for point in points if point.y is not None]
    return sum(values) / len(values) if values else None
