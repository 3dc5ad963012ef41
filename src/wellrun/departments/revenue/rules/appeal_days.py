"""Within how many days a denial has to be appealed, by kind of payer: dated data with a source each.

``appeal_days`` reads ``content/appeal_days.yaml``; ``appeal_until`` says the last day for one denial.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).parents[1] / "content" / "appeal_days.yaml"
OTHER = "other"
LONGEST = 730
"""No payer known to us leaves more than two years; more days than that are a slip of the hand."""


@dataclass(frozen=True)
class AppealDays:
    """How long a kind of payer leaves, from which day on, and by what."""

    key: str
    days: int
    since: dt.date
    source: str


@lru_cache(maxsize=1)
def appeal_days() -> Mapping[str, AppealDays]:
    """The lengths as shipped, by kind. Raises ``ValueError`` where one is no length, or the house has none."""
    read = [_row(entry) for entry in yaml.safe_load(CONTENT.read_text(encoding="utf-8"))]
    found = {row.key: row for row in read}
    if OTHER not in found or len(found) != len(read):
        raise ValueError(f"Each kind of payer once, and {OTHER} among them.")
    return found


def _row(entry: dict[str, Any]) -> AppealDays:
    row = AppealDays(**entry)
    if not 1 <= row.days <= LONGEST or not row.source:
        raise ValueError(f"{row.key}: {row.days} days without end or source.")
    return row


def appeal_until(denied_on: dt.date, *, kind: str = OTHER, own: int | None = None) -> dt.date:
    """The last day of a first appeal: by the days agreed with the payer (``own``), else by its kind, else the house's.

    A kind whose row began after the denial does not bind it.
    """
    held = appeal_days()
    row = held.get(kind, held[OTHER])
    if row.since > denied_on:
        row = held[OTHER]
    return denied_on + dt.timedelta(days=own or row.days)
