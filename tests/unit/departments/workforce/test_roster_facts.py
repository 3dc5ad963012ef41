"""What a department publishes of its rosters for measures: sums by unit and day, nobody's name or number."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.unit.departments.workforce.conftest import Ward
from tests.unit.departments.workforce.staffed import SKILL, Staffed, staffed

from wellrun.departments.workforce.measures import MEASURES
from wellrun.departments.workforce.models import Assignment
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.roster_facts import burden_rows, roster_day_rows
from wellrun.foundations.catalogue.registry import PUBLISHED
from wellrun.warehouse.tables import TABLES

DAY = dt.timedelta(days=1)


@pytest.fixture
def here(ward: Ward) -> Staffed:
    return staffed(ward)


def worked(here: Staffed, nurse: int, day: dt.date, shift: str = "D", **more: object) -> Assignment:
    begins = clock_of(here.ward.unit.department.facility).begins(day, shift)
    about = {"unit": here.ward.unit, "shift": shift, "skill": SKILL, "since": begins - 500 * dt.timedelta(hours=1)}
    return Assignment.objects.create(person=here.person(nurse), day=day, **(about | more))


def test_shifts_told_and_changed_late_by_day(here: Staffed) -> None:
    today = timezone.localdate()
    day = today - 3 * DAY
    worked(here, 0, day)
    held = worked(here, 1, day, ended=Assignment.Ended.REPLANNED)
    begins = clock_of(here.ward.unit.department.facility).begins(day, "D")
    Assignment.objects.filter(pk=held.pk).update(until=begins - dt.timedelta(hours=5))
    worked(here, 2, day, ended=Assignment.Ended.ABSENT, until=begins - dt.timedelta(hours=1))
    worked(here, 3, today)
    (row,) = roster_day_rows(today)
    assert (row["facility"], row["unit"], row["day"], row["told"], row["changed"]) == ("H1", "W1", day, 2, 1)


def test_nights_beyond_fair_shares(here: Staffed) -> None:
    """Four nurses on the same contract; one worked six nights, one two: two would have been fair for each."""
    today = timezone.localdate().replace(day=20)
    for back in range(6):
        worked(here, 0, today - (2 + 2 * back) * DAY, "N")
    for back in range(2):
        worked(here, 1, today - (3 + 2 * back) * DAY, "N")
    for nurse in (2, 3):
        worked(here, nurse, today - 14 * DAY)
    row = burden_rows(today)[0]
    assert (row["day"], row["nights"], row["nights_beyond"]) == (today - DAY, 8, 4)


def test_every_published_table_is_declared_and_read_by_a_measure() -> None:
    read = {measure.numerator.mart for measure in MEASURES}
    for name in ("roster_days", "shared_burdens"):
        assert name in TABLES
        assert name in PUBLISHED
        assert name in read
