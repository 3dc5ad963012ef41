"""The quality lead sees a ward whose deaths creep up, asks who comes back more often, and looks at rare infections."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.functional.test_newcomer import picture
from tests.functional.test_rosters import to

pytestmark = pytest.mark.functional


def test_from_a_ward_that_grew_worse_to_who_comes_back(become: Callable[[str], Page]) -> None:
    page = become("daniel.park")
    to(page, "/quality/outcomes/?at=HV")
    expect(page.get_by_text("Worse than before: the limit was reached")).to_be_visible()
    page.locator("summary", has_text="How the expected is worked out").click()
    expect(page.get_by_text("Learned from this facility’s own inpatient stays")).to_be_visible()
    picture(page, "outcomes")
    page.get_by_role("link", name="Ward 1", exact=True).click()
    expect(page.get_by_text("Not worse than before")).to_be_visible()
    to(page, "/measures/readmission_30_day/?at=HV")
    page.get_by_role("link", name="Who is it different for?").click()
    expect(page.get_by_role("heading", name="Who is it different for?", level=1)).to_be_visible()
    expect(page.get_by_text("30-day readmissions, Spanish:")).to_be_visible()
    picture(page, "groups")
    to(page, "/measures/cdi/rare/?at=HV")
    expect(page.get_by_role("heading", name="From one to the next")).to_be_visible()
    picture(page, "rare-events")
