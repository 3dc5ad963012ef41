"""What the outlook of a place is reckoned from: its lines by period, their budget to the end of the year, the work that
is foretold, and what is known to be paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wellrun.departments.finance.models import KnownCommitment
from wellrun.departments.finance.queries.commitments import commitments
from wellrun.departments.finance.queries.terms import terms_of
from wellrun.departments.finance.queries.variance import MART, WHERE, Scope, Span, known
from wellrun.departments.finance.rules.calendars import FiscalCalendar, FiscalPeriod
from wellrun.departments.finance.rules.outlook.judging import judged
from wellrun.departments.finance.rules.outlook.panel import Floats, Panel
from wellrun.departments.finance.rules.outlook.scenarios import Bears, Scenario, moved
from wellrun.departments.finance.rules.outlook.year_end import Commitment, Year, committed
from wellrun.departments.finance.rules.variance import Kind, Nature
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Place, Tree

YEARS_BACK = 4
"""Years that are looked back on, the present one included."""
EVER = Span(dt.date.min, dt.date.max)
LINES = f"""
SELECT facility, cost_centre, account, kind, max(centre_name), max(account_name), max(nature),
    max(coalesce(employment, '')), max(unit), max(department), max(fixed_share), max(coalesce(statistic, ''))
FROM {MART} WHERE {WHERE} AND kind IN ('expense', 'revenue')
GROUP BY facility, cost_centre, account, kind ORDER BY facility, max(centre_name), cost_centre, kind, account
"""  # noqa: S608 - names of ours
CELLS = f"""
SELECT facility, cost_centre, account, day, sum(actual), sum(budget), max(units), max(units_planned), sum(quantity)
FROM {MART} WHERE {WHERE} GROUP BY facility, cost_centre, account, day
"""  # noqa: S608
AHEAD = """
WITH newest AS (SELECT facility, cost_centre, account, month, max(version) AS version FROM budget_lines
    WHERE facility IN (SELECT unnest($facilities)) AND month > $last AND month < $until GROUP BY ALL)
