"""The newcomer: the morning page, a signal, its chart and definition, an action, the brief, files of their own.

The pictures that the handbook shows are taken here, so they are always of the pages as they are.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.functional
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def accessible(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe can find."""
    # What has scrolled half under the bar that stays would count as too small a target.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def fits(page: Page) -> None:
    """Nothing scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "The page is wider than its window."


def picture(page: Page, name: str) -> None:
    """Keeps a picture for the handbook when asked to (WELLRUN_PICTURES=1), and always looks that the page fits."""
    fits(page)
    accessible(page)
    if os.environ.get("WELLRUN_PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=name != "today")


def test_the_morning_shows_what_needs_a_decision(page: Page) -> None:
    expect(page.get_by_role("heading", name="Needs a decision")).to_be_visible()
    decisions = page.locator(".decision")
    assert 3 <= decisions.count() <= 7
    expect(page.get_by_role("heading", name="Right now")).to_be_visible()
    expect(page.get_by_role("heading", name="Did it work?")).to_be_visible()
    picture(page, "today")


def test_a_signal_leads_to_its_chart_and_definition(page: Page) -> None:
    falls = page.locator(".decision", has_text="Falls")
    falls.get_by_role("link", name="Definition").click()
    expect(page.get_by_role("dialog").get_by_text("Worked example.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Close").click()
    falls.locator(".sentence a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Falls")
    expect(page.locator(".picture-wide svg, .picture-narrow svg").locator("visible=true").first).to_be_visible()
    expect(page.get_by_role("heading", name="Definition")).to_be_visible()
    picture(page, "measure")


def test_an_action_is_assigned_with_a_date(page: Page) -> None:
    first = page.locator(".decision", has_text="Nobody owns this yet").last
    sentence = first.locator(".sentence").inner_text()
    first.get_by_role("link", name="Assign").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What will be done").fill("Walk the ward and report")
    dialog.get_by_label("Who").select_option(index=1)
    dialog.get_by_label("By").fill((dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=4)).isoformat())
    accessible(page)
    dialog.get_by_role("button", name="Assign").click()
    owned = page.locator(".decision", has_text=sentence)
    expect(owned.locator(".owner")).not_to_contain_text("Nobody owns this yet")
    owned.locator(".owner a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Walk the ward and report")
    picture(page, "action")


def test_not_a_concern_needs_a_reason_and_can_be_undone(page: Page) -> None:
    before = page.locator(".decision").count()
    last = page.locator(".decision").last
    sentence = last.locator(".sentence").inner_text()
    last.get_by_role("link", name="Not a concern").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("because").fill("Known: the unit is being rebuilt")
    dialog.get_by_role("button", name="Set aside until then").click()
    expect(page.locator(".sentence", has_text=sentence)).to_have_count(0)
    page.get_by_text("set aside").first.click()
    page.get_by_role("button", name="Bring back").first.click()
    expect(page.locator(".decision")).to_have_count(before)


def test_the_brief_is_printed(page: Page) -> None:
    page.get_by_text("Print or send").click()
    with page.expect_response(lambda answer: "brief.txt" in answer.url) as answer:
        page.get_by_role("link", name="Text for e-mail").click()
    assert "NEEDS A DECISION" in answer.value.text()


def test_the_briefing_writes_decisions_down(page: Page) -> None:
    page.get_by_role("link", name="Start the briefing").click()
    start = page.get_by_role("button", name="Start", exact=True)
    if start.is_visible():
        start.click()
    first = page.locator(".decision").first
    first.get_by_text("Decide").click()
    first.get_by_label("Decision").fill("Open two beds on Ward 2 until Friday")
    first.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Open two beds on Ward 2 until Friday").first).to_be_visible()
    picture(page, "briefing")


def test_measures_feeds_and_a_question(page: Page) -> None:
    base = page.url.split("/today/")[0]
    for name, path in (
        ("measures", "/measures/"),
        ("feeds", "/feeds/"),
        ("question", "/measures/ask/"),
        ("actions", "/actions/"),
        ("set-up", "/set-up/"),
        ("audit", "/audit/"),
    ):
        page.goto(base + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        picture(page, name)


def test_rows_in_quarantine_can_be_mended(become: Callable[[str], Page]) -> None:
    page = become("ines.moreau")
    page.goto(page.url.split("/today/")[0] + "/feeds/")
    page.locator("li", has_text="to be mended").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Mend", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Load this row").first).to_be_visible()
    picture(page, "feed")


def test_the_keyboard_finds_anything(page: Page) -> None:
    if (page.viewport_size or {}).get("width", 0) < 500:
        pytest.skip("There is no keyboard on a phone; the menu has the finder.")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("searchbox").fill("falls")
    page.get_by_role("dialog").get_by_role("link", name="Falls").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Falls")


def test_files_of_ones_own_show_the_same_measures(page: Page, tmp_path: Path) -> None:
    folder = own_fhir_files(tmp_path)
    page.goto(page.url.split("/today/")[0] + "/feeds/")
    page.get_by_label("Files").set_input_files(sorted(folder.iterdir()))
    width = (page.viewport_size or {}).get("width", 0)
    page.get_by_label("Name of the new facility").fill(f"Hospital of mine {width}")
    page.get_by_role("button", name="Load").click()
    page.get_by_role("link", name="Measures of Hospital of mine").click(timeout=90_000)
    expect(page.locator("tr", has_text="Admissions").first).to_be_visible()
    accessible(page)


def own_fhir_files(folder: Path) -> Path:
    """A small Bulk Data export such as a newcomer has: patients and admissions, ten a week for half a year."""
    import json

    first = dt.datetime.now(tz=dt.UTC).replace(hour=9, minute=0, second=0, microsecond=0) - dt.timedelta(days=182)
    patients, encounters = [], []
    for number in range(260):
        start = first + dt.timedelta(hours=16 * number)
        patients.append({"resourceType": "Patient", "id": f"p{number}", "gender": "female", "birthDate": "1950-01-01"})
        encounters.append(
            {
                "resourceType": "Encounter",
                "id": f"e{number}",
                "status": "finished",
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
                "subject": {"reference": f"Patient/p{number}"},
                "period": {"start": start.isoformat(), "end": (start + dt.timedelta(days=3)).isoformat()},
            }
        )
    (folder / "Patient.ndjson").write_text("\n".join(map(json.dumps, patients)) + "\n")
    (folder / "Encounter.ndjson").write_text("\n".join(map(json.dumps, encounters)) + "\n")
    return folder
