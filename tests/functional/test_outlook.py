"""A ward manager reads what the year will come to and supposes less agency; finance keeps it, and looks at savings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_the_sentence_to_a_line_and_a_supposition(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/finance/outlook/?at=HV/W05&centre=W05")
    expect(page.get_by_role("heading", level=1)).to_contain_text("over budget, between")
    picture(page, "outlook-ward")
    page.get_by_role("link", name="Agency staff").click()
    expect(page.get_by_text("This line:")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agency staff")
    page.get_by_label("Agency’s share of hours from now on, per cent").fill("0")
    expect(page.locator("output").nth(2)).to_have_text("0 %")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_text("Supposed so, it is")).to_be_visible()
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "outlook-supposed")


def test_finance_keeps_the_outlook_and_looks_at_savings(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/outlook/?at=HV")
    expect(page.get_by_role("heading", name="Cost centres")).to_be_visible()
    picture(page, "outlook")
    with page.expect_download() as sent:
        page.get_by_role("link", name="xlsx with formulas").first.click()
    assert sent.value.suggested_filename.endswith(".xlsx")
    # The phone comes after the desk: each keeps a version of its own.
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.get_by_label("Name of the version").fill(f"Outlook at {width}")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("row").filter(has_text=f"Outlook at {width}")).to_contain_text("forecast")
    to(page, "/finance/cash/?at=HV")
    expect(page.get_by_text("no account is named as depreciation").first).to_be_visible()
    picture(page, "cash")
    to(page, "/finance/cash/terms/?at=HV")
    expect(page.get_by_label("Owed to suppliers")).to_be_visible()
    picture(page, "cash-terms")
    to(page, "/finance/savings/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("4 savings promise")
    expect(page.get_by_role("heading", name="The same money twice?")).to_be_visible()
    picture(page, "savings")
    page.get_by_role("link", name="New dressings on Ward 3").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the ledger shows $")
    picture(page, "saving")
    to(page, "/finance/savings/?at=HV")
    page.get_by_role("link", name="Propose a saving").click()
    expect(page.get_by_label("On which line of the ledger must it show?")).to_be_visible()
    picture(page, "saving-new")
