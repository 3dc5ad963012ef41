"""The rotation of the demonstration: nobody is worn out, shifts are filled but for the story's gaps, clocks tell it."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.demo.clocks import clocked_hours
from wellrun.demo.places import HOME, WARDS, Ward
from wellrun.demo.rota import SHORT, change_of_clocks, first_day, last_day, needed, on_shift, rota
from wellrun.demo.staffing import HOSPITAL_UNITS, shift_cover
from wellrun.demo.story import DAY, Story

TODAY = dt.date(2026, 11, 26)
STORY = Story(TODAY)
UNITS = (*HOSPITAL_UNITS, HOME)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
def test_no_day_follows_a_night_and_no_run_is_too_long(unit: Ward) -> None:
    for line in rota(unit, STORY):
        for day, shift in line.shifts.items():
            if shift == "D":
                assert "N" not in (line.shifts.get(day - DAY), line.shifts.get(day - 2 * DAY))
            assert not all(day + n * DAY in line.shifts for n in range(5))
            assert [line.shifts.get(day + n * DAY) for n in range(4)] != ["N"] * 4
            assert not any(first <= day <= last for first, last in line.away)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
@pytest.mark.parametrize("today", [TODAY, dt.date(2027, 3, 15), dt.date(2027, 7, 1)])
def test_shifts_are_filled_but_for_the_two_of_the_story(unit: Ward, today: dt.date) -> None:
    story = Story(today)
    gaps = []
    for number in range((last_day(story) - first_day(unit, story)).days + 1):
        day = first_day(unit, story) + number * DAY
        for group, people in needed(unit).items():
            for shift, many in zip("DN", people, strict=True):
                have = on_shift(unit, story, day, shift, group)
                assert have is not None
                if have < many:
                    gaps.append((unit.code, (day - today).days, shift, group))
    assert gaps == [gap for gap in SHORT if gap[0] == unit.code]


def test_the_file_of_cover_says_what_the_rotation_says() -> None:
    said = {row[:4]: row[4:] for row in shift_cover(STORY, tuple(WARDS.values())) if row[1] == TODAY}
    assert said["W05", TODAY, "night", "registered_nurse"] == (5, 4)
    assert said["W05", TODAY, "day", "nursing_assistant"] == (2, 2)


@pytest.mark.parametrize(("today", "night"), [(TODAY, (2026, 10, 31)), (dt.date(2027, 7, 1), (2027, 3, 13))])
def test_a_night_over_the_change_of_clocks_is_told(today: dt.date, night: tuple[int, int, int]) -> None:
    story, day = Story(today), dt.date(*night)
    assert change_of_clocks(story) == day
    lengths = set()
    for row in clocked_hours(story, (WARDS["W05"],)):
        begins, ends = (dt.datetime.fromisoformat(str(cell)) if cell else None for cell in row[2:4])
        if begins and ends and begins.date() == day and begins.hour in (18, 19):
            lengths.add(round((ends - begins) / dt.timedelta(hours=1)))
    assert lengths & {13 if day.month == 10 else 11}


def test_the_clock_has_one_forgotten_clock_out_and_those_who_are_still_at_work() -> None:
    missing = [row for row in clocked_hours(STORY, (WARDS["W05"],)) if not row[3]]
    days = sorted({str(row[2])[:10] for row in missing})
    assert days == ["2026-11-23", "2026-11-25"]
