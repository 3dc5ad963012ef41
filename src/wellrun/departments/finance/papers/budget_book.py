"""A budget as a workbook that heads edit and hand in again: a sheet for each cost centre, totals as live formulas, what
may be typed unprotected, and everything else protected. It is read back by ``rules.budget_files``."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from wellrun.departments.finance.models import DRIVER_NAMES, Budget, BudgetLine
from wellrun.departments.finance.queries.budgets import SheetSum, lines_of
from wellrun.departments.finance.rules.budget_files import (
    ACCOUNT,
    DRIVER,
    FIRST,
    HEAD,
    KEPT,
    LINE,
    NAME,
    PLACES,
    PRICE,
    KeptLine,
    column,
)
from wellrun.departments.finance.rules.budgeting import FACTORS, Driver
from wellrun.departments.finance.rules.variance import Kind

MONEY = "#,##0.00;[Red]-#,##0.00"
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "word": {"text_wrap": True, "valign": "top"},
    "said": {"text_wrap": True, "valign": "top", "font_color": "#555555"},
    "money": {"num_format": MONEY},
    "money_typed": {"num_format": MONEY, "locked": False, "bg_color": "#FFF8DC"},
    "factor": {"num_format": "#,##0.00##"},
    "factor_typed": {"num_format": "#,##0.00##", "locked": False, "bg_color": "#FFF8DC"},
    "word_typed": {"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFF8DC"},
    "total": {"bold": True, "top": 1, "num_format": MONEY},
}
ALLOWED = {"format_columns": True, "format_rows": True, "sort": False, "autofilter": True}
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def budget_book(budget: Budget, sums: Sequence[SheetSum], *, made: str) -> bytes:
    """A workbook of the sheets that are told, those that are not open wholly protected."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}
        overview = book.add_worksheet(_("Overview")[:31])
        kept: list[KeptLine] = []
        places: list[tuple[str, int, SheetSum]] = []
        for one in sums:
            name = _sheet_name(one.sheet.cost_centre, [place for place, _last, _sum in places])
            lines = lines_of(one.sheet)
            last = _sheet(book.add_worksheet(name), looks, budget, one, lines, made)
            kept += [_kept(line, name) for line in lines]
            places.append((name, last, one))
        _overview(overview, looks, budget, places, made)
        hidden = book.add_worksheet(KEPT)
        hidden.write_string(0, 0, str(budget.pk))
        for at, line in enumerate(kept, start=1):
            for number, words in enumerate(line.row()):
                hidden.write_string(at, number, words)
        hidden.very_hidden()
    return out.getvalue()


def _sheet_name(centre: str, taken: Sequence[str]) -> str:
    """A name that a sheet may have (no more than 31 letters, some signs not among them), once in the book."""
    plain = FORBIDDEN.sub("-", centre)[:31] or "-"
    known, number, name = {one.casefold() for one in taken} | {KEPT, _("Overview").casefold()}, 1, plain
    while name.casefold() in known:
        number += 1
        name = f"{plain[:27]} {number}"
    return name


def _kept(line: BudgetLine, sheet: str) -> KeptLine:
    volume, per_unit, price = ("" if one is None else str(one) for one in (line.volume, line.per_unit, line.price))
    return KeptLine(line.pk, line.version, sheet, Driver(line.driver), (volume, per_unit, price), tuple(line.amounts))


def _sheet(
    sheet: Any, looks: Mapping[str, Any], budget: Budget, one: SheetSum, lines: Sequence[BudgetLine], made: str
) -> int:
    """Writes a cost centre; returns the row, from one, of its sums."""
    periods = len(budget.periods)
    year, new, said = FIRST + periods, FIRST + periods + 1, FIRST + periods + 2
    sheet.write_string(0, ACCOUNT, f"{one.sheet.cost_centre} {one.sheet.name}, {budget}", looks["title"])
    sheet.write_string(1, ACCOUNT, made)
    sheet.write_string(2, ACCOUNT, _("Type into the yellow cells and hand the file in again."))
    for at, head in enumerate(_heads(budget)):
        sheet.write_string(HEAD - 1, at, head, looks["head"])
    open_ = one.sheet.standing.open and budget.locked_at is None
    for number, line in enumerate(lines, start=HEAD):
        _line(sheet, looks, number, line, open_)
    last = HEAD + len(lines)
    _sums(sheet, looks, lines, last, periods)
    sheet.freeze_panes(HEAD, FIRST)
    sheet.set_column(LINE, LINE, None, None, {"hidden": True})
    sheet.set_column(ACCOUNT, ACCOUNT, 10)
    sheet.set_column(NAME, DRIVER, 24)
    sheet.set_column(DRIVER + 1, year, 13)
    sheet.set_column(new, said, 34)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD - 1)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, ACCOUNT, last + 1, said)
    sheet.protect("", ALLOWED)
    return last + 1


