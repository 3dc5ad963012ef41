"""Whether a plan is fair: each person's nights, weekends, holidays and refused requests beside what is their share.

A share is by contract: somebody who works half the hours has half the nights. History is carried: what was borne in the
months before counts, so that a plan can make good for the last one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wellrun.departments.workforce.rules.plan import Line


class Burden(StrEnum):
    """What people count when they say that a roster is unfair."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    REFUSED = "requests not met"


@dataclass(frozen=True)
class Share:
    """One person's burden: in this plan, before it, and what would be fair of the two together."""

    person: int
    here: int
    before: int
    fair: float

    @property
    def beyond(self) -> float:
        """How much more than fair; less than nothing where the person bore less."""
        return self.here + self.before - self.fair


def nights_of(line: Line, night: frozenset[str]) -> int:
    """Nights in a line."""
    return sum(1 for duty in line if duty in night)


def weekends_of(line: Line, weekends: Iterable[tuple[int, ...]]) -> int:
    """Weekends with any duty."""
    return sum(1 for days in weekends if any(line[day] is not None for day in days))


def holidays_of(line: Line, holidays: Iterable[int]) -> int:
    """Public holidays with a duty."""
    return sum(1 for day in holidays if line[day] is not None)


def shares(
    borne: Mapping[int, int], *, before: Mapping[int, int], weight: Mapping[int, float], leaves_out: frozenset[int]
) -> tuple[Share, ...]:
    """Each person's burden beside the share that follows from ``weight`` (hours of contract while on the roster).

    ``leaves_out`` are people who may not bear it at all (a contract without nights): they have no share, and their part
    is borne by the others.
    """
    bearers = {person: weight[person] for person in borne if person not in leaves_out}
    whole = sum(bearers.values())
    total = sum(borne[person] + before.get(person, 0) for person in bearers)
    return tuple(
        Share(person, borne[person], before.get(person, 0), total * bearers[person] / whole if whole else 0.0)
        for person in bearers
    )


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


def spread(found: Iterable[Share]) -> float:
    """The widest difference between two people beyond their shares: 0 is as fair as can be."""
    beyond = [share.beyond for share in found]
    return max(beyond) - min(beyond) if beyond else 0.0
