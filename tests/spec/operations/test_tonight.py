"""Beds needed at midnight = in beds + boarding + needed anew by then − leaving by then; every night is held to it."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from wellrun.departments.operations.rules.tonight import Past, Present, tonight
from wellrun.engines.forecasting.leaving import CannotLearn, Stay

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
FIRST = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - on the clocks of the house
NOW = FIRST + 119 * DAY + 9 * HOUR


def house(*, days: int = 121, seed: int = 4) -> Past:
    """Six people a day need a bed between 8 and 20, wait two hours in emergency, and stay two to four days."""
    chance = random.Random(seed)
    stays, boarded, needed = [], [], []
    for day in range(days):
        for _one in range(6):
            decided = FIRST + day * DAY + (8 + 12 * chance.random()) * HOUR
            came = decided + 2 * HOUR
            left = dt.datetime.combine(came.date(), dt.time(14)) + chance.choice((2, 3, 4)) * DAY
            stays.append(Stay("W1", came, left))
            boarded.append((decided, came))
            needed.append(decided)
    return Past(tuple(stays), tuple(boarded), tuple(sorted(needed)), {})


def as_known(past: Past, moment: dt.datetime) -> Past:
    """Nothing of what came after a moment."""
    stays = tuple(
        one._replace(left=one.left if one.left and one.left <= moment else None)
        for one in past.stays
        if one.came <= moment
    )
    boarded = tuple((a, b if b and b <= moment else None) for a, b in past.boarded if a <= moment)
    return Past(stays, boarded, tuple(one for one in past.needed if one <= moment), {})


@pytest.fixture(scope="module")
def past() -> Past:
    return house()


def test_the_sum_of_its_parts_and_what_came(past: Past) -> None:
    known = as_known(past, NOW)
    present = Present(tuple(known.there(NOW)), known.boarding(NOW), 0, open_beds=30)
    told = tonight(known, present, NOW)
    parts = told.in_beds + told.boarding + told.planned + told.arriving - told.leaving
    assert told.needed == pytest.approx(parts, abs=0.2)
    assert told.lower <= told.needed <= told.upper
    # At 9 most of the six are still to come: those of eleven hours of twelve.
    assert told.arriving == pytest.approx(6 * 11 / 12, abs=0.8)
    midnight = dt.datetime.combine(NOW.date() + DAY, dt.time())
    assert told.lower - 3 <= len(past.there(midnight)) + past.boarding(midnight) <= told.upper + 3


def test_each_night_is_judged_by_what_was_known_at_its_hour(past: Past) -> None:
    known = as_known(past, NOW)
    told = tonight(known, Present((), 0, 0, 30), NOW)
    assert [one.day for one in told.nights] == [NOW.date() - back * DAY for back in range(28, 0, -1)]
    for one in told.nights:
        midnight = dt.datetime.combine(one.day + DAY, dt.time())
        assert one.came == len(past.there(midnight)) + past.boarding(midnight)
    assert told.inside >= 18
    assert told.mean_miss is not None and told.mean_miss < 3


def test_more_open_beds_make_it_less_likely_to_be_short(past: Past) -> None:
    known = as_known(past, NOW)
    stays = tuple(known.there(NOW))
    few, many = (tonight(known, Present(stays, 0, 0, beds), NOW).short for beds in (len(stays), len(stays) + 9))
    assert 0 <= many < few <= 1


def test_a_house_that_has_seen_little_says_nothing() -> None:
    young = as_known(house(days=20), FIRST + 19 * DAY + 9 * HOUR)
    with pytest.raises(CannotLearn):
        tonight(young, Present((), 0, 0, 10), FIRST + 19 * DAY + 9 * HOUR)
    with pytest.raises(CannotLearn):
        tonight(Past((), (), (), {}), Present((), 0, 0, 10), NOW)
