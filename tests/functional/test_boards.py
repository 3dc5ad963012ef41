"""The boards of operations, at a desk and on a phone: leaving, emergency, requests, transfers; one told of another."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_whoever_is_ready_is_said_so_and_what_holds_them_is_out_of_the_way(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/leaving/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("could leave today")
    expect(page.get_by_role("heading", name="Avoidable days")).to_be_visible()
    picture(page, "leaving")
    waiting = page.locator("tr", has_text="Waits for")
    before = waiting.count()
    waiting.first.locator("th a").click()
    picture(page, "leaving-visit")
    page.get_by_role("button", name="Out of the way").first.click()
    page.get_by_role("heading", name="Avoidable days").wait_for()
    assert page.locator("tr", has_text="Waits for").count() == before - 1
    ready = page.get_by_role("button", name="Ready", exact=True)
    not_ready = page.get_by_role("button", name="Not ready")
    counted = not_ready.count()
    ready.first.click()
    expect(not_ready).to_have_count(counted + 1)


def test_the_emergency_board_says_who_waits_and_its_wall_names_nobody(become: Callable[[str], Page]) -> None:
    page = become("marcus.bell")
    to(page, "/operations/emergency/?at=HV/emergency")
    expect(page.get_by_role("heading", level=1)).to_contain_text("in the department")
    picture(page, "emergency")
    page.get_by_role("link", name="Wall screen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in the department")
    picture(page, "emergency-wall")
    page.get_by_role("link", name="Close").click()
    page.get_by_role("link", name="is being treated").first.click()
    page.locator("summary", has_text="Decide to admit").click()
    page.get_by_label("To which unit").select_option(label="Ward 5")
    picture(page, "emergency-visit")
    page.get_by_role("button", name="Decide to admit").click()
    expect(page.locator("tr", has_text="Ward 5").first).to_be_visible()


def test_a_porter_accepts_in_one_tap_what_a_nurse_has_asked_for(become: Callable[[str], Page]) -> None:
    page = become("mina.sato")
    to(page, "/operations/requests/?at=HV/W04")
    page.get_by_role("link", name="Ask for a porter").click()
    page.get_by_label("Where", exact=True).select_option(label="Ward 4")
    page.get_by_label("Where to, if it is not in the list").fill("dialysis")
    page.get_by_label("What or who is carried").fill("Patient in a chair")
    picture(page, "request-ask")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("tr", has_text="dialysis").first).to_be_visible()
    page = become("sam.reyes")
    to(page, "/operations/requests/?at=HV&kind=porter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("open")
    picture(page, "requests")
    row = page.locator("tr", has_text="dialysis").filter(has=page.get_by_role("button", name="Accept")).first
    row.get_by_role("button", name="Accept").click()
    to(page, "/operations/requests/?at=HV&only=mine")
    mine = page.locator("tr", has_text="dialysis").first
    expect(mine).to_contain_text("Sam Reyes")
    mine.locator("th a").click()
    picture(page, "request")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text(re.compile("done · soon")).first).to_be_visible()


def test_an_open_board_is_told_within_a_second(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/requests/?at=HV")
    wrong = f"The lift stands still ({page.viewport_size['width'] if page.viewport_size else 0})"
    told = page.locator("tr", has_text=wrong)
    expect(told).to_have_count(0)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("link", name="Tell of a building fault").click()
    other.get_by_label("What is wrong").fill(wrong)
    other.get_by_role("button", name="Ask", exact=True).click()
    other.locator("tr", has_text=wrong).wait_for()
    expect(told).to_be_visible(timeout=1500)


def test_somebody_who_comes_from_elsewhere_is_accepted_and_a_bed_is_held(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/transfers/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("to come from elsewhere")
    picture(page, "transfers")
    page.locator("tr", has_text="Saltmarsh General").locator("th a").first.click()
    picture(page, "transfer")
    bed = page.get_by_label("Bed", exact=True)
    if bed.locator("option").count():
        page.get_by_role("button", name="Hold a bed").click()
        expect(page.get_by_text(re.compile("bed held|on the way")).first).to_be_visible()
