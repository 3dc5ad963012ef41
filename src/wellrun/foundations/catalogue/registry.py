"""The measures that departments register, by key, and the tables they publish from what they keep themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wellrun.warehouse.measures.measure import Measure

MEASURES: dict[str, Measure] = {}


def register_measures(measures: Iterable[Measure]) -> None:
    """Adds a department's measures; called once from its app's ``ready``."""
    for measure in measures:
        if measure.key in MEASURES:
            raise ValueError(f"Two measures are called {measure.key}.")
        MEASURES[measure.key] = measure


JUDGED_ELSEWHERE: set[str] = set()
"""Measures that a department judges case by case, so that their rare events are not told of twice."""


def register_judged_elsewhere(keys: Iterable[str]) -> None:
    """Adds measures that a department finds signals in by itself; called from its app's ``ready``."""
    JUDGED_ELSEWHERE.update(keys)


Rows = Callable[[dt.date], list[dict[str, Any]]]
"""Makes all rows of a published table as of a day."""

PUBLISHED: dict[str, Rows] = {}


def register_published(tables: Mapping[str, Rows]) -> None:
    """Adds tables of the warehouse that a department publishes whole once a day; called from its app's ``ready``."""
    for name, rows in tables.items():
        if name in PUBLISHED:
            raise ValueError(f"Two departments publish {name}.")
        PUBLISHED[name] = rows
