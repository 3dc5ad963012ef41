"""A budget as rows of sheets, written for spreadsheets and read back: only cells that were edited count.

Each sheet is of one cost centre. Its last rows' totals are formulas that nobody reads back. Besides, a hidden sheet
keeps of each line what was written, so that what was edited is known without trusting the program that saved it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from wellrun.departments.finance.rules.budgeting import FACTORS, Driver, Typed
from wellrun.values.faults import Fault

KEPT = "wellrun-kept"
"""Name of the hidden sheet."""
HEAD = 4
"""The row, from one, of the column heads; lines begin below."""
LINE, ACCOUNT, NAME, DRIVER, VOLUME, PER_UNIT, PRICE, FIRST = range(8)
"""Columns from zero: the line's number (hidden), account, name, way, the three factors, then the periods, the year,
a new comment, and what was said."""
PLACES: Mapping[str, int] = {"volume": VOLUME, "per_unit": PER_UNIT, "price": PRICE}
MOST_PLACES = 4


@dataclass(frozen=True)
class KeptLine:
    """What was written of a line: its version, factors and amounts in cents."""

    line: int
    version: int
    sheet: str
    driver: Driver
    factors: tuple[str, str, str]
    amounts: tuple[int, ...]

    def row(self) -> list[str]:
        """As a row of the hidden sheet."""
        head = (str(self.line), str(self.version), self.sheet, self.driver.value, *self.factors)
        return [*head, *map(str, self.amounts)]

    @classmethod
    def of(cls, row: Sequence[str]) -> KeptLine:
        """From a row of the hidden sheet; raises ``ValueError``."""
        line, version, sheet, driver, volume, per_unit, price, *amounts = row
        return cls(
            int(line),
            int(version),
            sheet,
            Driver(driver),
            (volume, per_unit, price),
            tuple(int(one) for one in amounts),
        )


@dataclass(frozen=True)
class ReadLine:
    """A line that was edited in the file, the version it was written from, and where it stands."""

    line: int
    version: int
    sheet: str
    row: int
    typed: Typed
    comment: str = ""


@dataclass
class ReadBook:
    """What a file says: edited lines, rows that are new or missing, and every cell that cannot be read."""

    budget: int = 0
    edited: list[ReadLine] = field(default_factory=list)
    added: list[tuple[str, int, str]] = field(default_factory=list)
    removed: list[KeptLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def column(number: int) -> str:
    """A column's letters from its number from zero: 0 is A, 26 is AA."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def read(sheets: Mapping[str, Sequence[Sequence[str]]]) -> ReadBook:
    """What was edited in the sheets of a workbook, against what its hidden sheet kept."""
    book = ReadBook()
    kept = _kept(sheets, book)
    if kept is None:
        return book
    seen: set[int] = set()
    for name, rows in sheets.items():
        if name != KEPT:
            _read_sheet(name, rows, kept, seen, book)
    book.removed = [one for one in kept.values() if one.line not in seen]
    return book


def _kept(sheets: Mapping[str, Sequence[Sequence[str]]], book: ReadBook) -> dict[int, KeptLine] | None:
    try:
        (head, *rows) = sheets[KEPT]
        book.budget = int(head[0])
        found = [KeptLine.of(row) for row in rows if row]
    except (KeyError, ValueError, IndexError):
        book.faults.append(
            Fault(
                "finance.budget.file",
                "This is no budget of ours: what was written into it is missing.",
                "sent",
                remedy="Take the budget out anew, and edit that file.",
            )
        )
        return None
    return {one.line: one for one in found}


