"""A ward manager types next year's budget and passes it on; finance sees who is late and takes it out as a workbook."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_a_head_types_hours_and_says_why(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/finance/budget/?at=HV/W05")
    page.get_by_role("link", name="Budget", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Budget")
    page.get_by_role("main").get_by_role("link", name="Ward 5", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ward 5 plans")
    box = page.get_by_label("Agency staff, price")
    before = box.input_value()
    box.fill("75.5")
    box.press("ArrowDown")
    expect(page.get_by_label("Ward supplies, price")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(box).to_have_value(before)
    box.fill("75.5")
    page.get_by_label("Agency staff, your comment").fill("The agency has told its new rate.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Agency staff, price")).to_have_value("75.5000")
    expect(page.get_by_text("The agency has told its new rate.").first).to_be_visible()
    picture(page, "budget-sheet")


def test_finance_sees_who_is_late_and_takes_the_budget_out(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/budget/?at=HV")
    page.get_by_role("link", name="Budget", exact=True).last.click()
    expect(page.get_by_role("heading", name="Who is late")).to_be_visible()
    expect(page.get_by_text("5 sheets are late")).to_be_visible()
    picture(page, "budget")
    with page.expect_download() as sent:
        page.get_by_role("link", name="Take out as xlsx").click()
    assert sent.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="Hand in an edited xlsx").click()
    expect(page.get_by_label("The edited budget, xlsx")).to_be_visible()
    to(page, "/finance/budget/new/?at=HV")
    expect(page.get_by_label("Begin with")).to_be_visible()
    picture(page, "budget-open")
