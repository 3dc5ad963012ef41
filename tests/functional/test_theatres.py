"""Theatres at a desk and on a phone: what runs today, the wall without names, one tap, the month, a block released."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_a_case_is_planned_moved_and_cancelled_and_the_wall_names_nobody(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/theatres/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, "theatres")
    page.get_by_role("link", name="Plan a case").click()
    theatre = f"Theatre 9{page.viewport_size['width'] if page.viewport_size else 0}"
    page.get_by_label("Theatre", exact=True).fill(theatre)
    page.get_by_label("Service").fill("Orthopaedics")
    day = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'America/New_York'})")
    page.get_by_label("Planned from").fill(f"{day}T22:00")
    page.get_by_label("Planned to").fill(f"{day}T23:30")
    picture(page, "theatre-plan")
    page.get_by_role("button", name="Plan", exact=True).click()
    table = page.get_by_role("table", name=f"Cases in {theatre} today")
    table.get_by_role("link", name="22:00").click()
    page.locator("summary", has_text="Cancel").click()
    page.get_by_label("Why").select_option(label="no bed")
    picture(page, "theatre-case")
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(table).to_contain_text("cancelled")
    page = become("marcus.bell")
    to(page, "/operations/theatres/wall/?at=HV/emergency")
    picture(page, "theatres-wall")
    expect(page.locator("li", has_text=theatre).first).to_be_visible()


def test_a_month_says_how_theatre_time_was_used_and_a_scanty_block_is_released(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/theatres/month/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("of theatre time was used in")
    picture(page, "theatre-month")
    page.get_by_role("link", name="Blocks and open time").click()
    picture(page, "theatre-blocks")
    release = page.get_by_role("button", name="Release", exact=True)
    before = release.count()
    assert before, "the demonstration leaves blocks scanty"
    release.first.click()
    expect(release).to_have_count(before - 1)
    expect(page.get_by_text("by hand").first).to_be_visible()
