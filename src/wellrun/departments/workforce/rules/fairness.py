"""Who bears how much: nights, weekends and holidays, in a plan and over a year, and what share of them is fair.

A share follows the contract and the time somebody has been engaged: whoever came last month has one month's share and
no arrears. What was borne in the months before counts. It evens out over several plans, not in one: nobody is given
more than twice, or less than half, of what the plan alone would make fair (house rule).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wellrun.departments.workforce.rules.plan import Line

LEAST, MOST = 0.5, 2.0
"""Of what the plan alone would make fair: how far a year's arrears move a share."""


@dataclass(frozen=True)
class Borne:
    """How many nights, weekends and holidays at work, and how many requests that were not met."""

    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Bearer:
    """Somebody who shares a burden: hours of contract in the plan and over the year that ends with it, and what was
    borne before the plan."""

    key: int
    now: float
    year: float
    carried: int


def shares(bearers: Sequence[Bearer], wanted: int) -> dict[int, int]:
    """The most of so many that each should bear in the plan, rounded up."""
    now, year = (sum(getattr(one, span) for one in bearers) for span in ("now", "year"))
    if not now or not year:
        return {}
    total = wanted + sum(one.carried for one in bearers)
    found = {}
    for one in bearers:
        plain = wanted * one.now / now
        owed = total * one.year / year - one.carried
        found[one.key] = math.ceil(min(max(owed, LEAST * plain), MOST * plain) - 1e-9)
    return found


def fair_over_the_year(bearers: Sequence[Bearer], wanted: int) -> dict[int, float]:
    """What each should have borne by the end of the plan, in the year that ends with it."""
    year = sum(one.year for one in bearers)
    total = wanted + sum(one.carried for one in bearers)
    return {one.key: total * one.year / year for one in bearers} if year else {}


def nights_of(line: Line, night: frozenset[str]) -> int:
    """Nights in a line."""
    return sum(1 for duty in line if duty in night)


def weekends_of(line: Line, weekends: Iterable[tuple[int, ...]]) -> int:
    """Weekends with any duty."""
    return sum(1 for days in weekends if any(line[day] is not None for day in days))


def standing_alone(values: Mapping[int, int]) -> frozenset[int]:
    """People who are alone at an edge: nobody has as many, or as few, and the next is at least one further in.

    Fewer than five people say nothing.
    """
    if len(values) < 5:
        return frozenset()
    counted = Counter(values.values())
    least, most = min(counted), max(counted)
    if least == most:
        return frozenset()
    edges = {edge for edge in (least, most) if counted[edge] == 1}
    return frozenset(person for person, value in values.items() if value in edges)
