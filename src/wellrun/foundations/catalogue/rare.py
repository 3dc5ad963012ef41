"""Rare events of a measure: a running sum with a stated false-alarm rate, and the exposure between one and the next.

Limits of u and p charts rest on the normal curve, which fits badly below one expected event a period (Provost and
Murray, The Health Care Data Guide). Such a chart is shown, not judged; these two judge instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from wellrun.engines import spc
from wellrun.engines.outcomes.cusum import Limits, count_limits, counted
from wellrun.foundations.catalogue.charting import MeasureChart, figures_between
from wellrun.foundations.catalogue.sentences import counted as events_of
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.charts import CourseDay
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure

COUNTED = ("p", "pp", "u", "up")
FEWEST_EVENTS = 1.0
"""Mean events a period below which a chart of counts is not judged."""
LOOKED_BACK = dt.timedelta(weeks=156)
WATCHED = 26
"""Newest weeks that are judged by those before."""
FEWEST_WEEKS, BASELINE_EVENTS = 26, 5
"""What the weeks before must be, and hold, to say what is usual."""
RATIO = 2.0
"""The rise, and fall, that the running sum is made to find: twice, or half, as many."""
FALSE_ALARM_WEEKS = 1300
"""Weeks, on average, to a signal that means nothing, on each side: 25 years, since many measures and places are watched
at a time."""
FEWEST_GAPS = 5


@dataclass(frozen=True)
class RareCourse:
    """The running sum of a measure at a place, with everything it was worked out from.

    usual: events per unit of exposure in the baseline weeks, times the measure's factor.
    """

    course: tuple[CourseDay, ...]
    limits: Limits
    baseline_from: dt.date
    baseline_until: dt.date
    baseline_events: int
    usual: float
    seen: int
    expected: float

    @property
    def last_signal(self) -> CourseDay | None:
        return next((each for each in reversed(self.course) if each.signal), None)


@dataclass(frozen=True)
class Gaps:
    """Exposure between one event and the next as a g chart; ``days`` are those of the events that end each gap;
    ``since_last`` is the exposure since the newest event."""

    chart: spc.Chart
    days: tuple[dt.date, ...]
    since_last: float


def countable(measure: Measure) -> bool:
    """Whether a measure counts events, so that their rarity can be judged."""
    return measure.chart in COUNTED


def too_rare(chart: MeasureChart) -> bool:
    """Whether events are so rare that one or two of them would pass a limit by chance alone."""
    if not countable(chart.measure):
        return False
    return events_of(chart.figures) / max(1, len(chart.figures)) < FEWEST_EVENTS


def weeks_of(measure: Measure, place: Place, *, until: dt.date) -> tuple[Figure, ...]:
    """The complete weeks that the running sum looks at."""
    return figures_between(measure, place, grain="week", since=until - LOOKED_BACK, until=until)


def course_of(measure: Measure, weeks: Sequence[Figure]) -> RareCourse | None:
    """The running sum over the newest weeks; none where those before are too few or hold too few events."""
    held = [week for week in weeks if week.denominator]
    before, after = held[:-WATCHED], held[-WATCHED:]
    events, exposure = events_of(before), sum(week.denominator or 0.0 for week in before)
    if len(before) < FEWEST_WEEKS or events < BASELINE_EVENTS:
        return None
    rate = events / exposure
    expected = [rate * (week.denominator or 0.0) for week in after]
    seen = [week.numerator or 0.0 for week in after]
    limits = _limits(round(sum(expected) / len(expected), 3))
    points = counted(seen, expected, limits=limits, ratio=RATIO)
    return RareCourse(
        course=tuple(
            CourseDay(day=week.start, up=point.up, down=point.down, signal=point.passed, gained=point.gained)
            for week, point in zip(after, points, strict=True)
        ),
        limits=limits,
        baseline_from=before[0].start,
        baseline_until=before[-1].start + dt.timedelta(days=6),
        baseline_events=round(events),
        usual=rate * measure.multiply,
        seen=round(sum(seen)),
        expected=sum(expected),
    )


@lru_cache(maxsize=512)
def _limits(expected: float) -> Limits:
    return count_limits([expected], run_length=FALSE_ALARM_WEEKS, ratio=RATIO)


def gaps_of(measure: Measure, place: Place, *, until: dt.date) -> Gaps | None:
    """The g chart of a measure at a place; none for too few events."""
    days = figures_between(measure, place, grain="day", since=until - LOOKED_BACK, until=until)
    sizes: list[float] = []
    ends: list[dt.date] = []
    run, begun = 0.0, False
    for day in days:
        run += day.denominator or 0.0
        for _ in range(round(day.numerator or 0.0)):
            # Before the first event nobody knows how long it had been.
            if begun:
                sizes.append(round(run))
                ends.append(day.start)
            run, begun = 0.0, True
    if len(sizes) < FEWEST_GAPS:
        return None
    series = spc.Series(x=tuple(range(1, len(sizes) + 1)), y=tuple(sizes))
    return Gaps(chart=spc.chart("g", series, spc.Settings()), days=tuple(ends), since_last=run)
