"""A budget goes out as xlsx, is edited as a head would, and comes in: only the edited cells change."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.conftest import World
from tests.integration.budgeting import finance_of_h1, keep_books, opened
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.actions.budget_lines import Change, save_lines
from wellrun.departments.finance.models import Budget, BudgetComment, BudgetLine
from wellrun.departments.finance.rules.budget_files import FIRST, KEPT, PRICE
from wellrun.departments.finance.rules.budgeting import Typed
from wellrun.foundations.catalogue import charting

pytestmark = pytest.mark.django_db
Edit = Callable[[Any], object]
COMMENT, SAID = FIRST + 13, FIRST + 14


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books") / "warehouse"


@pytest.fixture
def booked(world: World, settings: Any, kept: Path) -> Iterator[World]:
    if not kept.exists():
        keep_books(settings.WAREHOUSE)
        shutil.copytree(settings.WAREHOUSE, kept)
    else:
        shutil.copytree(kept, settings.WAREHOUSE)
    charting.facts.cache_clear()
    yield world
    charting.facts.cache_clear()


@pytest.fixture
def finance(booked: World) -> Any:
    return finance_of_h1()


@pytest.fixture
def budget(booked: World, finance: Any) -> Budget:
    """From last year's budget: lines of all three drivers."""
    made: Budget = opened(booked, finance, "budget")
    return made


def taken_out(who: Any, budget: Budget, at: str = "H1") -> bytes:
    answer = signed_in(who).get(reverse("finance:budget-xlsx", args=(budget.pk,)), {"at": at})
    assert answer.status_code == 200
    return bytes(answer.content)


def edited(content: bytes, *edits: Edit) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(account: str, column: int, value: object, sheet: str = "C1") -> Edit:
    def put(book: Any) -> None:
        book[sheet].cell(row_of(book[sheet], account), column + 1).value = value

    return put


def row_of(sheet: Any, account: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[1].value == account)


def hand_in(who: Any, budget: Budget, content: bytes, at: str = "H1") -> Any:
    sent = SimpleUploadedFile("budget.xlsx", content)
    return signed_in(who).post(reverse("finance:budget-hand-in", args=(budget.pk,)), {"at": at, "sent": sent})


def standing(budget: Budget) -> dict[tuple[str, str], tuple[Any, ...]]:
    lines = BudgetLine.objects.filter(sheet__budget=budget).select_related("sheet")
    return {
        (one.sheet.cost_centre, one.account): (one.amounts, one.volume, one.per_unit, one.price, one.version)
        for one in lines
    }


def test_a_file_saved_by_another_program_and_not_edited_changes_nothing(finance: Any, budget: Budget) -> None:
    before = standing(budget)
    answer = hand_in(finance, budget, edited(taken_out(finance, budget)))
    assert "0 lines were changed." in read(answer)
    assert standing(budget) == before


def test_only_edited_cells_change_and_comments_go_round(finance: Any, budget: Budget) -> None:
    before = standing(budget)
    content = edited(
        taken_out(finance, budget),
        cell("6800", FIRST + 2, 77.25),
        cell("6110", PRICE, 41.5),
        cell("6150", COMMENT, "Agency ends in May"),
    )
    answer = hand_in(finance, budget, content)
    told = read(answer)
    assert "2 lines were changed." in told and "1 comment was kept." in told
    after = standing(budget)
    assert {key for key in after if after[key] != before[key]} == {("C1", "6800"), ("C1", "6110")}
    assert after["C1", "6800"][0] == [77_25 if at == 2 else amount for at, amount in enumerate(before["C1", "6800"][0])]
    assert after["C1", "6110"][1:4] == (*before["C1", "6110"][1:3], Decimal("41.5000"))
    assert BudgetComment.objects.get().line.account == "6150"
    again = openpyxl.load_workbook(io.BytesIO(taken_out(finance, budget)))["C1"]
    assert again.cell(row_of(again, "6150"), SAID + 1).value == "Finance: Agency ends in May"
    assert again.cell(row_of(again, "6150"), COMMENT + 1).value in (None, "")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("many", "This is no figure."),
        (1.005, "This is finer than can be kept."),
        (None, "This cell is empty, or holds a formula whose value was not kept."),
        ("=1+1", "This cell is empty, or holds a formula whose value was not kept."),
    ],
    ids=["words", "fractions of a cent", "emptied", "a formula without its value"],
)
def test_a_wrong_cell_is_named_with_sheet_row_and_remedy(finance: Any, budget: Budget, value: Any, says: str) -> None:
    before = standing(budget)
    content = taken_out(finance, budget)
    row = row_of(openpyxl.load_workbook(io.BytesIO(content))["C1"], "6800")
    answer = hand_in(finance, budget, edited(content, cell("6800", FIRST, value), cell("6800", FIRST + 1, 5)))
    assert answer.status_code == 422
    told = read(answer)
    assert says in told and f"C1, H{row}" in told
    assert standing(budget) == before


