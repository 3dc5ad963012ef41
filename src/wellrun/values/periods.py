"""Periods: days, weeks (Monday first, ISO 8601) and months, as half-open ranges of dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """The length of a period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, order=True)
class Period:
    """All days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"A period must end after it starts, got {self.start} to {self.end}.")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days


def period_of(day: date, *, grain: Grain) -> Period:
    """The day, ISO week or calendar month that holds ``day``."""
    if grain is Grain.DAY:
        return Period(day, day + timedelta(days=1))
    if grain is Grain.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7))
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1))


def periods_between(start: date, end: date, *, grain: Grain) -> Iterator[Period]:
    """Every period of the grain that begins on or after the one holding ``start`` and before ``end``."""
    period = period_of(start, grain=grain)
    while period.start < end:
        yield period
        period = period_of(period.end, grain=grain)