def _read_sheet(
    name: str, rows: Sequence[Sequence[str]], kept: Mapping[int, KeptLine], seen: set[int], book: ReadBook
) -> None:
    own = {one.line: one for one in kept.values() if one.sheet == name}
    if not own:
        return
    width = len(next(iter(own.values())).amounts)
    for number, row in enumerate(rows, start=1):
        if number <= HEAD or not any(cell.strip() for cell in row):
            continue
        cells = [cell.strip() for cell in row] + [""] * (FIRST + width + 2 - len(row))
        line = own.get(int(cells[LINE])) if cells[LINE].isdigit() else None
        if line is None:
            if cells[ACCOUNT] or cells[LINE]:
                book.added.append((name, number, " ".join(one for one in cells[ACCOUNT : DRIVER + 1] if one)))
            continue
        if line.line in seen:
            book.faults.append(
                Fault(
                    "finance.budget.row_twice",
                    "This line stands in the file twice.",
                    f"{name}, {number}",
                    cells[ACCOUNT],
                    remedy="Take one of the two rows away.",
                )
            )
            continue
        seen.add(line.line)
        _read_line(name, number, cells, line, book)


def _read_line(name: str, number: int, cells: Sequence[str], line: KeptLine, book: ReadBook) -> None:
    faults: list[Fault] = []
    width = len(line.amounts)

    def figure(at: int, places: int) -> Decimal | None:
        found = _figure(cells[at], places, f"{name}, {column(at)}{number}")
        if isinstance(found, Fault):
            faults.append(found)
            return None
        return found

    amounts: list[int | None] = [None] * width
    factors: dict[str, Decimal] = {}
    if line.driver is Driver.FIXED:
        for at, was in enumerate(line.amounts):
            told = figure(FIRST + at, 2)
            if told is not None and int(told * 100) != was:
                amounts[at] = int(told * 100)
    else:
        for at, was_words in zip(PLACES.values(), line.factors, strict=True):
            factor = next(one for one, place in PLACES.items() if place == at)
            told = figure(at, MOST_PLACES) if factor in FACTORS[line.driver] else None
            if told is not None and told != Decimal(was_words or 0):
                factors[factor] = told
        faults += _driven_cells(name, number, cells, line)
    faults += _foreign_factors(name, number, cells, line)
    book.faults += faults
    comment = cells[FIRST + width + 1] if len(cells) > FIRST + width + 1 else ""
    typed = Typed(tuple(amounts), factors=factors)
    if not faults and (factors or comment or any(one is not None for one in amounts)):
        book.edited.append(ReadLine(line.line, line.version, name, number, typed, comment))


def _driven_cells(name: str, number: int, cells: Sequence[str], line: KeptLine) -> list[Fault]:
    """Amounts of a driven line that somebody typed over in spite of their protection."""
    return [
        Fault(
            "finance.budget.driven_cell",
            "The amounts of this line come from its factors.",
            f"{name}, {column(FIRST + at)}{number}",
            cells[FIRST + at],
            f"{Decimal(was) / 100:.2f}",
            "Change its work, hours or price instead, and put this cell back.",
        )
        for at, was in enumerate(line.amounts)
        if cells[FIRST + at] and _figure(cells[FIRST + at], 2, "") != Decimal(was) / 100
    ]


def _foreign_factors(name: str, number: int, cells: Sequence[str], line: KeptLine) -> list[Fault]:
    """Factors that somebody typed into a line that is not driven by them: they would be lost without a word."""
    return [
        Fault(
            "finance.budget.foreign_factor",
            "The amounts of this line do not come from this.",
            f"{name}, {column(at)}{number}",
            cells[at],
            "nothing",
            "Take it out; type what the line does come from.",
        )
        for factor, at in PLACES.items()
        if factor not in FACTORS[line.driver] and cells[at]
    ]


def _figure(words: str, places: int, place: str) -> Decimal | Fault:
    """A figure as a cell says it: plain, with a point, and with no more places than count."""
    if not words:
        return Fault(
            "finance.budget.empty_cell",
            "This cell is empty, or holds a formula whose value was not kept.",
            place,
            "",
            "a figure",
            "Type the figure; 0 for nothing.",
        )
    try:
        told = Decimal(words.replace(",", ""))
    except InvalidOperation:
        told = Decimal("NaN")
    if not told.is_finite() or abs(told) >= 10**13:
        return Fault("finance.budget.no_figure", "This is no figure.", place, words, "a figure", "Type a figure.")
    if told != round(told, places):
        return Fault(
            "finance.budget.finer",
            "This is finer than can be kept.",
            place,
            words,
            f"{places} places after the point",
            f"Round it to {round(told, places)}.",
        )
    return told
