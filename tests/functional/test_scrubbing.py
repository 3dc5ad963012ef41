"""A rule is drafted, tried and put in force; findings are seen while charging, and answered where a claim is held."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_a_rule_is_drafted_tried_and_put_in_force(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/rules/?at=HV")
    expect(page.get_by_role("link", name="Coastal Mutual asks for a prior authorisation")).to_be_visible()
    picture(page, "scrub-rules")
    page.get_by_role("link", name="Draft a rule").click()
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.get_by_label("Id", exact=True).fill(f"medicare-blood-counts-{width}")
    page.get_by_label("What is wrong, in a sentence").fill("Medicare pays one blood count a day.")
    page.get_by_label("What it does").select_option("warn")
    page.get_by_label("Medicare", exact=True).check()
    picture(page, "scrub-rule-draft")
    page.get_by_label("Service or revenue code").fill("G0306")
    page.get_by_label("What to do").fill("See whether there were two.")
    page.get_by_label("Source", exact=True).fill("Medicare contractor, article on laboratories")
    page.get_by_role("button", name="Draft it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Medicare pays one blood count a day.")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("it would have found").first).to_be_visible(timeout=20_000)
    picture(page, "scrub-rule")
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_text("in force").first).to_be_visible()
    page.get_by_label("Nothing from this day of service on").fill("2020-01-01")
    page.get_by_label("Why").fill("tried only")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("ended").first).to_be_visible()


def test_denials_suggest_rules_and_one_is_drafted_as_text(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/rules/new/?at=HV&as=text")
    picture(page, "scrub-rule-text")
    to(page, "/revenue/billing/rules/suggestions/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("denied again and again")
    picture(page, "scrub-suggestions")


def test_what_is_found_is_told_while_a_charge_is_typed(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/charges/?at=HV&what=waiting")
    page.locator("table tbody a").first.click()
    page.get_by_label("Service", exact=True).fill("G0426")
    page.get_by_label("Place of service").select_option("21")
    page.get_by_label("For which diagnoses").fill("J18.9")
    page.get_by_label("Modifiers").fill("26 TC")
    page.get_by_label("Billing provider").select_option(label="Harbour View Physicians")
    page.get_by_label("Who did it").select_option(index=1)
    found = page.locator("#entry-findings")
    expect(found.get_by_text("professional and its technical part")).to_be_visible(timeout=10_000)
    picture(page, "charge-findings")


def test_a_warning_is_passed_over_with_a_reason(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/billing/send/?at=HV")
    picture(page, "claims-held")
    # Which of its warnings holds a claim hangs on the day of the demonstration.
    rows = page.get_by_role("row").filter(has_text=re.compile("often asks for|looks closely at"))
    if not rows.count():
        pytest.skip("The one warning of the day was passed over at the desk before.")
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", name="What the rules found")).to_be_visible()
    page.get_by_text("Pass it over").first.click()
    page.get_by_label("Why the claim is right").first.fill("The notes are signed.")
    picture(page, "claim-finding")
    page.get_by_role("button", name="Keep the reason").first.click()
    expect(page.get_by_text("The notes are signed.").first).to_be_visible()
    picture(page, "claim-passed-over")
