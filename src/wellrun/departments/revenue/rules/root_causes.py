"""Where denials come from: the last months against those before, by one thing or another."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

MONTHS = 3
"""Months that are compared with as many before them."""


class Fell(NamedTuple):
    """One denial as it counts: when, what it is counted under, and how much was denied, in cents."""

    on: dt.date
    under: str
    cents: int


class RootCause(NamedTuple):
    """Denials counted under one thing: in the last months, and in as many before."""

    under: str
    now: int
    now_cents: int
    before: int
    before_cents: int

    @property
    def change(self) -> int:
        """More denials than before; below zero, fewer."""
        return self.now - self.before

    @property
    def trend(self) -> str:
        """``new``: none before; ``more`` or ``fewer``: by a half and at least three; else ``as before``.

        The bounds are the house's: small counts go up and down by themselves.
        """
        if not self.before and self.now >= LEAST:
            return "new"
        if abs(self.change) >= max(LEAST, self.before / 2):
            return "more" if self.change > 0 else "fewer"
        return "as before"


LEAST = 3


def spans(today: dt.date, months: int = MONTHS) -> tuple[dt.date, dt.date]:
    """The first day of the last months, which end today, and that of as many before: both spans are of one length."""
    return _months_before(today, months), _months_before(today, 2 * months)


def _months_before(day: dt.date, months: int) -> dt.date:
    """The day after the one so many months ago; a month without that day has its last."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(day.day, last)) + dt.timedelta(days=1)


def root_causes(fell: Iterable[Fell], *, today: dt.date, months: int = MONTHS) -> tuple[RootCause, ...]:
    """What denials are counted under, the dearest of the last months first; what fell earlier or later is left out."""
    since, earlier = spans(today, months)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in fell:
        if earlier <= one.on <= today:
            at = 0 if one.on >= since else 2
            found[one.under][at] += 1
            found[one.under][at + 1] += one.cents
    return tuple(
        sorted(
            (RootCause(under, *counts) for under, counts in found.items()), key=lambda row: (-row.now_cents, row.under)
        )
    )
