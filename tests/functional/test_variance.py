"""A ward manager reads what the ward is over its budget, follows it down to shifts, and says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_the_sentence_to_the_shifts_and_a_comment(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/finance/variance/?at=HV/W05")
    expect(page.get_by_role("heading", level=1)).to_contain_text("over budget in")
    expect(page.get_by_role("heading", level=1)).to_contain_text("more patients")
    expect(page.get_by_role("img", name="Volume +$").first).to_be_attached()
    picture(page, "variance")
    page.get_by_role("link", name="Agency staff").click()
    expect(page.get_by_role("heading", name="hours more than the work done allowed")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="registered nurse").first).to_be_visible()
    # The address leads to the shifts; a button that the bar happens to cover there would be taken for a small one.
    page.evaluate("window.scrollTo(0, 0)")
    picture(page, "variance-shifts")
    # The phone comes after the desk: what was said there stands already, and a second word beside it.
    expect(page.get_by_text("Over $10,000 and over 3 %.")).to_be_visible()
    cause = "Two to three more patients a day than planned, and one-to-one watches after falls."
    page.get_by_label("What caused it, and will it last?").fill(cause)
    page.get_by_role("button", name="Send to finance").click()
    expect(page.get_by_text(cause).first).to_be_visible()


def test_finance_sees_who_owes_a_word_and_the_books(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/variance/?at=HV&span=year")
    expect(page.get_by_role("heading", name="Who still owes a comment")).to_be_visible()
    picture(page, "variance-facility")
    with page.expect_download() as sent:
        page.get_by_role("link", name="xlsx with formulas").click()
    assert sent.value.suggested_filename.endswith(".xlsx")
    to(page, "/finance/ledger/?at=HV")
    expect(page.get_by_text("Debits and credits are equal in every period.")).to_be_visible()
    expect(page.get_by_text("restated since").first).to_be_visible()
    picture(page, "ledger")
    page.get_by_role("link", name="Hand in a journal").click()
    expect(page.get_by_label("Column of the account")).to_be_visible()
    picture(page, "ledger-hand-in")
    to(page, "/finance/terms/?at=HV")
    expect(page.get_by_label("Fiscal year")).to_be_visible()
    picture(page, "finance-terms")
