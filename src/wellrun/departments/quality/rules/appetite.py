"""How much risk is borne without asking: dated data by kind and place, read from ``content/risk_appetite.yaml``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parents[1] / "content" / "risk_appetite.yaml"
HIGHEST = 25


@dataclass(frozen=True)
class Appetite:
    """The highest score of a kind that is borne without asking, from a day, in a place and below it."""

    kind: str
    highest: int
    since: dt.date
    place: str = ""


@lru_cache(maxsize=1)
def appetites() -> tuple[Appetite, ...]:
    """The table as shipped. Raises ``ValueError`` where a line names no score of the matrix."""
    return tuple(_appetite(entry) for entry in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


def _appetite(entry: dict[str, Any]) -> Appetite:
    if not 1 <= entry["highest"] <= HIGHEST:
        raise ValueError(f"{entry['kind']}: {entry['highest']} is no score of the matrix.")
    return Appetite(**entry)


def appetite(kind: str, path: Sequence[str], day: dt.date, table: Iterable[Appetite] = ()) -> int:
    """The score in force for a kind at a place, whose ``path`` runs from the widest place to itself."""
    width = {"": -1} | {code: at for at, code in enumerate(path)}
    found = [one for one in table or appetites() if one.kind == kind and one.since <= day and one.place in width]
    # Before the first day of the table nothing is borne without asking.
    return max(found, key=lambda one: (width[one.place], one.since)).highest if found else 0
