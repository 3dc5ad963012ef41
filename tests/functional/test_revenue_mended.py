"""The billing lead takes a posting back, copies a paper, and walks through denials, contracts and offers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional
FURNITURE = ("header.masthead", ".verbs", ".filters", ".button", ".actions-form")


def without_furniture(page: Page) -> None:
    """On paper nothing is left that could only be pressed or typed into."""
    page.emulate_media(media="print")
    for which in FURNITURE:
        assert page.locator(which).locator("visible=true").count() == 0, which
    assert page.locator("h1").first.is_visible()
    page.emulate_media(media="screen")


def test_a_claim_is_taken_off_and_a_posting_taken_back(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/?at=HV")
    page.locator("table tbody a").first.click()
    expect(page.get_by_role("heading", name="Claims that are posted")).to_be_visible()
    without_furniture(page)
    page.get_by_text("Take the posting back").click()
    picture(page, "posting")
    page.get_by_label("Why it was wrong").fill("")
    page.locator("#linked").locator("xpath=../..").locator("table tbody a").first.click()
    expect(page.get_by_role("heading", name="It is another claim’s")).to_be_visible()
    picture(page, "posting-claim")
    page.get_by_label("Why it is wrong there").fill("the numbers were mixed up")
    page.get_by_role("button", name="Take it off this claim").click()
    told = page.get_by_text("and it is not sure for which claim").or_(page.get_by_text("was posted after it"))
    expect(told.first).to_be_visible()
    picture(page, "posting-unlinked")


def test_a_paper_is_copied(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/claims/?at=HV")
    number = page.locator("table tbody a").first.inner_text()
    to(page, "/revenue/paper/?at=HV")
    page.get_by_label("Number of the cheque or transfer").fill("CHK-1")
    page.get_by_label("Paid on").fill("2026-11-20")
    page.get_by_label("Amount", exact=True).fill("10")
    page.get_by_label("Claims on the paper").fill(f"{number}\nSTRANGE-1")
    page.get_by_role("button", name="Go on to the lines").click()
    expect(page.get_by_text("not ours: it will wait for a person")).to_be_visible()
    picture(page, "paper")
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def test_from_the_queue_to_a_denial_that_is_taken(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/denials/?at=HV")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    without_furniture(page)
    picture(page, "denials")
    page.locator("table[class*=cards] tbody tr[data-row] a").first.click()
    expect(page.get_by_role("heading", name="What was refused")).to_be_visible()
    picture(page, "denial")
    page.get_by_role("button", name="Keep").first.click()
    expect(page.get_by_text("Taken, ").last).to_be_visible()
    to(page, "/revenue/denials/causes/?at=HV")
    expect(page.get_by_role("heading", name="Why claims are denied")).to_be_visible()
    picture(page, "denial-causes")
    to(page, "/revenue/denials/days/?at=HV")
    expect(page.get_by_text("by contract").first).to_be_visible()
    picture(page, "appeal-days")


def test_contracts_what_is_underpaid_and_an_offer(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/contracts/?at=HV")
    picture(page, "contracts")
    page.locator("table tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    without_furniture(page)
    picture(page, "contract")
    to(page, "/revenue/contracts/underpaid/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, "underpaid")
    to(page, "/revenue/contracts/offers/?at=HV")
    expect(page.get_by_role("heading", name="What would an offer bring?")).to_be_visible()
    picture(page, "offers")


def test_the_account_asks_for_the_subscriber_and_the_reader_chooses_a_facility(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/charges/?at=HV")
    page.locator("table tbody a").last.click()
    if page.get_by_role("button", name="Open an account").count():
        page.get_by_role("button", name="Open an account").click()
    for name in ("statements", "cashier", "assistance"):
        to(page, f"/revenue/accounts/{name}/?at=HV")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"accounts-{name}")
