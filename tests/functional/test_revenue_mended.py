"""The billing lead takes a posting back, copies a paper, and walks through denials, contracts and offers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import on_a_phone, to

from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, remittance_text

pytestmark = pytest.mark.functional
FURNITURE = ("header.masthead", ".verbs", ".filters", ".button", ".actions-form")


def without_furniture(page: Page) -> None:
    """On paper nothing is left that could only be pressed or typed into."""
    page.emulate_media(media="print")
    for which in FURNITURE:
        assert page.locator(which).locator("visible=true").count() == 0, which
    assert page.locator("h1").first.is_visible()
    page.emulate_media(media="screen")


def test_a_posting_is_taken_back_and_posted_again(become: Callable[[str], Page], tmp_path: Path) -> None:
    page = become("dara.oneill")
    control = 90 + on_a_phone(page)
    line = PaidLine("G0384", D(3900), D(900), (("CO", "45", D(3000)),))
    claims = (PaidClaim("NOBODY-2", (line,), control="Z2"),)
    text = remittance_text(
        [Payment("Coastal Mutual", "", f"BACK-{control}", dt.date(2026, 11, 20), claims)], control=control
    )
    file = tmp_path / "coastal.835"
    file.write_text(text)
    to(page, "/revenue/?at=HV")
    page.get_by_label("File of remittances").set_input_files(str(file))
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("1 claim is read and posted")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Coastal Mutual, $900.00").click()
    without_furniture(page)
    page.get_by_text("Take the posting back").click()
    picture(page, "posting")
    page.get_by_label("Why it was wrong").fill("a file of another hospital")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The posting of this payment was taken back")).to_be_visible()
    picture(page, "posting-back")
    page.get_by_role("button", name="Post it again").click()
    expect(page.get_by_text("0 of 1 claims are posted to the cent; 1 waits for a person")).to_be_visible()


def test_where_a_claim_of_a_payment_is_taken_off(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/?at=HV")
    page.locator("table tbody a", has_text="CHG901").click()
    expect(page.get_by_role("heading", name="Claims that are posted")).to_be_visible()
    page.locator("section[aria-labelledby=linked] table tbody a").first.click()
    expect(page.get_by_role("heading", name="It is another claim’s")).to_be_visible()
    picture(page, "posting-claim")


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


def test_from_the_queue_to_a_denial_that_is_taken(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/denials/?at=HV")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    expect(page.get_by_role("heading", name="Denials a week")).to_be_visible()
    tried = page.locator("section", has=page.get_by_role("heading", name="Did it work?"))
    expect(tried.get_by_text("It worked.")).to_be_visible()
    expect(tried.get_by_text("No effect seen yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="What appeals brought")).to_be_visible()
    without_furniture(page)
    picture(page, "denials")
    page.locator("table[class*=cards] tbody tr[data-row] a").first.click()
    expect(page.get_by_role("heading", name="What was refused")).to_be_visible()
    picture(page, "denial")
    page.get_by_text("Hand it over").click()
    page.get_by_role("button", name="Keep").first.click()
    expect(page.get_by_text("Taken, ").last).to_be_visible()
    to(page, "/revenue/denials/causes/?at=HV")
    expect(page.get_by_role("heading", name="Why claims are denied")).to_be_visible()
    picture(page, "denial-causes")
    to(page, "/revenue/denials/days/?at=HV")
    expect(page.get_by_text("by contract").first).to_be_visible()
    picture(page, "appeal-days")


def test_a_source_of_denials_is_promised_to_be_mended(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/denials/?at=HV&category=authorisation&payer=COASTAL")
    expect(page.get_by_text("Prior authorisation missing, Coastal Mutual ·").first).to_be_visible()
    picture(page, "denials-of-one-source")
    page.get_by_role("link", name="Promise to mend a source").click()
    page.get_by_label("What will be done").fill("Ask for the number on the telephone")
    page.get_by_label("Who", exact=True).select_option(index=1)
    picture(page, "denials-promise")
    page.get_by_role("button", name="Promise it").click()
    expect(page.get_by_role("heading", name="Did it work?")).to_be_visible()


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


def test_the_pages_of_patients_accounts_act_on_one_facility(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    for name in ("statements", "cashier", "assistance"):
        to(page, f"/revenue/accounts/{name}/?at=HV")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, f"accounts-{name}")
