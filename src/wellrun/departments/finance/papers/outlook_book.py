"""The outlook as a spreadsheet: one row for each line, its periods booked and ahead, sums as live formulas."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from wellrun.departments.finance.queries.outlook import Read
from wellrun.departments.finance.rules.budget_files import column
from wellrun.departments.finance.rules.outlook.ranges import SURE
from wellrun.departments.finance.rules.outlook.year_end import Year
from wellrun.departments.finance.words.outlook import METHOD_NAMES

HEAD = 4
"""The row, from zero, of the column heads."""
FIRST = 4
"""The column, from zero, of the first period."""
MONEY = "#,##0.00;[Red]-#,##0.00"
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "money": {"num_format": MONEY},
    "expected": {"num_format": MONEY, "italic": True, "bg_color": "#F2F2F2"},
    "total": {"bold": True, "top": 1, "num_format": MONEY},
    "word": {},
}


def outlook_book(read: Read, year: Year, *, title: str, made: str) -> bytes:
    """What a page shows, as figures. Words are written as words: nothing that came in a file is ever a formula."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
        sheet = book.add_worksheet(_("Outlook")[:31])
        sheet.write_string(0, 0, title, looks["title"])
        sheet.write_string(1, 0, made)
        words = _(
            "Italic periods are expected. Ranges hold in %(n)s of 100; they do not add up, lines miss in part apart."
        )
        sheet.write_string(2, 0, words % {"n": round(100 * SURE)})
        heads = _heads(read)
        for at, head in enumerate(heads):
            sheet.write_string(HEAD, at, head, looks["head"])
        for number in range(len(read.lines)):
            _row(sheet, looks, read, year, number)
        last = HEAD + len(read.lines)
        _totals(sheet, looks, last, len(heads))
        sheet.freeze_panes(HEAD + 1, FIRST)
        sheet.autofilter(HEAD, 0, max(last, HEAD + 1), len(heads) - 1)
        sheet.set_column(0, 1, 26)
        sheet.set_column(2, len(heads) - 1, 14)
        sheet.set_landscape()
        sheet.repeat_rows(HEAD)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last + 1, len(heads) - 1)
    return out.getvalue()


def _heads(read: Read) -> list[str]:
    periods = [formats.date_format(one.start, "j M Y") for one in read.periods[read.first :]]
    ends = [_("Year"), _("Budget"), _("Over"), _("Lower"), _("Upper")]
    return [_("Cost centre"), _("Line"), _("Kind"), _("Carried on by"), *periods, *ends]


def _row(sheet: Any, looks: Mapping[str, Any], read: Read, year: Year, number: int) -> None:
    line, at, end = read.lines[number], HEAD + 1 + number, year.of([number])
    method = METHOD_NAMES[year.judged.methods()[number]]
    words: Sequence[str] = (
        f"{line.centre} {line.centre_name}", f"{line.account} {line.name}", line.kind.value, str(method)
    )  # fmt: skip
    for place, word in enumerate(words):
        sheet.write_string(at, place, word, looks["word"])
    booked = read.panel.amounts[number, read.first :].tolist()
    periods = [*booked, *year.expected[number].tolist()]
    for place, cents in enumerate(periods):
        look = "money" if place < len(booked) else "expected"
        sheet.write_number(at, FIRST + place, round(cents) / 100, looks[look])
    whole = FIRST + len(periods)
    spanned = f"{column(FIRST)}{at + 1}:{column(whole - 1)}{at + 1}"
    total = sum(round(cents) for cents in periods) / 100
    sheet.write_formula(at, whole, f"=SUM({spanned})", looks["money"], total)
    if end.budget is not None:
        sheet.write_number(at, whole + 1, round(end.budget) / 100, looks["money"])
        formula = f"={column(whole)}{at + 1}-{column(whole + 1)}{at + 1}"
        sheet.write_formula(at, whole + 2, formula, looks["money"], total - round(end.budget) / 100)
    for place, one in enumerate((end.whole.lower, end.whole.upper), start=whole + 3):
        if one is not None:
            sheet.write_number(at, place, round(one) / 100, looks["money"])


def _totals(sheet: Any, looks: Mapping[str, Any], last: int, columns: int) -> None:
    """Sums of what is shown: a filter leaves out of them what it hides. Ranges have none: ends do not add up."""
    sheet.write_string(last + 1, 0, _("Sum of what is shown"), looks["total"])
    for at in range(FIRST, columns - 2):
        letter = column(at)
        formula = f"=SUBTOTAL(109,{letter}{HEAD + 2}:{letter}{last + 1})"
        sheet.write_formula(last + 1, at, formula, looks["total"])
