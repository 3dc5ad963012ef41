"""The two clinics and their appointments; the nursing home and its residents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wellrun.demo.chance import Chance
from wellrun.demo.hospital import Stay
from wellrun.demo.patients import Person, Registry
from wellrun.demo.places import HOME
from wellrun.demo.story import DAY, Story, at

CLINIC_UNIT = "GP"
CLINICS = {"BC": 92, "NC": 66}
"""Appointments on a working day."""
NO_SHOW, NO_SHOW_NOW = 0.08, 0.135
CANCELLED = 0.09
BOOKED_AHEAD = 14
RESIDENTS = 42


@dataclass(frozen=True)
class Booked:
    """An appointment and what became of it (FHIR status)."""

    appointment: str
    patient: str
    booked: dt.datetime
    starts: dt.datetime
    status: str


def appointments(story: Story, clinic: str, registry: Registry) -> Iterator[Booked]:
    """Appointments of a clinic, on working days, and those booked for the next two weeks."""
    chance = Chance(f"appointments {clinic}")
    number = 0
    for ahead in range((story.today - story.first).days + BOOKED_AHEAD + 1):
        day = story.first + ahead * DAY
        if day.weekday() >= 5:
            continue
        drifted = story.drifted(day) if clinic == "BC" else 0.0
        missed = NO_SHOW + (NO_SHOW_NOW - NO_SHOW) * drifted
        for _ in range(chance.count(CLINICS[clinic] * (1.04 if day.weekday() == 0 else 0.99))):
            number += 1
            starts = at(day, 8 + 0.25 * chance.whole(0, 35))
            booked = starts - dt.timedelta(days=chance.whole(1, 28), minutes=chance.whole(0, 300))
            status = _status(chance, story, starts, missed)
            person = registry.visitor(young=chance.happens(0.15))
            yield Booked(f"{clinic}-A{number:06}", person.patient, booked, starts, status)


def _status(chance: Chance, story: Story, starts: dt.datetime, missed: float) -> str:
    if chance.happens(CANCELLED):
        return "cancelled"
    came = "noshow" if chance.happens(missed) else "fulfilled"
    return came if starts < story.as_of else "booked"


def residents(story: Story) -> tuple[Mapping[str, Person], tuple[Stay, ...]]:
    """The residents of Marsh House: each room has one after another, with some days between."""
    chance = Chance("residents")
    people: dict[str, Person] = {}
    stays: list[Stay] = []
    for _room in range(RESIDENTS):
        since = at(story.first - chance.whole(5, 420) * DAY, chance.between(9, 16))
        while since <= story.as_of:
            number = f"MH{len(stays) + 1:05}"
            birth = story.first - dt.timedelta(days=int(365.25 * chance.between(71, 97)))
            people[number] = Person(number, birth, chance.weighted({"female": 0.68, "male": 0.32}), "en")
            end = at((since - dt.timedelta(days=-HOME.stay_days * 1.3 * chance.between(0.02, 1.8))).date(), 11)
            goes = "exp" if chance.happens(0.55) else "home"
            stays.append(Stay(f"MH-{len(stays) + 1:05}", number, ((HOME.code, since),), end, False, goes))
            since = at(end.date() + chance.whole(4, 20) * DAY, chance.between(9, 16))
    known = (stay.until(story.as_of) for stay in stays)
    return people, tuple(stay for stay in known if stay.ended is None or stay.ended >= at(story.first, 0))
