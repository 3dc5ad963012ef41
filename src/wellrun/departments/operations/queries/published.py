"""Forecasts of every facility and unit from the marts, published as a table of the warehouse once a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings

from wellrun.departments.operations.rules.forecasts import AHEAD, JUDGED, REACH
from wellrun.foundations.organisation.holidays import holidays_of
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.marts.backends import OnDuckDB
from wellrun.warehouse.marts.catalogue import MARTS
from wellrun.warehouse.marts.facts import Facts
from wellrun.warehouse.tables import TABLES

SOURCE = "wellrun"
COUNTED = {
    "census": ("unit_days", "midnight"),
    "admissions": ("arrivals", "admissions"),
    "discharges": ("departures", "discharges"),
    "arrivals": ("emergency_visits", "arrivals"),
}
"""What is forecast: the mart and its amount."""

EVENTS = ("admissions", "discharges", "arrivals")
"""What somebody has to report for it to be known."""

OF_UNITS = {
    "ward": ("census", "admissions", "discharges"),
    "critical": ("census", "admissions", "discharges"),
    "residential": ("census",),
    "emergency": ("arrivals",),
}
"""What is forecast of a unit by its kind; of a whole facility everything is."""

Days = dict[dt.date, float]
DAY = dt.timedelta(days=1)


def forecast_rows(today: dt.date) -> list[dict[str, Any]]:
    """All rows of the table as of a day: what is known ends with the newest day of each facility before it."""
    connection = Warehouse(settings.WAREHOUSE).connect(TABLES)
    try:
        facts = Facts(OnDuckDB(connection), MARTS, today=today)
        kinds = {
            (row["facility"], row["unit"]): row["unit_kind"] or ""
            for row in facts.backend.rows(facts.table("units").select("facility", "unit", "unit_kind"))
        }
        counted = {what: _counts(facts, what, today) for what in COUNTED}
    finally:
        connection.close()
    rows: list[dict[str, Any]] = []
    for facility in Facility.objects.filter(code__in={code for each in counted.values() for code in each}):
        first = today - (REACH + JUDGED) * DAY
        holidays = holidays_of(facility, first, REACH + JUDGED + AHEAD + 1)
        until = _known_until([counted[what].get(facility.code, {}) for what in EVENTS])
        # Forecasts from facts that are a month old would be read as forecasts of now.
        if until is None or until < today - JUDGED * DAY:
            continue
        for what, by_unit in ((what, counted[what].get(facility.code)) for what in COUNTED):
            rows += _of_facility(facility.code, what, by_unit, kinds, holidays, until) if by_unit else []
    return rows


def _known_until(counted: Iterable[Mapping[str, Days]]) -> dt.date | None:
    """The newest day on which anybody came or left: without news, whoever is there would be counted on for ever."""
    return max((day for by_unit in counted for counts in by_unit.values() for day in counts), default=None)


def _of_facility(
    facility: str,
    what: str,
    by_unit: Mapping[str, Days],
    kinds: Mapping[tuple[str, str], str],
    holidays: Mapping[dt.date, str],
    until: dt.date,
) -> Iterator[dict[str, Any]]:
    # Brings the compiler of the engine: whoever only reads pages does without it.
    from wellrun.departments.operations.rules.forecast_making import forecast_days

    since = min(day for counts in by_unit.values() for day in counts)
    whole: Days = defaultdict(float)
    for counts in by_unit.values():
        for day, count in counts.items():
            whole[day] += count
    of_units = {
        unit: counts for unit, counts in by_unit.items() if what in OF_UNITS.get(kinds.get((facility, unit), ""), ())
    }
    for unit, counts in {"": whole, **of_units}.items():
        for one in forecast_days(counts, since=since, until=until, holidays=holidays):
            yield {"facility": facility, "unit": unit, "what": what, "source": SOURCE, "arrival": SOURCE} | asdict(one)


def _counts(facts: Facts, what: str, today: dt.date) -> dict[str, dict[str, Days]]:
    """By facility, unit and day before today, as far back as is learnt from."""
    mart, amount = COUNTED[what]
    rows = facts.mart(mart)
    since = today - REACH * DAY
    within = rows.filter(rows.day < today, rows.day >= since)
    summed = within.group_by("facility", "unit", "day").agg(amount=within[amount].sum())
    found: dict[str, dict[str, Days]] = defaultdict(lambda: defaultdict(dict))
    for row in facts.backend.rows(summed):
        found[row["facility"]][row["unit"]][row["day"]] = float(row["amount"])
    return found
