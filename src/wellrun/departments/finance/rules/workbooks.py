"""The cells of a workbook (ECMA-376, SpreadsheetML), as text.

Formulas and macros are never run: of a cell with a formula the value that was kept with it counts, and a workbook with
macros is refused. The archive is looked through before it is read: what unpacks to more than ``LARGEST``, declares a
document type, or is written in other letters than UTF-8 goes no further.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

LARGEST = 1 << 30
"""Bytes that the parts of a workbook may unpack to together."""
MOST_PARTS = 2_000
MOST_ROWS, MOST_CELLS = 1_048_576, 30_000_000
"""Rows that a sheet may have by its own format, and cells in all that are held."""
PROLOG = 1 << 16
MACROS = re.compile(r"vbaProject|macrosheets/|\.bin$", re.IGNORECASE)
PRINTER = re.compile(r"printerSettings\d*\.bin$", re.IGNORECASE)
SOUND_PROLOG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml(?P<said>[^>]*)\?>)?(?:\s|<!--(?:(?!-->).)*-->)*<[A-Za-z_]", re.DOTALL
)
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
PLAIN = frozenset((b"utf-8", b"us-ascii", b"ascii"))
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What the reader raises over a file that is none; the errors of XML parsers are syntax errors."""


class NotAWorkbook(ValueError):
    """The file is none, or holds what a workbook of figures does not."""


def rows_of(content: bytes) -> list[list[str]]:
    """Rows of the first sheet, each as long as its last filled cell. Raises ``NotAWorkbook``."""
    return next((rows for _name, rows in _sheets(content)), [])


def sheets_of(content: bytes) -> dict[str, list[list[str]]]:
    """Rows of every sheet by its name, in their order, hidden ones too. Raises ``NotAWorkbook``."""
    return dict(_sheets(content))


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[str]]]]:
    try:
        _look_through(content)
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        if not book.worksheets:
            raise NotAWorkbook("There is no sheet in it.")
        cells = 0
        for sheet in book.worksheets:
            # The size that a sheet claims is not believed: too small, it would hide cells.
            sheet.reset_dimensions()
            rows = _rows(sheet.iter_rows(values_only=True), cells)
            cells += sum(map(len, rows))
            yield sheet.title, rows
    except UNREADABLE as error:
        raise NotAWorkbook(str(error)) from error


def _look_through(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
            raise NotAWorkbook("It unpacks to more than a gigabyte.")
        if any(MACROS.search(part.filename) and not PRINTER.search(part.filename) for part in parts):
            raise NotAWorkbook("It holds macros.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    _check_prolog(opened.read(PROLOG))


def _check_prolog(start: bytes) -> None:
    """Before its first element a part may declare UTF-8 and hold remarks, nothing else: no type, so no entities."""
    found = SOUND_PROLOG.match(start)
    if found is None:
        raise NotAWorkbook("A part of it declares a document type or is no plain XML.")
    said = ENCODING.search(found["said"] or b"")
    if said and said[1].lower() not in PLAIN:
        raise NotAWorkbook("A part of it is not written in UTF-8.")


def _rows(told: Iterable[Sequence[Any]], held: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in told:
        words = [_words(value) for value in row]
        while words and not words[-1]:
            words.pop()
        held += len(words)
        if len(rows) >= MOST_ROWS or held > MOST_CELLS:
            raise NotAWorkbook("It has more cells than can be read; send it as CSV.")
        rows.append(words)
    return rows


def _words(value: object) -> str:
    """A cell as text; a figure without the noise of its float: 0.1 + 0.2 is written as 0.3 and is meant so."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    return str(value)
