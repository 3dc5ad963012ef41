"""The roster as a spreadsheet holds what its page shows, and leaves an entry in the audit."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.conftest import account
from tests.signing_in import signed_in
from tests.unit.departments.workforce.ward import D, N, Ward, build

from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry

OFF = [None] * 6


@pytest.fixture
def ward(world: Any, monkeypatch: pytest.MonkeyPatch) -> Ward:
    return build(world, monkeypatch)


def address(ward: Ward) -> str:
    return f"/workforce/rosters/{ward.roster.pk}/xlsx/?at=H1/W1"


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(body: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """What stands in each cell, and the number of its style, as ECMA-376 writes them."""
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        shared = ["".join(one.itertext()) for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    words, styles = {}, {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v", "")
        words[cell.attrib["r"]] = shared[int(value)] if cell.get("t") == "s" else value
        styles[cell.attrib["r"]] = cell.get("s", "")
    return words, styles


def test_the_sheet_has_people_days_hours_and_what_is_short(ward: Ward) -> None:
    ward.proposal([D, D, *[None] * 5], [None, N, *[None] * 5])
    answer = signed_in(ward.manager).get(address(ward))
    assert answer["Content-Disposition"] == 'attachment; filename="roster-W1-2027-01-04.xlsx"'
    words, styles = cells(answer.content)
    assert words["A1"].startswith("Ward 1, ")
    assert [words[f"{column}3"] for column in "ABCDEFGH"] == ["Name", "4", "5", "6", "7", "8", "9", "10"]
    assert [words[f"{column}4"] for column in "ABCD"] == ["Nurse A", "D", "D", ""]
    assert [words[f"{column}5"] for column in "ABCD"] == ["Nurse B", "", "N", ""]
    needs = [[words.get(f"{column}{row}", "") for column in "BCD"] for row in (9, 10)]
    assert needs == [["1", "1", "0/1"], ["0/1", "1", "0/1"]]
    assert styles["G4"] == styles["H4"] != styles["F4"], "Saturday and Sunday are shaded"
    assert Entry.objects.filter(action="export.made").count() == 1


def test_there_is_no_sheet_without_a_proposal_nor_for_who_may_not_see_the_unit(ward: Ward) -> None:
    assert signed_in(ward.manager).get(address(ward)).status_code == 404
    ward.proposal([D, *OFF])
    other = account("scheduler.w2", Role.SCHEDULER, "H1/W2")
    assert signed_in(other).get(address(ward).replace("W1", "W2")).status_code == 404
