"""Who bears how much of a plan: nights and weekends of a line, and who stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from wellrun.departments.workforce.rules.plan import Line


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
