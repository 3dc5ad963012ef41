"""Why somebody is likely to come back, in words: the items of the score that gave points, the most first."""

from __future__ import annotations

from collections.abc import Iterable

from wellrun.engines.risk.scores import Condition, Score

MOST = 4
"""Reasons on a list; more are not read."""


def reasons_of(score: Score, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The reasons that gave points. Conditions are named, since a sum of them tells a nurse nothing."""
    named = ", ".join(sorted(condition.value for condition in conditions))
    items = sorted((item for item in score.items if item.points), key=lambda item: (-item.points, item.name))
    said = [f"Has {named}." if item.name == "Comorbidity" and named else item.says for item in items]
    return tuple(said[:MOST])
