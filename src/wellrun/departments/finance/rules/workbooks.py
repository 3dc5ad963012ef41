"""The cells of a workbook's first sheet, as text (ECMA-376, SpreadsheetML).

Formulas and macros are never run: of a cell with a formula, the value that was kept with it counts.

What comes from outside is read by expat, event by event; a document that declares a type or an entity is refused, and
so is one that unpacks to more than ``LARGEST``.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

LARGEST = 1 << 30
"""Bytes that a part of a workbook may unpack to."""
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_576, 16_384, 30_000_000
"""What a sheet may have by its own format, and cells in all that are held."""
AT_ONCE = 1 << 16
DAY_FORMATS = frozenset((*range(14, 23), *range(45, 48)))
"""Number formats that are days or times without being written out in the workbook."""
REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone


class NotAWorkbook(ValueError):
    """The file is none, or holds what a workbook of figures does not."""


@dataclass
class _Reading:
    """What one part has told so far."""

    texts: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    styles: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    cell: tuple[int, int, str, str] | None = None
    told: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    cells: int = 0


def rows_of(content: bytes) -> list[list[str]]:
    """Rows of the first sheet, each as long as its last filled cell. Raises ``NotAWorkbook``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            sheets = sorted(
                (name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
                key=lambda name: int(re.sub(r"\D", "", name)),
            )
            if not sheets:
                raise NotAWorkbook("There is no sheet in it.")
            reading = _Reading()
            for name in ("xl/sharedStrings.xml", "xl/styles.xml", sheets[0]):
                if name in book.namelist():
                    _read(book, name, reading)
            return reading.rows
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, IndexError, ValueError) as error:
        raise NotAWorkbook(str(error)) from error


def _read(book: zipfile.ZipFile, name: str, reading: _Reading) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, given: _begins(_local(tag), given, reading)
    parser.EndElementHandler = lambda tag: _ends(_local(tag), reading)
    parser.CharacterDataHandler = lambda text: reading.told.append(text)
    with book.open(name) as part:
        read = 0
        for block in _blocks(part):
            read += len(block)
            if read > LARGEST:
                raise NotAWorkbook("It unpacks to more than a gigabyte.")
            parser.Parse(block, False)
        parser.Parse(b"", True)


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    while block := part.read(AT_ONCE):
        yield block


def _refuse(*_given: object) -> None:
    raise NotAWorkbook("It declares a document type.")


def _local(tag: str) -> str:
    return tag.rsplit(":", 1)[-1]


def _begins(tag: str, given: dict[str, str], reading: _Reading) -> None:
    reading.within.append(tag)
    if tag in ("t", "v"):
        reading.told = []
    elif tag == "si":
        reading.texts.append("")
    elif tag == "numFmt":
        reading.formats[given["numFmtId"]] = given["formatCode"]
    elif tag == "xf" and "cellXfs" in reading.within:
        reading.styles.append(given.get("numFmtId", "0"))
    elif tag == "row":
        number = int(given.get("r", len(reading.rows) + 1))
        if number > MOST_ROWS:
            raise NotAWorkbook(f"It has a row {number}.")
        reading.rows += [[] for _missing in range(number - len(reading.rows))]
    elif tag == "c":
        column = _column(given.get("r", "")) if "r" in given else len(reading.rows[-1])
        reading.cell = (len(reading.rows), column, given.get("t", "n"), given.get("s", ""))


def _ends(tag: str, reading: _Reading) -> None:
    reading.within.pop()
    words = "".join(reading.told)
    if tag == "t" and "si" in reading.within and "rPh" not in reading.within:
        reading.texts[-1] += words
    elif tag in ("v", "t") and reading.cell is not None and "c" in reading.within:
        _put(reading, words)
    elif tag == "c":
        reading.cell = None


def _put(reading: _Reading, words: str) -> None:
    assert reading.cell is not None
    row, column, kind, style = reading.cell
    cells = reading.rows[row - 1]
    missing = max(0, column + 1 - len(cells))
    reading.cells += missing
    if column >= MOST_COLUMNS or reading.cells > MOST_CELLS:
        raise NotAWorkbook("It has more cells than can be read; send it as CSV.")
    cells += [""] * missing
    if kind == "s":
        cells[column] = reading.texts[int(words)]
    elif kind in ("str", "inlineStr", "b", "e"):
        cells[column] += words
    else:
        cells[column] = _day(words) if _is_day(reading, style) else _number(words)


def _column(reference: str) -> int:
    """The number of a column from zero: A is 0, AA is 26."""
    found = REFERENCE.fullmatch(reference)
    if not found:
        raise NotAWorkbook(f"{reference} is no cell.")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _is_day(reading: _Reading, style: str) -> bool:
    if not style or int(style) >= len(reading.styles):
        return False
    number = reading.styles[int(style)]
    written = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", reading.formats.get(number, ""))
    return int(number) in DAY_FORMATS or bool(re.search(r"[yd]", written, re.IGNORECASE))


def _day(words: str) -> str:
    return (FIRST_DAY + dt.timedelta(days=float(words))).date().isoformat()


def _number(words: str) -> str:
    """A figure without the noise of its float: 0.1 + 0.2 is written as 0.3 in the sheet, and is meant so."""
    return f"{float(words):.15g}" if words and not re.fullmatch(r"-?\d+", words) else words
