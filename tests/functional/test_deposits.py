"""The billing lead compares the bank with the books: what never came, what nobody announced, and a statement."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_revenue_mended import without_furniture
from tests.functional.test_rosters import on_a_phone, to

pytestmark = pytest.mark.functional
DEPOSITS = "/revenue/deposits/?at=HV"


def test_the_page_finds_what_never_came_and_what_nobody_announced(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, DEPOSITS)
    missing = page.locator("section", has=page.get_by_role("heading", name="Posted, and not at the bank"))
    expect(missing.get_by_role("link", name="Medicare")).to_have_count(1)
    unexplained = page.locator("section", has=page.get_by_role("heading", name="At the bank, and not explained"))
    expect(unexplained.get_by_role("link", name="$4,312.77, Coastal Mutual")).to_be_visible()
    without_furniture(page)
    picture(page, "deposits")


def test_a_line_is_set_aside_and_compared_again(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, DEPOSITS)
    page.get_by_role("link", name="$4,312.77, Coastal Mutual").click()
    expect(page.get_by_text("COASTAL MUTUAL CORP PAYMENT")).to_be_visible()
    picture(page, "bank-line")
    page.get_by_text("It is other money").click()
    page.get_by_label("What money it is").fill("A refund of a premium")
    page.get_by_role("button", name="Set it aside").click()
    expect(page.get_by_text("Set aside as other money: A refund of a premium.")).to_be_visible()
    page.get_by_role("button", name="Compare it again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("open")


def test_a_line_is_taken_off_and_matched_by_a_person(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, f"{DEPOSITS}&q={'COA' if on_a_phone(page) else 'HARA'}")
    page.locator("table tbody tr", has_text="matched").locator("a").first.click()
    page.get_by_text("It is matched wrongly").click()
    page.get_by_label("Why it is wrong there").fill("it may be of another week")
    page.get_by_role("button", name="Take it off").click()
    expect(page.get_by_role("heading", name="What did it bring?")).to_be_visible()
    picture(page, "bank-line-open")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="That is it").click()
    expect(page.get_by_text("Said by a person")).to_be_visible()
    expect(page.get_by_role("heading", name="Taken off")).to_be_visible()


def test_a_statement_is_taken_in_once_and_a_bad_row_waits(become: Callable[[str], Page], tmp_path: Path) -> None:
    page = become("dara.oneill")
    name = f"statement-{'phone' if on_a_phone(page) else 'desk'}.csv"
    file = tmp_path / name
    file.write_text(
        f"Date,Description,Reference,Debit,Credit\n11/20/2026,INTEREST,{name},,1.25\n20.11.2026,FEE,,2.00,\n"
    )
    to(page, DEPOSITS)
    page.get_by_role("link", name="Operating account").click()
    for words in ("1 line is new, 0 were known.", "0 lines are new, 1 were known."):
        page.get_by_label("Statement", exact=True).set_input_files(str(file))
        page.get_by_role("button", name="Take it in").click()
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text(f"Row 3 of {name}")).to_be_visible()
    picture(page, "bank-account")
    page.get_by_text("Row 3 is no movement").click()
    page.get_by_label("Why it is no movement").fill("the fee stands above")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text(f"Row 3 of {name}")).to_have_count(0)


def test_an_account_is_entered(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, DEPOSITS)
    page.get_by_role("link", name="Enter an account").click()
    page.get_by_label("Name").fill(f"Lockbox {page.viewport_size}"[:40])
    page.get_by_label("Account number").fill("77" + str(1234567 + on_a_phone(page)))
    picture(page, "bank-account-new")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("No statement has come yet.")).to_be_visible()
