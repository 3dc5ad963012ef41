"""The quality lead asks what shorter stays on Ward 3 would bring, and compares the two questions that stand there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import on_a_phone, to

pytestmark = pytest.mark.functional


def test_from_a_question_to_an_answer_with_its_interval(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/operations/beds/?at=HV")
    page.get_by_role("link", name="What if").last.click()
    expect(page.get_by_text("The model misses the measured occupancy by")).to_be_visible()
    expect(page.get_by_role("heading", name="What would free most beds")).to_be_visible()
    picture(page, "what-if")
    page.get_by_role("link", name="Ask a question").click()
    name = "Ward 3, a day sooner" + (" (phone)" if on_a_phone(page) else "")
    page.get_by_label("Name").fill(name)
    page.get_by_label("What is changed").first.select_option("stay-days")
    page.get_by_label("By how much").first.fill("-1")
    page.get_by_label("Where").first.select_option("W03")
    picture(page, "what-if-ask")
    page.get_by_role("button", name="Work it out").click()
    # The page asks again by itself until the worker has answered.
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "fewer patients wait for a bed at 08:00", timeout=20000
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stays on Ward 3 shorter by 1 day:")
    picture(page, "what-if-answer")
    with page.expect_download() as slides:
        page.get_by_role("link", name="as slides").click()
    assert slides.value.suggested_filename.endswith(".pptx")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("was deleted")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ward 3")


def test_two_ways_are_compared_with_today(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/operations/what-if/?at=HV")
    for box in page.get_by_role("checkbox").all():
        if box.is_visible() and box.is_checked():
            box.uncheck()
    page.get_by_role("checkbox", name="Winter beds").check()
    page.get_by_role("checkbox", name="Half a day on Ward 5").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="What if, compared")).to_be_visible()
    expect(page.get_by_text("6 more beds on Ward 5 from 1 Dec")).to_be_visible()
    picture(page, "what-if-compared")
