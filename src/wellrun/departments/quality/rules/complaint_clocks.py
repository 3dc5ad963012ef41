"""Within how long a complaint has to be acknowledged and answered: dated data with a source each, and what follows.

``laws`` reads ``content/complaint_clocks.yaml``; ``clocks`` says when each step is due for one complaint. A law comes
before the house; of several laws the strictest holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from wellrun.departments.quality.rules.complaints import LIVE, Standing
from wellrun.departments.quality.rules.lengths import UNITS, end_of, end_of_day

CONTENT = Path(__file__).parents[1] / "content" / "complaint_clocks.yaml"


class Step(StrEnum):
    """What a clock runs for."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"


@dataclass(frozen=True)
class Law:
    """A length: for which step, where and from when it holds. Without a jurisdiction it is the house's own."""

    key: str
    step: Step
    words: str
    source: str
    jurisdiction: str
    amount: int
    unit: str
    since: dt.date
    until: dt.date | None = None
    facilities: frozenset[str] = frozenset()

    def holds(self, day: dt.date, at: Where) -> bool:
        """Whether it holds for what came on a day."""
        return (
            self.since <= day
            and (self.until is None or day <= self.until)
            and (not self.jurisdiction or f"{at.region}-".startswith(f"{self.jurisdiction}-"))
            and (not self.facilities or at.facility in self.facilities)
        )


@dataclass(frozen=True)
class Where:
    """What a law asks about the place: ``region`` as in ISO 3166-2, the kind of facility, the days that are no work."""

    region: str
    facility: str
    holidays: Container[dt.date] = frozenset()


@dataclass(frozen=True)
class Clock:
    """A step that is owed: by which law, until when, when it was done. ``stopped``: nobody waits for it any more."""

    law: Law
    due: dt.datetime
    met_at: dt.datetime | None
    stopped: bool = False
    agreed: bool = False

    @property
    def runs(self) -> bool:
        """Not done, and somebody waits."""
        return self.met_at is None and not self.stopped

    def late(self, now: dt.datetime) -> bool:
        """Done after its moment, or still not done after it."""
        return not self.stopped and (self.met_at or now) > self.due


@lru_cache(maxsize=1)
def laws() -> tuple[Law, ...]:
    """The lengths as shipped. Raises ``ValueError`` where one is no length of time, or where the house has none."""
    read = tuple(_law(entry) for entry in yaml.safe_load(CONTENT.read_text(encoding="utf-8")))
    if missing := set(Step) - {law.step for law in read if not law.jurisdiction}:
        raise ValueError(f"The house has no length for {', '.join(sorted(missing))}.")
    return read


def _law(entry: dict[str, Any]) -> Law:
    if entry["unit"] not in UNITS or entry["amount"] < 1:
        raise ValueError(f"{entry['key']}: {entry['amount']} {entry['unit']} is no length of time.")
    return Law(**{**entry, "step": Step(entry["step"]), "facilities": frozenset(entry.get("facilities", ()))})


def due(step: Step, began_at: dt.datetime, at: Where) -> tuple[Law, dt.datetime]:
    """Which law sets the length of a step that began at a moment of the facility's own clock, and when it is due."""
    holding = [law for law in laws() if law.step is step and law.holds(began_at.date(), at)]
    binding = [law for law in holding if law.jurisdiction] or holding
    found = [(law, end_of(law.unit, law.amount, start=began_at, holidays=at.holidays)) for law in binding]
    return min(found, key=lambda one: one[1])


def clocks(standing: Standing, at: Where) -> tuple[Clock, ...]:
    """The clocks of a complaint, that of its acknowledgement first. Its moments are by the facility's own clock.

    What was put right at once has no answer to wait for.
    """
    stopped = standing.status not in LIVE
    law, until = due(Step.ACKNOWLEDGE, standing.received_at, at)
    first = Clock(law, until, standing.acknowledged_at, stopped and standing.acknowledged_at is None)
    if standing.settled:
        return (first,)
    law, until = due(Step.ANSWER, standing.began_at, at)
    if standing.agreed_until is not None:
        until = end_of_day(standing.agreed_until, standing.began_at)
    second = Clock(
        law, until, standing.answered_at, stopped and standing.answered_at is None, standing.agreed_until is not None
    )
    return first, second
