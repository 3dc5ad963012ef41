"""The page of hours: who may see it, what it sums, and that a file holds exactly what is shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.signing_in import signed_in

from wellrun.departments.workforce.actions import need
from wellrun.departments.workforce.models import Assignment, Clocked
from wellrun.departments.workforce.queries.broken import broken_by
from wellrun.departments.workforce.queries.hours import hours_of, periods_before
from wellrun.departments.workforce.queries.overtime import overtime_rules
from wellrun.departments.workforce.rules.clock_faults import FaultKind
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility, Unit

from .conftest import Ward

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
ADDRESS = f"/workforce/hours/?at=H1/W1&day=2026-11-27&since={MONDAY}"


def clocked(ward: Ward, day: int, begins: int, hours: float, **more: Any) -> Clocked:
    zone = ZoneInfo(Facility.objects.get(code="H1").time_zone)
    start = dt.datetime(2026, 11, day, begins, tzinfo=zone)
    about = {"person": ward.nurse, "unit": ward.unit, "employment": "own", "pay_kind": "non-exempt"} | more
    return Clocked.objects.create(
        clock_in=start, clock_out=start + dt.timedelta(hours=hours) if hours else None, break_minutes=30, **about
    )


def rostered(ward: Ward, day: int, shift: str = "D", **more: Any) -> Assignment:
    about = {"person": ward.nurse, "unit": ward.unit, "skill": "nurse", "since": timezone.now()} | more
    return Assignment.objects.create(day=dt.date(2026, 11, day), shift=shift, source="imported", **about)


def lines(ward: Ward, grain: str) -> list[tuple[str, float, float, float]]:
    page = hours_of(ward.tree["H1/W1"], first=MONDAY, grain=grain, now=NOW, tree=ward.tree)
    return [(line.name, line.paid, line.overtime, line.rostered) for line in page.lines]


@pytest.fixture
def week(ward: Ward) -> Ward:
    Facility.objects.update(region="US-NY")
    for day in (23, 24, 25, 26):
        clocked(ward, day, 7, 12)
        rostered(ward, day)
    return ward


def test_a_unit_is_the_sum_of_its_people_and_overtime_follows_the_rule_in_force(week: Ward) -> None:
    assert lines(week, "unit") == [("", 46.0, 6.0, 46.0)]
    assert lines(week, "person") == [("Ada Nurse", 46.0, 6.0, 46.0)]
    assert [line[2] for line in lines(week, "day")] == [0, 0, 0, 6.0]
    need.put_in_force(
        rule="flsa-40",
        place=week.tree["H1/W1"],
        figures={"hours": 44},
        since=dt.date(2026, 1, 1),
        why="Local agreement",
        by=week.manager,
        tree=week.tree,
    )
    assert lines(week, "unit") == [("", 46.0, 2.0, 46.0)]


def test_who_is_paid_by_salary_has_no_overtime(week: Ward) -> None:
    given: dict[str, Any] = {"first": MONDAY, "last": MONDAY + dt.timedelta(days=13), "tree": week.tree}
    assert overtime_rules([week.nurse.pk], **given)[week.nurse.pk].key == "flsa-40"
    Clocked.objects.update(pay_kind="exempt")
    assert overtime_rules([week.nurse.pk], **given) == {}
    assert lines(week, "unit") == [("", 46.0, 0.0, 46.0)]


def test_hours_on_another_unit_count_for_overtime_and_are_not_shown(week: Ward) -> None:
    other = Unit.objects.get(department__facility__code="H1", code="W2")
    Clocked.objects.filter(clock_in__day=23).update(unit=other)
    Assignment.objects.filter(day__day=23).update(unit=other)
    assert lines(week, "unit") == [("", 34.5, 6.0, 34.5)]


def test_faults_are_told_up_to_the_last_moment_the_clock_knows(week: Ward) -> None:
    """The shift of the 27th is over at noon UTC only by the wall; no file has told of it, and nobody is at fault."""
    rostered(week, 27, person=week.aide, shift="D")
    rostered(week, 24, person=week.aide, shift="D")
    Clocked.objects.filter(clock_in__day=23).update(clock_out=None)
    later = NOW + dt.timedelta(days=2)
    page = hours_of(week.tree["H1/W1"], first=MONDAY, grain="unit", now=later, tree=week.tree)
    assert [(one.fault.kind, one.name) for one in page.faults] == [
        (FaultKind.NO_CLOCK_OUT, "Ada Nurse"),
        (FaultKind.NOT_CLOCKED, "Bo Aide"),
    ]
    assert page.still_open == 1


def test_the_page_and_its_file_hold_the_same_and_the_file_is_in_the_audit(week: Ward) -> None:
    client = signed_in(week.manager)
    page = client.get(f"{ADDRESS}&what=person")
    assert page.status_code == 200
    assert "46 hours are to be paid so far, 6 of them overtime" in page.content.decode()
    before = Entry.objects.filter(action="export.made").count()
    body = client.get(f"{ADDRESS}&what=person&export=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))
    assert (row["Name"], row["Paid"], row["Ordinary"], row["Overtime"]) == ("Ada Nurse", "46.0", "40.0", "6.0")
    assert client.get(f"{ADDRESS}&what=day&export=xlsx").content.startswith(b"PK")
    assert Entry.objects.filter(action="export.made").count() == before + 2


def test_an_unknown_period_or_line_shows_the_present_one_by_unit(week: Ward) -> None:
    client = signed_in(week.manager)
    page = client.get("/workforce/hours/?at=H1/W1&day=2026-11-27&since=1999-01-01&what=secret")
    assert (page.context["page"].first, page.context["grain"]) == (MONDAY, "unit")
    assert [begins for begins, _ends in periods_before(MONDAY)][:2] == [MONDAY, dt.date(2026, 11, 9)]


def test_nobody_who_may_not_see_staff_sees_their_hours(week: Ward) -> None:
    assert signed_in(week.nurse_account).get(ADDRESS).status_code in (403, 404)


def test_an_imported_roster_is_judged_and_what_it_breaks_is_told_once_with_its_number(ward: Ward) -> None:
    """A night with a day after it leaves no rest; it was taken in all the same."""
    need.set_need(
        unit=ward.unit,
        shift=ward.day,
        staff_group="registered_nurse",
        method="fixed",
        figures={"people": 1},
        since=dt.date(2026, 1, 1),
        by=ward.manager,
        tree=ward.tree,
    )
    assert broken_by(ward.unit, MONDAY, tree=ward.tree).hard == ()
    for day, shift in ((23, "N"), (24, "D"), (26, "N"), (27, "D")):
        rostered(ward, day, shift, skill="registered_nurse")
    found = broken_by(ward.unit, MONDAY, tree=ward.tree).hard
    assert [(one.name, one.times) for one in found] == [("Ada Nurse", 2)]
    assert found[0].sentence.startswith("Rest is 0 h between the night of 23 November and the day of 24 November")


def test_a_shift_under_a_skill_that_is_not_needed_here_is_judged_too(ward: Ward) -> None:
    rostered(ward, 24, "D", skill="nurse")
    need.set_need(
        unit=ward.unit,
        shift=ward.day,
        staff_group="registered_nurse",
        method="fixed",
        figures={"people": 1},
        since=dt.date(2026, 1, 1),
        by=ward.manager,
        tree=ward.tree,
    )
    (found,) = broken_by(ward.unit, MONDAY, tree=ward.tree).hard
    assert found.sentence == "The skill this duty needs is not held on 24 November."
