"""The quality lead follows a cell of the heat map to a risk and says that it was looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional
ALARM = "An unplugged alarm that nobody notices"


def test_from_the_heat_map_to_a_risk_that_is_reviewed(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/risks/?at=TIDE")
    expect(page.get_by_text("5 live risks")).to_be_visible()
    picture(page, "risks")
    page.get_by_role("link", name="2 risks, score 16, extreme").click()
    expect(page.get_by_role("heading", name="Now: Likely × Major")).to_be_visible()
    page.get_by_role("link", name="HV-R3").click()
    expect(page.get_by_role("heading", name=ALARM, level=1)).to_be_visible()
    expect(page.get_by_text("Because the cables of bed alarms are too short for a raised bed")).to_be_visible()
    picture(page, "risk")
    page.locator("summary", has_text="Review").click()
    page.get_by_label("What was seen").fill("Cables measured with facilities")
    page.get_by_role("button", name="Looked at").click()
    expect(page.get_by_text("reviewed, Daniel Park").last).to_be_visible()
    expect(page.get_by_text("Cables measured with facilities").last).to_be_visible()
