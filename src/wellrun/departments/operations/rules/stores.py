"""Stores: what is there by movements alone, which lot goes first, how fast it goes, what to order, what expires."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Why a quantity changes."""

    RECEIPT = "receipt"
    ISSUE = "issue"
    WASTE = "waste"
    COUNT = "count"
    TRANSFER = "transfer"


class Held(NamedTuple):
    """What is there of a lot in a place."""

    lot: str
    place: str
    expires: dt.date | None
    recalled: bool
    quantity: int


class Burn(NamedTuple):
    """Mean quantity issued a day over ``days``, with the 95 % interval of that mean; never below none."""

    mean: float
    lower: float
    upper: float
    days: int


class Standing(NamedTuple):
    """How an item stands. ``usable`` leaves out recalled and expired lots; ``cover`` is days, none if none is used."""

    usable: int
    burn: Burn
    cover: float | None
    order: int


def usable(held: Iterable[Held], *, today: dt.date) -> list[Held]:
    """What may be issued, the first to expire first (FEFO), what never does last. The day of expiry is a good one."""
    fresh = [one for one in held if one.expires is None or one.expires >= today]
    good = [one for one in fresh if one.quantity > 0 and not one.recalled]
    return sorted(good, key=lambda one: (one.expires is None, one.expires or today, one.lot))


def taken(held: Iterable[Held], quantity: int, *, today: dt.date) -> list[tuple[Held, int]]:
    """Of which lots a quantity is taken, first expiry first; less than asked where there is not enough."""
    found, left = [], quantity
    for one in usable(held, today=today):
        part = min(left, one.quantity)
        if part:
            found.append((one, part))
        left -= part
    return found


def burn(issued: Iterable[tuple[dt.date, int]], *, today: dt.date, days: int) -> Burn:
    """Issues of the last ``days`` full days, by day; a day without any counts as none."""
    first = today - dt.timedelta(days=days)
    by_day = dict.fromkeys((first + dt.timedelta(days=n) for n in range(days)), 0)
    for day, quantity in issued:
        if day in by_day:
            by_day[day] += quantity
    mean = sum(by_day.values()) / days
    spread = math.sqrt(sum((value - mean) ** 2 for value in by_day.values()) / (days - 1))
    reach = 1.96 * spread / math.sqrt(days)
    return Burn(mean, max(0.0, mean - reach), mean + reach, days)


def standing(
    held: Sequence[Held], issued: Iterable[tuple[dt.date, int]], *, reorder_at: int, lead_days: int, today: dt.date
) -> Standing:
    """What to order now: nothing above the reorder point, else what is used in the lead time above it (fixed level).

    The level is the reorder point and four weeks' use; by then the next order has come.
    """
    there = sum(one.quantity for one in usable(held, today=today))
    recent = burn(issued, today=today, days=28)
    cover = there / recent.mean if recent.mean else None
    due = there <= reorder_at or (cover is not None and cover <= lead_days)
    level = reorder_at + math.ceil(recent.mean * max(lead_days, 28))
    return Standing(there, recent, cover, max(1, level - there) if due else 0)


def expiring(held: Iterable[Held], *, today: dt.date, within: int) -> list[Held]:
    """What is there and expires within so many days, or has expired, the first first."""
    last = today + dt.timedelta(days=within)
    found = [one for one in held if one.quantity > 0 and one.expires is not None and one.expires <= last]
    return sorted(found, key=lambda one: (one.expires or last, one.lot))
