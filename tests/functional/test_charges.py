"""Somebody of the billing office charges for a stay, sees the claims, makes them, and finds a corrected one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_a_stay_to_its_claims(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/charges/?at=HV&what=missing")
    expect(page.get_by_role("heading", name="Charges", level=1)).to_be_visible()
    picture(page, "charges")
    page.locator("table tbody a").first.click()
    picture(page, "charge-stay")
    page.get_by_role("button", name="Charge for it").click()
    expect(page.get_by_text("Nothing is charged yet.")).to_be_visible()
    page.get_by_label("Service", exact=True).press_sequentially("teleconsult50", delay=20)
    expect(page.locator("#offered-services option")).to_have_count(1)
    page.get_by_label("Service", exact=True).fill("G0426")
    page.get_by_label("Place of service").select_option("21")
    page.get_by_label("For which diagnoses").fill("J18.9")
    page.get_by_label("Who did it").select_option(index=1)
    page.get_by_label("Billing provider").select_option(label="Harbour View Physicians")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("1 charge of $358.00 is to be claimed.")).to_be_visible()
    picture(page, "account")
    page.get_by_role("link", name="See what claims it becomes").click()
    expect(page.get_by_text("The charges become 1 claim.")).to_be_visible()
    expect(page.get_by_text("has no payers")).to_be_visible()
    picture(page, "account-claims")


def test_an_account_that_is_complete_becomes_claims_and_a_claim_can_be_corrected(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/charges/?at=HV&what=waiting")
    page.locator("table tbody a").first.click()
    page.get_by_role("link", name="See what claims it becomes").click()
    expect(page.get_by_text("a claim of its own, since")).to_be_visible()
    page.get_by_role("button", name="Make 2 claims").click()
    expect(page.get_by_text("Everything that was charged is claimed.")).to_be_visible()
    picture(page, "account-claimed")
    page.locator("section", has=page.get_by_role("heading", name="Claimed")).get_by_role("link").last.click()
    expect(page.get_by_role("heading", name="What it says")).to_be_visible()
    picture(page, "claim-content")
    page.get_by_role("link", name="Correct it").click()
    expect(page.get_by_role("heading", name="What should the claim have said?")).to_be_visible()
    picture(page, "claim-correct")


def test_codes_and_lists(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/charges/codes/?at=HV&system=ICD10CM&q=type%202%20diab")
    expect(page.get_by_role("rowheader", name="E119")).to_be_visible()
    picture(page, "codes")
    to(page, "/revenue/charges/lists/?at=HV")
    expect(page.get_by_role("heading", name="Fee schedules")).to_be_visible()
    picture(page, "fees-and-lists")
