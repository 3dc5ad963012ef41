"""Tables that professionals live in: search, sort, columns and export, all of it in the address.

A page declares its columns once; the page, the CSV and the spreadsheet are drawn from the same declaration.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils import formats, timezone

Row = TypeVar("Row")
PAGE = 200
"""Rows shown at once; export has no such bound."""

KEPT = frozenset(
    ("at", "day", "sort", "department", "who", "what", "since", "until", "category", "payer", "state", "owner", "code")
)
"""What of the address a search in the table leaves as it is."""

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell of text that begins so would be run as a formula by a spreadsheet program (OWASP, CSV injection)."""


@dataclass(frozen=True)
class TableColumn(Generic[Row]):
    """One column: its title, the value it takes from a row, and how it is shown."""

    key: str
    title: Any
    value: Callable[[Row], Any]
    number: bool = False
    places: int = 0
    link: Callable[[Row], str] | None = None
    shown: bool = True


@dataclass(frozen=True)
class Cell:
    """One cell as the page shows it."""

    words: str
    link: str
    number: bool
    title: str
    head: bool


@dataclass(frozen=True)
class Heading:
    """One column head: where its sort link leads and how the table is sorted by it now."""

    title: str
    address: str
    order: str
    number: bool


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table over rows already within the reader's scope, as the address asks for it."""

    name: str
    columns: tuple[TableColumn[Row], ...]
    rows: Sequence[Row]
    query: QueryDict
    sort: str = ""
    lines: int = PAGE

    @property
    def search(self) -> str:
        return self.query.get("q", "").strip()

    @property
    def chosen(self) -> tuple[TableColumn[Row], ...]:
        """The columns the reader chose, or those shown unasked."""
        asked = self.query.getlist("col")
        return tuple(c for c in self.columns if (c.key in asked if asked else c.shown)) or self.columns[:1]

    @property
    def found(self) -> list[Row]:
        """All rows that match the search, in order."""
        words = self.search.casefold().split()
        rows = (
            [row for row in self.rows if all(word in self._text(row) for word in words)] if words else list(self.rows)
        )
        asked = self.query.get("sort", self.sort)
        column = next((c for c in self.columns if c.key == asked.lstrip("-")), None)
        if column is None:
            return rows
        # Rows without a value stand last whichever way the table is sorted.
        filled = [row for row in rows if column.value(row) is not None]
        filled.sort(key=lambda row: _sortable(column.value(row)), reverse=asked.startswith("-"))
        return filled + [row for row in rows if column.value(row) is None]

    @property
    def page(self) -> int:
        asked = self.query.get("page", "1")
        return max(1, int(asked)) if asked.isascii() and asked.isdigit() else 1

    @property
    def headings(self) -> list[Heading]:
        asked = self.query.get("sort", self.sort)
        heads = []
        for column in self.chosen:
            ascending = asked == column.key
            order = "ascending" if ascending else "descending" if asked == f"-{column.key}" else "none"
            address = self.address(sort=f"-{column.key}" if ascending else column.key, page=None)
            heads.append(Heading(str(column.title), address, order, column.number))
        return heads

    @property
    def shown(self) -> Mapping[str, Any]:
        """What the template needs of this page of the table."""
        found = self.found
        size = PAGE if "all" in self.query else self.lines
        first = (self.page - 1) * size
        chosen = self.chosen
        return {
            "lines": [
                [_cell(column, row, head=not n) for n, column in enumerate(chosen)]
                for row in found[first : first + size]
            ],
            "total": len(self.rows),
            "matching": len(found),
            "first": first + 1,
            "last": min(first + size, len(found)),
            "before": self.address(page=str(self.page - 1)) if self.page > 1 else "",
            "after": self.address(page=str(self.page + 1)) if first + size < len(found) else "",
            "all": self.address(all="1", page=None) if size < min(PAGE, len(found)) else "",
            "csv": self.address(export="csv", page=None),
            "xlsx": self.address(export="xlsx", page=None),
            "chosen_keys": {column.key for column in chosen},
            "kept": [(name, value) for name, values in self.query.lists() if name in KEPT for value in values],
        }

    def address(self, **changes: str | None) -> str:
        """This page's address with some parts changed; ``None`` takes a part out."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{urlencode(sorted((name, value) for name, values in query.lists() for value in values))}"

    def export(self) -> HttpResponse | None:
        """The table as a file, exactly as it is shown, if the address asks for one."""
        writers = {"csv": (_csv, "text/csv; charset=utf-8"), "xlsx": (_xlsx, SPREADSHEET)}
        asked = self.query.get("export", "")
        if asked not in writers:
            return None
        write, kind = writers[asked]
        titles = [str(column.title) for column in self.chosen]
        body = write(titles, ([column.value(row) for column in self.chosen] for row in self.found), self.name)
        return HttpResponse(
            body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{self.name}.{asked}"'}
        )

    def _text(self, row: Row) -> str:
        return " ".join(str(column.value(row)) for column in self.columns if column.value(row) is not None).casefold()


def _cell(column: TableColumn[Any], row: Any, *, head: bool) -> Cell:
    value = column.value(row)
    return Cell(
        words(value, column.places), column.link(row) if column.link else "", column.number, str(column.title), head
    )


def words(value: Any, places: int = 0) -> str:
    """A value as the reader's locale writes it."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return formats.date_format(timezone.localtime(value), "j M Y H:i")
    if isinstance(value, dt.date):
        return formats.date_format(value, "j M Y")
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        # Django cuts the figures it has no room for; a reader expects them rounded, and a minus as long as a plus.
        rounded: Any = round(value, places) or 0
        said = formats.number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
        return str(said).replace("-", "−", 1) if rounded < 0 else str(said)
    return str(value)


def _sortable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _csv(titles: list[str], rows: Iterable[list[Any]], _name: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([disarmed(value) for value in row] for row in rows)
    # The mark lets spreadsheet programs read UTF-8.
    return out.getvalue().encode("utf-8-sig")


def disarmed(value: Any) -> Any:
    """A cell that no spreadsheet program runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _xlsx(titles: list[str], rows: Iterable[list[Any]], name: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "remove_timezone": True}) as book:
        sheet = book.add_worksheet(name[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, titles, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, int | float | str | Decimal):
                    sheet.write(number, place, value)
                elif value is not None:
                    sheet.write(number, place, str(value))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return out.getvalue()
