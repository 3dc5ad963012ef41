"""Variances as a spreadsheet that finance people accept: what was planned and booked as figures, every part as a
formula over them, checks that are zero, frozen heads, and a print area. It is reckoned as the page reckons."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.finance.words.variance import PART_NAMES

HEAD = 4
"""The row, from zero, of the column heads."""
GIVEN = ("budget", "fixed_share", "units_planned", "units", "quantity_planned", "quantity", "actual")
REASONED = ("volume", "efficiency", "rate", "spending", "over", "check")
FORMULAS: Mapping[str, str] = {
    "volume": "=IF(AND(G#>0,ISNUMBER(H#)),ROUND((E#-ROUND(E#*F#,2))*H#/G#,2)-(E#-ROUND(E#*F#,2)),0)",
    "efficiency": "=IF(AND(I#>0,ISNUMBER(J#)),ROUND(E#*J#/I#,2)-E#-L#,0)",
    "rate": "=IF(AND(I#>0,ISNUMBER(J#)),K#-ROUND(E#*J#/I#,2),0)",
    "spending": "=IF(AND(I#>0,ISNUMBER(J#)),0,K#-E#-L#)",
    "over": "=K#-E#",
    "check": "=ROUND(P#-L#-M#-N#-O#,2)",
}
"""The rules of ``rules/variance.py`` over the cells of a row: E budget, F fixed share, G and H work planned and done,
I and J hours or pieces planned and used, K actual; L to O the parts, P what it is over."""
COLUMNS = "ABCDEFGHIJKLMNOPQ"
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00"},
    "number": {"num_format": "#,##0.00##"},
    "share": {"num_format": "0.00%"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "total": {"bold": True, "top": 1, "num_format": "#,##0.00;[Red]-#,##0.00"},
    "word": {},
}


def variance_book(rows: Sequence[Mapping[str, Any]], *, title: str, made: str, convention: str) -> bytes:
    """One row for each line and period. Words are written as words: nothing that came in a file is ever a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
        sheet = book.add_worksheet(_("Variance")[:31])
        sheet.write_string(0, 0, title, looks["title"])
        sheet.write_string(1, 0, made)
        sheet.write_string(2, 0, convention)
        for at, head in enumerate(_heads()):
            sheet.write_string(HEAD, at, head, looks["head"])
        for number, row in enumerate(rows, start=HEAD + 1):
            _row(sheet, looks, number, row)
        last = HEAD + len(rows)
        _totals(sheet, looks, last, rows)
        sheet.freeze_panes(HEAD + 1, 2)
        sheet.autofilter(HEAD, 0, max(last, HEAD + 1), len(COLUMNS) - 1)
        sheet.set_column(0, 1, 26)
        sheet.set_column(2, len(COLUMNS) - 1, 13)
        sheet.set_landscape()
        sheet.repeat_rows(HEAD)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last + 1, len(COLUMNS) - 1)
    return out.getvalue()


def _heads() -> list[str]:
    given = [
        _("Cost centre"),
        _("Line"),
        _("Kind"),
        _("Period from"),
        _("Budget"),
        _("Fixed share"),
        _("Work planned"),
        _("Work done"),
        _("Hours or pieces planned"),
        _("Hours or pieces used"),
        _("Actual"),
    ]
    return [*given, *(str(PART_NAMES[part]) for part in REASONED[:4]), _("Over"), _("Check, zero")]


def _row(sheet: Any, looks: Mapping[str, Any], number: int, row: Mapping[str, Any]) -> None:
    sheet.write_string(number, 0, f"{row['cost_centre']} {row['centre_name']}")
    sheet.write_string(number, 1, f"{row['account']} {row['account_name']}")
    sheet.write_string(number, 2, str(row["kind"]))
    sheet.write_datetime(number, 3, row["day"], looks["day"])
    for at, name in enumerate(GIVEN, start=4):
        cents = name in ("budget", "actual")
        value = row[name] / 100 if cents else row[name]
        look = "money" if cents else "share" if name == "fixed_share" else "number"
        if value is not None:
            sheet.write_number(number, at, value, looks[look])
    known = _known(row)
    for at, name in enumerate(REASONED, start=11):
        sheet.write_formula(number, at, FORMULAS[name].replace("#", str(number + 1)), looks["money"], known[name] / 100)


def _totals(sheet: Any, looks: Mapping[str, Any], last: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Sums of what is shown: a filter leaves out of them what it hides."""
    sheet.write_string(last + 1, 0, _("Sum of what is shown"), looks["total"])
    summed = {4: "budget", 10: "actual"} | dict(enumerate(REASONED, start=11))
    for at, name in summed.items():
        column = COLUMNS[at]
        formula = f"=SUBTOTAL(109,{column}{HEAD + 2}:{column}{last + 1})"
        value = sum(_known(row)[name] for row in rows) / 100
        sheet.write_formula(last + 1, at, formula, looks["total"], value)


def _known(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with what its formulas come to, for readers whose program does not reckon."""
    return {**row, "over": row["actual"] - row["budget"], "check": 0}
