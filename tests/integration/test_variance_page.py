"""A head reads what the ward is over its budget and why, explains it, and takes the figures away as formulas."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.integration.books import FEBRUARY, TODAY, loaded, rows, work_out
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.models import FinanceTerms, VarianceComment
from wellrun.departments.finance.rules.workbooks import rows_of
from wellrun.departments.finance.signals import balance_signals, variance_signals
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.followup.models import Action
from wellrun.warehouse.connection import Warehouse, replace_rows
from wellrun.warehouse.tables import TABLES

pytestmark = pytest.mark.django_db
WARD = {"at": "H1/W1", "day": TODAY.isoformat()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books") / "warehouse"


@pytest.fixture
def booked(world: World, kept: Path) -> Iterator[World]:
    """The books of H1, worked out once for the module."""
    with loaded(rows(), kept):
        yield world


def shown(who: Client, **asked: str) -> str:
    answer = who.get(reverse("finance:variance"), WARD | asked)
    assert answer.status_code == 200
    return read(answer)


def test_a_head_reads_the_sentence_the_picture_and_lines_that_add_up(booked: World) -> None:
    page = shown(signed_in(booked.ward_manager))
    # Volume 2,000 + 400 + 600; efficiency 40 x 40 + 45 x 80 less; rate and price.
    assert "Ward 1 care is $10,500 over budget in February 2026:" in page
    assert "because of 20 more patient days" in page
    assert "Budget $27,500; Volume +$3,000" in page
    assert "Actual $38,000." in page
    assert "brought $10,000 more than planned" in page
    assert "Hours per patient day" in page


def test_every_line_has_its_own_parts(booked: World) -> None:
    answer = signed_in(booked.ward_manager).get(reverse("finance:variance"), WARD)
    rows_shown = {row.name: row for row in answer.context["lines"].rows}
    assert rows_shown["Nurses, own"].parts == ("+2,000", "+2,000", "0")
    assert rows_shown["Agency staff"].parts == ("+400", "+3,600", "+1,000")
    assert rows_shown["Ward supplies"].parts == ("+600", "+150", "+750")
    assert rows_shown["Licences"].parts == ("0", "0", "0")
    assert answer.context["lines"].whole.over == "+10,500"


def test_the_year_to_date_adds_up_its_periods(booked: World) -> None:
    page = shown(signed_in(booked.ward_manager), span="year")
    assert "is $10,500 over budget in the fiscal year 2026 to February 2026" in page
    assert "Budget $55,000;" in page
    assert "on budget in January 2026" in shown(signed_in(booked.ward_manager), month="2026-01-01")


def test_efficiency_leads_down_to_shifts_and_price_to_journal_lines(booked: World) -> None:
    who = signed_in(booked.ward_manager)
    page = shown(who, account="6150")
    assert "Agency staff, efficiency +$3,600: 45 hours more than the work done allowed" in page
    assert "Wed 11 Feb" in page
    assert "nursing assistant" in page
    assert "AG-2" in page
    supplies = shown(who, account="6300")
    assert "Ward supplies, usage +$150: 30 pieces more" in supplies
    assert "Said of SUP-2" in supplies
    auditor = signed_in(account("auditor", Role.AUDITOR, "H1"))
    assert "Said of SUP-2" not in shown(auditor, account="6300", centre="C1")


def test_a_reader_sees_the_own_place_and_no_other(booked: World) -> None:
    who = signed_in(booked.ward_manager)
    assert "Ward 2 care" not in shown(who)
    assert "Ward 2 care" not in shown(who, centre="C2")
    other = who.get(reverse("finance:variance"), {"at": "H1/W2", "day": TODAY.isoformat()})
    assert "Ward 2 care" not in other.content.decode()
    director = signed_in(booked.director)
    facility = shown(director, at="H1")
    assert "Hospital H1 is $10,500 over budget" in facility
    assert "Medicine" in facility
    department = shown(director, at="H1/medicine")
    assert "Ward 1 care" in department
    assert "owes a comment" in department.replace("Who still owes a comment", "")
    assert "Network is $10,500 over budget" in shown(director, at="NET")


def test_a_place_without_books_says_what_is_missing(booked: World) -> None:
    assert "once its ledger, chart of accounts, cost centres and budget are loaded" in shown(
        signed_in(booked.director), at="H2"
    )


def test_before_anything_was_worked_out_the_page_stands_all_the_same(world: World) -> None:
    assert "Load files" in shown(signed_in(world.director), at="NET")


def explain(who: Client, **given: str) -> Any:
    address = f"{reverse('finance:explain')}?at=H1/W1&day={TODAY}"
    return who.post(address, {"month": FEBRUARY.isoformat(), "centre": "C1", **given})


def test_a_comment_is_kept_with_its_figures_its_history_and_its_promise(booked: World) -> None:
    who = signed_in(booked.ward_manager)
    assert "A comment is needed" in shown(who)
    assert "Sunday 8 March" in shown(who)
    assert explain(who, cause="no").status_code == 422
    assert explain(who, cause="Boarding from the ED since January, it lasts.", promise="Close").status_code == 422
    first = {
        "cause": "Boarding from the ED since January, it lasts.",
        "promise": "Share the pool",
        "due_on": "2199-01-01",
    }
    assert explain(who, **first).status_code == 302
    explain(who, cause="And one-to-one watches after two falls.")
    page = shown(who)
    assert page.index("one-to-one watches") < page.index("Boarding from the ED")
    assert "A comment is needed" not in page
    made = VarianceComment.objects.order_by("pk")[0]
    assert made.figures["volume"] == 3_000_00
    assert Action.objects.get().title == "Share the pool"
    assert Entry.objects.filter(action="finance.variance.explained").count() == 2
    explained = "Every cost centre beyond its limits has been explained."
    assert explained in shown(signed_in(booked.director), at="H1/medicine")


def test_who_may_not_explain_is_refused(booked: World) -> None:
    assert explain(signed_in(account("auditor", Role.AUDITOR, "H1")), cause="x" * 40).status_code == 403
    assert explain(signed_in(account("w2", Role.DEPARTMENT_MANAGER, "H1/W2")), cause="x" * 40).status_code in (403, 404)
    assert not VarianceComment.objects.exists()


def test_finance_sets_when_a_word_is_asked_for(booked: World) -> None:
    who = signed_in(account("finance", Role.FINANCE, "H1"))
    address = f"{reverse('finance:terms')}?at=H1&day={TODAY}"
    given = {"version": 0, "over": "10500.01", "over_percent": "3", "days": 5, "division": "months"}
    given |= {"closing_month": 12, "weekday": 5}
    assert who.post(address, given).status_code == 302
    assert "A comment is needed" not in shown(signed_in(booked.ward_manager))
    assert who.post(address, given | {"over": "10500"}).status_code == 422
    assert who.post(address, given | {"over": "10500", "version": 1}).status_code == 302
    assert "A comment is needed" in shown(signed_in(booked.ward_manager))
    assert FinanceTerms.objects.get().version == 2
    assert Entry.objects.filter(action="finance.terms.set").count() == 2


def test_the_morning_tells_of_a_variance_that_nobody_has_explained(booked: World) -> None:
    (found,) = list(variance_signals(TODAY, booked.tree))
    assert found.place == "H1/W1"
    assert found.sentence.startswith("Ward 1 care is $10,500 over budget in February 2026")
    assert "due on 8 March" in found.facts
    explain(signed_in(booked.ward_manager), cause="Boarding from the ED since January, it lasts.")
    assert list(variance_signals(TODAY, booked.tree)) == []
    assert list(balance_signals(TODAY, booked.tree)) == []


def test_the_morning_tells_of_books_that_do_not_balance(booked: World, settings: Any) -> None:
    lines = rows()["ledger"]
    short = next(line for line in lines if line["document"] == "AG-2" and line["account"] == "6150")
    short["debit"] -= Decimal("12.34")
    replace_rows(Warehouse(settings.WAREHOUSE), TABLES["ledger"], lines)
    (found,) = list(balance_signals(TODAY, booked.tree))
    assert (found.place, found.figure, found.facts) == ("H1", "−$12.34", "AG-2 −12.34")
    page = signed_in(account("finance", Role.FINANCE, "H1")).get(reverse("finance:ledger"), {"at": "H1"})
    assert "do not balance" in read(page)
    assert "AG-2 −12.34" in read(page)


def test_the_spreadsheet_reckons_what_the_page_says(booked: World) -> None:
    answer = signed_in(booked.ward_manager).get(reverse("finance:variance"), WARD | {"export": "xlsx", "span": "year"})
    sheet = Sheet(answer.content)
    lines = [row for row in sheet.formulas if row != max(sheet.formulas)]
    assert len(lines) == 10
    for row in lines:
        for column in "LMNOPQ":
            assert sheet.value(f"{column}{row}") == sheet.shown[row][column], (row, column)
        parts = [sheet.value(f"{column}{row}") for column in "LMNO"]
        assert sum(parts) == sheet.value(f"K{row}") - sheet.value(f"E{row}")
    assert {sheet.value(f"Q{row}") for row in lines} == {Decimal(0)}
    agency = next(row for row in lines if sheet.words[row][:3] == ["C1 Ward 1 care", "6150 Agency staff", "expense"])
    assert "2026-01-01" in sheet.words[agency]
    assert 'state="frozen"' in sheet.text
    assert "_xlnm.Print_Area" in sheet.book
    assert "_xlnm.Print_Titles" in sheet.book


class Sheet:
    """The first sheet of a workbook, reckoned by its own formulas."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            self.text = book.read("xl/worksheets/sheet1.xml").decode()
            self.book = book.read("xl/workbook.xml").decode()
        self.words = dict(enumerate(rows_of(content), start=1))
        found = re.findall(r'<c r="([A-Z]+)(\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>', self.text)
        self.formulas: dict[int, dict[str, str]] = {}
        self.shown: dict[int, dict[str, Decimal]] = {}
        for column, row, formula, value in found:
            self.formulas.setdefault(int(row), {})[column] = formula.replace("&gt;", ">")
            self.shown.setdefault(int(row), {})[column] = Decimal(value).quantize(Decimal("0.01"))

    def value(self, cell: str) -> Decimal:
        column, row = cell[0], int(cell[1:])
        formula = self.formulas.get(row, {}).get(column)
        if formula is None:
            cells = self.words[row]
            at = ord(column) - 65
            return Decimal(cells[at]) if at < len(cells) and cells[at] else Decimal("NaN")
        python = re.sub(r"\b([A-Q]\d+)\b", r"value('\1')", formula)
        # The formulas are ours, of four functions; nothing else is in the names they are read with.
        names: dict[str, Any] = {"value": self.value, "IF": lambda test, then, other: then() if test else other()}
        names |= {"ROUND": rounded, "AND": lambda *all_of: all(all_of), "ISNUMBER": lambda one: not one.is_nan()}
        names |= {"more": lambda one, other: not one.is_nan() and one > other, "__builtins__": {}}
        python = re.sub(r"IF\((AND\(.*?\)\)),(.*)\)$", branches, python)
        python = re.sub(r"(value\('\w+'\))>0", r"more(\1, 0)", python)
        return Decimal(eval(python, names))


