"""When Tidewater's staff clocked in and out of the shifts of the rotation, with what goes wrong at a time clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from wellrun.demo.chance import Chance
from wellrun.demo.places import ZONE, Ward
from wellrun.demo.rota import Line, rota
from wellrun.demo.story import DAY, Story

STARTS = {"D": 7, "N": 19}
BREAK = 30
JOB_CODES = {"RN": 7, "CN": 7, "LPN": 9, "NA": 10}
"""Job title codes of CMS's Payroll-Based Journal: registered nurse, licensed practical nurse, certified nurse aide."""

LATE, STAYED = 0.05, 0.12
ODD = "W05"
"""The ward whose clock shows each kind of fault once."""

Row = tuple[object, ...]


def clocked_hours(story: Story, units: tuple[Ward, ...]) -> Iterator[Row]:
    """The rows of ``clocked_hours.csv``: every shift that has begun, with its offset from UTC."""
    for unit in units:
        chance, lines = Chance(f"clocks {unit.code}"), rota(unit, story)
        forgot = _worked(lines, story)[0] if unit.code == ODD else None
        for line in lines:
            for day, shift in sorted(line.shifts.items()):
                if _at(day, STARTS[shift]) >= _now(story):
                    continue
                begins, ends = _times(chance, story, day, shift)
                yield _row(line, unit, begins, None if line is forgot and day == _odd_day(story) else ends)
        if unit.code == ODD:
            yield from _odd(story, unit, lines)


def _times(chance: Chance, story: Story, day: dt.date, shift: str) -> tuple[dt.datetime, dt.datetime | None]:
    late = chance.whole(12, 40) if chance.happens(LATE) else chance.whole(-7, 3)
    stayed = chance.whole(25, 110) if chance.happens(STAYED) else chance.whole(-2, 9)
    ends = _at(day, STARTS[shift] + 12, stayed)
    return _at(day, STARTS[shift], late), ends if ends < _now(story) else None


def _odd_day(story: Story) -> dt.date:
    return story.today - 3 * DAY


def _worked(lines: tuple[Line, ...], story: Story) -> list[Line]:
    """Who worked by day on the day on which much went wrong at the clock."""
    return [line for line in lines if line.shifts.get(_odd_day(story)) == "D"]


def _odd(story: Story, unit: Ward, lines: tuple[Line, ...]) -> Iterator[Row]:
    """One person on two clocks, and somebody who came without being rostered."""
    day = _odd_day(story)
    free = [line for line in lines if not any(day + n * DAY in line.shifts for n in (-1, 0, 1))]
    yield _row(_worked(lines, story)[1], unit, _at(day, 11), _at(day, 15))
    yield _row(free[-1], unit, _at(day, 7, -4), _at(day, 13, 2))


def _row(line: Line, unit: Ward, begins: dt.datetime, ends: dt.datetime | None) -> Row:
    told = (begins.isoformat(), ends.isoformat() if ends else "")
    job = JOB_CODES[line.member.grade]
    return line.member.staff, unit.code, *told, BREAK, job, line.member.employment, "non-exempt"


def _at(day: dt.date, hour: int, minutes: int = 0) -> dt.datetime:
    """What the clock on the wall shows: over a change of clocks a night has 11 or 13 hours."""
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour, minutes=minutes)
    return wall.replace(tzinfo=ZoneInfo(ZONE))


def _now(story: Story) -> dt.datetime:
    return story.as_of.replace(tzinfo=ZoneInfo(ZONE))
