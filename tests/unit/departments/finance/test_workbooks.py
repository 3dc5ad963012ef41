"""Workbooks from outside: cells as text, nothing run, nothing that hides in them let through."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter

from wellrun.departments.finance.rules import workbooks
from wellrun.departments.finance.rules.workbooks import NotAWorkbook, rows_of, sheets_of


def book(rows: dict[str, Any], **options: Any) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as made:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        own = made.add_format({"num_format": '"day" 0.00'})
        for cell, value in rows.items():
            if isinstance(value, datetime):
                sheet.write_datetime(cell, value, day)
            elif isinstance(value, tuple):
                sheet.write_formula(cell, value[0], None, value[1])
            elif isinstance(value, float):
                sheet.write_number(cell, value, own)
            else:
                sheet.write(cell, value)
    return out.getvalue()


@pytest.mark.parametrize("memory", [True, False], ids=["inline words", "shared words"])
def test_cells_stand_where_they_stand(memory: bool) -> None:
    content = book({"A1": "Head", "C1": "Ünïcode & <b>", "B3": 12, "AB3": -0.5}, constant_memory=memory)
    rows = rows_of(content)
    assert rows[0] == ["Head", "", "Ünïcode & <b>"]
    assert rows[1] == []
    assert (rows[2][1], rows[2][27], len(rows[2])) == ("12", "-0.5", 28)


def test_days_are_days_and_figures_have_no_noise() -> None:
    day = datetime(2024, 2, 29)  # noqa: DTZ001 - a cell has no zone
    rows = rows_of(book({"A1": day, "B1": 0.1 + 0.2, "C1": 1234567890123.45, "D1": True}))
    assert rows == [["2024-02-29", "0.3", "1234567890123.45", "1"]]


def test_of_a_formula_the_kept_value_counts() -> None:
    assert rows_of(book({"A1": ("=1+1", 7), "B1": ('=HYPERLINK("x")', "words")})) == [["7", "words"]]


def changed(name: str, text: str | bytes) -> bytes:
    """A sound workbook with one part written anew, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book({"A1": "x"}))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet(rows: str) -> str:
    """A sheet of these rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f"<worksheet xmlns='{space}'><sheetData>{rows}</sheetData></worksheet>"


def test_a_sheet_that_is_written_anew_is_read() -> None:
    assert rows_of(changed(SHEET, sheet("<row r='1'><c r='B1'><v>9</v></c></row>"))) == [["", "9"]]


def test_every_sheet_is_read_by_its_name() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        made.add_worksheet("One").write("A1", 1)
        hidden = made.add_worksheet("Two")
        hidden.write("A2", "x")
        hidden.hide()
    assert sheets_of(out.getvalue()) == {"One": [["1"]], "Two": [[], ["x"]]}


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = book({"A1": "x"})
    assert rows_of(content) == [["x"]]
    monkeypatch.setattr(workbooks, "LARGEST", 2_000)
    with pytest.raises(NotAWorkbook, match="gigabyte"):
        rows_of(content)


BOMB = '<!DOCTYPE a [<!ENTITY b "cccccccccc">]><sst><si><t>&b;&b;</t></si></sst>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"no archive at all",
        changed("xl/sharedStrings.xml", BOMB),
        changed("xl/sharedStrings.xml", '<?xml version="1.0" encoding="cp037"?><sst/>'),
        changed("xl/sharedStrings.xml", "<sst/>".encode("utf-16")),
        changed("xl/sharedStrings.xml", f"<!-- {'x' * 70_000} -->{BOMB}"),
        changed(SHEET, sheet("<row r='1'><c r='A1' t='s'><v>0</v></c></row>")[:-24]),
        changed(SHEET, sheet("<row r='1'><c r='A1' t='s'><v>9</v></c></row>")),
        changed(SHEET, sheet("<row r='1'><c r='1A'><v>9</v></c></row>")),
        changed(SHEET, sheet("<row r='1'><c r='A1'><v>nine</v></c></row>")),
        changed("xl/vbaProject.bin", "a macro"),
        changed("xl/macrosheets/sheet1.xml", "<m/>"),
    ],
    ids=[
        "empty",
        "torn",
        "no zip",
        "entities",
        "other letters",
        "wide letters",
        "entities far behind",
        "unclosed",
        "no such words",
        "no such cell",
        "no figure",
        "macros",
        "macro sheets",
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        rows_of(content)


def test_a_row_far_away_is_refused_before_it_fills_memory() -> None:
    with pytest.raises(NotAWorkbook):
        rows_of(changed(SHEET, sheet("<row r='99999999'><c r='A99999999'><v>1</v></c></row>")))
