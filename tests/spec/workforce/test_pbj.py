"""The Payroll-Based Journal. Sources: CMS PBJ data submission specifications 4.10.0; CMS PBJ policy manual 2.6; 42 CFR
483.35 and 483.70."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from wellrun.departments.workforce.rules.payroll import Worked
from wellrun.departments.workforce.rules.pbj import (
    At,
    Employee,
    Home,
    Quarter,
    Return,
    entries_of,
    faults_of,
    quarter_of,
    without_nurse,
    written,
)
from wellrun.departments.workforce.rules.pbj_layout import codes, departures, layout_on

ZONE = ZoneInfo("America/New_York")
Q4 = Quarter(2026, 4)
LAYOUT = layout_on(dt.date(2026, 10, 1))


def at(month: int, day: int, hour: int, hours: float, job: int | None = 7, *, person: int = 1, rest: int = 0) -> At:
    begins = dt.datetime(2026, month, day, hour, tzinfo=ZONE).astimezone(dt.UTC)
    return At(Worked(person, 1, begins, begins + dt.timedelta(hours=hours), rest), job, "non-exempt")


def made(*times: At) -> Return:
    employees = {1: Employee("MH1-001", dt.date(2020, 1, 6), None), 2: Employee("MH1-002", None, dt.date(2026, 9, 1))}
    return Return(Home("NY123", "NY"), Q4, employees, entries_of(times, Q4, ZONE))


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last", "due"),
    [
        ((2026, 9, 30), Quarter(2026, 4), (2026, 7, 1), (2026, 9, 30), (2026, 11, 14)),
        ((2026, 10, 1), Quarter(2027, 1), (2026, 10, 1), (2026, 12, 31), (2027, 2, 14)),
        ((2027, 2, 28), Quarter(2027, 2), (2027, 1, 1), (2027, 3, 31), (2027, 5, 15)),
        ((2027, 6, 1), Quarter(2027, 3), (2027, 4, 1), (2027, 6, 30), (2027, 8, 14)),
    ],
)
def test_federal_quarters_and_their_45_days(
    day: tuple[int, int, int],
    quarter: Quarter,
    first: tuple[int, int, int],
    last: tuple[int, int, int],
    due: tuple[int, int, int],
) -> None:
    assert quarter_of(dt.date(*day)) == quarter
    assert (quarter.first, quarter.last, quarter.due) == (dt.date(*first), dt.date(*last), dt.date(*due))


def test_a_night_is_split_at_midnight_and_the_quarters_last_night_at_its_end() -> None:
    entries = made(at(7, 1, 19, 12, rest=30), at(9, 30, 19, 12, rest=30)).entries
    assert [(str(one.day), one.hours) for one in entries] == [
        ("2026-07-01", "5"),
        ("2026-07-02", "6.5"),
        ("2026-09-30", "5"),
    ]


def test_hours_of_a_day_stand_apart_by_job_title_and_pay() -> None:
    entries = made(at(7, 6, 7, 4, job=6), at(7, 6, 11, 4, job=7), at(7, 6, 16, 1, job=7)).entries
    assert [(one.job, one.hours) for one in entries] == [(6, "4"), (7, "5")]


def test_the_file_follows_the_layout_and_says_what_was_worked() -> None:
    root = ElementTree.fromstring(
        written(made(at(7, 1, 19, 12, rest=30), at(7, 3, 7, 8.33, 10, person=2)), LAYOUT, draft=False)
    )
    assert list(departures(root, LAYOUT)) == []
    header = root.find("header")
    assert header is not None
    assert header.attrib == {"fileSpecVersion": "4.10.0"}
    assert [(part.tag, part.text) for part in header] == [
        ("facilityId", "NY123"),
        ("stateCode", "NY"),
        ("reportQuarter", "4"),
        ("federalFiscalYear", "2026"),
        ("softwareProductName", "Wellrun"),
    ]
    assert [part.text for part in root.iter("employeeId")] == ["MH1-001", "MH1-002"] * 2
    assert [part.text for part in root.iter("hireDate")] == ["2020-01-06"]
    assert [part.text for part in root.iter("terminationDate")] == ["2026-09-01"]
    assert [part.text for part in root.iter("hours")] == ["5", "6.5", "8.33"]
    assert [part.text for part in root.iter("jobTitleCode")] == ["7", "7", "10"]
    assert {part.text for part in root.iter("payTypeCode")} == {"2"}
    assert root.find("census") is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<stateCode>NY</stateCode>", ""),
        ("<reportQuarter>4<", "<reportQuarter>5<"),
        ("<jobTitleCode>7<", "<jobTitleCode>41<"),
        ("<hours>5<", "<hours>5.125<"),
        ('"4.10.0"', '"4.00.0"'),
        ('"replace"', '"add"'),
        ("<employeeId>MH1-001<", "<employeeId>MH1/001<"),
        ("<date>2026-07-01<", "<date>1 July<"),
        ("<header", "<census>1</census><header"),
    ],
)
def test_every_departure_from_the_layout_is_found(old: str, new: str) -> None:
    text = written(made(at(7, 1, 19, 12, rest=30)), LAYOUT, draft=False).decode()
    assert old in text
    root = ElementTree.fromstring(text.replace(old, new, 1))
    assert len(list(departures(root, LAYOUT))) == 1


def test_a_part_of_a_quarter_adds_and_a_whole_one_replaces() -> None:
    one = made(at(7, 1, 7, 8))
    assert b'processType="merge"' in written(one, LAYOUT, draft=True)
    assert b'processType="replace"' in written(one, LAYOUT, draft=False)


def test_everything_that_stops_the_file_is_told_at_once() -> None:
    one = made(at(7, 1, 0, 23), at(7, 3, 7, 8, job=None), at(7, 4, 7, 8, person=3))
    one = replace(one, home=Home("", "NEW"), forgotten=((2, dt.date(2026, 7, 9)),))
    found = {fault.code.removeprefix("workforce.pbj_"): fault for fault in faults_of(one, LAYOUT)}
    assert set(found) == {"no_number", "no_state", "no_job", "too_many_hours", "no_clock_out", "no_staff_number"}
    assert all(fault.remedy for fault in found.values())
    assert found["too_many_hours"].message.startswith("MH1-001: 23.00 h; 22.5 are the most a day may have")
    assert (found["no_clock_out"].value, found["no_clock_out"].place) == ("MH1-002", "2026-07-09")
    assert list(faults_of(made(at(7, 1, 0, 22.5)), LAYOUT)) == []


def test_the_layout_and_its_codes_are_the_published_ones() -> None:
    assert (LAYOUT.version, LAYOUT.most_hours) == ("4.10.0", 22.5)
    assert sorted(codes().job_titles) == list(range(1, 41))
    assert (codes().job_titles[10], dict(codes().pay_types)) == (
        "Certified nurse aide",
        {"exempt": 1, "non-exempt": 2, "contract": 3},
    )


def test_days_without_a_registered_nurse_are_counted_up_to_a_day() -> None:
    one = made(at(7, 1, 7, 8, job=5), at(7, 2, 7, 8, job=9), at(7, 3, 7, 8, job=7))
    assert without_nurse(one, dt.date(2026, 7, 4)) == 2
    assert without_nurse(one, dt.date(2027, 1, 1)) == 90
