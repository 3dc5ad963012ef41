"""Shifts of a facility as rules need them, and the rest between two of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

DAY = dt.timedelta(days=1)
DAY_MINUTES = 24 * 60


class ShiftSpan(Protocol):
    """A shift: minutes after midnight at which it starts, minutes to its end, minutes paid, whether it is a night."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def minutes(self) -> int: ...
    @property
    def night(self) -> bool: ...


@dataclass(frozen=True)
class ShiftAt:
    """The plain form of ``ShiftSpan``."""

    code: str
    name: str
    start: int
    length: int
    minutes: int
    night: bool = False


@dataclass(frozen=True)
class Span:
    """The days a plan is for."""

    first: dt.date
    days: int

    @property
    def last(self) -> dt.date:
        return self.first + (self.days - 1) * DAY

    def date(self, day: int) -> dt.date:
        """The date of a day counted from 0."""
        return self.first + day * DAY

    def number(self, date: dt.date) -> int:
        """A date as a day counted from 0; negative before the plan."""
        return (date - self.first).days

    def inside(self, first: dt.date, last: dt.date) -> tuple[int, ...]:
        """The days of the plan between two dates, both included."""
        return tuple(range(max(0, self.number(first)), min(self.days - 1, self.number(last)) + 1))


def rest_minutes(earlier: ShiftSpan, later: ShiftSpan, *, days_apart: int = 1) -> int:
    """Minutes from the end of one shift to the start of another that begins so many days later."""
    return days_apart * DAY_MINUTES + later.start - (earlier.start + earlier.length)


def codes(shifts: Iterable[ShiftSpan]) -> frozenset[str]:
    """The codes of shifts."""
    return frozenset(shift.code for shift in shifts)