def _heads(budget: Budget) -> list[str]:
    periods = [formats.date_format(day, "j M Y") for day in budget.starts]
    head = ["", _("Account"), _("Line"), _("Comes from"), _("Work or pieces"), _("Hours for one"), _("Price")]
    return [*head, *periods, _("Year"), _("Your comment"), _("Said so far")]


def _line(sheet: Any, looks: Mapping[str, Any], number: int, line: BudgetLine, open_: bool) -> None:
    fixed = line.driver == Driver.FIXED.value
    sheet.write_number(number, LINE, line.pk)
    sheet.write_string(number, ACCOUNT, line.account, looks["word"])
    sheet.write_string(number, NAME, line.name, looks["word"])
    sheet.write_string(number, DRIVER, str(DRIVER_NAMES[Driver(line.driver)]), looks["word"])
    for name, at in PLACES.items():
        if name in FACTORS[Driver(line.driver)]:
            look = looks["factor_typed" if open_ else "factor"]
            sheet.write_number(number, at, float(getattr(line, name) or 0), look)
    for at, cents in enumerate(line.amounts, start=FIRST):
        sheet.write_number(number, at, cents / 100, looks["money_typed" if open_ and fixed else "money"])
    year = FIRST + len(line.amounts)
    spanned = f"{column(FIRST)}{number + 1}:{column(year - 1)}{number + 1}"
    sheet.write_formula(number, year, f"=SUM({spanned})", looks["money"], sum(line.amounts) / 100)
    sheet.write_string(number, year + 1, "", looks["word_typed" if open_ else "word"])
    words = "\n".join(f"{one.by.person.name}: {one.words}" for one in line.comments.all())
    sheet.write_string(number, year + 2, words, looks["said"])


def _sums(sheet: Any, looks: Mapping[str, Any], lines: Sequence[BudgetLine], last: int, periods: int) -> None:
    """Expense and revenue by period and for the year, over the rows above."""
    sheet.write_string(last, PRICE, _("Expense"), looks["total"])
    sheet.write_string(last + 1, PRICE, _("Revenue"), looks["total"])
    for row, kind in enumerate((Kind.EXPENSE, Kind.REVENUE), start=last):
        rows = [at for at, line in enumerate(lines, start=HEAD) if line.kind == kind.value]
        for at in range(periods + 1):
            letter = column(FIRST + at)
            # Lines of a kind stand together: the one after the other, by how they are sorted.
            formula = f"=SUM({letter}{rows[0] + 1}:{letter}{rows[-1] + 1})" if rows else "=0"
            cents = (sum(lines[one - HEAD].amounts) if at == periods else lines[one - HEAD].amounts[at] for one in rows)
            sheet.write_formula(row, FIRST + at, formula, looks["total"], float(Decimal(sum(cents)) / 100))


def _overview(
    sheet: Any,
    looks: Mapping[str, Any],
    budget: Budget,
    places: Sequence[tuple[str, int, SheetSum]],
    made: str,
) -> None:
    """Every cost centre with its year, told by the sheets themselves, beside its target and last year."""
    sheet.write_string(0, 0, str(budget), looks["title"])
    sheet.write_string(1, 0, made)
    heads = (_("Cost centre"), _("Name"), _("Expense"), _("Target"), _("Over target"), _("Last year"))
    for at, head in enumerate(heads):
        sheet.write_string(HEAD - 1, at, head, looks["head"])
    year = column(FIRST + len(budget.periods))
    for number, (name, row, one) in enumerate(places, start=HEAD):
        sheet.write_string(number, 0, one.sheet.cost_centre, looks["word"])
        sheet.write_string(number, 1, one.sheet.name, looks["word"])
        sheet.write_formula(number, 2, f"='{name}'!{year}{row}", looks["money"], one.expense / 100)
        if one.sheet.target is not None and one.gap is not None:
            sheet.write_number(number, 3, one.sheet.target / 100, looks["money"])
            sheet.write_formula(number, 4, f"=C{number + 1}-D{number + 1}", looks["money"], one.gap / 100)
        sheet.write_number(number, 5, one.sheet.last_year / 100, looks["money"])
    last = HEAD + len(places)
    sheet.write_string(last, 1, _("Sum"), looks["total"])
    for at, value in (
        (2, sum(one.expense for _n, _r, one in places)),
        (5, sum(o.sheet.last_year for _n, _r, o in places)),
    ):
        formula = f"=SUM({column(at)}{HEAD + 1}:{column(at)}{last})"
        sheet.write_formula(last, at, formula, looks["total"], value / 100)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 5, 16)
    sheet.freeze_panes(HEAD, 2)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last, 5)
    sheet.protect("", ALLOWED)
