"""Who has to be told of an event, and by when: dated data with a source each, and the clocks that follow.

``duties`` reads ``content/duties.yaml``; ``due`` says which hold for an event and when each ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from wellrun.departments.quality.rules.incidents import Harm
from wellrun.departments.quality.rules.lengths import UNITS, end_of

CONTENT = Path(__file__).parents[1] / "content" / "duties.yaml"


@dataclass(frozen=True)
class Duty:
    """Something that has to be told or finished: by which law, for which events, within how much of which ``unit``."""

    key: str
    words: str
    source: str
    jurisdiction: str
    amount: int
    unit: str
    since: dt.date
    harm: Harm
    until: dt.date | None = None
    kinds: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()

    def holds(self, event: Event) -> bool:
        """Whether the duty is owed for this event."""
        day = event.known_at.date()
        region = event.region
        return (
            self.since <= day
            and (self.until is None or day <= self.until)
            and (region == self.jurisdiction or region.startswith(f"{self.jurisdiction}-"))
            and event.harm.at_least(self.harm)
            and (not self.kinds or event.kind in self.kinds)
            and (not self.facilities or event.facility in self.facilities)
        )


@dataclass(frozen=True)
class Event:
    """What a duty asks about. ``known_at`` is aware, in the facility's own zone; ``region`` as in ISO 3166-2."""

    kind: str
    harm: Harm
    known_at: dt.datetime
    region: str
    facility: str


@dataclass(frozen=True)
class Clock:
    """A duty that is owed, and the last moment for it."""

    duty: Duty
    due: dt.datetime


@lru_cache(maxsize=1)
def duties() -> tuple[Duty, ...]:
    """The duties as shipped. Raises ``ValueError`` where one lacks what it cannot do without."""
    return tuple(_duty(entry) for entry in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


def _duty(entry: dict[str, Any]) -> Duty:
    if entry["unit"] not in UNITS or entry["amount"] < 1:
        raise ValueError(f"{entry['key']}: {entry['amount']} {entry['unit']} is no length of time.")
    listed = {name: frozenset(entry.get(name, ())) for name in ("kinds", "facilities")}
    return Duty(**{**entry, **listed, "harm": Harm(entry["harm"])})


def due(event: Event, *, holidays: Container[dt.date] = frozenset()) -> tuple[Clock, ...]:
    """Every clock that runs for an event, the first due first."""
    clocks = [
        Clock(duty, end_of(duty.unit, duty.amount, start=event.known_at, holidays=holidays))
        for duty in duties()
        if duty.holds(event)
    ]
    return tuple(sorted(clocks, key=lambda clock: (clock.due, clock.duty.key)))
