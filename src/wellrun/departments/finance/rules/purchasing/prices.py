"""Price lists of contracts: items by unit and pack, tiers by quantity, validity; read from a file and asked for prices.

A price is for one unit. Of the rows valid on a day the one with the highest quantity that is reached counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from wellrun.values.faults import Fault

COLUMNS = ("item", "name", "unit", "pack", "from_quantity", "price", "starts", "ends", "category")
NEEDED = ("item", "name", "unit", "price")
PLACES = 4
MOST = Decimal(10) ** 9


class PriceRow(NamedTuple):
    """A price of an item. ``pack``: units in a pack; ``from_quantity``: units from which on it counts.

    ``starts`` and ``ends``, both included, narrow what the contract's version says; ``None`` does not.
    """

    item: str
    name: str
    unit: str
    price: Decimal
    pack: Decimal = Decimal(1)
    from_quantity: Decimal = Decimal(0)
    starts: dt.date | None = None
    ends: dt.date | None = None
    category: str = ""

    def valid(self, day: dt.date) -> bool:
        """Whether it counts on a day."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)

    def clashes(self, other: PriceRow) -> bool:
        """Whether both say a price for the same quantity of one day."""
        same = (self.item, self.from_quantity) == (other.item, other.from_quantity)
        begins = max(self.starts or dt.date.min, other.starts or dt.date.min)
        return same and begins <= min(self.ends or dt.date.max, other.ends or dt.date.max)


def price_for(rows: Iterable[PriceRow], item: str, quantity: Decimal, day: dt.date) -> PriceRow | None:
    """The price of so many units of an item on a day; below the lowest tier, ``None``."""
    found = [one for one in rows if one.item == item and one.valid(day) and one.from_quantity <= quantity]
    return max(found, key=lambda one: one.from_quantity, default=None)


def read_prices(rows: Sequence[Sequence[str]]) -> tuple[list[PriceRow], list[Fault]]:
    """The prices in the rows of a file, its first row being heads; and every row that is wrong, by its number."""
    head = [cell.strip().casefold().replace(" ", "_") for cell in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in head]
    if missing:
        words = f"The file has no column {', '.join(missing)}."
        remedy = f"Give the first row these heads: {', '.join(COLUMNS)}."
        return [], [Fault("finance.prices.columns", words, "sent", ", ".join(head), ", ".join(NEEDED), remedy)]
    found: list[tuple[int, PriceRow]] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
            read, wrong = _row(number, cells)
            faults += wrong
            found += [(number, read)] if read else []
    faults += _clashes(found)
    if not found and not faults:
        faults.append(Fault("finance.prices.empty", "There is no price in it.", "sent", remedy="Send the whole list."))
    return [row for _number, row in found], faults


def _row(number: int, cells: Mapping[str, str]) -> tuple[PriceRow | None, list[Fault]]:
    faults = [
        _fault(number, name, "", "something", "Fill the cell.")
        for name in ("item", "name", "unit")
        if not cells.get(name)
    ]
    price = _figure(number, "price", cells.get("price", ""), faults)
    pack = _figure(number, "pack", cells.get("pack") or "1", faults)
    tier = _figure(number, "from_quantity", cells.get("from_quantity") or "0", faults)
    starts, ends = (_day(number, name, cells.get(name, ""), faults) for name in ("starts", "ends"))
    if starts and ends and ends < starts:
        faults.append(_fault(number, "ends", cells["ends"], f"{starts} or later", "Give a later last day."))
    if pack == 0:
        faults.append(
            _fault(number, "pack", cells.get("pack", ""), "more than nothing", "Say how many units are in a pack.")
        )
    if faults:
        return None, faults
    item, name, unit = (cells[one] for one in ("item", "name", "unit"))
    return PriceRow(item, name, unit, price, pack, tier, starts, ends, cells.get("category", "")), []


def _figure(number: int, name: str, words: str, faults: list[Fault]) -> Decimal:
    try:
        told = Decimal(words.replace(",", ""))
    except InvalidOperation:
        told = Decimal("NaN")
    if not told.is_finite() or not 0 <= told < MOST:
        faults.append(_fault(number, name, words, "a figure, nothing or more", "Type a figure."))
        return Decimal(0)
    if told != round(told, PLACES):
        faults.append(_fault(number, name, words, f"{PLACES} places", f"Round it to {round(told, PLACES)}."))
    return told


def _day(number: int, name: str, words: str, faults: list[Fault]) -> dt.date | None:
    if not words:
        return None
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        faults.append(_fault(number, name, words, "a day such as 2027-01-31", "Write it as year, month, day."))
        return None


def _clashes(found: Sequence[tuple[int, PriceRow]]) -> list[Fault]:
    by_item: dict[tuple[str, Decimal], list[tuple[int, PriceRow]]] = {}
    faults = []
    for number, row in found:
        earlier = by_item.setdefault((row.item, row.from_quantity), [])
        for other, held in earlier:
            if row.clashes(held):
                remedy = "Take one away, or let the one end before the other begins."
                faults.append(_fault(number, "item", row.item, f"one price; row {other} says another", remedy))
                break
        earlier.append((number, row))
    return faults


def _fault(number: int, name: str, value: str, expected: str, remedy: str) -> Fault:
    words = f"Row {number}, {name}: {value or 'nothing'} stands there; expected {expected}."
    return Fault("finance.prices.row", words, f"row {number}, {name}", value, expected, remedy)
