"""A journal of any ledger: its columns are named once for a book and kept, and it is written as our own feed.

A line that cannot be read is written as it stands: the front door holds it, with its place, and it can be mended there.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from wellrun.values.faults import Fault

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DAYS = {
    "year-month-day": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"),
    "month-day-year": ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"),
    "day-month-year": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y"),
}
FEED = (
    *("book", "month", "version", "told_on", "line", "cost_centre", "account", "posted_on", "document", "words"),
    *("debit", "credit", "quantity"),
)
"""Heads of the feed ``ledger``, in order."""
WORST = 5
"""Documents named where a period does not balance."""


class Columns(NamedTuple):
    """Which column, by its head, holds what. Either ``amount``, debits above zero, or ``debit`` and ``credit``.

    ``skip``: rows above the head. ``decimal``: the sign before the cents.
    """

    account: str
    cost_centre: str
    amount: str = ""
    debit: str = ""
    credit: str = ""
    posted_on: str = ""
    document: str = ""
    words: str = ""
    quantity: str = ""
    delimiter: str = "comma"
    decimal: str = "."
    days: str = "year-month-day"
    skip: int = 0


HEADS = ("account", "cost_centre", "amount", "debit", "credit", "posted_on", "document", "words", "quantity")


class JournalLine(NamedTuple):
    """A line as our feed has it, as text; debit and credit are amounts, or what was written where it is none."""

    number: int
    cost_centre: str
    account: str
    posted_on: str
    document: str
    words: str
    debit: str
    credit: str
    quantity: str


def faults_of(columns: Columns) -> tuple[Fault, ...]:
    """What keeps columns from being used, whatever the file."""
    both = bool(columns.debit and columns.credit)
    remedy = "Name one column with a sign, or one for debits and one for credits."
    checks = (
        (bool(columns.account), "account", columns.account, "a column", "Name the column of the account."),
        (bool(columns.cost_centre), "cost_centre", columns.cost_centre, "a column", "Name that of the cost centre."),
        (bool(columns.amount) != bool(columns.debit or columns.credit), "amount", columns.amount, "one way", remedy),
        (bool(columns.amount) or both, "credit", columns.credit, "a column of its own", remedy),
        (columns.skip >= 0, "skip", str(columns.skip), "0 or more", "Say how many rows stand above the head."),
    )
    return tuple(
        Fault("finance.journal.columns", "The columns are not said yet.", place, value, expected, remedy)
        for sound, place, value, expected, remedy in checks
        if not sound
    )


def rows_in(text: str, columns: Columns) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[columns.delimiter]))


def journal(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[list[JournalLine], tuple[Fault, ...]]:
    """The lines of a file, numbered as its rows; or which columns it lacks. Rows without anything are passed over."""
    head = [cell.strip().casefold() for cell in rows[columns.skip]] if len(rows) > columns.skip else []
    at = {name: place for place, name in enumerate(head)}
    named = {field: getattr(columns, field) for field in HEADS if getattr(columns, field)}
    missing = [(field, name) for field, name in named.items() if name.strip().casefold() not in at]
    if missing:
        remedy = "Say which columns the file has, or how many rows stand above the head."
        words = f"row {columns.skip + 1} has: {', '.join(head) or 'nothing'}"
        return [], tuple(
            Fault("finance.journal.column", f"The file has no column {name}; {words}.", field, name, "a head", remedy)
            for field, name in missing
        )
    places = {field: at[name.strip().casefold()] for field, name in named.items()}
    body = enumerate(rows[columns.skip + 1 :], start=columns.skip + 2)
    return [_line(number, row, places, columns) for number, row in body if any(cell.strip() for cell in row)], ()


def _line(number: int, row: Sequence[str], places: Mapping[str, int], columns: Columns) -> JournalLine:
    def cell(field: str) -> str:
        place = places.get(field, -1)
        return row[place].strip() if 0 <= place < len(row) else ""

    debit, credit = _sides(cell("amount"), cell("debit"), cell("credit"), columns)
    quantity = cell("quantity")
    return JournalLine(
        number,
        cell("cost_centre"),
        cell("account"),
        _day(cell("posted_on"), columns),
        cell("document"),
        " ".join(cell("words").split()),
        debit,
        credit,
        str(_amount(quantity, columns.decimal, quantity)),
    )


def _sides(amount: str, debit: str, credit: str, columns: Columns) -> tuple[str, str]:
    """Debit and credit. What cannot be read stays as it was written, for the front door to hold."""
    if not columns.amount:
        return str(_amount(debit, columns.decimal, debit)), str(_amount(credit, columns.decimal, credit))
    read = _amount(amount, columns.decimal, amount or "none")
    if isinstance(read, str):
        return read, ""
    return (str(read), "") if read >= 0 else ("", str(-read))


def _amount(words: str, decimal: str, otherwise: str) -> Decimal | str:
    """An amount: grouped or not, with its minus before or behind it, or in brackets."""
    plain = words.replace(" ", "").replace("\u00a0", "").replace("−", "-").strip("$€£")
    negative = plain.startswith("(") and plain.endswith(")")
    plain = plain.strip("()")
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    group = "," if decimal == "." else "."
    plain = plain.replace(group, "").replace(decimal, ".")
    try:
        read = Decimal(plain)
    except InvalidOperation:
        return otherwise
    return otherwise if not read.is_finite() else -read if negative else read


def _day(words: str, columns: Columns) -> str:
    plain = words.split("T")[0].split(" ")[0]
    for pattern in (*DAYS[columns.days], "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(plain, pattern).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return words


def as_feed(lines: Sequence[JournalLine], *, book: str, month: dt.date, version: int, told_on: dt.date) -> str:
    """The lines as the feed ``ledger`` has them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FEED)
    head = (book, month.isoformat(), version, told_on.isoformat())
    writer.writerows((*head, *line) for line in lines)
    return out.getvalue()


class Unbalanced(NamedTuple):
    """A period whose debits are not its credits: by how much, and the documents that are not balanced, worst first."""

    difference: Decimal
    documents: tuple[tuple[str, Decimal], ...]


def trial_balance(sums: Mapping[str, Decimal]) -> Unbalanced | None:
    """Debits less credits by document; ``None`` where they come to nothing (the identity of double entry)."""
    difference = sum(sums.values(), Decimal(0))
    if not difference:
        return None
    off = sorted(((name, amount) for name, amount in sums.items() if amount), key=lambda one: (-abs(one[1]), one[0]))
    return Unbalanced(difference, tuple(off[:WORST]))


def by_document(lines: Sequence[JournalLine]) -> dict[str, Decimal]:
    """Debits less credits of each document, of the lines whose amounts can be read."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.document] += _read(line.debit) - _read(line.credit)
    return dict(sums)


def unread(lines: Sequence[JournalLine]) -> Iterator[int]:
    """Numbers of lines whose amounts cannot be read: no balance can be struck with them."""
    return (line.number for line in lines if not all(_sound(one) for one in (line.debit, line.credit)))


def _sound(words: str) -> bool:
    try:
        return not words or Decimal(words).is_finite()
    except InvalidOperation:
        return False


def _read(words: str) -> Decimal:
    return Decimal(words) if words and _sound(words) else Decimal(0)
