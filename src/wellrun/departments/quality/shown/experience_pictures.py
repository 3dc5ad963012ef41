"""How scores are shown: a bar of boxes with the interval of the best one, and one measure over the months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.departments.quality.queries.experience import Month
from wellrun.departments.quality.rules.experience.intervals import Interval
from wellrun.departments.quality.rules.experience.surveys import Box, Survey
from wellrun.departments.quality.words.experience import BOXES
from wellrun.engines import spc
from wellrun.foundations.catalogue.charting import FEWEST
from wellrun.foundations.pages.charts import ChartWords, ReaderFigure, control_chart
from wellrun.foundations.pages.charts.strokes import Scale, line, rect, svg

BAR = (240.0, 18.0)
PERCENT = ReaderFigure(unit=" %")


def box_bar(*, subject: str, boxes: Mapping[Box, int], scale: str, top: Interval) -> SafeString:
    """Best, middle and worst answers side by side, and how far the share of the best may lie from what is shown."""
    across = Scale(low=0, high=100, start=0, end=BAR[0])
    parts, reached = [], 0.0
    for box, percent in boxes.items():
        left, right = across.at(reached), across.at(reached + percent)
        parts.append(rect((left, 3), (right - left, BAR[1] - 6), kind=f"box-{box.value}"))
        reached += percent
    low, high, middle = across.at(100 * top.low), across.at(100 * top.high), BAR[1] / 2
    parts += [
        line((low, middle), (high, middle), kind="box-range"),
        line((low, 1), (low, BAR[1] - 1), kind="box-range"),
        line((high, 1), (high, BAR[1] - 1), kind="box-range"),
    ]
    told = ", ".join(f"{BOXES[scale][box]} {PERCENT(percent)}" for box, percent in boxes.items())
    return svg(parts, size=BAR, label=f"{subject}: {told}.")


def trend(months: Sequence[Month], *, composite: bool) -> spc.Chart | None:
    """The control chart of a measure's top box by month; none where there are too few months to say what is usual.

    A single question is a share, so a p chart. A composite is a mean of shares and no count over a count: it is charted
    as values whose spread follows the number of patients who answered (I′). Each version of the survey is a phase.
    """
    if len(months) < FEWEST:
        return None
    begins = [
        spc.Phase(start=at) for at, (one, other) in enumerate(pairwise(months), start=1) if one.survey != other.survey
    ]
    kept = spc.Settings(phases=tuple(begins), multiply=100, rules=spc.MAKING_DATA_COUNT)
    places = tuple(month.start for month in months)
    people = tuple(float(month.score.respondents) for month in months)
    shares = tuple(month.score.shares[Box.TOP] for month in months)
    counts = tuple(share * many for share, many in zip(shares, people, strict=True))
    return spc.chart("ip" if composite else "p", spc.Series(x=places, y=counts, n=people), kept)


def trend_pictures(chart: spc.Chart, *, subject: str, begun: Sequence[tuple[dt.date, str]]) -> tuple[SafeString, ...]:
    """The chart for a wide and for a narrow column."""
    words = ChartWords(
        subject=subject,
        figure=PERCENT,
        direction=spc.Direction.INCREASE,
        reasons=tuple(_("another version of the survey: %s") % survey for _start, survey in begun),
    )
    return tuple(control_chart(chart=chart, words=words, narrow=narrow) for narrow in (False, True))


def scale_of(survey: Survey, items: Sequence[str]) -> str:
    """The key of the scale by which a measure's boxes are named: that of its first question."""
    return survey.items[items[0]].scale.key
