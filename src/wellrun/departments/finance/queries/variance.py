"""Variances of a place from the warehouse: by what lies below it, by account, and the shifts and journals behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from wellrun.departments.finance.rules.variance import Kind, Nature, Parts
from wellrun.departments.finance.words.variance import Work
from wellrun.foundations.catalogue.charting import facts
from wellrun.foundations.organisation.places import Level, Place, Tree

MART = "mart_variance_lines"
WHERE = """facility IN (SELECT unnest($facilities)) AND ($department = '' OR department = $department)
AND ($unit = '' OR unit = $unit) AND ($centre = '' OR cost_centre = $centre) AND day >= $since AND day <= $until"""
PARTS = ", ".join(f"sum({name})" for name in ("budget", "volume", "efficiency", "rate", "spending", "actual"))
QUANTITIES = "sum(quantity_planned), sum(quantity)"
SEEN = 400
"""Shifts and journal lines shown behind a line; the file has all."""


class Span(NamedTuple):
    """From the first day of one fiscal period to the first day of another: one period, or the year to date."""

    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Scope:
    """What a page is about: a place, and of it one cost centre where one is chosen."""

    place: Place
    tree: Tree
    span: Span
    centre: str = ""

    @property
    def asked(self) -> dict[str, Any]:
        """The scope as parameters of ``WHERE``."""
        place = self.place
        below = place.code.split("/", 1)[1] if "/" in place.code else ""
        facilities = [one.code for one in self.tree.within(place) if one.level is Level.FACILITY] or [place.facility]
        return {
            "facilities": facilities,
            "department": below if place.level is Level.DEPARTMENT else "",
            "unit": below if place.level is Level.UNIT else "",
            "centre": self.centre,
            "since": self.span.since,
            "until": self.span.until,
        }


@dataclass(frozen=True)
class Line:
    """A row of the page: what it is, its parts, and the quantities where its lines have them."""

    code: str
    name: str
    kind: Kind
    parts: Parts
    facility: str = ""
    unit: str = ""
    department: str = ""
    nature: Nature = Nature.OTHER
    employment: str = ""
    quantity_planned: float | None = None
    quantity: float | None = None
    centre: str = ""
    """The one cost centre that it is of; empty where it is of several."""

    @property
    def of_budget(self) -> float | None:
        """What it is over, as a share of its budget."""
        return self.parts.over / abs(self.parts.budget) if self.parts.budget else None


@dataclass(frozen=True)
class Shift:
    """Hours of one employment and staff group on a day, and what they cost."""

    day: dt.date
    staff_group: str
    employment: str
    hours: float
    cost: float | None


@dataclass(frozen=True)
class JournalLine:
    """A line of the ledger as it counts now."""

    posted_on: dt.date | None
    document: str
    words: str
    cents: int
    quantity: float | None


@dataclass(frozen=True)
class Behind:
    """What stands behind an account of a cost centre: shifts where its hours are those of the time clock."""

    line: Line
    shifts: tuple[Shift, ...] = field(default=())
    journal: tuple[JournalLine, ...] = field(default=())


def known() -> bool:
    """Whether any variance has been worked out yet."""
    return bool(facts().warehouse.manifest().segments(MART))


def months_of(place: Place, tree: Tree) -> list[dt.date]:
    """First days of the periods that are booked, the newest first."""
    if not known():
        return []
    asked = Scope(place, tree, Span(dt.date.min, dt.date.max)).asked
    sql = f"SELECT DISTINCT day FROM {MART} WHERE {WHERE} ORDER BY day DESC"  # noqa: S608
    return [row[0] for row in facts().rows(sql, asked)]


def _lines(scope: Scope, group: str, name: str, more: str = "") -> list[Line]:
    columns = f"{group}, max({name}), kind, {PARTS}, {QUANTITIES}, max(facility), max(unit), max(department)"
    columns += f", CASE WHEN count(DISTINCT cost_centre) = 1 THEN min(cost_centre) ELSE '' END{more}"
    sql = f"SELECT {columns} FROM {MART} WHERE {WHERE} GROUP BY {group}, kind ORDER BY {group}, kind"  # noqa: S608
    return [_line(row) for row in facts().rows(sql, scope.asked)]


def _line(row: Sequence[Any]) -> Line:
    code, name, kind, *parts = row[:9]
    planned, quantity, facility, unit, department, centre, *more = row[9:]
    nature, employment = more or (Nature.OTHER, "")
    return Line(
        code,
        name,
        Kind(kind),
        Parts(*(int(one) for one in parts)),
        facility,
        unit,
        department,
        Nature(nature),
        employment or "",
        planned,
        quantity,
        centre,
    )


def accounts_of(scope: Scope) -> list[Line]:
    """By account. A code has one nature within a facility; of a network the first is taken."""
    return _lines(scope, "account", "account_name", ", min(nature), max(employment)")


def centres_of(scope: Scope) -> list[Line]:
    """By cost centre, named with its facility's code, as codes are a facility's own."""
    return _lines(scope, "facility || '/' || cost_centre", "centre_name")


def below(scope: Scope) -> list[Line]:
    """By what lies below the place: facilities, departments, or cost centres; nothing below a cost centre."""
    if scope.centre:
        return []
    if scope.place.level is Level.NETWORK:
        return _lines(scope, "facility", "facility")
    if scope.place.level is Level.FACILITY:
        return _lines(scope, "department", "department")
    return centres_of(scope)


def work_of(scope: Scope) -> list[Work]:
    """The work done, each unit's counted once however many of its lines it moves."""
    columns = "facility, unit, cost_centre, day, statistic"
    once = f"""SELECT DISTINCT {columns}, units_planned, units FROM {MART} WHERE {WHERE}
    AND statistic IS NOT NULL AND units IS NOT NULL AND units_planned IS NOT NULL AND budget <> 0"""  # noqa: S608
    each = f"""SELECT statistic, max(units_planned) AS planned, max(units) AS done FROM ({once})
    GROUP BY facility, coalesce(nullif(unit, ''), cost_centre), day, statistic"""  # noqa: S608
    sql = f"SELECT statistic, sum(planned), sum(done) FROM ({each}) GROUP BY statistic ORDER BY statistic"  # noqa: S608
    return [Work(*row) for row in facts().rows(sql, scope.asked)]


