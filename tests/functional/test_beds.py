"""The bed board: a patient is moved, somebody is found, the wall shows no name, two records are merged and parted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_the_board_says_how_the_house_stands_and_leads_to_a_bed(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    to(page, "/operations/beds/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("bed")
    expect(page.get_by_role("table", name="Wards and the state of their beds")).to_be_visible()
    picture(page, "beds")
    page.locator("table.wards tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beds as a list")
    page.locator("tr[data-row] a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bed")
    picture(page, "bed")


def test_a_patient_is_moved_and_the_move_is_taken_back(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    to(page, "/operations/beds/list/?at=HV")
    picture(page, "bed-list")
    page.locator("tr[data-row]").filter(has_text="in use").first.get_by_role("link").first.click()
    page.locator("summary", has_text="Move").first.click()
    page.get_by_label("To", exact=True).first.select_option(index=1)
    page.get_by_role("button", name="Move", exact=True).first.click()
    expect(page.get_by_text("Nobody lies in this bed.")).to_be_visible()
    picture(page, "bed-moved")
    page.locator("section:has(#undo) summary").first.click()
    page.get_by_label("Why it is taken back").first.fill("The wrong bed")
    page.get_by_role("button", name="Take it back").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("bed")


def test_a_patient_is_dragged_and_asked_for_once_more(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    if (page.viewport_size or {})["width"] < 500:
        pytest.skip("A finger does not drag: the list of beds does the same.")
    to(page, "/operations/beds/?at=HV")
    held = page.locator("li.bed[data-spot]:not(.bed-ready, .bed-held, .bed-clean, .bed-shut)").first
    held.drag_to(page.locator("li.bed-ready").first)
    expect(page.get_by_label("To", exact=True).first).not_to_have_value("")
    picture(page, "bed-dragged")


def test_what_would_free_most_beds_is_asked_for_on_the_board(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    to(page, "/operations/beds/?at=HV")
    panel = page.locator("#freeing")
    expect(panel.get_by_role("heading")).to_have_text("What would free most beds today")
    expect(panel.locator("li").first).to_contain_text("bed")


def test_the_wall_names_nobody(become: Callable[[str], Page]) -> None:
    page = become("li.chen")
    to(page, "/operations/beds/wall/?at=HV")
    picture(page, "bed-wall")


def test_records_of_one_patient_are_merged_and_parted(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/operations/records/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("may be one patient")
    picture(page, "records-alike")
    page.get_by_text("One patient: keep the first record").first.click()
    page.get_by_label("What shows that they are one patient’s").first.fill("One passport for both")
    page.get_by_role("button", name="One patient: keep the first record").first.click()
    page.locator("section:has(#merged) summary").first.click()
    expect(page.get_by_text("One passport for both").first).to_be_visible()
    picture(page, "records-merged")
    page.get_by_label("Why they are parted again").first.fill("Two passports after all")
    page.get_by_role("button", name="Part them again").first.click()
    expect(page.get_by_text("One passport for both")).to_have_count(0)
