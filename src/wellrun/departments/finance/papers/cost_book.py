"""What care costs as a spreadsheet that finance people accept: statistics and expense as figures, the step-down and
every sum as formulas over them, checks that are zero, frozen heads, and print areas.

Excel reckons the steps without rounding; the product gives whole cents (largest remainder), so the two differ by less
than a cent a step, and the page's own figures stand beside.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wellrun.departments.finance.words.costing import basis_name
from wellrun.engines.costing import Allocation

HEAD = 3
"""The row, from zero, of the column heads."""
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00"},
    "units": {"num_format": "#,##0.00##"},
    "share": {"num_format": "0.0%"},
    "total": {"bold": True, "top": 1, "num_format": "#,##0.00;[Red]-#,##0.00"},
}


def cost_book(
    step_down: Allocation,
    reciprocal: Allocation | None,
    lines: Sequence[Mapping[str, Any]],
    *,
    names: Mapping[str, str],
    title: str,
    made: str,
) -> bytes:
    """Sheets of statistics, step-down, methods side by side, and service lines. Words are never formulas."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        looks = {name: book.add_format(dict(look)) for name, look in LOOKS.items()}

        def made_sheet(name: str) -> Any:
            sheet = book.add_worksheet(name[:31])
            sheet.write_string(0, 0, title, looks["title"])
            sheet.write_string(1, 0, made)
            return sheet

        statistics = made_sheet(_("Statistics"))
        _framed(statistics, _statistics(statistics, looks, step_down, names))
        stepped = made_sheet(_("Step-down"))
        _framed(stepped, _steps(stepped, looks, step_down, names, statistics.get_name()))
        methods = made_sheet(_("Methods"))
        _framed(methods, _methods(methods, looks, step_down, reciprocal, names))
        listed = made_sheet(_("Service lines"))
        _framed(listed, _lines(listed, looks, lines))
    return out.getvalue()


def _framed(sheet: Any, ends: tuple[int, int]) -> None:
    """Frozen heads, widths and print area of a sheet, by its last row and column."""
    rows, columns = ends
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, max(columns, 1), 14)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, rows, columns)


def _heads(sheet: Any, looks: Mapping[str, Any], heads: Sequence[str]) -> None:
    for at, head in enumerate(heads):
        sheet.write_string(HEAD, at, head, looks["head"])


def _statistics(sheet: Any, looks: Mapping[str, Any], done: Allocation, names: Mapping[str, str]) -> tuple[int, int]:
    """A row for each centre, a column for each overhead centre: the units by which it is given away."""
    overheads, centres = done.problem.overheads, done.problem.centres
    _heads(sheet, looks, [_("Cost centre"), *(f"{names[one.centre]}: {basis_name(one.basis)}" for one in overheads)])
    for row, code in enumerate(centres, start=HEAD + 1):
        sheet.write_string(row, 0, names[code])
        for column, one in enumerate(overheads, start=1):
            units = 0 if code == one.centre else one.units.get(code, 0)
            sheet.write_number(row, column, float(units), looks["units"])
    return HEAD + len(centres), len(overheads)


def _steps(
    sheet: Any, looks: Mapping[str, Any], done: Allocation, names: Mapping[str, str], statistics: str
) -> tuple[int, int]:
    """A row for each centre: its own cost, what overhead gives it, and the sum; all but the cost are formulas."""
    from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

    order, centres = done.problem.order, done.problem.centres
    first, last, full = HEAD + 1, HEAD + len(centres), 2 + len(order)
    _heads(sheet, looks, [_("Cost centre"), _("Own cost"), *(names[code] for code in order), _("With overhead")])
    for row, code in enumerate(centres, start=first):
        sheet.write_string(row, 0, names[code])
        sheet.write_number(row, 1, done.problem.costs[code] / 100, looks["money"])
        for at in range(len(order)):
            cents = int(done.moved[at, row - first])
            if row - first <= at:
                continue
            gross = f"SUM($B${first + at + 1}:{xl_rowcol_to_cell(first + at, at + 1, col_abs=True, row_abs=True)})"
            units = xl_col_to_name(at + 1)
            given = f"'{statistics}'!{units}${row + 1}"
            open_units = f"SUM('{statistics}'!{units}${first + at + 2}:{units}${last + 1})"
            formula = f"=IF({open_units}=0,0,{gross}*{given}/{open_units})"
            sheet.write_formula(row, at + 2, formula, looks["money"], cents / 100)
        value = (done.full[code] if code in done.full else done.gross(code)) / 100
        formula = f"=SUM(B{row + 1}:{xl_rowcol_to_cell(row, full - 1)})"
        sheet.write_formula(row, full, formula, looks["money"], value)
    return _step_sums(sheet, looks, done, (first, last, full))


