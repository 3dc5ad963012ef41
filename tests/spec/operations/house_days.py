"""Beds and moments of the day on which the tests of the house play."""

from __future__ import annotations

import datetime as dt

from wellrun.departments.operations.rules.house.events import Spot

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BED1, BED2, BED3 = Spot("W1", "1"), Spot("W1", "2"), Spot("W1", "3")


def clock(text: str) -> dt.datetime:
    hours, minutes = text.split(":")
    return DAY + dt.timedelta(hours=int(hours), minutes=int(minutes))
