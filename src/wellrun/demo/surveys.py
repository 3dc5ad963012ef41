"""What patients of Tidewater answer and write: HCAHPS after a stay, two questions of the clinics, comments of both.

Ratings of 9 or 10 slide for forty weeks. On Ward 3 builders work above the rooms from the thirty-second week before
this one; the quiet hours that began fourteen weeks ago brought more than the old level back.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wellrun.demo.chance import Chance
from wellrun.demo.elsewhere import CLINIC_UNIT, Booked
from wellrun.demo.hospital import Stay
from wellrun.demo.patients import Person
from wellrun.demo.story import DAY, Story
from wellrun.departments.quality.rules.experience.eligibility import Discharge, reasons_not_asked
from wellrun.departments.quality.rules.experience.surveys import Survey, survey_on

Row = tuple[object, ...]
COMES_AFTER = 10 * DAY
ANSWERS, ANSWERS_CLINIC, LEFT_BLANK, WRITES = 0.30, 0.12, 0.03, 0.14
TOP_BOX, TOP_BOX_NOW = 0.74, 0.575
MOOD = 0.12
"""How far one patient's answers lie above or below everybody's, so that they hang together."""

USUAL: Mapping[str, float] = {
    "nurse_respect": 0.85,
    "nurse_listen": 0.78,
    "nurse_explain": 0.75,
    "doctor_respect": 0.85,
    "doctor_listen": 0.78,
    "doctor_explain": 0.75,
    "call_button": 0.64,
    "bathroom_help": 0.66,
    "help_at_once": 0.63,
    "clean": 0.72,
    "quiet": 0.60,
    "rest_possible": 0.56,
    "helped_to_rest": 0.61,
    "staff_informed": 0.66,
    "staff_together": 0.72,
    "care_planned": 0.64,
    "medicine_purpose": 0.75,
    "medicine_side_effects": 0.48,
    "help_after_discharge": 0.84,
    "symptoms_written": 0.88,
    "symptoms_told_family": 0.67,
    "recommend": 0.70,
    "care_preferences": 0.45,
    "care_understanding": 0.53,
    "care_medicines": 0.60,
}
"""How likely the best answer is, by item, about as hospitals publish it."""

REST = {"quiet", "rest_possible", "helped_to_rest"}
NOISY, NOISY_BY, QUIETER_BY = "W03", -0.30, 0.12
SCREENED = {"needed_bathroom": 0.42, "had_new_medicine": 0.60}
WENT = {1: 0.9, 2: 0.07, 3: 0.03}
LESS = {8: 5.0, 7: 3.0, 6: 1.5, 5: 1.5, 3: 0.6, 0: 0.4}
"""Ratings below 9."""


@dataclass(frozen=True)
class Sent:
    """A survey that came back: who answered what, and what was written beside it."""

    response: str
    unit: str
    left: dt.date
    answers: Mapping[str, int]
    comment: str = ""

    def rows(self) -> Iterator[Row]:
        """One row for each answer."""
        return ((self.response, self.unit, self.left, item, answer) for item, answer in self.answers.items())


def after_stays(story: Story, stays: Iterable[Stay], people: Mapping[str, Person]) -> Iterator[Sent]:
    """What inpatients who may be asked send back; answers take ten days to come."""
    chance, number = Chance("surveys"), 0
    for stay in stays:
        if stay.ended is None or not chance.happens(ANSWERS):
            continue
        left = stay.ended.date()
        asked, survey = _discharge(stay, left, people[stay.patient]), survey_on(left)
        if survey is None or left > story.today - COMES_AFTER or reasons_not_asked(asked):
            continue
        number += 1
        mood = MOOD * (2 * chance.uniform() - 1)
        answers = _answers(chance, survey, story, stay.unit, left, mood)
        comment = _comment(chance, story, stay.unit, left, mood) if chance.happens(WRITES) else ""
        yield Sent(f"SV-{number:06}", stay.unit, left, answers, comment)


def _discharge(stay: Stay, left: dt.date, person: Person) -> Discharge:
    age = (stay.started.date() - person.birth).days // 365.25
    return Discharge(stay.started.date(), left, int(age), stay.disposition)


def _answers(chance: Chance, survey: Survey, story: Story, unit: str, left: dt.date, mood: float) -> Mapping[str, int]:
    given: dict[str, int] = {}
    overall = TOP_BOX + (TOP_BOX_NOW - TOP_BOX) * story.drifted(left) + mood
    for code, item in survey.items.items():
        passed_over = any(asked in given and given[asked] not in let_in for asked, let_in in item.asked_if.items())
        if passed_over or chance.happens(LEFT_BLANK):
            continue
        if code in SCREENED:
            given[code] = 1 if chance.happens(SCREENED[code]) else 2
        elif code == "went_to":
            given[code] = chance.weighted(WENT)
        elif code == "overall_rating":
            given[code] = chance.whole(9, 10) if chance.happens(overall) else chance.weighted(LESS)
        else:
            given[code] = _answer(chance, item.scale.linear, USUAL[code] + mood + _felt(story, code, unit, left))
    return given


def _felt(story: Story, code: str, unit: str, left: dt.date) -> float:
    """What the building site, and then the quiet hours, do to rest on one ward."""
    if unit != NOISY or code not in REST or left < story.building:
        return 0.0
    return NOISY_BY if left < story.quiet_hours else QUIETER_BY


def _answer(chance: Chance, points: Mapping[int, float], likely: float) -> int:
    """The best answer of a scale as likely as that; of the others each half as likely as the one above it."""
    ordered = sorted(points, key=lambda code: -points[code])
    if chance.happens(likely):
        return ordered[0]
    return chance.weighted({code: 0.5**place for place, code in enumerate(ordered[1:])})


def after_visits(story: Story, booked: Iterable[Booked], clinic: str) -> Iterator[Sent]:
    """What the clinics ask by text message: would you recommend us (0 to 10), how was the visit (1 to 5)."""
    chance, number = Chance(f"clinic surveys {clinic}"), 0
    for one in booked:
        if one.status != "fulfilled" or not chance.happens(ANSWERS_CLINIC):
            continue
        number += 1
        happy = 0.66 - (0.14 * story.drifted(one.starts.date()) if clinic == "BC" else 0.0)
        recommend = chance.whole(9, 10) if chance.happens(happy) else chance.weighted(LESS)
        visit = 5 if chance.happens(happy + 0.05) else chance.weighted({4: 6.0, 3: 2.5, 2: 1.0, 1: 0.5})
        answers = {"likely_to_recommend": recommend, "visit_rating": visit}
        yield Sent(f"{clinic}-SV-{number:05}", CLINIC_UNIT, one.starts.date(), answers)


GLAD = (
    "The nurses on this floor were patient and kind from the first hour to the last.",
    "My doctor sat down and explained every step before the operation.",
    "My room was clean every morning and the cleaner always had a good word.",
    "Breakfast came warm, and somebody asked what I could eat.",
    "Going home was easy: the paperwork was ready and a nurse called two days later.",
    "They told my daughter what was happening each day.",
    "The tablets were explained twice, with what they may do to my stomach.",
    "The aide drew the curtain each time, I never felt stared at.",
)
SORRY = (
    "I waited more than an hour for my pain medicine after surgery.",
    "The call light was on for half an hour before anybody came.",
    "Nobody explained the new pills until I was already in the car.",
    "The bathroom was dirty on the first day and still dirty on the third.",
    "Meals came cold, and the tray stood there until the evening.",
    "Each shift told me something else about when I could leave.",
    "The discharge took all day; my ride waited in the garage for three hours.",
    "I got a bill for a test that I never had.",
    "Parking cost more than my copay.",
    "The gown did not close and the door stood open on the corridor.",
)
SLEEPLESS = (
    "Drilling above my bed began at six; I hardly slept for four nights.",
    "So noisy that I put a pillow over my head, and the alarm of the pump did the rest.",
    "Loud voices at the desk all night. Please let people sleep.",
)
RESTED = (
    "The quiet hours after nine are a blessing, I slept through.",
    "They dim the lights and whisper at night, it was the quiet I needed.",
)
NAMED = (
    "Please thank nurse Maria Gonzalez, she held my hand before the operation.",
    "Dr. Whitfield explained the scan to my wife, call her on 212-555-0147 if you need more.",
)
SIGNS = 0.04


def _comment(chance: Chance, story: Story, unit: str, left: dt.date, mood: float) -> str:
    if chance.happens(SIGNS):
        return chance.one_of(NAMED)
    if unit == NOISY and left >= story.building and chance.happens(0.6):
        first = chance.one_of(SLEEPLESS if left < story.quiet_hours else RESTED)
    else:
        first = chance.one_of(GLAD if chance.happens(0.5 + 3 * mood) else SORRY)
    second = chance.one_of(GLAD if chance.happens(0.5 + 3 * mood) else SORRY)
    return first if first == second or chance.happens(0.6) else f"{first} {second}"


def write_comments(file: Path, sent: Iterable[Sent]) -> None:
    """Writes ``survey_comments.csv``."""
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("response", "unit", "discharged_on", "comment"))
        writer.writerows((one.response, one.unit, one.left.isoformat(), one.comment) for one in sent if one.comment)
