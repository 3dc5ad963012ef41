"""The clocks of a breach and its closing, as 45 CFR 164.400 to 164.414 have them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from wellrun.departments.compliance import actions
from wellrun.departments.compliance.rules import Clock, Factor, Notice, clocks, faults_of_closing
from wellrun.foundations.access.rules import Role
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.values.faults import Refused

WEIGHED = dict.fromkeys(Factor, "Weighed with the evidence that is kept in the file.")
FINDING = "Letter returned unopened; envelope kept."


def due(discovered: str, people: int, state: int = 0) -> list[tuple[Notice, str]]:
    found = clocks(discovered=dt.date.fromisoformat(discovered), individuals=people, most_in_one_state=state)
    return [(clock.notice, clock.due.isoformat()) for clock in found]


@pytest.mark.parametrize(
    ("discovered", "people", "individuals", "hhs"),
    [
        ("2026-03-02", 1200, "2026-05-01", "2026-05-01"),
        ("2026-03-02", 12, "2026-05-01", "2027-03-01"),
        ("2027-11-30", 3, "2028-01-29", "2028-02-29"),
        ("2026-12-31", 3, "2027-03-01", "2027-03-01"),
        ("2027-12-31", 3, "2028-02-29", "2028-02-29"),
        ("2026-01-01", 500, "2026-03-02", "2026-03-02"),
        ("2026-01-01", 499, "2026-03-02", "2027-03-01"),
    ],
)
def test_t36_sixty_calendar_days_over_month_ends_and_leap_years(
    discovered: str, people: int, individuals: str, hhs: str
) -> None:
    found = dict(due(discovered, people))
    assert found[Notice.INDIVIDUALS] == individuals
    assert (found.get(Notice.HHS) or found[Notice.HHS_YEARLY]) == hhs
    assert (Notice.HHS in found) is (people >= 500)


@pytest.mark.parametrize(("state", "told"), [(500, False), (501, True)])
def test_t36_the_media_are_told_of_more_than_five_hundred_in_one_state(state: int, told: bool) -> None:
    assert (Notice.MEDIA in dict(due("2026-03-02", 900, state))) is told


def test_t36_the_day_of_discovery_is_a_day_of_the_facility_not_of_another_zone() -> None:
    """A discovery late in the evening in New York is the next day in UTC; the clock runs from the facility's day."""
    moment = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert clocks(discovered=moment.date(), individuals=1, most_in_one_state=0)[0] == Clock(
        Notice.INDIVIDUALS, dt.date(2026, 5, 1)
    )


@pytest.mark.parametrize("missing", list(Factor))
def test_t37_low_probability_needs_all_four_factors(missing: Factor) -> None:
    faults = faults_of_closing(how="low_probability", factors={**WEIGHED, missing: "short"}, finding=FINDING)
    assert [fault.place for fault in faults] == [missing.value]


def test_all_that_is_missing_is_said_at_once() -> None:
    assert len(faults_of_closing(how="low_probability", factors={}, finding="")) == 5
    assert faults_of_closing(how="low_probability", factors=WEIGHED, finding=FINDING) == []
    assert faults_of_closing(how="notified", factors={}, finding=FINDING) == []


@pytest.mark.django_db
def test_t37_a_breach_stays_open_until_all_four_are_weighed(clinic: Any) -> None:
    officer = clinic.holder(Role.PRIVACY_OFFICER, "NET")
    who = {"by": officer, "tree": clinic.tree}
    breach = actions.discover(
        facility=Facility.objects.get(code="H1"),
        discovered_on=dt.date(2026, 3, 2),
        what="Letter to the wrong address",
        individuals=1,
        most_in_one_state=1,
        **who,
    )
    with pytest.raises(Refused, match="one factor"):
        actions.close(breach=breach, how="low_probability", finding=FINDING, **who)
    actions.assess(breach=breach, factors=WEIGHED, **who)
    closed = actions.close(breach=breach, how="low_probability", finding=FINDING, **who)
    assert closed.closed_by == officer
    with pytest.raises(Refused, match="closed"):
        actions.assess(breach=breach, factors=WEIGHED, **who)
    said = Entry.objects.filter(action__startswith="compliance.breach").values_list("after", flat=True)
    assert not any("Letter" in str(after) or "Weighed" in str(after) for after in said)


@pytest.mark.django_db
def test_the_page_opens_weighs_and_closes(clinic: Any, signed_in: Any) -> None:
    client = signed_in(clinic.holder(Role.PRIVACY_OFFICER, "NET"))
    given = {"discovered_on": "2026-03-02", "what": "Lost bag", "individuals": "600", "most_in_one_state": "600"}
    made = client.post("/privacy/breaches/?at=H1", given)
    assert made.status_code == 302
    page = client.get(made["Location"]).content.decode()
    assert "media" in page and "1 May 2026" in page
    assert (
        client.post(made["Location"], {"close": "1", "how": "low_probability", "finding": FINDING}).status_code == 422
    )
    assert (
        client.post(made["Location"], {"weigh": "1", **{f.value: words for f, words in WEIGHED.items()}}).status_code
        == 302
    )
    assert (
        client.post(made["Location"], {"close": "1", "how": "low_probability", "finding": FINDING}).status_code == 302
    )
    assert client.post("/privacy/breaches/?at=H1", {**given, "most_in_one_state": "700"}).status_code == 422
    assert client.get("/privacy/breaches/").status_code == 200
    other = signed_in(clinic.holder(Role.PRIVACY_OFFICER, "H2", name="Other Officer"))
    assert other.get(made["Location"]).status_code == 404
