"""Rare events of a measure on a page of their own, beside its control chart."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellrun.engines.spc import Direction
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.rare import (
    BASELINE_EVENTS,
    FALSE_ALARM_WEEKS,
    FEWEST_GAPS,
    FEWEST_WEEKS,
    RATIO,
    WATCHED,
    Gaps,
    RareCourse,
    countable,
    course_of,
    gaps_of,
    weeks_of,
)
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.pages.charts import ChartWords, ReaderFigure, control_chart, cusum_chart
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.warehouse.measures.measure import Better, Measure

BETTER = {Better.LOWER: Direction.INCREASE, Better.HIGHER: Direction.DECREASE, Better.NEITHER: Direction.NEUTRAL}
"""Of the way from one event to the next: the longer it is, the fewer events."""


@requires(Permission.READ_FIGURES)
def rare(request: ReaderRequest, key: str) -> HttpResponse:
    """The running sum and the gaps, each with the settings it was made with."""
    if key not in MEASURES or not countable(MEASURES[key]):
        raise Http404
    measure = MEASURES[key]
    course = course_of(measure, weeks_of(measure, request.place, until=request.day))
    gaps = gaps_of(measure, request.place, until=request.day)
    table = _table(measure, gaps, request.GET)
    if (file := table.export()) is not None:
        return file
    context = {
        "here": measure.department,
        "measure": measure,
        "course": course,
        "gaps": gaps,
        "table": table,
        "settings": {
            "ratio": RATIO,
            "watched": WATCHED,
            "years": FALSE_ALARM_WEEKS // 52,
            "weeks": FEWEST_WEEKS,
            "events": BASELINE_EVENTS,
            "fewest": FEWEST_GAPS,
        },
        **_pictures(measure, course, gaps, request),
    }
    return render(request, "catalogue/rare.html", context)


def _pictures(measure: Measure, course: RareCourse | None, gaps: Gaps | None, request: ReaderRequest) -> dict[str, Any]:
    subject = f"{measure.title}, {request.place.name}"
    pictures: dict[str, Any] = {}
    for name, narrow in (("wide", False), ("narrow", True)):
        if course:
            limits = {"up": course.limits.up, "down": course.limits.down}
            pictures[f"course_{name}"] = cusum_chart(subject=subject, course=course.course, narrow=narrow, **limits)
        if gaps:
            words = ChartWords(subject=subject, figure=ReaderFigure(), direction=BETTER[measure.better])
            pictures[f"gaps_{name}"] = control_chart(chart=gaps.chart, words=words, narrow=narrow)
    return pictures


def _table(measure: Measure, gaps: Gaps | None, query: Any) -> Table[tuple[int, Any, float]]:
    pairs = zip(gaps.days, gaps.chart.points, strict=True) if gaps else ()
    rows = [(number, day, point.y or 0.0) for number, (day, point) in enumerate(pairs, start=1)]
    columns = (
        TableColumn[tuple[int, Any, float]]("day", _("Event on"), lambda row: row[1]),
        TableColumn[tuple[int, Any, float]]("number", _("Number"), lambda row: row[0], number=True),
        TableColumn[tuple[int, Any, float]]("gap", _("Exposure since the one before"), lambda row: row[2], number=True),
    )
    return Table(f"{measure.key}-rare", columns, rows, query, sort="-day", lines=13)
