"""What quality finds in outcomes: deaths that creep up on one surgical ward, and returns that one language has more of.

Both are told of stays that were already played, so that beds, waits and every other part of the story stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wellrun.demo.chance import Chance
from wellrun.demo.emergency import Visit
from wellrun.demo.patients import Person
from wellrun.demo.story import DAY, Story, next_month

if TYPE_CHECKING:
    from wellrun.demo.hospital import Stay

WORSE_WARD = "W02"
WORSE_FROM, WORSE_NOW = 0.02, 0.055
"""Share of Ward 2's live discharges that become deaths, eight weeks ago and now."""
TURNED = 0.06
"""Share of those who came back within 30 days and spoke English, who speak Spanish instead."""
ETHNICITIES = {
    "es": {"Hispanic or Latino": 0.9, "": 0.1},
    "en": {"Not Hispanic or Latino": 0.86, "Hispanic or Latino": 0.05, "": 0.09},
}
PREDICTED = {"clabsi": ("central_line", 0.0011), "cauti": ("urinary_catheter", 0.0015)}
"""Infections predicted for a device day, as if a national model had been asked. Invented, as everything here."""
VENTILATOR_RISK, DIFFICILE_RISK = 0.004, 0.00025

Row = tuple[object, ...]


def worsened(stays: Sequence[Stay], visits: Iterable[Visit], story: Story) -> tuple[Stay, ...]:
    """Some of Ward 2's patients of the last eight weeks die instead of going home, more and more of them."""
    seen: dict[str, dt.datetime] = {}
    for patient, moment in ((s.patient, s.started) for s in stays):
        seen[patient] = max(moment, seen.get(patient, moment))
    for visit in visits:
        seen[visit.patient] = max(visit.arrived, seen.get(visit.patient, visit.arrived))
    told, due = [], 0.0
    for stay in stays:
        if stay.places[0][0] != WORSE_WARD or stay.ended is None or stay.ended.date() < story.worse_ward:
            told.append(stay)
            continue
        share = (stay.ended.date() - story.worse_ward).days / (story.today - story.worse_ward).days
        # What is added keeps to its rate, or on some dates it would be lost among the weeks.
        due += WORSE_FROM + (WORSE_NOW - WORSE_FROM) * share
        # Nobody who comes again can have died.
        gone = seen[stay.patient] <= stay.ended and stay.disposition not in ("exp", "hosp")
        dies = gone and due >= 1
        due -= dies
        told.append(replace(stay, disposition="exp") if dies else stay)
    return tuple(told)


def speaking(people: Mapping[str, Person], stays: Sequence[Stay]) -> dict[str, Person]:
    """Everybody with an ethnicity; among those who came back soon, more who speak Spanish."""
    chance = Chance("languages of those who came back")
    back = _came_back(stays)
    told = {}
    for name, person in people.items():
        turned = name in back and person.language == "en" and chance.happens(TURNED)
        language = "es" if turned else person.language
        ethnicity = chance.weighted(ETHNICITIES.get(language, ETHNICITIES["en"]))
        told[name] = replace(person, language=language, ethnicity=ethnicity)
    return told


def _came_back(stays: Sequence[Stay]) -> set[str]:
    ended: dict[str, dt.datetime] = {}
    back = set()
    for stay in sorted(stays, key=lambda one: one.started):
        last = ended.get(stay.patient)
        if last is not None and stay.started - last <= 30 * DAY:
            back.add(stay.patient)
        if stay.ended is not None:
            ended[stay.patient] = stay.ended
    return back


def rarer_infections(devices: Sequence[Row], census: Mapping[tuple[str, dt.date], int], story: Story) -> Iterator[Row]:
    """Ventilator-associated events and infections with C. difficile, seldom and by chance."""
    chance = Chance("rarer infections")
    number = 0
    for unit, day, device, patients in devices:
        for _ in range(chance.of(int(str(patients)), VENTILATOR_RISK) if device == "ventilator" else 0):
            number += 1
            yield f"IPR-{number:04}", unit, "vae", day
    for (unit, day), present in sorted(census.items(), key=lambda each: each[0]):
        for _ in range(chance.of(present, DIFFICILE_RISK) if day >= story.first else 0):
            number += 1
            yield f"IPR-{number:04}", unit, "cdi", day


def predicted_infections(devices: Sequence[Row], story: Story) -> Iterator[Row]:
    """Predictions by unit and month that is over, from the days with a device."""
    days: dict[tuple[str, str, dt.date], int] = {}
    for unit, day, device, patients in devices:
        assert isinstance(day, dt.date)
        key = (str(unit), str(device), day.replace(day=1))
        days[key] = days.get(key, 0) + int(str(patients))
    for kind, (device, risk) in PREDICTED.items():
        for (unit, counted, month), patients in days.items():
            if counted == device and next_month(month) <= story.today:
                yield unit, kind, month, f"{patients * risk:.4f}"
