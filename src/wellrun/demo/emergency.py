"""Visits to the emergency department up to the decision; what follows for the admitted is a matter of beds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from wellrun.demo.chance import Chance
from wellrun.demo.patients import Person, Registry
from wellrun.demo.places import EMERGENCY
from wellrun.demo.story import Story, at

MORNING = (2.2, 1.8, 1.5, 1.4, 1.4, 1.6, 2.2, 3.2, 4.6, 5.8, 6.4, 6.5)
AFTERNOON = (6.2, 5.9, 5.7, 5.6, 5.6, 5.7, 5.6, 5.3, 4.8, 4.2, 3.6, 2.9)
BY_HOUR = (*MORNING, *AFTERNOON)
BY_WEEKDAY = (1.09, 1.01, 0.99, 0.98, 0.98, 0.97, 0.98)
ACUITY = {1: 0.01, 2: 0.17, 3: 0.47, 4: 0.27, 5: 0.08}
ADMITTED = {1: 0.85, 2: 0.47, 3: 0.233, 4: 0.04, 5: 0.005}
OUTCOMES = {"home": 0.975, "transferred": 0.012, "left_against_advice": 0.012, "died": 0.001}


@dataclass(frozen=True)
class Visit:
    """A visit with the times of the tracking system; None for what has not happened."""

    visit: str
    patient: str
    acuity: int
    arrived: dt.datetime
    triaged: dt.datetime | None
    seen: dt.datetime | None
    decided: dt.datetime | None
    left: dt.datetime | None
    outcome: str | None
    encounter: str | None = None


def arrivals(story: Story, start: dt.date) -> Iterator[tuple[dt.date, dt.datetime]]:
    """The days and moments at which somebody comes through the door."""
    chance = Chance("arrivals")
    total = sum(BY_HOUR)
    day = start
    while day <= story.today:
        mean = EMERGENCY.arrivals * BY_WEEKDAY[day.weekday()] * story.season(day) * (1 + 0.15 * story.ill(day))
        for hour, share in enumerate(BY_HOUR):
            for _ in range(chance.count(mean * share / total)):
                yield day, at(day, hour + chance.uniform())
        day += dt.timedelta(days=1)


def visits(story: Story, registry: Registry, start: dt.date) -> Iterator[tuple[Visit, Person]]:
    """Every visit with its person; one to be admitted has ``decided`` and neither departure nor outcome yet."""
    chance = Chance("visits")
    moments = sorted(moment for _day, moment in arrivals(story, start))
    for number, arrived in enumerate(moments, start=1):
        person = registry.visitor(young=chance.happens(0.12))
        yield _visit(chance, story, number, arrived, person), person


def _visit(chance: Chance, story: Story, number: int, arrived: dt.datetime, person: Person) -> Visit:
    ill = story.ill(arrived.date())
    acuity = chance.weighted(ACUITY)
    name = f"ED{number:07}"
    triaged = _later(arrived, chance.spread(11, 0.5))
    if acuity >= 3 and chance.happens(0.025 * (1 + 0.35 * ill)):
        gone = _later(triaged, chance.spread(110, 0.5))
        return Visit(name, person.patient, acuity, arrived, triaged, None, None, gone, "left_unseen")
    seen = _later(triaged, chance.spread(34 if acuity > 2 else 14, 0.7) * (1 + 0.2 * ill))
    if chance.happens(ADMITTED[acuity] * (1 + 0.04 * ill)):
        return Visit(
            name, person.patient, acuity, arrived, triaged, seen, _later(seen, chance.spread(105, 0.45)), None, None
        )
    left = _later(seen, chance.spread(118 if acuity < 4 else 76, 0.5) * (1 + 0.08 * ill))
    return Visit(name, person.patient, acuity, arrived, triaged, seen, None, left, chance.weighted(OUTCOMES))


def _later(moment: dt.datetime, minutes: float) -> dt.datetime:
    return moment + dt.timedelta(seconds=round(minutes * 60))
