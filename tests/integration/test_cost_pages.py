"""Finance reads where overhead goes and what service lines earn, sets the order, and hands statistics in."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.conftest import World, account
from tests.integration.costing_books import EXPENSE, FEBRUARY, TODAY, lay, set_rules
from tests.reading import read
from tests.signing_in import signed_in

from wellrun.departments.finance.actions.costing import set_cost_rules
from wellrun.departments.finance.models import CostCentreRule, StatisticSource
from wellrun.departments.finance.queries.cost_cases import costed, dearest
from wellrun.departments.finance.queries.costing import allocated, books_of, rules_version, span_of
from wellrun.departments.finance.rules.costing import Rule, Way
from wellrun.engines.costing import Method, check
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.catalogue import charting
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

pytestmark = pytest.mark.django_db
AT = {"at": "H1", "day": TODAY.isoformat(), "month": FEBRUARY.isoformat()}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("costs") / "warehouse"


@pytest.fixture
def booked(world: World, settings: Any, kept: Path) -> Iterator[World]:
    """The books, cases and order of H1; worked out once for the module."""
    charting.facts.cache_clear()
    if not kept.exists():
        lay()
        shutil.copytree(settings.WAREHOUSE, kept)
    else:
        shutil.copytree(kept, settings.WAREHOUSE)
    set_rules()
    charting.facts.cache_clear()
    for one in (costed, allocated):
        one.__globals__["_kept"].cache_clear()
    yield world
    charting.facts.cache_clear()
    for one in (costed, allocated):
        one.__globals__["_kept"].cache_clear()


@pytest.fixture
def keeper(booked: World) -> Client:
    return signed_in(account("Tom", Role.FINANCE, "H1"))


def test_overhead_is_stepped_down_and_all_of_it_arrives(booked: World) -> None:
    books = books_of("H1", span_of("H1", FEBRUARY, FEBRUARY))
    done, faults = allocated(books, Method.STEP_DOWN)
    assert faults == ()
    assert done is not None
    assert check(done) == ()
    # 8,000 by 20 heads; 4,000 + 800 by 900 square feet, administration being closed.
    assert done.given("ADM") == {"HSK": 800_00, "C1": 4_000_00, "C2": 2_400_00, "LAB": 800_00}
    assert done.given("HSK") == {"C1": 2_666_67, "C2": 1_600_00, "LAB": 533_33}
    assert sum(done.full.values()) == 100 * sum(EXPENSE.values())


def test_cases_lines_and_payers_add_up_to_the_books_by_both_ways(booked: World) -> None:
    found = costed("H1", span_of("H1", FEBRUARY, FEBRUARY), Method.STEP_DOWN)
    assert found is not None
    whole = 100 * sum(EXPENSE.values())
    assert found.whole == whole
    for way in Way:
        left = sum(one.untraced + one.idle for one in found.untraced[way])
        assert sum(getattr(cell, way.value) for cell in found.cells) + left == whole
    # 30 of the 100 tests that the laboratory could make were made by nobody.
    (idle,) = found.untraced[Way.ACTIVITY]
    assert (idle.centre, idle.idle, idle.untraced) == ("LAB", round(733_333 * 0.3), 0)
    assert sum(cell.cases for cell in found.cells) == 5
    assert found.by_payer()["Plan A"].known == 2
    # Of the second stay five of eight nights lie in February, and as much of its 9,000.
    assert found.by_payer()["Plan A"].revenue == 12_000_00 + 5_625_00
    assert found.by_payer()["Plan B"].known == 1
    ward = [part for part in found.parts if part.centre == "C1"]
    assert sum(part.units for part in ward) == 20
    assert sum(part.own + part.overhead for part in ward) == 2_666_667
    assert sum(part.own for part in ward) == pytest.approx(20_000_00, abs=1)


def test_a_case_costs_its_days_and_tests(booked: World) -> None:
    """Ward 1 is 26,666.67 for 20 nights; a test is 73.33: five nights and 20 tests."""
    span = span_of("H1", FEBRUARY, FEBRUARY)
    found = costed("H1", span, Method.STEP_DOWN)
    assert found is not None
    cases = [case for line in found.by_line() for case in dearest("H1", span, Method.STEP_DOWN, line)]
    # Of the case whose revenue is not known nobody can say what it lost.
    assert len(cases) == 4
    first = next(case for case in cases if case.revenue == 12_000_00)
    assert abs(first.activity - (26_666_67 * 5 / 20 + 20 * 7_333.33)) <= 2
    assert first.nights == 5


def test_the_page_says_overhead_first_and_shows_both_methods(keeper: Client) -> None:
    page = read(keeper.get(reverse("finance:cost"), AT))
    assert (
        "Overhead is $12,000 of what Hospital 1 cost in February 2026: 25 %." in page or "Overhead is $12,000" in page
    )
    assert "Reciprocal puts" in page
    assert "Where the overhead goes" in page
    assert "Cost that reached no case" in page
    for method in Method:
        assert keeper.get(reverse("finance:cost"), AT | {"method": method.value}).status_code == 200
    assert keeper.get(reverse("finance:cost"), AT | {"span": "year", "method": "none such"}).status_code == 200


def test_the_build_up_of_a_service_line(keeper: Client) -> None:
    answer = keeper.get(reverse("finance:cost"), AT)
    address = next(row["address"] for row in answer.context["lines"] if row["address"])
    page = read(keeper.get(reverse("finance:cost-line") + address))
    assert "What it is made of" in page
    assert "bed days" in page
    # Five cases are too few to show any of them, or where half of them lie.
    assert "Cases that lost most" not in page
    assert keeper.get(reverse("finance:cost-line"), AT | {"line": "nowhere"}).status_code == 404


def test_the_spreadsheet_reckons_the_steps_itself(keeper: Client) -> None:
    answer = keeper.get(reverse("finance:cost"), AT | {"export": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["Step-down"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_area
    formulas = [cell.value for row in sheet.iter_rows(min_row=5) for cell in row if str(cell.value).startswith("=")]
    assert any("Statistics" in one for one in formulas)
    values = openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True)["Step-down"]
    assert values.cell(values.max_row, values.max_column).value == 0
    assert values.cell(values.max_row - 1, 2).value == sum(EXPENSE.values())


def test_without_statistics_the_page_names_the_centre_and_the_remedy(keeper: Client) -> None:
    CostCentreRule.objects.filter(cost_centre="HSK").update(basis="meals")
    page = read(keeper.get(reverse("finance:cost"), AT))
    assert "Housekeeping: It has" in page
    assert "nobody that may take them has any of meals" in page
    assert "Load this statistic for the period" in page


def test_the_order_is_set_on_its_page_and_who_is_late_is_told(keeper: Client, booked: World) -> None:
    address = f"{reverse('finance:cost-order')}?at=H1&day={TODAY}&month={FEBRUARY}"
    form = keeper.get(address).context["form"]
    given = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    given |= {"place-LAB": "3", "basis-LAB": "heads"}
    assert keeper.post(address, given).status_code == 302
    assert CostCentreRule.objects.get(cost_centre="LAB").place == 3
    assert Entry.objects.filter(action="finance.costing.rule").count() >= 1
    late = keeper.post(address, given)
    assert late.status_code == 422
    assert "Somebody has changed the order" in read(late)


def test_all_centres_as_overhead_is_refused_with_every_fault(booked: World) -> None:
    keeper = account("Ann", Role.FINANCE, "H1")
    rules = [Rule("C1", 1, "heads"), Rule("nowhere", 2, "")]
    with pytest.raises(Refused) as refused:
        set_cost_rules(
            facility=Facility.objects.get(code="H1"),
            rules=rules,
            known=["C1"],
            version=rules_version("H1"),
            by=keeper,
            tree=booked.tree,
        )
    assert {fault.place for fault in refused.value.faults} == {"cost_centre", "basis", "place"}


def test_a_head_of_a_ward_sees_what_reaches_the_ward_and_nothing_else(booked: World) -> None:
    client = signed_in(booked.ward_manager)
    page = read(client.get(reverse("finance:cost"), AT | {"at": "H1/W1"}))
    assert "Ward 1 care" in page
    assert "Ward 2 care" not in page
    assert "Where the overhead goes" not in page
    assert client.get(reverse("finance:cost-order"), AT | {"at": "H1/W1"}).status_code == 403
    answer = client.get(reverse("finance:cost"), AT | {"at": "H1/W1", "export": "xlsx"})
    assert answer["Content-Type"].startswith("text/html")


def test_statistics_come_by_sheet_with_columns_that_are_remembered(keeper: Client) -> None:
    address = f"{reverse('finance:cost-statistics')}?at=H1&day={TODAY}"
    sheet = SimpleUploadedFile("s.csv", b"Dept,Sq ft,Meals\nC1,500,90\nC2,300,-4\n")
    given = {"source": "Facilities", "period": "2026-02-14", "sent": sheet, "skip": 0, "decimal": "."}
    first = keeper.post(address, given)
    assert first.status_code == 422
    assert "Nobody has said yet" in read(first)
    sheet.seek(0)
    columns = {"cost_centre": "Dept", "statistics": "Sq ft = square_feet\nMeals"}
    assert keeper.post(address, given | columns).status_code == 302
    kept = StatisticSource.objects.get(name="Facilities")
    assert kept.columns["statistics"] == {"Sq ft": "square_feet", "Meals": "meals"}
    sheet.seek(0)
    assert keeper.post(address, given).status_code == 302
    assert "Sq ft = square_feet" in read(keeper.get(address + "&source=Facilities"))


def test_a_facility_without_books_is_told_what_to_do(world: World) -> None:
    charting.facts.cache_clear()
    page = read(signed_in(account("Eve", Role.FINANCE, "H1")).get(reverse("finance:cost"), AT))
    assert "once the ledger and its cost centres are loaded" in page
