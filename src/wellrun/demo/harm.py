"""Incidents, infections, days with devices and beds: what follows from patients being there."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from wellrun.demo.chance import Chance
from wellrun.demo.places import HOME, Ward
from wellrun.demo.story import Story, at

Row = tuple[object, ...]
Census = Mapping[tuple[str, dt.date], int]

FALLS_BEFORE, FALLS_WITH_ALARMS = 5.2, 2.9
"""Falls per 1,000 patient days without and with bed-exit alarms."""
FALLS_ILL = {"W05": 32.0}
FALLS_ILL_ELSEWHERE = 1.8
"""What the outbreak adds: most of it on Ward 5."""
INJURIES, MEDICATION = 1.0, 7.0
HARM = {"none": 0.66, "mild": 0.24, "moderate": 0.08, "severe": 0.02}
STAGES = {"1": 0.2, "2": 0.5, "3": 0.15, "unstageable": 0.1, "deep_tissue": 0.05}
DEVICES: Mapping[str, Mapping[str, float]] = {
    "central_line": {"ICU": 0.55, "SD": 0.2, "W03": 0.04, "W05": 0.04, "W01": 0.04},
    "urinary_catheter": {"ICU": 0.6, "SD": 0.25, "W03": 0.12, "W04": 0.12, "W05": 0.12, "W01": 0.18, "W02": 0.18},
    "ventilator": {"ICU": 0.35},
}
INFECTIONS = {"clabsi": ("central_line", 0.0011), "cauti": ("urinary_catheter", 0.0013)}


def incidents(story: Story, census: Census, wards: Sequence[Ward], prefix: str) -> Iterator[Row]:
    """Falls, pressure injuries and medication incidents, by ward and day."""
    chance = Chance(f"incidents {prefix}")
    outbreak: dict[str, float] = defaultdict(float)
    number = 0
    for day in story.days():
        for ward in wards:
            present = census.get((ward.code, day), 0)
            rates = {"fall": _falls(story, ward, day), "pressure_injury": INJURIES, "medication": MEDICATION}
            # What the outbreak adds keeps to its rate, or it would be lost among the weeks on some dates.
            outbreak[ward.code] += _falls_ill(story, ward, day) * present / 1000
            added, outbreak[ward.code] = divmod(outbreak[ward.code], 1)
            for kind, rate in rates.items():
                more = int(added) if kind == "fall" else 0
                for _ in range(chance.count(rate * present / 1000) + more):
                    number += 1
                    yield _incident(chance, f"{prefix}-{number:05}", ward, kind, day)


def _falls(story: Story, ward: Ward, day: dt.date) -> float:
    if ward is HOME:
        return 4.0
    return (FALLS_WITH_ALARMS if day >= story.alarms else FALLS_BEFORE) * ward.falls_share


def _falls_ill(story: Story, ward: Ward, day: dt.date) -> float:
    if ward is HOME:
        return 0.0
    return story.ill(day) * FALLS_ILL.get(ward.code, FALLS_ILL_ELSEWHERE * ward.feels_outbreak)


def _incident(chance: Chance, number: str, ward: Ward, kind: str, day: dt.date) -> Row:
    occurred = at(day, chance.between(0, 24))
    reported = occurred + dt.timedelta(minutes=chance.whole(20, 900))
    stage = chance.weighted(STAGES) if kind == "pressure_injury" else ""
    here = str(chance.happens(0.8)).lower() if kind == "pressure_injury" else ""
    return number, ward.code, kind, chance.weighted(HARM), stage, here, occurred, reported


def device_days(story: Story, census: Census, shares: Mapping[str, Mapping[str, float]]) -> Iterator[Row]:
    """Patients with a device, counted each morning."""
    chance = Chance("device days")
    for day in story.days():
        for device, units in shares.items():
            for unit, share in units.items():
                yield unit, day, device, chance.of(census.get((unit, day), 0), share)


def infections(rows: Sequence[Row]) -> Iterator[Row]:
    """Device-associated infections, by chance from the days at risk."""
    chance = Chance("infections")
    risks = {device: (kind, risk) for kind, (device, risk) in INFECTIONS.items()}
    number = 0
    for unit, day, device, patients in rows:
        kind, risk = risks.get(str(device), ("", 0.0))
        for _ in range(chance.of(int(str(patients)), risk)):
            number += 1
            yield f"IPC-{number:04}", unit, kind, day


def bed_states(story: Story, wards: Sequence[Ward]) -> Iterator[Row]:
    """Beds at each midnight; now and then one is closed for repair."""
    chance = Chance(f"beds {wards[0].code}")
    for day in story.days():
        for ward in wards:
            blocked = int(chance.happens(0.12))
            yield ward.code, day, ward.beds, ward.beds - blocked, blocked
