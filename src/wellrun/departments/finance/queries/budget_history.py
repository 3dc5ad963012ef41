"""What past years booked and planned, for a budget to start from: amounts by line and period, and factors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wellrun.departments.finance.queries.variance import MART, known
from wellrun.departments.finance.rules.calendars import FiscalCalendar
from wellrun.departments.finance.rules.variance import Kind
from wellrun.foundations.catalogue.charting import facts

PAST_YEARS = 3
"""Years whose shares a season is read from."""
LINES = f"""
SELECT cost_centre, account, max(centre_name), max(account_name), kind, max(nature), max(unit), max(department), day,
    sum(actual), sum(budget), max(fixed_share), max(coalesce(statistic, '')), max(units_planned), max(quantity_planned)
FROM {MART} WHERE facility = $facility AND day >= $since AND day < $until AND kind IN ('expense', 'revenue')
GROUP BY cost_centre, account, kind, day ORDER BY cost_centre, account, day
"""  # noqa: S608 - the name of a table of ours
IN_FORCE = """
SELECT cost_centre, account, month, max(version) FROM budget_lines
WHERE facility = $facility AND month >= $since AND month < $until GROUP BY ALL
"""


@dataclass
class PastLine:
    """A cost centre's account in past years. ``actual`` and ``budget``: cents by fiscal year and period number.

    ``units`` and ``quantity`` are what last year planned, summed over its periods.
    """

    cost_centre: str
    account: str
    centre_name: str
    name: str
    kind: Kind
    nature: str
    unit: str
    department: str
    fixed_share: float = 0.0
    statistic: str = ""
    actual: dict[int, dict[int, int]] = field(default_factory=dict)
    budget: dict[int, dict[int, int]] = field(default_factory=dict)
    units: float = 0.0
    quantity: float = 0.0


def past_lines(facility: str, calendar: FiscalCalendar, year: int) -> list[PastLine]:
    """Every line that was booked or planned in the years before ``year``, by cost centre and account."""
    if not known():
        return []
    years = range(year - PAST_YEARS, year)
    numbers = {period.start: (one, period.number) for one in years for period in calendar.periods(one)}
    asked = {
        "facility": facility,
        "since": calendar.periods(years[0])[0].start,
        "until": calendar.periods(year)[0].start,
    }
    found: dict[tuple[str, str], PastLine] = {}
    for row in facts().rows(LINES, asked):
        if row[8] in numbers:
            _add(found, row, *numbers[row[8]], last=year - 1)
    return list(found.values())


def _add(found: dict[tuple[str, str], PastLine], row: tuple[Any, ...], year: int, number: int, *, last: int) -> None:
    centre, account, centre_name, name, kind, nature, unit, department, _day, actual, budget, *plan = row
    line = found.setdefault(
        (centre, account), PastLine(centre, account, centre_name, name, Kind(kind), nature, unit, department)
    )
    line.actual.setdefault(year, {})[number] = int(actual)
    line.budget.setdefault(year, {})[number] = int(budget)
    if year == last:
        fixed, statistic, units, quantity = plan
        line.fixed_share, line.statistic = float(fixed or 0), statistic
        line.units += float(units or 0)
        line.quantity += float(quantity or 0)


def in_force(facility: str, since: dt.date, until: dt.date) -> Mapping[tuple[str, str, dt.date], int]:
    """The highest version the warehouse knows of each budget line of some periods, by centre, account and period."""
    if not facts().warehouse.manifest().segments("budget_lines"):
        return {}
    rows = facts().rows(IN_FORCE, {"facility": facility, "since": since, "until": until})
    return {(centre, account, month): int(version) for centre, account, month, version in rows}
