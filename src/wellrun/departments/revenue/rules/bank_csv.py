"""A bank statement in columns: which column holds what is said once for an account and kept.

Comma-separated values by RFC 4180, with any delimiter; the bank's own columns are mapped by their heads.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from wellrun.departments.revenue.rules.bank_entries import (
    BankEntry,
    HeldRow,
    StatementRead,
    amount_in,
    checked,
    fault,
)
from wellrun.values.faults import Fault

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DAYS = {
    "year-month-day": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"),
    "month-day-year": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"),
    "day-month-year": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"),
}
"""How days are written; within one order, which signs stand between its parts does not matter."""


class Columns(NamedTuple):
    """Which column, by its head, holds what. Either ``amount``, with a sign, or ``money_in`` and ``money_out``.

    ``words`` are all columns that say what it was. ``skip``: rows above the head.
    """

    day: str
    amount: str = ""
    money_in: str = ""
    money_out: str = ""
    words: tuple[str, ...] = ()
    delimiter: str = "comma"
    decimal: str = "."
    days: str = "month-day-year"
    skip: int = 0


def faults_of(columns: Columns) -> tuple[Fault, ...]:
    """What keeps columns from being used, whatever the file."""
    remedy = "Name one column with a sign, or one for money in and one for money out."
    single, double = bool(columns.amount), bool(columns.money_in or columns.money_out)
    return checked(
        [
            (bool(columns.day), lambda: fault("columns", "day", "", "a column", "Name the column of the day.")),
            (single != double, lambda: fault("columns", "amount", columns.amount, "one way of telling", remedy)),
            (
                not double or bool(columns.money_in and columns.money_out),
                lambda: fault("columns", "money_out", columns.money_out, "a column of its own", remedy),
            ),
            (bool(columns.words), lambda: fault("columns", "words", "", "a column", "Name what says what it was.")),
        ]
    )


def read_csv(text: str, columns: Columns) -> StatementRead:
    """Every movement; a row that cannot be read is held with all that is wrong with it, and the others are told.

    A row of nothing is passed over. A file without the columns says which are missing, and nothing of it is read.
    """
    lines = text.splitlines(keepends=True)[columns.skip :]
    rows = csv.reader(io.StringIO("".join(lines)), delimiter=DELIMITERS[columns.delimiter])
    heads: dict[str, int] = {}
    for row in rows:
        heads = {cell.strip().casefold(): at for at, cell in enumerate(row)}
        break
    wanted = [columns.day, columns.amount, columns.money_in, columns.money_out, *columns.words]
    missing = [name for name in wanted if name and name.strip().casefold() not in heads]
    if missing:
        place, remedy = f"row {columns.skip + 1}", "Say which columns the file has, or how many rows stand above."
        return StatementRead((), (), tuple(fault("column", place, one, "a head", remedy) for one in missing))
    entries, held = list[BankEntry](), list[HeldRow]()
    for position, row in enumerate(rows, start=columns.skip + 2):
        if any(cell.strip() for cell in row):
            made = _entry(position, row, heads, columns)
            (entries if isinstance(made, BankEntry) else held).append(made)  # type: ignore[arg-type]
    return StatementRead(tuple(entries), tuple(held))


def _entry(position: int, row: Sequence[str], heads: Mapping[str, int], columns: Columns) -> BankEntry | HeldRow:
    def cell(name: str) -> str:
        at = heads.get(name.strip().casefold(), -1) if name else -1
        return row[at].strip() if 0 <= at < len(row) else ""

    place = f"row {position}"
    day, faults = day_in(cell(columns.day), columns.days), list[Fault]()
    if day is None:
        expected = f"a day as {columns.days}"
        faults.append(fault("day", f"{place}, {columns.day}", cell(columns.day), expected, "Correct the day."))
    amount = _amount(place, cell, columns, faults)
    if day is None or amount is None:
        return HeldRow(position, DELIMITERS[columns.delimiter].join(row), tuple(faults))
    words = " ".join(said for said in (" ".join(cell(name).split()) for name in columns.words) if said)
    return BankEntry(position, day, amount, words)


def _amount(place: str, cell: Callable[[str], str], columns: Columns, faults: list[Fault]) -> Decimal | None:
    """The movement. Of two columns one holds it; both, or neither, is no movement."""
    names = [columns.amount] if columns.amount else [columns.money_in, columns.money_out]
    told = {name: cell(name) for name in names}
    read = {name: amount_in(text, decimal=columns.decimal) for name, text in told.items() if text}
    expected = f"an amount with {columns.decimal} before the cents"
    wrong = [name for name, amount in read.items() if amount is None]
    faults += [fault("amount", f"{place}, {name}", told[name], expected, "Correct the amount.") for name in wrong]
    some = {name: amount for name, amount in read.items() if amount}
    if len(some) != 1 and not wrong:
        remedy = "Leave one of them empty." if len(some) > 1 else "Enter the amount."
        value = ", ".join(told[name] for name in some)
        faults.append(fault("amount", f"{place}, {names[0]}", value, "one amount", remedy))
    if len(some) != 1 or wrong:
        return None
    ((name, amount),) = some.items()
    # Banks write what went out with a minus or without one.
    return -abs(amount) if not columns.amount and name == columns.money_out else amount


def day_in(text: str, order: str) -> dt.date | None:
    """A day as it is written in one order; a time behind it is left aside."""
    plain = text.strip().split("T")[0].split(" ")[0]
    for pattern in DAYS[order]:
        try:
            return dt.datetime.strptime(plain, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
