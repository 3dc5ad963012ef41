"""The desk takes a payment and closes its drawer; the billing lead decides about help and sends statements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_an_account_to_a_receipt_and_the_day_sheet(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/revenue/accounts/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("patients owe")
    picture(page, "patient-accounts")
    page.get_by_role("row").filter(has_text="150.00").last.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The patient is to pay")
    picture(page, "patient-account")
    page.locator("summary", has_text="Take a payment").first.click()
    page.get_by_label("Amount").first.fill("20")
    page.get_by_label("Drawer").select_option(label="Main registration")
    page.get_by_role("button", name="Take it", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The patient is to pay $130.00.")
    to(page, "/revenue/accounts/cashier/?at=HV")
    picture(page, "cashier")
    page.get_by_role("link", name="Main registration").click()
    expect(page.get_by_text("and the drawer is open.")).to_be_visible()
    picture(page, "day-sheet")


def test_help_is_decided_and_statements_are_due(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/accounts/assistance/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("for help")
    picture(page, "help-with-bills")
    to(page, "/revenue/accounts/statements/?at=HV")
    expect(page.get_by_role("button", name="Make all")).to_be_visible()
    picture(page, "statements")
    to(page, "/revenue/accounts/plans/?at=HV")
    picture(page, "plans")
    to(page, "/revenue/ageing/?at=HV")
    picture(page, "ageing")
    page.get_by_role("link", name="Patients", exact=True).last.click()
    expect(page.get_by_role("heading", name="Claims owed by Patients")).to_be_visible()


def test_a_refund_is_approved_by_somebody_else(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    to(page, "/revenue/accounts/refunds/?at=HV")
    picture(page, "refunds")
    if page.get_by_role("button", name="Approve and pay").count():
        page.get_by_role("button", name="Approve and pay").first.click()
    expect(page.get_by_role("heading", name="No refund waits.")).to_be_visible()
    expect(page.get_by_text("Li Chen").last).to_be_visible()
