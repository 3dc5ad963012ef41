"""A forecast in words, as a table and as a picture."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wellrun.departments.operations.queries.forecasts import PlaceForecast
from wellrun.departments.operations.rules.forecasts import ForecastDay
from wellrun.foundations.pages.charts.ranges import RangeDay, range_chart
from wellrun.foundations.pages.tables import Table, TableColumn

NEAR = 28
"""Days ahead on the first picture: as many as lie behind."""

TITLES = {
    "census": _("Patients at midnight"),
    "admissions": _("Admissions"),
    "discharges": _("Discharges"),
    "arrivals": _("Arrivals in emergency"),
}


def pictures_of(found: PlaceForecast) -> dict[str, Any]:
    """The newest days beside the next ones, and all days ahead, each wide and narrow."""
    title = str(TITLES[found.what])
    near = [_day(one) for one in (*found.over, *found.ahead[:NEAR])]
    far = [_day(one) for one in found.ahead]
    return {
        "near_wide": range_chart(subject=title, days=near),
        "near_narrow": range_chart(subject=title, days=near[len(near) // 4 :], narrow=True),
        "far_wide": range_chart(subject=title, days=far),
        "far_narrow": range_chart(subject=title, days=far, narrow=True),
    }


def _day(one: ForecastDay) -> RangeDay:
    return RangeDay(
        day=one.day,
        expected=one.expected,
        inner=(one.lower_80, one.upper_80),
        outer=(one.lower_95, one.upper_95),
        came=one.came,
    )


def days_table(found: PlaceForecast, query: Any) -> Table[ForecastDay]:
    """Every day to come with its ranges."""
    columns = (
        TableColumn[ForecastDay]("day", _("Day"), lambda one: one.day),
        TableColumn[ForecastDay]("expected", _("Expected"), lambda one: one.expected, number=True, places=1),
        TableColumn[ForecastDay]("from80", _("80 of 100 days: from"), lambda one: one.lower_80, number=True),
        TableColumn[ForecastDay]("to80", _("to"), lambda one: one.upper_80, number=True),
        TableColumn[ForecastDay]("from95", _("95 of 100 days: from"), lambda one: one.lower_95, number=True),
        TableColumn[ForecastDay]("to95", _("to"), lambda one: one.upper_95, number=True),
    )
    return Table(f"forecast-{found.what}", columns, list(found.ahead), query)