def branches(found: re.Match[str]) -> str:
    """IF(test,then,else) with branches that are reckoned only when they are taken, as spreadsheets do."""
    depth, rest = 0, found[2]
    for at, letter in enumerate(rest):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            return f"IF({found[1]}, lambda: {rest[:at]}, lambda: {rest[at + 1 :]})"
    raise AssertionError(rest)


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def test_a_restated_period_counts_and_the_earlier_stays_to_be_read(booked: World, settings: Any) -> None:
    lines = rows()["ledger"]
    again = [{**line, "version": 2, "told_on": dt.date(2026, 3, 2)} for line in lines if line["month"] == FEBRUARY]
    for line in again:
        if line["document"] == "AG-2":
            line["debit" if "debit" in line else "credit"] += 1000
    replace_rows(Warehouse(settings.WAREHOUSE), TABLES["ledger"], [*lines, *again])
    work_out()
    assert "Ward 1 care is $11,500 over budget in February 2026:" in shown(signed_in(booked.ward_manager))
    who = signed_in(account("finance", Role.FINANCE, "H1"))
    asked = {"at": "H1", "book": "GL", "month": "2026-02-01"}
    earlier = read(who.get(reverse("finance:version"), asked | {"version": "1"}))
    later = read(who.get(reverse("finance:version"), asked | {"version": "2"}))
    assert "9,000.00" in earlier
    assert "10,000.00" in later
    assert "1,000.00" in later
    assert "restated since" in read(who.get(reverse("finance:ledger"), {"at": "H1"}))
    assert who.get(reverse("finance:version"), asked | {"version": "3"}).status_code == 404
