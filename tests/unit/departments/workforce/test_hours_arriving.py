"""Rosters made elsewhere and clocked hours through the front door: once, corrected, never over what is planned here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils import timezone

from wellrun.departments.workforce.arriving import hours_from
from wellrun.departments.workforce.feeds import CSV_FEEDS
from wellrun.departments.workforce.models import Assignment, Clocked, StaffNumber
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.organisation.models import Facility
from wellrun.warehouse.connection import Warehouse
from wellrun.warehouse.loading import Origin, load

from .conftest import Ward

BY = System("test")
ROSTER = "staff,unit,day,shift,skill\n"
CLOCK = "staff,unit,clock_in,clock_out,break_minutes,job_code,employment,pay_kind\n"
CLOCKED = (
    "S1,W1,2026-11-02T07:00:00-05:00,2026-11-02T19:10:00-05:00,30,7,own,non-exempt\n"
    "S1,W1,2026-11-03T07:00:00-05:00,,30,7,own,non-exempt\n"
)


def numbered(ward: Ward) -> None:
    facility = Facility.objects.get(code="H1")
    for number, person in (("S1", ward.nurse), ("S2", ward.aide)):
        StaffNumber.objects.create(facility=facility, person=person, number=number)


def sent(folder: Path, name: str, text: str) -> int:
    file = folder / name
    file.write_text(text)
    return hours_from(file, facility=Facility.objects.get(code="H1"), by=BY)


def left_out(action: str) -> dict[str, int]:
    after = Entry.objects.filter(action=action).last().after  # type: ignore[union-attr]
    return {words.removeprefix("left out: "): n for words, n in after.items() if words.startswith("left out")}


def holding() -> list[tuple[dt.date, str, str]]:
    return list(Assignment.objects.filter(ended="").values_list("day", "shift", "source"))


def test_a_roster_from_elsewhere_becomes_shifts_and_a_later_file_corrects_them(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    text = ROSTER + "S1,W1,2026-12-01,D,nurse\nS1,W1,2026-12-02,D,registered_nurse\n"
    assert sent(tmp_path, "rostered_shifts.csv", text) == 2
    assert sent(tmp_path, "rostered_shifts.csv", text) == 0
    assert sent(tmp_path, "rostered_shifts.csv", ROSTER + "S1,W1,2026-12-01,N,nurse\n") == 2
    assert sent(tmp_path, "rostered_shifts.csv", ROSTER + "S1,W1,2026-12-02,,nurse\n") == 1
    assert holding() == [(dt.date(2026, 12, 1), "N", "imported")]
    assert Assignment.objects.count() == 3


def test_what_breaks_a_rule_is_taken_in_and_what_is_not_set_up_is_counted(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    rows = "S1,W1,2026-12-01,N,nurse\nS1,W1,2026-12-02,D,nurse\n"
    unknown = "S9,W1,2026-12-01,D,nurse\nS2,W9,2026-12-01,D,nurse\nS2,W1,2026-12-01,X,nurse\nS2,W1,2026-12-01,D,x\n"
    assert sent(tmp_path, "rostered_shifts.csv", ROSTER + rows + unknown) == 2
    assert left_out("workforce.rostered_shifts.taken_in") == {
        "staff number not known": 1,
        "unit not set up": 1,
        "shift not set up": 1,
        "skill not set up": 1,
    }


def test_a_shift_that_was_planned_here_stays(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    day = dt.date(2026, 12, 1)
    Assignment.objects.create(
        person=ward.nurse, unit=ward.unit, day=day, shift="N", skill="nurse", source="swap", since=timezone.now()
    )
    assert sent(tmp_path, "rostered_shifts.csv", ROSTER + "S1,W1,2026-12-01,D,nurse\n") == 0
    assert holding() == [(day, "N", "swap")]
    assert left_out("workforce.rostered_shifts.taken_in") == {"planned here": 1}


def test_hours_are_kept_as_moments_and_a_later_file_adds_the_missing_clock_out(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    assert sent(tmp_path, "clocked_hours.csv", CLOCK + CLOCKED) == 2
    assert sent(tmp_path, "clocked_hours.csv", CLOCK + CLOCKED) == 0
    first, second = Clocked.objects.order_by("clock_in")
    assert first.clock_in == dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    assert (first.break_minutes, first.job_code, first.pay_kind) == (30, 7, "non-exempt")
    assert second.clock_out is None
    later = CLOCKED.splitlines()[1].replace(",,30", ",2026-11-03T19:00:00-05:00,30")
    assert sent(tmp_path, "clocked_hours.csv", CLOCK + later) == 1
    second.refresh_from_db()
    assert second.clock_out == dt.datetime(2026, 11, 4, 0, tzinfo=dt.UTC)
    assert Clocked.objects.count() == 2


def test_the_audit_counts_rows_and_names_nobody(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    sent(tmp_path, "clocked_hours.csv", CLOCK + CLOCKED + CLOCKED.splitlines()[0].replace("S1", "S9"))
    entry = Entry.objects.filter(action="workforce.clocked_hours.taken_in").last()
    assert entry is not None
    assert entry.after == {"file": "clocked_hours.csv", "new": 2, "corrected": 0, "left out: staff number not known": 1}


def test_wrong_rows_are_held_and_a_night_over_the_change_of_clocks_is_none(tmp_path: Path) -> None:
    """01:40 before and 01:20 after the clocks go back are 40 minutes, though the wall clock runs backwards."""
    (tmp_path / "in").mkdir()
    rows = (
        "S1,W1,2026-11-01T01:40:00-04:00,2026-11-01T01:20:00-05:00,0,7,own,non-exempt\n"
        "S1,W1,2026-11-02T07:00:00-05:00,2026-11-02T06:00:00-05:00,0,7,own,non-exempt\n"
        "S1,W1,2026-11-03T07:00:00-05:00,,-5,7,own,non-exempt\n"
        "S1,W1,2026-11-04T07:00:00-05:00,,0,7,own,daily\n"
    )
    (tmp_path / "in" / "clocked_hours.csv").write_text(CLOCK + rows)
    (tmp_path / "in" / "rostered_shifts.csv").write_text(
        ROSTER + "S1,W1,2026-13-01,D,nurse\nS1,W1,2026-12-01,D,nurse\n"
    )
    origin = Origin(facility="H1", source="Clock", zone="America/New_York")
    warehouse = Warehouse(tmp_path / "warehouse")
    report = load(warehouse, [tmp_path / "in"], origin=origin, feeds=CSV_FEEDS, readers=(), progress=lambda *_: None)
    assert (report.total.accepted, report.total.quarantined) == (2, 4)


def test_rows_that_quarantine_holds_are_not_taken_in(ward: Ward, tmp_path: Path) -> None:
    numbered(ward)
    wrong = (
        "S1,W1,2026-11-02T07:00:00-05:00,2026-11-02T06:00:00-05:00,0,7,own,non-exempt\n"
        "S1,W1,2026-11-03T07:00:00-05:00,soon,0,7,own,non-exempt\n"
        "S1,W1,2026-11-03T07:00:00-05:00,,0,41,own,non-exempt\n"
        "S1,W1,2026-11-03T07:00:00-05:00,,500,7,own,non-exempt\n"
        "S1,W1,2026-11-04T07:00:00-05:00,,0,7,own,daily\n"
    )
    assert sent(tmp_path, "clocked_hours.csv", CLOCK + wrong) == 0
    assert sent(tmp_path, "other.csv", CLOCK + CLOCKED) == 0
