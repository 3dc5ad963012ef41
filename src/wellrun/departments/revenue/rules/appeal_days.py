"""Within how many days a payer's decision has to be appealed, and by what: one rule for denials and underpayments.

The contract in force on the day of the decision, where it says so; else the days of the payer's own; else the law of
its kind, else the house's. ``appeal_days`` reads the latter two, ``content/appeal_days.yaml``, dated and with a source
each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

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


class Origin(StrEnum):
    """By what an appeal has its days."""

    CONTRACT = "contract"
    PAYER = "payer"
    LAW = "law"
    HOUSE = "house"


class Agreed(NamedTuple):
    """Days that a contract leaves, of one of its versions; ``until`` is the first day on which that holds no more."""

    contract: str
    days: int
    since: dt.date
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


class Appeal(NamedTuple):
    """The last day of a first appeal, after how many days, and by what; ``source`` names it."""

    until: dt.date
    days: int
    origin: Origin
    source: str


def appeal_of(
    decided_on: dt.date,
    *,
    kind: str = OTHER,
    own: int | None = None,
    why: str = "",
    agreed: Iterable[Agreed] = (),
) -> Appeal:
    """When a decision can be appealed last. Of several contracts that say so the shortest binds, to be early rather
    than late; a kind whose row began after the decision does not bind it."""
    held = appeal_days()
    row = held.get(kind, held[OTHER])
    if row.since > decided_on:
        row = held[OTHER]
    contracts = [one for one in agreed if one.days and one.holds_on(decided_on)]
    if contracts:
        shortest = min(contracts, key=lambda one: (one.days, one.contract))
        days, origin, source = shortest.days, Origin.CONTRACT, shortest.contract
    elif own:
        days, origin, source = own, Origin.PAYER, why
    else:
        days, source = row.days, row.source
        origin = Origin.HOUSE if row.key == OTHER else Origin.LAW
    return Appeal(decided_on + dt.timedelta(days=days), days, origin, source)
