"""The quality lead takes the list of those who leave today; a nurse calls one and says what came of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_the_list_of_the_day_to_a_call_that_is_kept(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/going-home/?at=HV")
    expect(page.get_by_role("heading", level=1)).to_contain_text("who leave are followed up")
    picture(page, "going-home")
    # Each width of the screen walks through one demonstration: the list is taken by whoever comes first.
    take = page.get_by_role("button", name="Take on")
    if take.count():
        take.click()
    expect(page.get_by_role("button", name="Take on")).to_have_count(0)
    doing = page.get_by_role("region", name="To be done")
    doing.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Called at home")).to_be_visible()
    picture(page, "follow-up")
    visit = page.get_by_role("region", name="Seen by a clinician")
    visit.get_by_label("What came of it").select_option("nobody")
    visit.get_by_label("In words").fill("Did not come")
    visit.get_by_role("button", name="Keep the answer").click()
    expect(page.get_by_text("Did not come").first).to_be_visible()


def test_the_proof_says_when_it_can_speak_and_the_model_what_it_is_worth(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/going-home/proof/?at=HV")
    expect(page.get_by_role("heading", name="Fewer who come back?")).to_be_visible()
    expect(page.get_by_role("heading", name="Whole months")).to_be_visible()
    picture(page, "returns")
    to(page, "/quality/going-home/model/?at=HV")
    expect(page.get_by_role("heading", name="Risk of return, learned here")).to_be_visible()
    picture(page, "return-model")


def test_who_decides_reads_how_much_risk_is_borne_and_sets_it(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/risks/appetite/?at=HV")
    expect(page.get_by_role("heading", name="Appetite for risk")).to_be_visible()
    picture(page, "appetite")
    page.get_by_label("What it touches").select_option("plans")
    page.get_by_label("Borne up to a score of").fill("9")
    page.get_by_label("Why").fill("Board of November")
    page.get_by_role("button", name="Set the appetite").click()
    expect(page.get_by_text("Board of November").first).to_be_visible()
