"""Long stays (21 days, NHS England) and discharges that are overdue, told in the morning; nobody is named."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.clinic import Clinic, clinic  # noqa: F401 - a fixture
from tests.unit.departments.operations.test_house import BED1, BED2

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.models import Course
from wellrun.departments.operations.queries.overstaying import overstaying
from wellrun.departments.operations.signals.stays import stay_signals
from wellrun.foundations.access.rules import Role


@pytest.fixture
def lying(clinic: Clinic) -> Any:  # noqa: F811
    """Ada lies in the ward since so many days; she was expected to leave on a day."""
    now = timezone.now()
    nurse = clinic.holder(Role.CLINICIAN)

    def admitted(days: float, *, expected: dt.date | None = None, patient: Any = None, spot: Any = BED1) -> Course:
        who = patient or clinic.ada
        since = now - dt.timedelta(days=days)
        doing = {"by": nurse, "tree": clinic.tree}
        return moving.admit(facility=who.facility, patient=who, spot=spot, expected=expected, now=since, **doing)

    return admitted


def told(clinic: Clinic) -> list[tuple[str, str]]:  # noqa: F811
    day = timezone.localdate()
    return [(one.key, one.figure) for one in stay_signals(day, clinic.tree)]


def test_a_stay_is_long_after_twenty_one_days_to_the_hour(clinic: Clinic, lying: Any) -> None:  # noqa: F811
    course = lying(20.95)
    assert told(clinic) == []
    now = timezone.now() + dt.timedelta(hours=2)
    assert overstaying(clinic.tree["H1"], tree=clinic.tree, at=now).long == 1
    assert overstaying(clinic.tree["H2"], tree=clinic.tree, at=now).long == 0
    lying(30.1, patient=clinic.ben, spot=BED2)
    assert told(clinic) == [("long_stay:H1", "longest 30 days")]
    doing = {"by": clinic.holder(Role.CLINICIAN), "tree": clinic.tree, "now": timezone.now()}
    ben = Course.objects.exclude(pk=course.pk).get()
    moving.discharge(course=ben, version=ben.version, **doing)
    assert told(clinic) == []


def test_a_discharge_is_overdue_on_the_day_after_it_was_expected(clinic: Clinic, lying: Any) -> None:  # noqa: F811
    zone = clinic.tree["H1"].time_zone
    today = dt.datetime.now(tz=ZoneInfo(zone)).date()
    course = lying(5, expected=today)
    assert told(clinic) == []
    nurse = clinic.holder(Role.CLINICIAN)
    doing = {"by": nurse, "tree": clinic.tree, "now": timezone.now()}
    moving.expect(course=course, version=course.version, day=today - dt.timedelta(days=2), **doing)
    assert told(clinic) == [("delayed_stay:H1", "2 days over")]
    bedding_done = {"reason": "transport", "words": "", **doing}
    bedding.hold_back(course=Course.objects.get(), **bedding_done)
    (signal,) = stay_signals(timezone.localdate(), clinic.tree)
    assert signal.facts == "For 1 of them it is said what keeps them."
    assert "Lovell" not in f"{signal}"


def test_another_morning_is_told_nothing(clinic: Clinic, lying: Any) -> None:  # noqa: F811
    lying(40)
    assert list(stay_signals(timezone.localdate() - dt.timedelta(days=1), clinic.tree)) == []