BOOK = (
    *("centre_name", "cost_centre", "account", "account_name", "kind", "nature", "day", "budget", "fixed_share"),
    *("units_planned", "units", "quantity_planned", "quantity", "actual", "volume", "efficiency", "rate", "spending"),
)


def periods_of(scope: Scope) -> list[dict[str, Any]]:
    """Every line of every period, as the spreadsheet needs them: what was planned, booked and done."""
    sql = f"SELECT {', '.join(BOOK)} FROM {MART} WHERE {WHERE} ORDER BY kind, cost_centre, account, day"  # noqa: S608
    return [dict(zip(BOOK, row, strict=True)) for row in facts().rows(sql, scope.asked)]


SHIFTS = """
SELECT w.day, w.staff_group, w.employment, sum(w.hours), sum(w.cost) FROM worked_hours w
JOIN accounts a ON a.facility = w.facility AND a.account = $account AND a.employment = w.employment
    AND (a.staff_group IS NULL OR a.staff_group = w.staff_group)
JOIN fiscal_periods p ON p.facility = w.facility AND w.day >= p.starts AND w.day < p.ends
WHERE w.facility = $facility AND w.unit = $unit AND p.starts >= $since AND p.starts <= $until
GROUP BY ALL ORDER BY w.day DESC, w.staff_group
"""

JOURNAL = """
WITH newest AS (SELECT book, month, max(version) AS version FROM ledger
    WHERE facility = $facility AND month >= $since AND month <= $until GROUP BY book, month)
SELECT l.posted_on, l.document, l.words,
    CAST(round(100 * (coalesce(l.debit, 0) - coalesce(l.credit, 0))) AS BIGINT), l.quantity
FROM ledger l JOIN newest USING (book, month, version)
WHERE l.facility = $facility AND l.cost_centre = $centre AND l.account = $account
ORDER BY abs(coalesce(l.debit, 0) - coalesce(l.credit, 0)) DESC, l.line
"""


def behind(scope: Scope, line: Line) -> Behind:
    """Shifts and journal lines of an account of the chosen cost centre, the latest and the largest first."""
    span = {"since": scope.span.since, "until": scope.span.until}
    asked = {"facility": line.facility, "account": line.code, **span}
    shifts: list[tuple[Any, ...]] = []
    if line.employment and line.unit:
        shifts = facts().rows(SHIFTS, {**asked, "unit": line.unit})
    journal = facts().rows(JOURNAL, {**asked, "centre": scope.centre})
    return Behind(line, tuple(Shift(*row) for row in shifts), tuple(_journal(row, line.kind) for row in journal))


def _journal(row: Sequence[Any], kind: Kind) -> JournalLine:
    posted, document, words, cents, quantity = row
    return JournalLine(posted, document or "", words or "", cents if kind is Kind.EXPENSE else -cents, quantity)


TOLD = "SELECT facility, month, max(told_on) FROM ledger WHERE facility IN (SELECT unnest($facilities)) GROUP BY ALL"


def told_days(facilities: Sequence[str]) -> dict[tuple[str, dt.date], dt.date]:
    """The day on which the books of each period of a facility were last given out."""
    rows = facts().rows(TOLD, {"facilities": list(facilities)})
    return {(facility, month): day for facility, month, day in rows}
