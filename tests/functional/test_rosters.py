"""A ward manager publishes a roster and closes tonight's gap; a nurse looks at her shifts and asks for a swap."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture

pytestmark = pytest.mark.functional
SOLVED = 120_000
"""Milliseconds a proposal that is stopped may still take."""


def to(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)


def on_a_phone(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] < 500)


def stopped(page: Page) -> None:
    """Waits for a roster, takes the best so far, and for the plan to be shown."""
    page.get_by_text("The best so far costs").wait_for(timeout=SOLVED)
    page.get_by_role("button", name="Stop with the best so far").click()
    page.locator("#plan").wait_for(timeout=SOLVED)


def test_a_manager_has_a_roster_proposed_changes_it_and_publishes(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/workforce/rosters/?at=HV/W05")
    page.get_by_label("Days").fill("7")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_text("Nobody is on this roster yet.")).to_be_visible()
    picture(page, "roster-empty")
    page.get_by_role("button", name="Propose a roster").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    stopped(page)
    expect(page.locator("#plan")).to_contain_text("No law or contract is broken.")
    expect(page.locator("#plan")).to_contain_text("of pay beyond contracts")
    if not on_a_phone(page):
        changed_and_taken_back(page)
    page.get_by_text("Everybody over the year").click()
    picture(page, "roster")
    page.get_by_role("button", name="What if…").click()
    expect(page.get_by_role("dialog", name="What if")).to_be_visible()
    picture(page, "roster-what-if")
    page.get_by_role("button", name="Close").locator("visible=true").click()
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published on")).to_be_visible()


def changed_and_taken_back(page: Page) -> None:
    """Nurses alone are shown; by keyboard a day off is given, locked, unlocked and taken back: all is as it was."""
    everybody = page.locator("tr[data-skills]:visible").count()
    page.get_by_role("button", name="Nursing assistants", exact=True).click()
    assert 0 < page.locator("tr[data-skills]:visible").count() < everybody
    page.get_by_role("button", name="Registered nurses", exact=True).click()
    cell = page.locator("tr:visible > td[data-day]:not([data-duty=''])").first
    person, day, duty = (cell.get_attribute(f"data-{name}") for name in ("person", "day", "duty"))
    here = page.locator(f"td[data-person='{person}'][data-day='{day}']")
    cell.click()
    page.keyboard.press("0")
    expect(here).to_have_attribute("data-duty", "")
    expect(page.locator("#plan")).to_contain_text("1 change by hand.")
    page.keyboard.press("l")
    expect(here).to_have_class(re.compile("locked"))
    page.keyboard.press("l")
    expect(here).not_to_have_class(re.compile("locked"))
    page.keyboard.press("u")
    expect(here).to_have_attribute("data-duty", duty or "")


def test_tonights_gap_is_closed_by_who_could_come(become: Callable[[str], Page]) -> None:
    page = become("priya.nair")
    to(page, "/workforce/gaps/?at=HV/W05")
    picture(page, "gaps")
    filled = page.locator("details.vacancy", has=page.get_by_role("button", name="Called in absent")).last
    if filled.get_attribute("open") is None:
        filled.locator("summary").click()
    filled.get_by_role("button", name="Called in absent").first.click()
    expect(page.get_by_text("could come without breaking a law or a contract").first).to_be_visible()
    expect(page.get_by_role("heading", name="Why nobody else can come")).to_be_visible()
    picture(page, "open-shift")
    ask = page.locator(".calls").get_by_role("button", name="Ask ").first
    name = " ".join(ask.inner_text().split()).removeprefix("Ask ")
    ask.click()
    page.get_by_role("button", name=f"{name} comes").click()
    expect(page.get_by_text(f"{name} comes.")).to_be_visible()


def test_a_nurse_sees_her_shifts_and_asks_for_a_swap(become: Callable[[str], Page]) -> None:
    page = become("mina.sato")
    to(page, "/workforce/own/shifts/")
    expect(page.get_by_role("heading", name="Coming")).to_be_visible()
    picture(page, "my-shifts")
    # A shift that has begun is not swapped, so on some evenings the first of the list cannot be.
    coming = page.locator("details", has=page.locator("a", has_text="Swap or give away")).first
    if coming.get_attribute("open") is None:
        coming.locator("summary").click()
    coming.get_by_role("link", name="Swap or give away").click()
    expect(page.get_by_text("Who agrees has it at once")).to_be_visible()
    picture(page, "my-shift")
    page.get_by_role("button", name="Ask everybody for a swap").click()
    to(page, "/workforce/own/shifts/")
    expect(page.get_by_role("heading", name="My swaps of the last six weeks")).to_be_visible()
    page.get_by_role("button", name="Take back").first.click()
    to(page, "/workforce/own/shifts/")
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)
