"""Who pays for the people of Tidewater: Medicare for most from 65 on, else an employer's plan, Medicaid or nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wellrun.demo.chance import Chance
from wellrun.demo.patients import Person
from wellrun.demo.story import Story

SOPT = "https://nahdo.org/sopt"
PAYERS: Mapping[str, tuple[str, str]] = {
    "medicare": ("1", "Medicare"),
    "medicaid": ("2", "Medicaid"),
    "veterans": ("32", "Veterans Affairs"),
    "harborline": ("512", "Harborline Health"),
    "coastal": ("512", "Coastal Mutual"),
    "nobody": ("81", "Self-pay"),
}
"""Kind by the Source of Payment Typology, and name. The insurers are invented."""

SHARES: Mapping[int, dict[str, float]] = {
    0: {"medicaid": 0.37, "harborline": 0.33, "coastal": 0.23, "nobody": 0.04, "": 0.03},
    19: {"harborline": 0.37, "coastal": 0.25, "medicaid": 0.2, "veterans": 0.03, "nobody": 0.1, "": 0.05},
    65: {"medicare": 0.93, "coastal": 0.03, "veterans": 0.02, "": 0.02},
}
"""Shares of payers from an age on; with the empty one nothing was recorded."""

RESIDENTS: dict[str, float] = {"medicaid": 0.62, "medicare": 0.14, "coastal": 0.22, "": 0.02}
"""Of those who live in the home: most have spent down what they had."""

SWITCHES = 0.06
"""Share of the insured who changed from one insurer to the other on the last 1 January."""

Resource = dict[str, Any]


def coverages(people: Iterable[Person], story: Story, *, residents: bool = False) -> Iterator[Resource]:
    """The Coverage resources of these people, in their order."""
    chance = Chance("payers")
    january = dt.date(story.today.year, 1, 1)
    for person in people:
        age = (story.first - person.birth).days / 365.25
        shares = RESIDENTS if residents else SHARES[max(since for since in SHARES if since <= max(age, 0))]
        payer = chance.weighted(shares)
        other = {"harborline": "coastal", "coastal": "harborline"}.get(payer)
        if other and chance.happens(SWITCHES):
            yield _coverage(person, other, 1, ended=january - dt.timedelta(days=1))
            yield _coverage(person, payer, 2, began=january)
        elif payer:
            yield _coverage(person, payer, 1)


def names_of(people: Iterable[Person], story: Story) -> dict[str, str]:
    """Who pays for each of these people in the end: the last of their coverages."""
    return {
        one["beneficiary"]["reference"].removeprefix("Patient/"): one["payor"][0]["display"]
        for one in coverages(people, story)
    }


def _coverage(
    person: Person, payer: str, number: int, *, began: dt.date | None = None, ended: dt.date | None = None
) -> Resource:
    kind, name = PAYERS[payer]
    days = {"start": began, "end": ended}
    period = {which: day.isoformat() for which, day in days.items() if day}
    return {
        "resourceType": "Coverage",
        "id": f"{person.patient}-{number}",
        "status": "active",
        "type": {"coding": [{"system": SOPT, "code": kind}]},
        "beneficiary": {"reference": f"Patient/{person.patient}"},
        "payor": [{"display": name}],
    } | ({"period": period} if period else {})
