"""In which order those who bid for an open shift stand, and why each stands behind the one before.

Who may not work it has no place. Then no overtime comes before overtime; fewer hours in the seven days before; fewer
nights in the fourteen days before; who has worked here for longer; and who bid first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

DAYS_OF_HOURS, DAYS_OF_NIGHTS = 7, 14
"""How far back fatigue is counted, in days before the shift."""


class By(StrEnum):
    """What decides between two who bid."""

    OVERTIME = "overtime"
    HOURS = "hours"
    NIGHTS = "nights"
    SENIORITY = "seniority"
    TIME = "time"


@dataclass(frozen=True)
class Bidder:
    """Somebody who bids, as the order needs to know them. ``minutes`` and ``nights`` are those of the days before."""

    person: int
    legal: bool
    overtime: bool
    minutes: int
    nights: int
    since: dt.date
    bid_at: dt.datetime

    @property
    def order(self) -> dict[By, object]:
        """What is compared, in turn; less is better."""
        return {
            By.OVERTIME: self.overtime,
            By.HOURS: self.minutes,
            By.NIGHTS: self.nights,
            By.SENIORITY: self.since,
            By.TIME: (self.bid_at, self.person),
        }


@dataclass(frozen=True)
class Placed:
    """Somebody's place, and by what they stand behind the one before; nothing for the first."""

    bidder: Bidder
    rank: int
    behind_by: By | None


def placed(bidders: Iterable[Bidder]) -> tuple[Placed, ...]:
    """Those who may work the shift, in their order."""
    allowed = sorted((one for one in bidders if one.legal), key=lambda one: tuple(one.order.values()))
    before = [None, *allowed]
    return tuple(
        Placed(one, rank, decided_by(ahead, one) if ahead else None)
        for rank, (ahead, one) in enumerate(zip(before, allowed, strict=False), start=1)
    )


def decided_by(ahead: Bidder, behind: Bidder) -> By:
    """The first thing in which two differ."""
    other = behind.order
    return next(what for what, value in ahead.order.items() if value != other[what])
