"""Denials by week: how many claims, and how much money, in each week that is over.

An initial denial is the first one of a claim (HFMA Claim Integrity Task Force, 2021): what is refused again later, or
of another line, counts once. A claim is overturned when the payer has paid after an appeal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from wellrun.values.periods import Grain, periods_between


class Told(NamedTuple):
    """What happened to a line of a claim on a day: refused, or paid after an appeal. ``cents``: how much of it."""

    claim: int
    on: dt.date
    cents: int
    category: str = ""
    payer: str = ""
    code: str = ""


class Week(NamedTuple):
    """Claims and money of the week that begins on a Monday."""

    start: dt.date
    claims: int
    cents: int


def initial(denials: Iterable[Told]) -> tuple[Told, ...]:
    """Of all denials those of a claim's first day with any. Narrow them afterwards: narrowed before, a later denial for
    another reason would pass for the first."""
    held = list(denials)
    first: dict[int, dt.date] = {}
    for one in held:
        first[one.claim] = min(one.on, first.get(one.claim, one.on))
    return tuple(one for one in held if one.on == first[one.claim])


def by_week(told: Iterable[Told], *, since: dt.date, until: dt.date) -> tuple[Week, ...]:
    """Every whole week from ``since`` on that is over by ``until``; one in which nothing happened counts nothing."""
    weeks = [one for one in periods_between(since, until, grain=Grain.WEEK) if one.start >= since and one.end <= until]
    claims: dict[dt.date, set[int]] = {one.start: set() for one in weeks}
    cents = dict.fromkeys(claims, 0)
    for one in told:
        start = one.on - dt.timedelta(days=one.on.weekday())
        if start in claims:
            claims[start].add(one.claim)
            cents[start] += one.cents
    return tuple(Week(start, len(some), cents[start]) for start, some in claims.items())