def _step_sums(sheet: Any, looks: Mapping[str, Any], done: Allocation, ends: tuple[int, int, int]) -> tuple[int, int]:
    """The whole before and after, and that nothing was lost."""
    from xlsxwriter.utility import xl_col_to_name

    first, last, full = ends
    whole = sum(done.problem.costs.values()) / 100
    caring, column = first + len(done.problem.order), xl_col_to_name(full)
    sheet.write_string(last + 1, 0, _("All cost; of the centres that care"), looks["total"])
    sheet.write_formula(last + 1, 1, f"=SUM(B{first + 1}:B{last + 1})", looks["total"], whole)
    kept = f"=SUM({column}{caring + 1}:{column}{last + 1})"
    sheet.write_formula(last + 1, full, kept, looks["total"], sum(done.full.values()) / 100)
    sheet.write_string(last + 2, 0, _("Check, zero"))
    sheet.write_formula(last + 2, full, f"=ROUND(B{last + 2}-{column}{last + 2},2)", looks["money"], 0)
    return last + 2, full


def _methods(
    sheet: Any, looks: Mapping[str, Any], one: Allocation, other: Allocation | None, names: Mapping[str, str]
) -> tuple[int, int]:
    """Both methods to the cent, and who gains."""
    _heads(sheet, looks, [_("Cost centre"), _("Step-down"), _("Reciprocal"), _("More by reciprocal")])
    row = HEAD
    for row, (code, cents) in enumerate(one.full.items(), start=HEAD + 1):
        sheet.write_string(row, 0, names[code])
        sheet.write_number(row, 1, cents / 100, looks["money"])
        if other is not None:
            both = other.full[code]
            sheet.write_number(row, 2, both / 100, looks["money"])
            sheet.write_formula(row, 3, f"=C{row + 1}-B{row + 1}", looks["money"], (both - cents) / 100)
    for column, name in enumerate("BCD", start=1):
        formula = f"=SUM({name}{HEAD + 2}:{name}{row + 1})"
        values = {"B": sum(one.full.values()) / 100, "C": sum(other.full.values()) / 100 if other else 0, "D": 0}
        sheet.write_formula(row + 1, column, formula, looks["total"], values[name])
    return row + 1, 3


def _lines(sheet: Any, looks: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Service lines: cases, cost both ways, and of the cases whose revenue is known revenue, cost and margin."""
    heads = [_("Service line"), _("Cases"), _("Cost by activity"), _("Cost by charges"), _("Cost a case")]
    heads += [_("Cases of known revenue"), _("Their revenue"), _("Their cost"), _("Their margin"), _("Of revenue")]
    _heads(sheet, looks, heads)
    row = HEAD
    for row, one in enumerate(lines, start=HEAD + 1):
        at = row + 1
        sheet.write_string(row, 0, one["name"])
        for column, name in ((1, "cases"), (5, "known")):
            sheet.write_number(row, column, one[name])
        for column, name in ((2, "activity"), (3, "charges"), (6, "revenue"), (7, "known_cost")):
            sheet.write_number(row, column, one[name] / 100, looks["money"])
        each = one["activity"] / 100 / one["cases"] if one["cases"] else 0
        sheet.write_formula(row, 4, f"=IF(B{at}=0,0,C{at}/B{at})", looks["money"], each)
        earned = (one["revenue"] - one["known_cost"]) / 100
        sheet.write_formula(row, 8, f"=G{at}-H{at}", looks["money"], earned)
        share = earned / (one["revenue"] / 100) if one["revenue"] else 0
        sheet.write_formula(row, 9, f"=IF(G{at}=0,0,I{at}/G{at})", looks["share"], share)
    return row, 9
