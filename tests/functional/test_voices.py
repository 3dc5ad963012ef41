"""A clerk takes a complaint on a phone, the quality lead answers it, and both scores and comments can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_quality import choose
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional
SAID = "We sat in the corridor for three hours and nobody said why."
ANSWER = "We asked everybody who was there. You are right: nobody told you, and we are sorry."


def test_a_complaint_is_taken_answered_and_closed(become: Callable[[str], Page]) -> None:
    page = become("leo.fontaine")
    to(page, "/quality/complaints/new/?at=HV")
    picture(page, "complaint-take")
    page.locator("label.tile", has_text="Being told and asked").click()
    page.get_by_label("What happened, as they tell it?").fill(SAID)
    choose(page.get_by_label("Which unit is it about?"), "Emergency department")
    page.get_by_label("Their name").fill("Ada Lovell")
    page.get_by_role("button", name="Take the complaint").click()
    expect(page.get_by_role("heading", name="The complaint has been taken.")).to_be_visible()
    expect(page.get_by_text("42 CFR 482.13(a)(2)")).to_be_visible()
    picture(page, "complaint-taken")
    number = page.locator(".headline p").inner_text().removeprefix("It is number ").rstrip(".")
    page = become("daniel.park")
    to(page, f"/quality/complaints/?at=HV&q={number}")
    expect(page.get_by_text("people wait to hear from us")).to_be_visible()
    picture(page, "complaints")
    page.locator("table").get_by_role("link", name=number, exact=True).click()
    expect(page.get_by_text(SAID)).to_be_visible()
    picture(page, "complaint")
    page.get_by_label("How they were told", exact=True).fill("Called")
    page.get_by_role("button", name="Acknowledged").click()
    page.locator("summary", has_text="Say what was done").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    page.locator("summary", has_text="Answer in writing").click()
    page.get_by_label("The answer, as they read it").fill(ANSWER)
    choose(page.get_by_label("Whom they may ask"), "Daniel Park")
    page.get_by_role("button", name="Answered so").click()
    page.get_by_label("What was learned, and what is different now").fill("Somebody walks the corridor each hour.")
    page.get_by_role("button", name="Close with this").click()
    expect(page.get_by_text("closed, Daniel Park")).to_be_visible()
    page.get_by_role("link", name="Show name and how to reach them").click()
    expect(page.get_by_text("Ada Lovell")).to_be_visible()
    picture(page, "complainant")


def test_scores_lead_to_their_course_and_to_comments(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/experience/?at=HV")
    expect(page.get_by_role("heading", name="HCAHPS, version of 2025")).to_be_visible()
    page.get_by_label("Over time and by unit").select_option("restfulness")
    page.get_by_role("button", name="Show").click()
    picture(page, "experience")
    page.locator("table").get_by_role("link", name="Ward 3").click()
    expect(page.get_by_role("heading", name="Restfulness, by month")).to_be_visible()
    page.get_by_role("link", name="Comments", exact=True).click()
    page.get_by_role("link", name="Noise and sleep").click()
    expect(page.locator(".placed").first).to_be_visible()
    picture(page, "comments")