def test_every_wrong_cell_is_told_not_only_the_first(finance: Any, budget: Budget) -> None:
    edits = (cell("6800", FIRST, "x"), cell("6800", FIRST + 1, "y"), cell("6110", FIRST, 5), cell("6800", PRICE, 4))
    told = read(hand_in(finance, budget, edited(taken_out(finance, budget), *edits)))
    assert told.count("This is no figure.") == 2
    assert "The amounts of this line come from its factors." in told
    assert "The amounts of this line do not come from this. It says 4." in told


def test_a_line_that_somebody_changed_meanwhile_is_told_and_nothing_is_lost(
    booked: World, finance: Any, budget: Budget
) -> None:
    content = taken_out(finance, budget)
    line = BudgetLine.objects.get(sheet__budget=budget, sheet__cost_centre="C1", account="6800")
    change = Change(line.pk, 1, Typed((1,) + (None,) * 11))
    save_lines(sheet=line.sheet, changes=[change], by=booked.ward_manager, tree=booked.tree)
    told = read(hand_in(finance, budget, edited(content, cell("6800", FIRST, 9), cell("6110", PRICE, 50))))
    assert "Ward.Manager has changed 6800 Licences since you opened it." in told
    line.refresh_from_db()
    assert (line.amounts[0], line.version) == (1, 2)
    assert BudgetLine.objects.get(sheet=line.sheet, account="6110").version == 1
    # A line that was changed meanwhile and is not edited in the file stands in nobody's way.
    assert "1 line was changed." in read(hand_in(finance, budget, edited(content, cell("6110", PRICE, 50))))


def test_rows_that_are_added_or_removed_are_told(finance: Any, budget: Budget) -> None:
    def rows(book: Any) -> None:
        sheet = book["C1"]
        sheet.delete_rows(row_of(sheet, "6150"))
        sheet.insert_rows(6)
        sheet.cell(6, 2).value, sheet.cell(6, 3).value = "6999", "Tea"

    before = standing(budget)
    told = read(hand_in(finance, budget, edited(taken_out(finance, budget), rows, cell("6800", FIRST, 3))))
    assert "1 line was changed." in told
    assert "C1, row 6: 6999 Tea" in told
    assert "C1: 6150 Agency staff" in told
    assert standing(budget)["C1", "6150"] == before["C1", "6150"]


def test_a_head_takes_out_and_hands_in_own_sheets_only(booked: World, finance: Any, budget: Budget) -> None:
    own = openpyxl.load_workbook(io.BytesIO(taken_out(booked.ward_manager, budget, "H1/W1")))
    assert own.sheetnames == ["Overview", "C1", KEPT]
    whole = edited(taken_out(finance, budget), cell("6110", FIRST, 99, "C2"))
    answer = hand_in(booked.ward_manager, budget, whole, "H1/W1")
    assert answer.status_code == 422
    assert "This line is no longer there, or not yours to plan." in read(answer)


def test_what_is_no_budget_of_this_version_is_refused(booked: World, finance: Any, budget: Budget) -> None:
    other = opened(booked, finance, title="Revised")
    content = taken_out(finance, budget)
    assert "another version of the budget" in read(hand_in(finance, other, content))
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    assert "This is no budget of ours" in read(hand_in(finance, budget, out.getvalue()))
    macros = io.BytesIO(content)
    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "It holds macros." in read(hand_in(finance, budget, macros.getvalue()))


def test_it_is_laid_out_as_finance_people_expect(finance: Any, budget: Budget) -> None:
    book = openpyxl.load_workbook(io.BytesIO(taken_out(finance, budget)))
    sheet, row = book["C1"], row_of(book["C1"], "6800")
    assert (sheet.freeze_panes, sheet.protection.sheet, bool(sheet.print_area)) == ("H5", True, True)
    assert sheet.cell(row, FIRST + 13).value == f"=SUM(H{row}:S{row})"
    assert [sheet.cell(row, at + 1).protection.locked for at in (1, FIRST, COMMENT)] == [True, False, False]
    labour = row_of(sheet, "6110")
    assert [sheet.cell(labour, at + 1).protection.locked for at in (PRICE, FIRST)] == [False, True]
    assert book["Overview"].cell(5, 3).value.startswith("='C1'!T")
    assert book[KEPT].sheet_state == "veryHidden"
