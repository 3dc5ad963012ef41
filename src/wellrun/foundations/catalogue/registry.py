"""The measures that departments register, by key."""

from __future__ import annotations

from collections.abc import Iterable

from wellrun.warehouse.measures.measure import Measure

MEASURES: dict[str, Measure] = {}


def register_measures(measures: Iterable[Measure]) -> None:
    """Adds a department's measures; called once from its app's ``ready``."""
    for measure in measures:
        if measure.key in MEASURES:
            raise ValueError(f"Two measures are called {measure.key}.")
        MEASURES[measure.key] = measure
