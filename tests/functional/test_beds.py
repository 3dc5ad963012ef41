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
    page = become("mina.sato")
    to(page, "/operations/beds/list/?at=HV/W04")
    picture(page, "bed-list")
    taken = page.locator("tr[data-row]").filter(has_text="in use").first
    number = taken.get_by_role("link").first.inner_text()
    taken.get_by_role("link").first.click()
    page.get_by_text("Move to another bed").first.click()
    page.get_by_label("To", exact=True).first.select_option(index=1)
    page.get_by_role("button", name="Move to another bed").first.click()
    moved = page.get_by_role("heading", level=1)
    expect(moved).to_contain_text("bed")
    picture(page, "bed-moved")
    to(page, "/operations/beds/list/?at=HV/W04")
    page.get_by_label("Find a bed, a state, or a patient by name").fill("in use")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name=number, exact=True)).to_have_count(0)


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
    page.locator("summary", has_text="Leo Fontaine").first.click()
    expect(page.get_by_text("One passport for both").first).to_be_visible()
    picture(page, "records-merged")
    page.get_by_label("Why they are parted again").first.fill("Two passports after all")
    page.get_by_role("button", name="Part them again").first.click()
    expect(page.get_by_text("One passport for both")).to_have_count(0)
