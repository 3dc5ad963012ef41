"""Hours worked and lost, and shifts covered, of Harbour View and Marsh House."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from wellrun.demo.chance import Chance
from wellrun.demo.places import EMERGENCY, HOME, WARDS, Ward
from wellrun.demo.rota import on_shift
from wellrun.demo.story import DAY, Story

Row = tuple[object, ...]
SHIFT_HOURS = 12
SICK, SICK_ILL = 0.043, 0.034
AGENCY, AGENCY_ILL = 0.072, 0.045
OVERTIME, UNFILLED, UNFILLED_ILL = 0.03, 0.018, 0.022
RATES = {"own": 44.0, "overtime": 66.0, "agency": 92.0}
ASSISTANT = 0.52
"""What an assistant's hour costs of a nurse's."""
HOSPITAL_UNITS = (*WARDS.values(), EMERGENCY)
AHEAD = 7
SHIFTS = {"day": "D", "night": "N"}


def groups(unit: Ward) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Staff groups of a unit with the people needed by day and by night."""
    nurse = "licensed_practical_nurse" if unit is HOME else "registered_nurse"
    return ((nurse, unit.nurses), ("nursing_assistant", unit.assistants))


def felt(unit: Ward, story: Story, day: dt.date) -> float:
    """How strongly the outbreak is felt by a unit's staff."""
    return story.ill(day) * unit.feels_outbreak


def absences(story: Story, units: tuple[Ward, ...]) -> Iterator[Row]:
    """Contracted hours and hours lost; sickness goes through the whole house, whatever the ward."""
    chance = Chance(f"absences {units[0].code}")
    for day in story.days():
        for unit in units:
            risk = SICK + SICK_ILL * story.ill(day) * (unit is not HOME)
            for group, needed in groups(unit):
                people = sum(needed) + 1
                sick = chance.of(people, risk)
                yield unit.code, day, group, people * SHIFT_HOURS, sick * SHIFT_HOURS


def worked_hours(story: Story, units: tuple[Ward, ...]) -> Iterator[Row]:
    """Hours by employment. Agency staff come where the outbreak is; the surgical wards stay as they were."""
    chance = Chance(f"worked hours {units[0].code}")
    for day in story.days():
        for unit in units:
            ill = felt(unit, story, day)
            for group, needed in groups(unit):
                people = sum(needed)
                agency = chance.of(people, AGENCY + AGENCY_ILL * ill)
                overtime = chance.of(people - agency, OVERTIME)
                missing = chance.of(people - agency - overtime, UNFILLED + UNFILLED_ILL * ill)
                shifts = {"own": people - agency - overtime - missing, "overtime": overtime, "agency": agency}
                for employment, number in shifts.items():
                    if number:
                        hours = number * SHIFT_HOURS
                        dear = RATES[employment] * (1 if group != "nursing_assistant" else ASSISTANT)
                        yield unit.code, day, group, employment, hours, f"{hours * dear:.2f}"


def shift_cover(story: Story, units: tuple[Ward, ...]) -> Iterator[Row]:
    """People needed and rostered for each shift; from today on by the rotation, this morning's absences left out."""
    chance = Chance("shift cover")
    for ahead in range((story.today - story.first).days + AHEAD + 1):
        day = story.first + ahead * DAY
        for unit in units:
            for group, needed in groups(unit):
                for shift, people in zip(("day", "night"), needed, strict=True):
                    missing = chance.of(people, UNFILLED + UNFILLED_ILL * felt(unit, story, day))
                    extra = int(not missing and chance.happens(0.04))
                    known = on_shift(unit, story, day, SHIFTS[shift], group) if day >= story.today else None
                    rostered = people - missing + extra if known is None else known
                    yield unit.code, day, shift, group, people, rostered
