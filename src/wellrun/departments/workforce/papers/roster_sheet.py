"""A roster as a spreadsheet, as wards print it: people by days, hours beside them, need under them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.workforce.queries.roster_page import RosterPage

SHADES: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "align": "center", "bottom": 1},
    "weekend head": {"bold": True, "align": "center", "bottom": 1, "bg_color": "#E4E2DC"},
    "cell": {"align": "center", "border": 1, "border_color": "#C9C6BE"},
    "weekend": {"align": "center", "border": 1, "border_color": "#C9C6BE", "bg_color": "#E4E2DC"},
    "short": {"align": "center", "border": 1, "bold": True, "font_color": "#B35900"},
    "name": {"border": 1, "border_color": "#C9C6BE"},
    "title": {"bold": True, "font_size": 14},
}
"""How each kind of cell looks. What is short is bold as well as coloured, since most wards print without colour."""


def workbook(page: RosterPage, *, title: str, made: str) -> bytes:
    """The month on one sheet, landscape and one page wide; ``made`` says when it was taken from the product."""
    # Imported where it is used: no other page pays for it.
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {name: book.add_format(dict(look)) for name, look in SHADES.items()}
        sheet = book.add_worksheet(_("Roster"))
        sheet.write_string(0, 0, title, formats["title"])
        _grid(sheet, formats, page)
        _needs(sheet, formats, page, first=4 + len(page.rows))
        sheet.write_string(6 + len(page.rows) + len(page.needs), 0, made)
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, len(page.heads), 3.6)
        sheet.set_column(len(page.heads) + 1, len(page.heads) + 1, 12)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1, 2)
    return out.getvalue()


def _grid(sheet: Any, formats: Mapping[str, Any], page: RosterPage) -> None:
    for place, head in enumerate(page.heads, start=1):
        look = formats["weekend head" if head.weekend or head.holiday else "head"]
        sheet.write_string(1, place, head.letter, look)
        sheet.write_number(2, place, head.number, look)
    sheet.write_string(2, 0, _("Name"), formats["head"])
    sheet.write_string(2, len(page.heads) + 1, _("Hours"), formats["head"])
    for line, row in enumerate(page.rows, start=3):
        name = f"{row.name} {row.detail}".strip()
        sheet.write_string(line, 0, name, formats["name"])
        for place, (cell, head) in enumerate(zip(row.cells, page.heads, strict=True), start=1):
            sheet.write_string(line, place, cell.letter, formats["weekend" if head.weekend or head.holiday else "cell"])
        sheet.write_string(line, len(page.heads) + 1, str(row.hours), formats["name"])


def _needs(sheet: Any, formats: Mapping[str, Any], page: RosterPage, *, first: int) -> None:
    """How many are on each shift; where fewer than are needed, of how many."""
    for line, need in enumerate(page.needs, start=first):
        sheet.write_string(line, 0, f"{need.name} {need.detail}".strip(), formats["name"])
        for cell in need.cells:
            if cell.have < cell.wanted:
                sheet.write_string(line, cell.day + 1, f"{cell.have}/{cell.wanted}", formats["short"])
            else:
                sheet.write_number(line, cell.day + 1, cell.have, formats["weekend" if cell.weekend else "cell"])
