"""How much risk is borne without asking, by kind, place and day.

The house's own table is dated data in ``content/risk_appetite.yaml``; whoever runs a facility sets its own beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from wellrun.values.faults import Fault

CONTENT = Path(__file__).parents[1] / "content" / "risk_appetite.yaml"
HIGHEST = 25


@dataclass(frozen=True)
class Appetite:
    """The highest score of a kind that is borne without asking, from a day, in a place and below it.

    Without a score, the place does as the wider one does; without a place, it is the house's own.
    """

    kind: str
    highest: int | None
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


def appetite(kind: str, path: Sequence[str], day: dt.date, table: Iterable[Appetite]) -> Appetite | None:
    """What is in force for a kind at a place, whose ``path`` runs from the widest place to itself.

    The narrowest place wins, there the latest day, of one day the last said. None before the first day of the table.
    """
    spoken = [one for one in table if one.kind == kind and one.since <= day]
    for code in (*reversed(path), ""):
        said = [one for one in spoken if one.place == code]
        latest = max(enumerate(said), key=lambda one: (one[1].since, one[0]))[1] if said else None
        if latest is not None and latest.highest is not None:
            return latest
    return None


def faults_of_setting(*, kind: str, highest: int | None, since: dt.date, why: str, today: dt.date) -> list[Fault]:
    """What is wrong with a score that a place sets for itself. It never speaks of days gone by."""
    faults = []
    if kind not in {one.kind for one in appetites()}:
        faults.append(Fault("quality.risk_kind", "There is no such kind of risk.", place="kind", value=kind))
    if highest is not None and not 0 <= highest <= HIGHEST:
        faults.append(
            Fault(
                "quality.risk_appetite",
                f"{highest} is no score of the matrix.",
                place="highest",
                value=str(highest),
                expected=f"0–{HIGHEST}",
                remedy=f"Choose a score from 0, which bears nothing, to {HIGHEST}, or none to do as the wider place.",
            )
        )
    if since < today:
        faults.append(
            Fault(
                "quality.appetite_past",
                "What was decided by an appetite of the past cannot be decided anew.",
                place="since",
                value=since.isoformat(),
                expected=f"≥ {today.isoformat()}",
                remedy="Choose today or a later day.",
            )
        )
    if not why.strip():
        faults.append(Fault("quality.no_reason", "Say why in a few words.", place="why", remedy="It stays beside it."))
    return faults
