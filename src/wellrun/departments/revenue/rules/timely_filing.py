"""Until when a claim has to be with its payer, and what proves that it was: dated data with a source each."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from wellrun.departments.revenue.rules.claim_states import PROOFS, Move

CONTENT = Path(__file__).parents[1] / "content" / "timely_filing.yaml"
OTHER = "other"
LONGEST = 1095
"""Days. No payer known to us leaves more than three years; more than that is a slip of the hand."""

SOON = 14
"""Days before the last one from which a clock is told of (house)."""


@dataclass(frozen=True)
class FilingLimit:
    """How long a kind of payer leaves, from which day on, and by what: ``months`` of the calendar, or ``days``."""

    key: str
    since: dt.date
    source: str
    months: int = 0
    days: int = 0

    def last_day(self, ends: dt.date) -> dt.date:
        """The last day for services that ended on a day."""
        return _months_after(ends, self.months) if self.months else ends + dt.timedelta(days=self.days)


@lru_cache(maxsize=1)
def filing_limits() -> Mapping[str, FilingLimit]:
    """The limits as shipped, by kind. Raises ``ValueError`` where one is no length, or the house has none."""
    read = [_row(entry) for entry in yaml.safe_load(CONTENT.read_text(encoding="utf-8"))]
    found = {row.key: row for row in read}
    if OTHER not in found or len(found) != len(read):
        raise ValueError(f"Each kind of payer once, and {OTHER} among them.")
    return found


def _row(entry: dict[str, Any]) -> FilingLimit:
    row = FilingLimit(**entry)
    if bool(row.months) == bool(row.days) or not 0 <= row.days <= LONGEST or not row.source:
        raise ValueError(f"{row.key}: neither months nor days, or without a source.")
    return row


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same date so many months later; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def file_until(ends: dt.date, *, kind: str = OTHER, own: int | None = None) -> dt.date:
    """The last day for a claim to come to its payer: by days agreed with it (``own``), its kind, or the house's rule.

    A kind whose row began after the services does not bind them.
    """
    if own:
        return ends + dt.timedelta(days=own)
    held = filing_limits()
    row = held.get(kind, held[OTHER])
    return (row if row.since <= ends else held[OTHER]).last_day(ends)


class Heard(NamedTuple):
    """An answer that a claim came: what it does to the claim, on which day, and the numbers it goes by."""

    move: Move
    on: dt.date
    kind: str
    interchange: str
    group: str
    set: str
    payer_control: str = ""


class Filing(StrEnum):
    """How the clock of a claim stands."""

    PROVEN = "proven"
    LATE = "late"
    RUNNING = "running"
    SOON = "soon"
    RUN_OUT = "run out"


def proof_of(heard: Iterable[Heard]) -> Heard | None:
    """The proof of a claim: the first of the payer's acceptances, else the first receipt; none where none was heard."""
    proofs = [one for one in heard if one.move in PROOFS]
    return min(proofs, key=lambda one: (PROOFS[one.move], one.on), default=None)


def filing_of(until: dt.date, heard: Iterable[Heard], today: dt.date) -> Filing:
    """How the clock stands: it stops with the first proof that lies within it."""
    days = [one.on for one in heard if one.move in PROOFS]
    if days:
        return Filing.PROVEN if min(days) <= until else Filing.LATE
    left = (until - today).days
    return Filing.RUN_OUT if left < 0 else Filing.SOON if left <= SOON else Filing.RUNNING
