"""The billing lead sends a file of payments in, sees it posted, and finds what is left for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

from wellrun.demo.remittance_text import PaidClaim, PaidLine, Payment, remittance_text

pytestmark = pytest.mark.functional


def test_a_file_is_posted_and_what_is_odd_waits(become: Callable[[str], Page], tmp_path: Path) -> None:
    line = PaidLine("G0384", D(3900), D(900), (("CO", "45", D(3000)),))
    claims = (PaidClaim("NOBODY-1", (line,), control="Z1"),)
    text = remittance_text([Payment("Coastal Mutual", "", "WALK-1", dt.date(2026, 11, 20), claims)], control=77)
    file = tmp_path / "coastal.835"
    file.write_text(text)
    page = become("dara.oneill")
    to(page, "/revenue/?at=HV")
    expect(page.get_by_role("heading", name="Remittances", level=1)).to_be_visible()
    picture(page, "remittances")
    page.get_by_label("File of remittances").set_input_files(str(file))
    page.get_by_role("button", name="Post it").click()
    expect(page.get_by_text("1 claim is read and posted")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Coastal Mutual, $900.00").click()
    expect(page.get_by_text("0 of 1 claims are posted to the cent; 1 waits for a person")).to_be_visible()
    picture(page, "remittance")
    page.get_by_role("link", name="NOBODY-1").click()
    expect(page.get_by_text("Coastal Mutual paid $900.00, and it is not sure for which claim.")).to_be_visible()
    picture(page, "remittance-held")


def test_from_a_payment_to_a_claim_and_back(become: Callable[[str], Page]) -> None:
    page = become("dara.oneill")
    to(page, "/revenue/claims/?at=HV")
    picture(page, "claims")
    page.locator("table tbody a").first.click()
    expect(page.get_by_role("heading", name="How it came about")).to_be_visible()
    picture(page, "claim")
