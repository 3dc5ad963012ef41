"""Who works which shift on Tidewater's units: a rotation as a careful person would make it by hand, day after day.

No solver: the demonstration has to start quickly, and what a roster of the product does better should be seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

from wellrun.demo.away import away_from
from wellrun.demo.people_files import KNOWN, Member, staff_of
from wellrun.demo.places import HOME, ZONE, Ward
from wellrun.demo.story import DAY, Story

HOURS = 11.5
WEEKS_BACK, WEEKS_AHEAD = 4, 3
MOST_IN_ROW, MOST_NIGHTS, MOST_IN_WEEK = 4, 3, 5
FREE_AFTER_NIGHTS = 3
"""Days from the last night to the next day shift: 48 hours of rest."""

BLOCK, WEEKEND, OVERTIME, BANK = 9.0, 14.0, 30.0, 12.0
"""What is weighed against hours owed: staying in a run, a third weekend in four, a fourth shift in a week, the bank."""

GROUPS = {"RN": "registered_nurse", "CN": "registered_nurse", "LPN": "licensed_practical_nurse"}
SHORT = (("W05", 0, "N", "registered_nurse"), ("W03", 1, "D", "nursing_assistant"))
"""Shifts of today and tomorrow from which somebody has dropped out this morning."""


@dataclass
class Line:
    """One person's shifts so far."""

    member: Member
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    shifts: dict[dt.date, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        return GROUPS.get(self.member.grade, "nursing_assistant")

    def may(self, day: dt.date, shift: str) -> bool:
        """Whether a careful person would give the shift at all."""
        if day in self.shifts or any(first <= day <= last for first, last in self.away):
            return False
        before = [self.shifts.get(day - back * DAY, "") for back in range(1, 7)]
        run = next((number for number, held in enumerate(before) if not held), len(before))
        nights = next((number for number, held in enumerate(before) if held != "N"), len(before))
        if run >= MOST_IN_ROW or sum(1 for held in before if held) >= MOST_IN_WEEK:
            return False
        if shift == "N":
            return nights < MOST_NIGHTS and "no nights" not in self.member.pattern
        return "N" not in before[: FREE_AFTER_NIGHTS - 1]

    def worth(self, day: dt.date, shift: str, since: dt.date) -> float:
        """Hours owed, less what giving the shift would cost this person or the ward."""
        owed = self.member.weekly_hours * ((day - since).days + 7) / 7 - HOURS * len(self.shifts)
        monday = day - day.weekday() * DAY
        week = sum(HOURS for held in self.shifts if monday <= held < day)
        worth = owed + (BLOCK if self.shifts.get(day - DAY) == shift else 0)
        worth -= OVERTIME if week + HOURS > 40 else 0
        worth -= BANK if self.member.employment == "bank" else 0
        if day.weekday() > 4 and day - DAY not in self.shifts:
            worth -= WEEKEND * max(0, len(self._weekends(monday)) - 1)
        return worth

    def _weekends(self, monday: dt.date) -> set[dt.date]:
        return {
            held - held.weekday() * DAY
            for held in self.shifts
            if held.weekday() > 4 and monday - 21 * DAY <= held < monday
        }


def needed(unit: Ward) -> Mapping[str, tuple[int, int]]:
    """People by group for the day and the night; a nursing home has a registered nurse every day (42 CFR 483.35)."""
    nurse = "licensed_practical_nurse" if unit is HOME else "registered_nurse"
    found = {nurse: unit.nurses, "nursing_assistant": unit.assistants}
    return found | ({"registered_nurse": (1, 0)} if unit is HOME else {})


@cache
def rota(unit: Ward, story: Story) -> tuple[Line, ...]:
    """Everybody's shifts from the first day that is told to the last, gaps of the story included."""
    lines, since = _lines(unit, story), first_day(unit, story)
    for number in range((last_day(story) - since).days + 1):
        day = since + number * DAY
        for group, people in needed(unit).items():
            for shift, many in zip(("N", "D"), reversed(people), strict=True):
                _fill([line for line in lines if line.group == group], day, shift, many, since)
    for code, ahead, shift, group in SHORT:
        if code == unit.code:
            _drop_out(lines, story.today + ahead * DAY, shift, group)
    _clock_change(lines, story, since)
    return tuple(lines)


def first_day(unit: Ward, story: Story) -> dt.date:
    """A Monday four weeks back; for the home the first day of the last quarter, which it has to report."""
    if unit is not HOME:
        return story.weeks_ago(WEEKS_BACK)
    quarter = story.today.year * 4 + (story.today.month - 1) // 3 - 1
    return dt.date(quarter // 4, quarter % 4 * 3 + 1, 1)


def last_day(story: Story) -> dt.date:
    """The Sunday on which the rotation ends."""
    return story.weeks_ago(-WEEKS_AHEAD) - DAY


def change_of_clocks(story: Story) -> dt.date:
    """The day on which the last night began in which the clocks of the zone were changed."""
    zone, day = ZoneInfo(ZONE), story.today - DAY
    while _offset(day, zone) == _offset(day + DAY, zone):
        day -= DAY
    return day - DAY


def _offset(day: dt.date, zone: ZoneInfo) -> dt.timedelta | None:
    return dt.datetime.combine(day, dt.time(), zone).utcoffset()


def _lines(unit: Ward, story: Story) -> list[Line]:
    managers = {entry[1] for entry in KNOWN.get(unit.code, ()) if entry[2] == "WM"}
    staff = [one for one in staff_of(unit, story) if one.name not in managers]
    own = [one for one in staff if one.employment == "own"]
    away = {own[a.position].staff: a for a in away_from(unit.code, story) if a.position < len(own)}
    decided = {staff: a for staff, a in away.items() if a.decision == "approved"}
    return [
        Line(one, ((decided[one.staff].first, decided[one.staff].last),) if one.staff in decided else ())
        for one in staff
    ]


def _fill(lines: list[Line], day: dt.date, shift: str, many: int, since: dt.date) -> None:
    """Gives the shift to those to whom it is worth most; somebody who may be in charge goes first."""
    able = sorted((line for line in lines if line.may(day, shift)), key=lambda line: -line.worth(day, shift, since))
    charge = next((line for line in able if "charge" in line.member.skills), None)
    chosen = [charge] if charge is not None else []
    chosen += [line for line in able if line is not charge]
    for line in chosen[:many]:
        line.shifts[day] = shift


def _drop_out(lines: list[Line], day: dt.date, shift: str, group: str) -> None:
    there = [line for line in lines if line.group == group and line.shifts.get(day) == shift]
    plain = [line for line in there if "charge" not in line.member.skills and not line.member.email]
    if plain:
        del plain[-1].shifts[day]


def _clock_change(lines: list[Line], story: Story, since: dt.date) -> None:
    """The night in which the clocks changed, where it lies before everything else that is told."""
    night = change_of_clocks(story)
    if night < since:
        for line in [line for line in lines if line.member.employment == "own"][:3]:
            line.shifts[night] = "N"


def rostered_shifts(story: Story, units: tuple[Ward, ...]) -> Iterator[tuple[object, ...]]:
    """The rows of ``rostered_shifts.csv``."""
    for unit in units:
        for line in rota(unit, story):
            for day, shift in sorted(line.shifts.items()):
                yield line.member.staff, unit.code, day, shift, line.group


def on_shift(unit: Ward, story: Story, day: dt.date, shift: str, group: str) -> int | None:
    """How many of a group are rostered; None outside the days that are told."""
    if not first_day(unit, story) <= day <= last_day(story):
        return None
    return sum(line.group == group and line.shifts.get(day) == shift for line in rota(unit, story))