SELECT b.facility, b.cost_centre, b.account, b.month, CAST(round(100 * b.amount) AS BIGINT), b.units
FROM budget_lines b JOIN newest USING (facility, cost_centre, account, month, version)
"""
CENSUS = """
SELECT facility, unit, day, coalesce(came, expected) FROM forecasts
WHERE facility IN (SELECT unnest($facilities)) AND what = 'census' AND unit <> '' AND day > $last AND day < $until
"""
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Line:
    """An account of a cost centre, and where it belongs."""

    facility: str
    centre: str
    account: str
    kind: Kind
    centre_name: str
    name: str
    nature: Nature
    employment: str
    unit: str
    department: str
    fixed: float
    statistic: str

    @property
    def key(self) -> Key:
        """Facility, cost centre and account."""
        return self.facility, self.centre, self.account


@dataclass(frozen=True, eq=False)
class Read:
    """Lines of a place with their panel. ``periods``: those of the panel, in order; ``first``: the place of the first
    one of the fiscal year; ``hours``: shape (lines, booked), hours or pieces used, NaN where not told. ``foretold``:
    how many periods ahead have their work from the census forecast. ``ordered``: what purchases have promised, by line
    and first day of the period, in cents."""

    lines: tuple[Line, ...]
    panel: Panel
    periods: tuple[FiscalPeriod, ...]
    first: int
    hours: Floats
    foretold: int
    commitments: tuple[KnownCommitment, ...] = field(default=())
    ordered: tuple[tuple[Key, dt.date, int], ...] = field(default=())

    @property
    def bears(self) -> list[Bears]:
        """What each line bears of a scenario."""
        so_far = slice(self.first, self.panel.booked) if self.first < self.panel.booked else slice(-3, None)
        hours = self.hours[:, so_far].sum(axis=1).tolist()
        paid = self.panel.amounts[:, so_far].sum(axis=1).tolist()
        return [
            Bears(f"{one.facility}/{one.centre}", one.nature, one.employment, bool(one.statistic), hours[at], paid[at])
            for at, one in enumerate(self.lines)
        ]

    def year(self, scenario: Scenario) -> Year:
        """The year as it is expected if so much is supposed; commitments lie on top."""
        found = judged(self.panel)
        point = found.point + moved(self.panel, found.point, self.bears, scenario)
        on_top = committed(point, self._known())
        return Year(self.panel, found, self.first, point + on_top - found.point)

    @property
    def within(self) -> list[tuple[KnownCommitment, Line]]:
        """What is known to be paid on these lines, each with its line."""
        lines = {one.key: one for one in self.lines}
        keyed = [(one, (one.facility.code, one.cost_centre, one.account)) for one in self.commitments]
        return [(one, lines[key]) for one, key in keyed if key in lines]

    def _known(self) -> list[Commitment]:
        places = {one.key: at for at, one in enumerate(self.lines)}
        ahead = {one.start: at for at, one in enumerate(self.periods[self.panel.booked :])}
        told = [
            Commitment(places[line.key], ahead[one.month], float(one.cents), one.extra)
            for one, line in self.within
            if one.month in ahead
        ]
        # What is on order is part of what a line usually buys: the line comes to no less.
        bought = [
            Commitment(places[key], ahead[start], float(cents), extra=False)
            for key, start, cents in self.ordered
            if key in places and start in ahead
        ]
        return told + bought


class Unreadable(ValueError):
    """Why a place has no outlook: ``books`` none are loaded, ``mixed`` its facilities differ in calendar or currency,
    ``done`` nothing is ahead."""


def read(place: Place, tree: Tree, centre: str = "") -> Read:
    """The lines of a place, or of one cost centre of it, to the end of the fiscal year that is not all booked yet.

    Raises ``Unreadable``.
    """
    scope = Scope(place, tree, EVER, centre)
    if not known():
        raise Unreadable("books")
    lines = [_line(row) for row in facts().rows(LINES, scope.asked)]
    if not lines:
        raise Unreadable("books")
    calendar = _calendar(sorted({one.facility for one in lines}), tree)
    cells = facts().rows(CELLS, scope.asked)
    periods, booked = _periods(calendar, cells)
    return _filled(lines, cells, periods, booked)


def _line(row: Sequence[Any]) -> Line:
    facility, centre, account, kind, centre_name, name, nature, employment, unit, department, fixed, statistic = row
    return Line(
        facility,
        centre,
        account,
        Kind(kind),
        centre_name,
        name,
        Nature(nature),
        employment,
        unit,
        department,
        float(fixed or 0),
        statistic,
    )


def _calendar(facilities: Sequence[str], tree: Tree) -> FiscalCalendar:
    calendars = [terms_of(one).calendar for one in facilities]
    currencies = {tree[one].currency for one in facilities if one in tree.places}
    if any(one != calendars[0] for one in calendars) or len(currencies) > 1:
        raise Unreadable("mixed")
    return calendars[0]


def _periods(calendar: FiscalCalendar, cells: Sequence[tuple[Any, ...]]) -> tuple[tuple[FiscalPeriod, ...], int]:
    """The periods from the first of an unbroken row of booked ones to the end of the year, and how many are booked."""
    by_facility: dict[str, set[dt.date]] = {}
    for row in cells:
        by_facility.setdefault(row[0], set()).add(row[3])
    told = set.intersection(*by_facility.values()) if by_facility else set()
    if not told:
        raise Unreadable("books")
    last = calendar.period_of(max(told))
    after = calendar.period_of(last.end)
    every = [one for year in range(after.year - YEARS_BACK + 1, after.year + 1) for one in calendar.periods(year)]
    booked = [one for one in every if one.start <= last.start]
    unbroken = 0
    while unbroken < len(booked) and booked[-1 - unbroken].start in told:
        unbroken += 1
    kept = booked[len(booked) - unbroken :]
    return (*kept, *(one for one in every if one.start > last.start)), unbroken


def _filled(
    lines: Sequence[Line], cells: Sequence[tuple[Any, ...]], periods: tuple[FiscalPeriod, ...], booked: int
) -> Read:
    rows = {one.key: at for at, one in enumerate(lines)}
    columns = {one.start: at for at, one in enumerate(periods)}
    shape = len(lines), len(periods)
    amounts = np.zeros((shape[0], booked))
    hours = np.full((shape[0], booked), np.nan)
    plan, planned, units = (np.full(shape, np.nan) for _one in range(3))
    for facility, centre, account, day, actual, budget, done, of_plan, quantity in cells:
        row, column = rows.get((facility, centre, account)), columns.get(day)
        if row is None or column is None or column >= booked:
            continue
        # The mart has nothing where nothing was planned: a line without a budget is not one that was to cost nothing.
        amounts[row, column], plan[row, column] = actual, budget or np.nan
        for into, value in ((units, done), (planned, of_plan), (hours, quantity)):
            if value is not None:
                into[row, column] = value
    asked: dict[str, Any] = {
        "facilities": sorted({one.facility for one in lines}),
        "last": periods[booked - 1].start,
        "until": periods[-1].end,
    }
    _plan_ahead(plan, planned, rows, columns, asked)
    foretold = _work_ahead(units, lines, periods, booked, asked)
    worked = np.divide(units, planned, out=np.full(shape, np.nan), where=planned > 0)
    panel = Panel(
        amounts,
        np.array([(one.end - one.start).days for one in periods], dtype=np.float64),
        np.array([one.number for one in periods]),
        plan,
        np.array([one.fixed for one in lines]),
        worked,
    )
    year = periods[-1].year
    first = next(at for at, one in enumerate(periods) if one.year == year)
    known_costs = KnownCommitment.objects.filter(
        facility__code__in=asked["facilities"], withdrawn_at=None, month__gt=asked["last"], month__lt=asked["until"]
    ).select_related("facility", "by__person")
    bought = _ordered(asked["facilities"], periods[booked:])
    return Read(tuple(lines), panel, periods, first, hours, foretold, tuple(known_costs), bought)


def _ordered(facilities: Sequence[str], ahead: Sequence[FiscalPeriod]) -> tuple[tuple[Key, dt.date, int], ...]:
    """What is on order; what was needed before the first period that is not booked falls into that one."""
    if not ahead:
        return ()
    return tuple(
        ((facility.code, one.cost_centre, one.account), one.period, one.cents)
        for facility in Facility.objects.filter(code__in=facilities)
        for one in commitments(facility, ahead[0].start)
    )


def _plan_ahead(
    plan: Floats,
    planned: Floats,
    rows: Mapping[Key, int],
    columns: Mapping[dt.date, int],
    asked: Mapping[str, Any],
) -> None:
    if not facts().warehouse.manifest().segments("budget_lines"):
        return
    for facility, centre, account, month, cents, units in facts().rows(AHEAD, dict(asked)):
        row, column = rows.get((facility, centre, account)), columns.get(month)
        if row is not None and column is not None:
            plan[row, column] = cents
            planned[row, column] = np.nan if units is None else units


def _work_ahead(
    units: Floats,
    lines: Sequence[Line],
    periods: Sequence[FiscalPeriod],
    booked: int,
    asked: Mapping[str, Any],
) -> int:
    """Patient days of periods that the census forecast, and what came since, covers day by day."""
    if not facts().warehouse.manifest().segments("forecasts"):
        return 0
    by_unit: dict[tuple[str, str], dict[dt.date, float]] = {}
    for facility, unit, day, patients in facts().rows(CENSUS, dict(asked)):
        by_unit.setdefault((facility, unit), {})[day] = float(patients)
    covered = set()
    for column, period in enumerate(periods[booked:], start=booked):
        days = [period.start + dt.timedelta(days=one) for one in range((period.end - period.start).days)]
        for row, line in enumerate(lines):
            told = by_unit.get((line.facility, line.unit), {}) if line.statistic == "patient_days" else {}
            if told and all(day in told for day in days):
                units[row, column] = sum(told[day] for day in days)
                covered.add(column)
    return len(covered)
