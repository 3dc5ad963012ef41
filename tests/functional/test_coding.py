"""A coder codes a stay that is over; the office sees what keeps bills back, what the edits say, and asks a payer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_a_stay_that_is_over_to_its_group(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/coding/?at=HV")
    expect(page.get_by_text("not finally coded")).to_be_visible()
    picture(page, "coding")
    page.get_by_role("row", name="begun").filter(has_not_text="not begun").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="What it was for, and what was done")).to_be_visible()
    page.get_by_label("Diagnoses").fill("J18.9:Y N17.9:Y")
    page.get_by_label("Type of admission").select_option("1")
    page.get_by_role("button", name="Group it").click()
    expect(page.get_by_text("MS-DRG 194")).to_be_visible()
    expect(page.get_by_text("N179 alone carries the group")).to_be_visible()
    picture(page, "code")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("How it was coded")).to_be_visible()


def test_what_keeps_bills_back(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/coding/unbilled/?at=HV")
    expect(page.get_by_role("heading", name="What keeps them back")).to_be_visible()
    picture(page, "unbilled")
    page.get_by_role("link", name="Not finally coded").click()
    expect(page.get_by_role("link", name="show all")).to_be_visible()


def test_a_payer_is_asked_and_answers(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/authorisations/?at=HV")
    expect(page.get_by_role("link", name="What payers want to be asked about")).to_be_visible()
    picture(page, "authorisations")
    to(page, "/revenue/charges/?at=HV&what=claimed")
    page.locator("table tbody a").first.click()
    page.get_by_role("link", name="Ask for one").click()
    page.get_by_label("Services").fill("E0650")
    page.get_by_role("button", name="Enter it").click()
    page.get_by_role("region", name="Authorisations").get_by_role("link", name="E0650").last.click()
    for done in ("It was asked for", "It was approved"):
        page.get_by_text(done, exact=True).click()
        if done == "It was approved":
            page.locator("details[open]").get_by_label("Number of the payer").fill("HL-30001")
            picture(page, "authorisation")
        page.locator("details[open]").get_by_role("button", name="Note it").click()
    expect(page.get_by_role("heading", name="HL-30001")).to_be_visible()
    to(page, "/revenue/authorisations/payers/?at=HV")
    picture(page, "authorisation-payers")


def test_what_the_edits_say_of_a_service(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/coding/edits/?at=HV")
    page.get_by_role("searchbox", name="Service").fill("G0425")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("G0406 is part of G0425")).to_be_visible()
    picture(page, "edits")
    page.get_by_role("link", name="made-up pairs-p.csv").click()
    expect(page.get_by_text("The file is taken in")).to_be_visible()
    picture(page, "list-file")
