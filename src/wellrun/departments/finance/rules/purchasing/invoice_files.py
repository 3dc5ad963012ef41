"""Invoices in a file: one row for each line, rows of one vendor and number being one invoice.

A row that is wrong is named and its invoice is left out; the others are taken: a bad invoice shall not stop the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from wellrun.values.faults import Fault

COLUMNS = (
    *("vendor", "number", "dated", "due", "order", "item", "name", "quantity", "price", "amount"),
    *("tax", "freight", "total", "currency"),
)
NEEDED = ("vendor", "number", "dated", "quantity", "price", "amount", "total")
WHOLE = ("dated", "due", "order", "tax", "freight", "total", "currency")
"""What every row of an invoice says alike."""
MOST = Decimal(10) ** 11


class ReadLine(NamedTuple):
    """A line: what it is for, and ``cents`` asked."""

    item: str
    name: str
    quantity: Decimal
    price: Decimal
    cents: int


@dataclass
class ReadInvoice:
    """An invoice as a file tells it; money in cents. ``order``: the number of the order as it is written there."""

    vendor: str
    number: str
    row: int
    dated: dt.date = dt.date.min
    due: dt.date | None = None
    order: str = ""
    tax: int = 0
    freight: int = 0
    total: int = 0
    currency: str = ""
    lines: list[ReadLine] = field(default_factory=list)


def read_invoices(rows: Sequence[Sequence[str]]) -> tuple[list[ReadInvoice], list[Fault]]:
    """The sound invoices of a file, and every fault by its row. The first row is heads."""
    head = [cell.strip().casefold().replace(" ", "_") for cell in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in head]
    if missing:
        words = f"The file has no column {', '.join(missing)}."
        remedy = f"Give the first row these heads: {', '.join(COLUMNS)}."
        return [], [Fault("finance.invoices.columns", words, "sent", ", ".join(head), ", ".join(NEEDED), remedy)]
    found: dict[tuple[str, str], tuple[ReadInvoice, Mapping[str, str]]] = {}
    broken: set[tuple[str, str]] = set()
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
        if any(cells.values()):
            key = (cells.get("vendor", ""), cells.get("number", ""))
            wrong = _take(number, cells, key, found)
            broken |= {key} if wrong else set()
            faults += wrong
    return [one for key, (one, _cells) in found.items() if key not in broken], faults


def _take(
    number: int,
    cells: Mapping[str, str],
    key: tuple[str, str],
    found: dict[tuple[str, str], tuple[ReadInvoice, Mapping[str, str]]],
) -> list[Fault]:
    faults = [_fault(number, name, "", "something") for name in ("vendor", "number") if not cells.get(name)]
    if key not in found:
        found[key] = (_whole(number, cells, key, faults), cells)
    else:
        first = found[key][1]
        faults += [
            _fault(number, name, cells.get(name, ""), f"{first.get(name) or 'nothing'}, as in row {found[key][0].row}")
            for name in WHOLE
            if cells.get(name, "") != first.get(name, "")
        ]
    quantity, price = (_figure(number, name, cells.get(name, ""), 4, faults) for name in ("quantity", "price"))
    cents = _cents(number, "amount", cells.get("amount", ""), faults)
    line = ReadLine(cells.get("item", ""), cells.get("name", ""), quantity, price, cents)
    found[key][0].lines.append(line)
    return faults


def _whole(number: int, cells: Mapping[str, str], key: tuple[str, str], faults: list[Fault]) -> ReadInvoice:
    dated = _day(number, "dated", cells.get("dated", ""), faults)
    due = _day(number, "due", cells["due"], faults) if cells.get("due") else None
    tax, freight = (_cents(number, name, cells.get(name) or "0", faults) for name in ("tax", "freight"))
    total = _cents(number, "total", cells.get("total", ""), faults)
    head = ReadInvoice(*key, row=number, dated=dated or dt.date.min, due=due, order=cells.get("order", ""))
    head.tax, head.freight, head.total, head.currency = tax, freight, total, cells.get("currency", "").upper()
    return head


def _figure(number: int, name: str, words: str, places: int, faults: list[Fault]) -> Decimal:
    try:
        told = Decimal(words.replace(",", ""))
    except InvalidOperation:
        told = Decimal("NaN")
    if not told.is_finite() or not 0 <= told < MOST or told != round(told, places):
        faults.append(_fault(number, name, words, f"a figure of at most {places} places"))
        return Decimal(0)
    return told


def _cents(number: int, name: str, words: str, faults: list[Fault]) -> int:
    return int(_figure(number, name, words, 2, faults) * 100)


def _day(number: int, name: str, words: str, faults: list[Fault]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        faults.append(_fault(number, name, words, "a day such as 2027-01-31"))
        return None


def _fault(number: int, name: str, value: str, expected: str) -> Fault:
    words = f"Row {number}, {name}: {value or 'nothing'} stands there; expected {expected}."
    remedy = "Correct it and send the file again; what was taken is not taken twice."
    return Fault("finance.invoices.row", words, f"row {number}, {name}", value, expected, remedy)
