"""Stores: first expired first out, use a day with its interval, days of cover, when and how much to order."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.operations.rules.stores import Held, burn, expiring, standing, taken, usable

TODAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


def held(lot: str, quantity: int, expires: dt.date | None = None, *, recalled: bool = False) -> Held:
    return Held(lot, "Store", expires, recalled, quantity)


def test_what_expires_first_goes_first_and_what_is_recalled_or_expired_does_not_go() -> None:
    there = [
        held("never", 9),
        held("later", 5, TODAY + 40 * DAY),
        held("today", 3, TODAY),
        held("over", 7, TODAY - DAY),
        held("recalled", 8, TODAY + DAY, recalled=True),
        held("none", 0, TODAY + DAY),
    ]
    assert [one.lot for one in usable(there, today=TODAY)] == ["today", "later", "never"]
    assert [(one.lot, part) for one, part in taken(there, 6, today=TODAY)] == [("today", 3), ("later", 3)]
    assert sum(part for _one, part in taken(there, 99, today=TODAY)) == 17
    assert [one.lot for one in expiring(there, today=TODAY, within=30)] == ["over", "today", "recalled"]


def test_use_a_day_counts_days_without_any_and_leaves_today_out() -> None:
    issued = [(TODAY - DAY, 14), (TODAY - 28 * DAY, 14), (TODAY - 29 * DAY, 500), (TODAY, 500)]
    found = burn(issued, today=TODAY, days=28)
    assert (found.mean, found.days) == (1.0, 28)
    # 2 days of 14 and 26 of none: squares 2 x 169 + 26 x 1 = 364 over 27, its root 3.672; times 1.96 / sqrt 28 = 1.360.
    assert (found.lower, found.upper) == (0.0, pytest.approx(2.360, abs=0.001))
    even = burn([(TODAY - n * DAY, 3) for n in range(1, 29)], today=TODAY, days=28)
    assert even == (3.0, 3.0, 3.0, 28)


@pytest.mark.parametrize(
    ("there", "order"),
    [
        # 3 a day, lead 5 days, reorder at 20: the level is 20 + 28 x 3 = 104.
        (21, 0),
        (20, 84),
        (0, 104),
    ],
)
def test_at_the_reorder_point_it_is_filled_up_to_four_weeks_above_it(there: int, order: int) -> None:
    issued = [(TODAY - n * DAY, 3) for n in range(1, 29)]
    found = standing([held("a", there)], issued, reorder_at=20, lead_days=5, today=TODAY)
    assert (found.usable, found.order, found.cover) == (there, order, there / 3)


def test_it_is_ordered_too_when_it_lasts_no_longer_than_an_order_takes() -> None:
    issued = [(TODAY - n * DAY, 3) for n in range(1, 29)]
    assert standing([held("a", 31)], issued, reorder_at=5, lead_days=10, today=TODAY).order == 0
    assert standing([held("a", 30)], issued, reorder_at=5, lead_days=10, today=TODAY).order == 5 + 84 - 30
    assert standing([held("a", 6)], [], reorder_at=5, lead_days=10, today=TODAY) == (6, (0, 0, 0, 28), None, 0)
