"""A ward asks, another approves, goods come on a phone, an invoice that differs is decided, contracts are read."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_a_head_asks_and_a_manager_approves(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/finance/purchases/?at=HV/W05")
    page.get_by_role("link", name="Ask for a purchase").click()
    if page.get_by_role("heading", name="Which cost centre asks?").is_visible():
        page.get_by_role("main").get_by_role("link", name="Ward 5", exact=True).click()
    page.get_by_label("Vendor").select_option(label="Calder Medical Supply")
    page.get_by_label("Under contract").select_option(label="CM-2024-7 Ward supplies")
    page.get_by_label("What is it for?").fill("Gloves run out on Friday")
    page.get_by_label("Needed on").fill("2027-01-15")
    page.get_by_label("Item, line 1").fill("GLV-M")
    page.get_by_label("How many, line 1").fill("20")
    page.get_by_label("Account, line 1").select_option("6300")
    picture(page, "purchase-ask")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Examination gloves, M from Calder Medical Supply")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("waits for approval").first).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    address = page.url
    page = become("li.chen")
    to(page, "/finance/purchases/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("wait for you")
    picture(page, "purchases")
    page.goto(address.replace("HV%2FW05", "HV"))
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("approved, to be ordered").first).to_be_visible()


def test_goods_are_received_on_a_phone(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    page.set_viewport_size({"width": 390, "height": 844})
    to(page, "/finance/purchases/?at=HV/W05&state=sent")
    page.get_by_role("link", name="Infusion set, 20 drops").first.click()
    page.get_by_role("link", name="Receive goods").click()
    expect(page.get_by_text("500 ordered, 200 came, 300 still to come.")).to_be_visible()
    box = page.get_by_label("Infusion set, 20 drops: how many (piece)?")
    expect(box).to_have_value("300")
    box.fill("120")
    slip = f"D-{secrets.randbelow(10**9)}"  # the journey is walked at two widths
    page.get_by_label("Delivery note").fill(slip)
    picture(page, "receive")
    page.get_by_role("button", name="This came").click()
    expect(page.get_by_text(slip)).to_be_visible()
    picture(page, "purchase")
    page.get_by_role("button", name="Undo").last.click()
    expect(page.get_by_text("undone by Priya Nair").last).to_be_visible()


def test_an_invoice_that_differs_is_accepted_with_a_reason(become: Callable[[str], Page]) -> None:
    page = become("amara.okafor")
    to(page, "/finance/purchases/invoices/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 invoices")
    picture(page, "invoices")
    page.get_by_role("row").filter(has_text="for one instead of").get_by_role("link").click()
    expect(page.get_by_text("$2.45 for one instead of $2.15").first).to_be_visible()
    picture(page, "invoice")
    page.get_by_label("Why?").first.fill("Agreed for this delivery only")
    page.get_by_role("button", name="Accept it").click()
    expect(page.get_by_text("may be paid").first).to_be_visible()
    address = page.url
    page = become("tom.achterberg")
    page.goto(address)
    page.get_by_text("Hold it again").first.click()
    page.get_by_label("Why?").first.fill("The vendor takes the price back")
    page.get_by_role("button", name="Hold it again").click()
    expect(page.get_by_text("The vendor takes the price back").last).to_be_visible()


def test_contracts_say_what_must_be_decided_next(become: Callable[[str], Page]) -> None:
    page = become("tom.achterberg")
    to(page, "/finance/contracts/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("within 60 days, first Linen hire and laundry")
    expect(page.get_by_text("Examination gloves, M costs")).to_be_visible()
    picture(page, "vendor-contracts")
    page.get_by_role("link", name="Ward supplies").first.click()
    expect(page.get_by_role("heading", name="Price list")).to_be_visible()
    picture(page, "vendor-contract")
    to(page, "/finance/vendors/?at=HV")
    picture(page, "vendors")
    to(page, "/finance/purchases/limits/?at=HV")
    picture(page, "purchase-limits")
