"""Changes of shifts at short notice, by whoever makes the roster."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from wellrun.departments.workforce.rules.notice import Told, late_changes

BEGINS = dt.datetime(2026, 11, 20, 7, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LONG_BEFORE, LATE = BEGINS - 500 * HOUR, BEGINS - 30 * HOUR
PLAIN = Told(BEGINS, LONG_BEFORE)


@pytest.mark.parametrize(
    ("one", "times"),
    [
        (PLAIN, 0),
        # 72 hours before is notice enough; a minute later is not.
        (replace(PLAIN, since=BEGINS - 72 * HOUR), 0),
        (replace(PLAIN, since=BEGINS - 72 * HOUR + dt.timedelta(minutes=1)), 1),
        (replace(PLAIN, since=LATE, chosen=True), 0),
        (replace(PLAIN, since=LATE, imported=True), 0),
        (replace(PLAIN, until=LATE, ended="replanned"), 1),
        (replace(PLAIN, until=LATE, ended="replanned", imported=True), 1),
        (replace(PLAIN, until=LATE, ended="absent"), 0),
        (replace(PLAIN, until=LATE, ended="swapped"), 0),
        (replace(PLAIN, since=LATE, until=LATE + HOUR, ended="replanned"), 2),
        # What is corrected after the shift has begun is the record, not the plan.
        (replace(PLAIN, until=BEGINS + HOUR, ended="replanned"), 0),
    ],
)
def test_late_changes(one: Told, times: int) -> None:
    assert late_changes(one) == times
