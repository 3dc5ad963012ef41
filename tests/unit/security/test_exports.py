"""T33: what a spreadsheet program would run as a formula leaves as text (OWASP ASVS 5.0, 1.2.10; RFC 4180)."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.http import QueryDict

from wellrun.foundations.pages.tables import Table, TableColumn

STARTS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def exported(value: str, kind: str) -> bytes:
    columns = (TableColumn[str]("what", "What", lambda row: row),)
    answer = Table("things", columns, [value], QueryDict(f"export={kind}")).export()
    assert answer is not None and answer["Content-Disposition"] == f'attachment; filename="things.{kind}"'
    return bytes(answer.content)


@pytest.mark.parametrize("value", STARTS)
def test_t33_a_cell_that_begins_like_a_formula_is_text_in_csv(value: str) -> None:
    """T33: export cell starting with = + - @ is neutralized."""
    rows = list(csv.reader(io.StringIO(exported(value, "csv").decode("utf-8-sig"), newline="")))
    assert rows == [["What"], [f"'{value}"]]


@pytest.mark.parametrize("value", STARTS)
def test_t33_and_in_a_spreadsheet(value: str) -> None:
    """T33: the cell is a string, not a formula."""
    with zipfile.ZipFile(io.BytesIO(exported(value, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="s"' in sheet


def test_quotes_and_line_breaks_stay_inside_their_cell() -> None:
    value = 'a "quoted", word\nand a line'
    rows = list(csv.reader(io.StringIO(exported(value, "csv").decode("utf-8-sig"), newline="")))
    assert rows[1] == [value]


def test_an_address_that_asks_for_another_kind_of_file_gets_none() -> None:
    columns = (TableColumn[str]("what", "What", lambda row: row),)
    assert Table("things", columns, ["x"], QueryDict("export=../../etc/passwd")).export() is None
