"""What the warehouse knows of a stay when its patient leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.departments.quality.leaving import Team

from wellrun.departments.quality.queries.homegoing import Homegoing, homegoings
from wellrun.engines.risk.scores import Condition

pytestmark = pytest.mark.database
DAY = dt.timedelta(days=1)


def known(team: Team, name: str = "Reed") -> Homegoing:
    at_three = dt.datetime.combine(team.today, dt.time(15))
    (found,) = homegoings("H1", leaves=at_three, encounters=[f"V-{name}"])
    return found


def test_a_stay_that_lasts_is_known_as_if_it_ended_then(team: Team) -> None:
    team.leaves("Reed", days=5, visits=2, codes=("I50.9",))
    found = known(team)
    assert (found.days, found.ended, found.emergency_visits, found.admissions) == (5, False, 2, 0)
    assert (found.conditions, found.diagnosis, found.diagnosis_words, found.acute, found.sex) == (
        {Condition.HEART_FAILURE},
        "I50",
        "Named I50.9",
        False,
        "female",
    )
    assert found.age == found.started_at.year - 1950
    assert found.score.points == 4 + 0 + 2 + 2


def test_admissions_of_a_year_count_and_what_was_cancelled_or_outpatient_does_not(team: Team) -> None:
    begun = dt.datetime.combine(team.today, dt.time(11)) - 3 * DAY
    team.leaves("Reed")
    for name, days, more in (
        ("A", 10, {}),
        ("B", 364, {}),
        ("C", 370, {}),
        ("D", 20, {"status": "cancelled"}),
        ("E", 20, {"class_code": "AMB"}),
        ("F", 20, {"patient": "M-other"}),
        ("G", -1, {}),
    ):
        row = {"encounter": name, "patient": "M-Reed", "class_code": "IMP", "status": "finished"}
        team.told("encounters", row | {"started_at": begun - days * DAY, "ended_at": begun - days * DAY + DAY} | more)
    assert known(team).admissions == 2


def test_emergency_visits_of_six_months_count_without_the_one_that_led_here(team: Team) -> None:
    begun = dt.datetime.combine(team.today, dt.time(11)) - 3 * DAY
    team.leaves("Reed")
    for name, days, more in (
        ("led", 0.1, {"encounter": "V-Reed", "outcome": "admitted"}),
        ("unlinked", 0.2, {"outcome": "admitted"}),
        ("home", 0.5, {"outcome": "home"}),
        ("admitted before", 40, {"outcome": "admitted"}),
        ("long ago", 190, {"outcome": "home"}),
        ("after", -1, {"outcome": "home"}),
    ):
        row = {"visit": name, "patient": "M-Reed", "unit": "ED", "arrived_at": begun - days * DAY}
        team.told("emergency_visits", row | more)
    found = known(team)
    assert (found.emergency_visits, found.acute) == (2, True)


@pytest.mark.parametrize(("source", "acute"), [("EMD", True), ("emd", True), ("7", True), ("GP", False), (None, False)])
def test_an_admission_is_acute_by_where_the_patient_came_from(team: Team, source: str | None, acute: bool) -> None:
    team.leaves("Reed", admit_source=source)
    assert known(team).acute is acute


def test_illnesses_known_by_the_leaving_count_and_later_ones_do_not(team: Team) -> None:
    team.leaves("Reed", gone=True, day=team.today - 2 * DAY)
    left = dt.datetime.combine(team.today - 2 * DAY, dt.time(11))
    for code, at, encounter in (
        ("J44.9", left - 400 * DAY, "V-before"),
        ("E11.9", None, "V-Reed"),
        ("C50.9", left + DAY, "V-after"),
        ("F03", None, "V-before"),
    ):
        row = {"condition": code, "patient": "M-Reed", "encounter": encounter, "code": code, "recorded_at": at}
        team.told("conditions", row)
    found = known(team)
    assert (found.ended, found.conditions) == (True, {Condition.CHRONIC_LUNG, Condition.DIABETES})


def test_all_stays_begun_by_a_moment_are_told_in_the_order_of_leaving(team: Team) -> None:
    team.leaves("Reed")
    team.leaves("Young", gone=True, day=team.today - 5 * DAY, disposition="home")
    team.leaves("Hale", gone=True, day=team.today - 9 * DAY, disposition="exp")
    noon = dt.datetime.combine(team.today, dt.time(12))
    assert [(one.encounter, one.outcome) for one in homegoings("H1", leaves=noon)][:2] == [
        ("V-Hale", "died"),
        ("V-Young", "home"),
    ]
    assert list(homegoings("H2", leaves=noon)) == []
    before = dt.datetime.combine(team.today - 20 * DAY, dt.time())
    assert list(homegoings("H1", leaves=before)) == []
