"""Signals of rare events: a running sum that has reached its limit for worse, where no other chart can judge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.foundations.catalogue.charting import figures_below, grain_of, reach, store
from wellrun.foundations.catalogue.rare import (
    FALSE_ALARM_WEEKS,
    FEWEST_EVENTS,
    LOOKED_BACK,
    WATCHED,
    RareCourse,
    countable,
    course_of,
)
from wellrun.foundations.catalogue.registry import JUDGED_ELSEWHERE, MEASURES
from wellrun.foundations.catalogue.sentences import counted
from wellrun.foundations.catalogue.wording import day_words
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.today.draft import RANKS_BY_DEPARTMENT, Draft, Rank
from wellrun.foundations.today.variation import kind_words
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import About, Better, Measure
from wellrun.warehouse.measures.places import Level as Judged
from wellrun.warehouse.measures.suppression import Audience

JUDGED = (Judged.UNIT, Judged.FACILITY)
TOLD_FOR = dt.timedelta(weeks=8)
"""How long after the limit was reached it is still told of."""


def rare_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Every measure and place where events are rare and the running sum has lately reached its limit."""
    for measure in MEASURES.values():
        judged = countable(measure) and measure.about is About.PATIENTS and measure.better is Better.LOWER
        if not judged or Grain.WEEK not in measure.grains or measure.key in JUDGED_ELSEWHERE:
            continue
        told: list[Place] = []
        for level in JUDGED:
            for place, weeks in _rare(measure, level, day, tree):
                course = course_of(measure, weeks)
                draft = _told(measure, place, course, day) if course else None
                # What a unit explains is not told of its facility again.
                if draft is not None and not any(place.covers(unit) for unit in told):
                    told.append(place)
                    yield draft


def _rare(measure: Measure, level: Judged, day: dt.date, tree: Tree) -> Iterator[tuple[Place, tuple[Figure, ...]]]:
    grain = grain_of(measure)
    known = figures_below(measure, level, grain=grain, until=day)
    seldom = {code for code, figures in known.items() if figures and counted(figures) / len(figures) < FEWEST_EVENTS}
    if not any(counted(known[code]) for code in seldom):
        return
    for code, weeks in _weeks(measure, level, day).items():
        place = tree.get(code)
        if code in seldom and place is not None and str(place.level) == str(level):
            yield place, weeks


def _weeks(measure: Measure, level: Judged, day: dt.date) -> Mapping[str, tuple[Figure, ...]]:
    since = min(day - LOOKED_BACK, reach("week", day))
    found = store().all_series(measure.key, level, Grain.WEEK, since, day, audience=Audience.OWN_MANAGERS)
    return {code: tuple(figure for figure in figures if figure.complete) for code, figures in found.items()}


def _told(measure: Measure, place: Place, course: RareCourse, day: dt.date) -> Draft | None:
    last = course.last_signal
    if last is None or last.signal < 0 or last.day < day - TOLD_FOR:
        return None
    said = {"measure": measure.title, "place": place.name, "n": course.seen, "expected": f"{course.expected:.1f}"}
    where = urlencode({"at": place.code, "day": day.isoformat()})
    return Draft(
        key=f"rare:{measure.key}:{place.code}",
        place=place.code,
        rank=RANKS_BY_DEPARTMENT.get(measure.department, Rank.DRIFT),
        kind=kind_words(measure),
        mark="concern-up",
        sentence=_("%(measure)s on %(place)s come more often than before, more than chance explains.") % said,
        figure=_("%(n)s in the newest weeks; %(expected)s expected") % said,
        facts=_(
            "The running sum of %(weeks)s weeks reached its limit in the week of %(day)s; chance alone does so once in "
            "%(years)s years."
        )
        % {"weeks": WATCHED, "day": day_words(last.day, today=day), "years": FALSE_ALARM_WEEKS // 52},
        since=last.day,
        weight=float(course.seen) - course.expected,
        measure=measure.key,
        address=f"{reverse('catalogue:rare', args=[measure.key])}?{where}",
    )
