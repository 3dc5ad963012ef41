"""Claims go out and come back with words, and a front desk asks who is covered and what care will cost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_what_came_back_is_mended_and_goes_again(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/batches/?at=HV")
    expect(page.get_by_role("heading", name="Batches", level=1)).to_be_visible()
    picture(page, "batches")
    to(page, "/revenue/billing/send/?at=HV")
    picture(page, "claims-to-send")
    page.get_by_role("row").filter(has_text="rejected by the payer").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("was rejected by the payer")
    picture(page, "claim-mended")
    # The desk and the phone use one installation: the same number once more would change nothing.
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.get_by_label("Member number").fill(f"M99{width}")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ready to be sent")
    page.get_by_role("button", name="Send to").first.click()
    # A payer with claims of both forms gets two, which are listed.
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("The batch|Batches"))
    if page.get_by_role("heading", name="Batches", level=1).is_visible():
        page.locator("table tbody th a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The batch")
    picture(page, "batch")


def test_the_clocks_of_filing_and_an_answer_that_fits_nothing(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/filing/?at=HV")
    expect(page.get_by_role("heading", name="Clocks")).to_be_visible()
    picture(page, "filing-in-time")
    to(page, "/revenue/billing/answers/?at=HV")
    expect(page.get_by_role("heading", name="Answers that fit nothing")).to_be_visible()
    picture(page, "answers")
    to(page, "/revenue/billing/partner/?at=HV")
    picture(page, "where-batches-go")


def test_who_is_covered_tomorrow_and_what_to_collect(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/eligibility/?at=HV")
    picture(page, "eligibility")
    page.get_by_role("link", name="Petra Ibarra").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Petra Ibarra is covered on")
    expect(page.get_by_text("$25.00", exact=True)).to_be_visible()
    picture(page, "eligibility-answer")


def test_an_estimate_is_made_and_given(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/estimates/?at=HV")
    picture(page, "estimates")
    page.get_by_role("link", name="Make an estimate").click()
    page.get_by_label("Why").select_option("requested")
    page.get_by_label("Patient").fill("Rosa Lanyon")
    page.get_by_label("Date of birth").fill("1985-02-03")
    page.get_by_label("Care").fill("X-ray of the hand")
    name = page.get_by_label("Providers").input_value().split("|")[0].strip()
    page.get_by_label("Items").fill(f"{name} | X-ray of the hand | 0320 | 1 | 180")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("$180.00 expected; to be given until")
    picture(page, "estimate")
    page.get_by_role("button", name="It was given").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("given on")
