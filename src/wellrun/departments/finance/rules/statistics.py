"""Statistics of cost centres as a sheet: a row for each cost centre, a column for each statistic, of one period.

Which columns are which is said once for a source. A column that nobody has named is no statistic.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from wellrun.values.faults import Fault

FEED = ("cost_centre", "statistic", "month", "units")
MOST = 40
"""Statistics that one file may have."""


class Columns(NamedTuple):
    """The head of the cost centre, the heads of statistics with what each counts (``Sq ft``: ``square_feet``), which
    mark stands before the decimals, and how many rows stand above the heads."""

    cost_centre: str
    statistics: Mapping[str, str]
    decimal: str = "."
    skip: int = 0


class Statistic(NamedTuple):
    """One figure of a file, as it was written where it cannot be read; the front door holds it then."""

    row: int
    cost_centre: str
    statistic: str
    units: str


def columns_in(words: str) -> dict[str, str]:
    """``Sq ft = square_feet`` by the line, as columns; a line without a sign is a head that is its own name."""
    found = {}
    for line in words.splitlines():
        head, _sign, name = line.partition("=")
        if head.strip():
            found[head.strip()] = "_".join((name or head).split()).lower()
    return found


def faults_of(columns: Columns) -> tuple[Fault, ...]:
    """What keeps columns from being used, whatever the file."""
    named = list(columns.statistics.values())
    twice = sorted({name for name in named if named.count(name) > 1})
    checks = (
        (bool(columns.cost_centre), "cost_centre", columns.cost_centre, "a column", "Name that of the cost centre."),
        (0 < len(named) <= MOST, "statistics", str(len(named)), f"1 to {MOST}", "Name the columns of statistics."),
        (not twice, "statistics", ", ".join(twice), "each once", "Give each column a name of its own."),
    )
    return tuple(
        Fault("finance.statistics.columns", "The columns are not said yet.", place, value, expected, remedy)
        for sound, place, value, expected, remedy in checks
        if not sound
    )


def statistics(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[list[Statistic], tuple[Fault, ...]]:
    """The figures of a sheet; or which columns it lacks. Empty cells are no figures, rows of nothing passed over."""
    head = [cell.strip().casefold() for cell in rows[columns.skip]] if len(rows) > columns.skip else []
    at = {name: place for place, name in enumerate(head)}
    wanted = {columns.cost_centre: "cost_centre", **dict.fromkeys(columns.statistics, "statistics")}
    missing = [(place, name) for name, place in wanted.items() if name.strip().casefold() not in at]
    if missing:
        words = f"row {columns.skip + 1} has: {', '.join(head) or 'nothing'}"
        remedy = "Say which columns the file has, or how many rows stand above the heads."
        return [], tuple(
            Fault(
                "finance.statistics.column", f"The file has no column {name}; {words}.", place, name, "a head", remedy
            )
            for place, name in missing
        )
    centre = at[columns.cost_centre.strip().casefold()]
    places = {name: at[head.strip().casefold()] for head, name in columns.statistics.items()}
    found = []
    for number, row in enumerate(rows[columns.skip + 1 :], start=columns.skip + 2):
        code = _cell(row, centre)
        for name, place in places.items():
            if units := _cell(row, place):
                found.append(Statistic(number, code, name, _number(units, columns.decimal)))
    return found, ()


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _number(words: str, decimal: str) -> str:
    group = "," if decimal == "." else "."
    plain = words.replace(" ", "").replace("\u00a0", "").replace(group, "").replace(decimal, ".")
    try:
        return str(Decimal(plain)) if Decimal(plain).is_finite() else words
    except InvalidOperation:
        return words


def as_feed(found: Sequence[Statistic], month: dt.date) -> str:
    """The figures as the feed ``statistics`` has them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FEED)
    writer.writerows((one.cost_centre, one.statistic, month.isoformat(), one.units) for one in found)
    return out.getvalue()
