"""Finance follows overhead to a service line and its cases, and reads where the hospital stands among its peers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_overhead_to_a_service_line_and_its_cases(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/cost/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Overhead is $")
    expect(page.get_by_text("Reciprocal puts $")).to_be_visible()
    expect(page.get_by_role("heading", name="Where the overhead goes")).to_be_visible()
    picture(page, "cost")
    with page.expect_download() as sent:
        page.get_by_role("link", name="xlsx with formulas").click()
    assert sent.value.suggested_filename.endswith(".xlsx")
    page.get_by_label("Overhead by").select_option("reciprocal")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("overhead reciprocal")).to_be_visible()
    page.get_by_role("link", name="Surgery", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Surgery cost $")
    expect(page.get_by_role("heading", name="Cases that lost most")).to_be_visible()
    picture(page, "cost-line")


def test_the_order_is_changed_and_statistics_have_a_place(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/cost/?at=HV")
    page.get_by_role("link", name="Change the order").click()
    box = page.get_by_label("Laundry and linen, place in the order")
    expect(box).to_have_value("4")
    picture(page, "cost-order")
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_role("heading", name="Where the overhead goes")).to_be_visible()
    page.get_by_role("link", name="Hand in statistics").click()
    expect(page.get_by_label("Columns of statistics")).to_be_visible()
    picture(page, "cost-statistics")


def test_a_hospital_reads_where_it_stands(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/peers/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("hospitals like yours.")
    expect(page.get_by_text("These hospitals are invented for the demonstration")).to_be_visible()
    picture(page, "peers")
    page.get_by_label("same state").check()
    page.get_by_label("same control").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("too few to say where you stand")).to_be_visible()
    page.get_by_role("link", name="Cost reports", exact=True).click()
    page.get_by_role("link", name="Invented hospitals").click()
    expect(page.get_by_role("heading", name="420 reports are in")).to_be_visible()
    picture(page, "cost-reports")
