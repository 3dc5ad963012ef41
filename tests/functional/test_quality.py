"""A nurse reports a near miss from her phone; the quality lead triages, merges and closes; everybody can learn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import on_a_phone, to

pytestmark = pytest.mark.functional
MOST_TAPS = 8
WORDS = "The lift door closed on the foot of the bed; I held it by hand."


class Taps:
    """Counts what a thumb does."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        target.click()
        self.count += 1


def choose(field: Locator, words: str) -> None:
    """The choice whose words contain these: people are named with their post."""
    field.select_option(field.locator("option", has_text=words).first.get_attribute("value"))


def test_a_near_miss_is_reported_in_at_most_eight_taps_and_one_text(become: Callable[[str], Page]) -> None:
    page, taps = become("ava.lund"), Taps()
    if on_a_phone(page):
        taps.on(page.get_by_text("Menu", exact=True))
    taps.on(page.get_by_role("link", name="Report", exact=True).locator("visible=true").first)
    picture(page, "report")
    taps.on(page.locator("label.tile", has_text="Building or surroundings"))
    taps.on(page.get_by_label("What happened, or nearly?"))
    page.keyboard.type(WORDS)
    taps.on(page.get_by_role("button", name="Send the report").first)
    expect(page.get_by_role("heading", name="Thank you. Your report has arrived.")).to_be_visible()
    assert taps.count <= MOST_TAPS
    page.get_by_role("link", name="What came of it").last.click()
    expect(page.get_by_text("Building or surroundings, Ward 5").first).to_be_visible()
    picture(page, "my-reports")


def test_a_report_without_a_name_has_a_code_that_opens_the_answer(become: Callable[[str], Page]) -> None:
    page = become("ava.lund")
    to(page, "/quality/report/")
    page.locator("label.tile", has_text="Medicine").click()
    page.get_by_label("What happened, or nearly?").fill("The wrong strength lay in the drawer of bay two.")
    page.get_by_text("Where, when, who was told, without my name").click()
    page.get_by_label("Send it without my name").check()
    page.get_by_role("button", name="Send the report").first.click()
    code = page.locator(".secret").inner_text()
    picture(page, "report-thanks")
    to(page, "/quality/reports/")
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Open the answer").click()
    expect(page.get_by_text("waits for triage").first).to_be_visible()


def test_the_quality_lead_triages_names_causes_promises_and_closes(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/incidents/?at=HV")
    expect(page.get_by_role("heading", name="What they were about")).to_be_visible()
    picture(page, "incidents")
    page.locator("ul.acts").get_by_role("link", name="Device or equipment").first.click()
    page.get_by_label("How closely to look").select_option("full")
    choose(page.get_by_label("Who looks into it"), "Ruth Lindqvist")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Full investigation, Ruth Lindqvist")).to_be_visible()
    page.get_by_text("Name a factor", exact=True).click()
    page.get_by_role("textbox", name="What contributed").fill("Cable too short")
    page.get_by_role("button", name="Add").locator("visible=true").last.click()
    expect(page.locator("svg[aria-label*='Cable too short']")).to_be_attached()
    page.get_by_text("Promise an action", exact=True).click()
    page.get_by_role("textbox", name="What will be done").fill("Cables with a lock")
    choose(page.get_by_label("Who", exact=True), "Ruth Lindqvist")
    page.get_by_label("By", exact=True).fill("2030-01-31")
    page.get_by_role("button", name="Promise").click()
    expect(page.get_by_role("link", name="Cables with a lock")).to_be_visible()
    page.get_by_role("textbox", name="Finding").fill(
        "The cable is too short when the bed is raised; longer ones are ordered."
    )
    page.get_by_role("button", name="Close with this finding").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    picture(page, "incident-closed")


def test_what_was_learned_is_told_to_everyone_and_the_full_review_is_drawn(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/learning/?at=HV")
    expect(page.get_by_text("A bed alarm that is unplugged looks like one that is quiet")).to_be_visible()
    picture(page, "learning")
    to(page, "/quality/incidents/?at=HV")
    page.get_by_role("link", name="HV-8", exact=True).click()
    picture(page, "incident")


def test_a_project_is_begun_tested_and_ended_only_as_the_chart_says(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/projects/?at=HV")
    expect(page.get_by_text("It worked.").first).to_be_visible()
    picture(page, "projects")
    page.get_by_role("link", name="Home before noon").first.click()
    expect(page.get_by_text("List of tomorrow").first).to_be_visible()
    picture(page, "project")
    to(page, "/quality/projects/new/?at=HV/W04")
    page.get_by_label("Name").fill("Fewer gloves")
    choose(page.get_by_label("Measure", exact=True), "Average stay")
    page.get_by_label("Goal").fill("1")
    page.get_by_label("By", exact=True).fill("2031-01-31")
    page.get_by_label("Why it matters").fill("Beds are full at noon.")
    choose(page.get_by_label("Who leads it"), "João Silva")
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Plan a test", exact=True).click()
    page.get_by_label("What is tried").fill("Round at eight")
    page.get_by_label("What we predict").fill("One day less")
    choose(page.get_by_label("Who carries it out"), "João Silva")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_text("Study it", exact=True).click()
    page.get_by_label("What was seen").fill("Two of three patients went before noon.")
    page.get_by_role("button", name="Keep what was seen").click()
    expect(page.get_by_text("Seen: Two of three")).to_be_visible()
    page.get_by_label("It is", exact=True).select_option("stopped")
    page.get_by_role("textbox", name="Finding").fill("The round works, the stay is ruled by transport.")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Go on with it")).to_be_visible()
