"""Outcomes as pictures, tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellrun.departments.quality.queries.outcomes import Rate
from wellrun.departments.quality.rules.outcomes.judging import Course, Judged
from wellrun.departments.quality.rules.outcomes.models import LevelWeight
from wellrun.engines import spc
from wellrun.foundations.catalogue.pictures import glance
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.charts import (
    ChartWords,
    CourseDay,
    Limits,
    ReaderFigure,
    cusum_chart,
    funnel_chart,
    gained_chart,
)
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.warehouse.marts.stays.expected import INTERCEPT, OTHER

UnitJudged = tuple[Place, Judged]

OUTCOMES = {"death": gettext_lazy("Deaths"), "readmission": gettext_lazy("Readmissions within 30 days")}
MEASURE_OF = {"death": "mortality_ratio", "readmission": "readmission_ratio"}
FACTORS = {
    "age": gettext_lazy("age"),
    "sex": gettext_lazy("sex"),
    "route": gettext_lazy("route of admission"),
    "care": gettext_lazy("where the stay began"),
    "diagnosis": gettext_lazy("first diagnosis"),
    "earlier_stays": gettext_lazy("stays in the year before"),
}


def funnel_of(units: Sequence[UnitJudged]) -> spc.Funnel:
    """Units since the reference period against what was expected of them."""
    return spc.exact_funnel(
        [
            spc.Unit(name=place.name, y=found.since.observed, n=found.since.expected)
            for place, found in units
            if found.since.expected
        ]
    )


def funnel_pictures(funnel: spc.Funnel, outcome: str) -> dict[str, SafeString]:
    """The funnel at two widths; nothing for fewer than three units."""
    if len(funnel.units) < 3:
        return {}
    words = ChartWords(
        subject=_("%(outcome)s, observed over expected × 100") % {"outcome": OUTCOMES[outcome]},
        figure=ReaderFigure(),
        direction=spc.Direction.DECREASE,
    )
    limits = Limits(centre=_("as expected"), outer=_("99.8 %"), inner=_("95 %"))
    said: dict[str, Any] = {"size_words": _("expected"), "size_figure": ReaderFigure(), "limit_words": limits}
    return {
        f"funnel_{name}": funnel_chart(funnel=funnel, words=words, narrow=narrow, **said)
        for name, narrow in (("wide", False), ("narrow", True))
    }


def course_pictures(course: Course, subject: str) -> dict[str, SafeString]:
    """The running sum and what was gained, at two widths."""
    days = [
        CourseDay(day=each.day, up=each.up, down=each.down, signal=each.signal, gained=each.gained)
        for each in course.days
    ]
    pictures = {}
    for name, narrow in (("wide", False), ("narrow", True)):
        pictures[f"course_{name}"] = cusum_chart(
            subject=subject, course=days, up=course.limits.up, down=course.limits.down, narrow=narrow
        )
        pictures[f"gained_{name}"] = gained_chart(
            subject=_("%(subject)s: expected less observed") % {"subject": subject}, course=days, narrow=narrow
        )
    return pictures


def units_table(units: Sequence[UnitJudged], outside: dict[str, int], query: Any, where: str) -> Table[UnitJudged]:
    """Every unit with its counts, ratio, interval and what is said of it."""

    def limit(at: int) -> Any:
        return lambda row: row[1].since.interval[at] if row[1].since.interval else None

    columns = (
        TableColumn[UnitJudged](
            "unit",
            _("Unit where the stay began"),
            lambda row: row[0].name,
            link=lambda row: f"{reverse('quality:outcomes')}?{where}&unit={row[0].code}",
        ),
        TableColumn[UnitJudged]("stays", _("Stays"), lambda row: row[1].stays, number=True),
        TableColumn[UnitJudged]("observed", _("Observed"), lambda row: row[1].since.observed, number=True),
        TableColumn[UnitJudged]("expected", _("Expected"), lambda row: row[1].since.expected, number=True, places=1),
        TableColumn[UnitJudged]("ratio", _("O/E × 100"), lambda row: row[1].since.value, number=True),
        TableColumn[UnitJudged]("lower", _("95 % from"), limit(0), number=True),
        TableColumn[UnitJudged]("upper", _("to"), limit(1), number=True),
        TableColumn[UnitJudged](
            "funnel", _("Against the model"), lambda row: funnel_words(outside.get(row[0].name, 0))
        ),
        TableColumn[UnitJudged]("course", _("Against itself"), lambda row: course_words(row[1].course)),
    )
    return Table("outcomes-by-unit", columns, units, query, sort="-ratio")


def funnel_words(outside: int) -> str:
    """What the funnel says of a unit."""
    return {1: _("above the 99.8 % limit"), -1: _("below the 99.8 % limit")}.get(outside, _("chance may explain it"))


def course_words(course: Course | None) -> str:
    """What the running sum says of a unit."""
    if course is None:
        return _("too few stays to watch")
    last = next((day for day in reversed(course.days) if day.signal), None)
    if last is None:
        return _("no change")
    said = {"day": f"{last.day:%-d %b}"}
    return _("worse, found on %(day)s") % said if last.signal > 0 else _("better, found on %(day)s") % said


def rates_table(rates: Sequence[Rate], query: Any, where: str) -> Table[Rate]:
    """Rates of infections and harm, for export; the page draws them with their charts."""

    def ratio(name: str) -> Any:
        return lambda rate: getattr(rate.predicted, name) if rate.predicted else None

    columns = (
        TableColumn[Rate](
            "measure",
            _("Measure"),
            lambda rate: rate.measure.title,
            link=lambda rate: f"{reverse('catalogue:measure', args=[rate.measure.key])}?{where}",
        ),
        TableColumn[Rate]("events", _("Events"), lambda rate: rate.events, number=True),
        TableColumn[Rate]("exposure", _("Exposure"), lambda rate: round(rate.exposure), number=True),
        TableColumn[Rate]("value", _("Rate"), lambda rate: rate.value, number=True, places=2),
        TableColumn[Rate]("unit", _("Unit"), lambda rate: rate.measure.unit),
        TableColumn[Rate]("lower", _("95 % from"), lambda rate: rate.lower, number=True, places=2),
        TableColumn[Rate]("upper", _("to"), lambda rate: rate.upper, number=True, places=2),
        TableColumn[Rate]("predicted", _("Predicted"), ratio("expected"), number=True, places=2),
    )
    return Table("harm-rates", columns, rates, query)


def rate_pictures(rates: Sequence[Rate]) -> list[tuple[Rate, str, float | None]]:
    """Each rate with its small chart and its ratio to what was predicted."""
    return [
        (
            rate,
            glance(rate.chart) if rate.chart else "",
            rate.predicted.observed / rate.predicted.expected if rate.predicted else None,
        )
        for rate in rates
    ]


def weights_table(rows: Sequence[LevelWeight]) -> list[tuple[str, str, float, int, int]]:
    """The model as a reader can follow it: factor, level, what the level multiplies the odds by, stays and events."""
    return [
        (str(FACTORS[row.factor]), level_words(row.level), exp(row.weight), row.stays, row.events)
        for row in rows
        if row.factor != INTERCEPT
    ]


def level_words(level: str) -> str:
    """A level of a factor as it is read."""
    return _("all rarer ones") if level == OTHER else level
