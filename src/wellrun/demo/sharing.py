"""What Harbour View's wards share: overhead and places that make tests, pictures and operations; what each case used of
them, what was charged for it, and what it brought.

The wards' share of it is taken out of what is allocated to them, so that the hospital costs what it did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wellrun.demo.chance import Chance
from wellrun.demo.hospital import Stay
from wellrun.demo.places import WARDS, Ward
from wellrun.demo.story import DAY, Story

Row = tuple[object, ...]
SHARED_ACCOUNT = "6500"
KEPT = Decimal("0.35")
"""Of what is allocated to a ward, what stays in its own allocated centre; the rest is booked where it arises."""


@dataclass(frozen=True)
class Shared:
    """A shared cost centre: its part of what is shared, and what it has of each statistic."""

    code: str
    name: str
    part: int
    feet: int
    heads: float
    meals: int = 0
    pounds: int = 0


CENTRES = (
    Shared("PLANT", "Plant and maintenance", 9, 9_000, 24.0),
    Shared("ADMIN", "Administration", 17, 14_000, 61.0, 700),
    Shared("DIET", "Dietary", 8, 7_500, 31.0, 0, 1_200),
    Shared("HOUSE", "Housekeeping", 8, 2_500, 44.0, 0, 3_000),
    Shared("LINEN", "Laundry and linen", 4, 3_800, 12.0),
    Shared("OR", "Theatres", 27, 16_000, 68.0, 0, 9_000),
    Shared("LAB", "Laboratory", 13, 6_200, 39.0, 0, 300),
    Shared("IMG", "Imaging", 14, 8_400, 33.0, 0, 900),
)
BASES: Mapping[str, str] = {
    "PLANT": "square_feet",
    "ADMIN": "heads",
    "DIET": "meals",
    "HOUSE": "square_feet",
    "LINEN": "pounds",
    "OR": "minutes",
    "LAB": "tests",
    "IMG": "examinations",
}
"""Of overhead the statistic it is given away by, of the others what cases use of them."""
ORDER = ("PLANT", "ADMIN", "HOUSE", "LINEN", "DIET")
CAPACITY = {"OR": ("capacity_minutes", 46_000.0)}
"""Minutes that the theatres could give in a month."""
FEET_A_BED, MEALS_A_DAY, POUNDS_A_DAY = 310, 3, 11
ROOM, SERVICES = 3_900, 1_500
"""Charges of a night for the bed and for what is allocated to it."""
USES: Mapping[str, tuple[float, float, int]] = {
    "LAB": (6.0, 4.2, 140),
    "IMG": (0.9, 0.15, 2_900),
}
"""On the first day, on each day more, and the charge of one."""
DEARER: Mapping[str, float] = {"surgery": 1.15, "critical": 1.3, "women": 0.85}
"""What is asked for by these departments is charged higher or lower than it costs."""
OPERATED: Mapping[str, tuple[float, float]] = {
    "surgery": (0.72, 128.0),
    "women": (0.3, 74.0),
    "critical": (0.12, 150.0),
}
"""By department: share of stays that are operated on, and the median minutes in the room."""
MINUTE_CHARGE = 165
PAYS: Mapping[str, float] = {
    "Medicare": 0.97,
    "Medicaid": 0.8,
    "Veterans Affairs": 0.95,
    "Harborline Health": 1.3,
    "Coastal Mutual": 1.22,
    "Self-pay": 0.22,
}
CASE, NIGHT, OPERATION = 4_300.0, 2_150.0, 9_000.0
"""What a payer that pays cost exactly would give: for a case, a night and an operation."""
SETTLED, SOONER = 60 * DAY, 0.55
"""After so long everybody has paid; before, this share has."""


def cost_centres() -> Iterator[Row]:
    """Shared centres are of no unit."""
    for one in CENTRES:
        yield one.code, one.name, None, None


def parted(rest: Decimal) -> tuple[Decimal, Decimal]:
    """What stays allocated to the ward, and what is shared."""
    kept = (rest * KEPT).quantize(Decimal("0.01"))
    return kept, rest - kept


def shares(whole: Decimal) -> Iterator[tuple[Shared, Decimal]]:
    """What is shared, by centre; the last has what does not come out even."""
    left, parts = whole, sum(one.part for one in CENTRES)
    for one in CENTRES[:-1]:
        amount = (whole * one.part / parts).quantize(Decimal("0.01"))
        left -= amount
        yield one, amount
    yield CENTRES[-1], left


def statistics(story: Story, nights: Mapping[tuple[str, dt.date], int]) -> Iterator[Row]:
    """By which overhead is given away: space and heads as they are, meals and laundry by the patients of the month."""
    for month in story.months():
        for one in CENTRES:
            told = {"square_feet": one.feet, "heads": one.heads, "meals": one.meals, "pounds": one.pounds}
            yield from ((one.code, name, month, units) for name, units in told.items() if units)
        for code, (name, units) in CAPACITY.items():
            yield code, name, month, units
        for ward in WARDS.values():
            days = sum(
                many for (unit, day), many in nights.items() if unit == ward.code and day.replace(day=1) == month
            )
            heads = sum(ward.nurses) * 2.6 + sum(ward.assistants) * 2.4
            yield ward.code, "square_feet", month, ward.beds * FEET_A_BED
            yield ward.code, "heads", month, round(heads, 1)
            yield ward.code, "meals", month, days * MEALS_A_DAY
            yield ward.code, "pounds", month, days * POUNDS_A_DAY


def uses(story: Story, stays: Iterable[Stay]) -> Iterator[Row]:
    """What each stay used, and the charges."""
    chance = Chance("uses")
    for stay in stays:
        until = stay.ended or story.exported
        first, ward = stay.started.date(), WARDS[stay.unit]
        days = (until.date() - first).days
        yield from _rooms(stay, until)
        for code, (at_first, later, charge) in USES.items():
            many = chance.count((at_first + later * days) * (1.5 if ward.kind == "critical" else 1.0))
            if many:
                dear = chance.spread(DEARER.get(ward.department, 1.0), 0.2)
                yield stay.encounter, code, BASES[code], first, many, round(many * charge * dear)
        share, minutes = OPERATED.get(ward.department, (0.0, 0.0))
        if chance.happens(share):
            took = round(chance.spread(minutes, 0.45))
            yield stay.encounter, "OR", "minutes", first, took, took * MINUTE_CHARGE


def _rooms(stay: Stay, until: dt.datetime) -> Iterator[Row]:
    """Charges for the nights in each place, month by month."""
    ends = [began for _unit, began in stay.places[1:]] + [until]
    charged: dict[tuple[str, dt.date], int] = {}
    for (unit, began), over in zip(stay.places, ends, strict=True):
        for number in range((over.date() - began.date()).days):
            month = (began.date() + number * DAY).replace(day=1)
            day = max(month, stay.started.date())
            charged[unit, day] = charged.get((unit, day), 0) + 1
    for (unit, day), nights in charged.items():
        dear = WARDS[unit].acuity
        yield stay.encounter, unit, "nights", day, nights, round(nights * ROOM * dear)
        yield stay.encounter, f"{unit}-AL", "nights", day, nights, round(nights * SERVICES * dear)


def revenues(story: Story, stays: Iterable[Stay], used: Sequence[Row], payers: Mapping[str, str]) -> Iterator[Row]:
    """What stays that are over brought: of those that ended lately only some is known."""
    chance = Chance("revenues")
    operated = {encounter for encounter, code, *_rest in used if code == "OR"}
    for stay in stays:
        known = chance.happens(SOONER)
        noise, payer = chance.spread(1.0, 0.22), payers.get(stay.patient, "Self-pay")
        if stay.ended is None or not (known or stay.ended < story.exported - SETTLED):
            continue
        nights = max(1, (stay.ended.date() - stay.started.date()).days)
        base = CASE + nights * NIGHT * _ward(stay).acuity + OPERATION * (stay.encounter in operated)
        yield stay.encounter, f"{base * PAYS[payer] * noise:.2f}"


def _ward(stay: Stay) -> Ward:
    return WARDS[stay.unit]
