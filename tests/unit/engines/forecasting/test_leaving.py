"""Who leaves: a facility whose truth is known, stays still open, dates set afterwards, and calibration."""

import datetime as dt

import numpy as np
import pytest

from wellrun.engines.forecasting import leaving
from wellrun.engines.forecasting.leaving import CannotLearn, Stay, held_out, learn

NOON = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)
TO_MIDNIGHT = dt.timedelta(hours=12)


def facility(days: int = 300, seed: int = 11, told: bool = True) -> list[Stay]:
    """Two wards, four patients a day each; ward A's stay three days on the mean, ward B's six; leavers go at 15:00."""
    chance, stays = np.random.default_rng(seed), []
    for day in range(days, -8, -1):
        for ward, mean in (("A", 3), ("B", 6)):
            for _patient in range(4):
                came = NOON - dt.timedelta(days=day, hours=float(chance.uniform(-8, 4)))
                leaves = (came + dt.timedelta(days=1 + int(chance.geometric(1 / mean)))).replace(hour=15, minute=0)
                expected = ((came + dt.timedelta(hours=1), leaves.date()),) if told and chance.random() < 0.5 else ()
                stays.append(Stay(ward, came, leaves, expected))
    return stays


def test_a_ward_of_short_stays_empties_sooner():
    model = learn(facility(told=False), NOON, TO_MIDNIGHT)
    came = NOON - dt.timedelta(days=2, hours=2)
    short, long = model.chance([Stay("A", came, None), Stay("B", came, None)], NOON)
    assert short == pytest.approx(1 / 3, abs=0.08)
    assert long == pytest.approx(1 / 6, abs=0.06)
    assert (model.wards, model.window) == (("A", "B"), TO_MIDNIGHT)


def test_who_is_expected_to_leave_today_does():
    model = learn(facility(), NOON, TO_MIDNIGHT)
    came, told = NOON - dt.timedelta(days=3, hours=1), NOON - dt.timedelta(days=1)
    today, next_week, unknown, told_later = model.chance(
        [
            Stay("A", came, None, ((told, NOON.date()),)),
            Stay("A", came, None, ((told, NOON.date() + dt.timedelta(days=7)),)),
            Stay("A", came, None),
            Stay("A", came, None, ((NOON + dt.timedelta(hours=1), NOON.date()),)),
        ],
        NOON,
    )
    assert today > 0.9
    assert next_week < 0.1
    assert told_later == unknown
    assert next_week < unknown < today


def test_the_newest_expectation_counts():
    stay = Stay("A", NOON, None, ((NOON, dt.date(2026, 7, 1)), (NOON + dt.timedelta(hours=5), dt.date(2026, 7, 4))))
    assert stay.expected_at(NOON - dt.timedelta(hours=1)) is None
    assert stay.expected_at(NOON) == dt.date(2026, 7, 1)
    assert stay.expected_at(NOON + dt.timedelta(days=1)) == dt.date(2026, 7, 4)


def test_stays_still_open_are_no_short_ones_and_nothing_is_known_from_after_the_moment():
    """What is learnt is the same whether later leavings are written in the stays or not known yet."""
    stays = facility()
    as_known = [one._replace(left=None) if one.left > NOON else one for one in stays if one.came <= NOON]
    assert (learn(stays, NOON, TO_MIDNIGHT).weights == learn(as_known, NOON, TO_MIDNIGHT).weights).all()
    ended = [one for one in as_known if one.left is not None]
    came = NOON - dt.timedelta(days=8)
    with_open = learn(as_known, NOON, TO_MIDNIGHT).chance([Stay("B", came, None)], NOON)
    only_ended = learn(ended, NOON, TO_MIDNIGHT).chance([Stay("B", came, None)], NOON)
    # Left out, the open stays would make the newest days look as though everybody left soon.
    assert only_ended > with_open


def test_a_window_that_has_not_closed_teaches_nothing():
    stays = facility()
    day_long = dt.timedelta(days=1, hours=12)
    changed = [
        one._replace(left=NOON + dt.timedelta(hours=1)) if one.left > NOON and one.came <= NOON else one
        for one in stays
    ]
    assert (learn(stays, NOON, day_long).weights == learn(changed, NOON, day_long).weights).all()


def test_chances_are_calibrated_and_the_numbers_hold():
    """Eighty-four nights foretold by models of the days before: as many leave as the chances add up to, by fifths."""
    nights = []
    for seed in (1, 2, 3):
        nights += held_out(facility(seed=seed), NOON, TO_MIDNIGHT)
    assert len(nights) == 84
    chance = np.concatenate([night.chances for night in nights])
    left = np.concatenate([night.left for night in nights]).astype(float)
    assert left.mean() == pytest.approx(chance.mean(), rel=0.06)
    for part in np.array_split(np.argsort(chance), 5):
        assert left[part].mean() == pytest.approx(chance[part].mean(), abs=0.035)
    inside = [low <= sum(night.left) <= high for night in nights for low, high in (night.number.range_of(0.8),)]
    assert 0.74 <= np.mean(inside) <= 0.95


def test_the_number_that_leaves_is_the_sum_of_the_chances():
    model = learn(facility(), NOON, TO_MIDNIGHT)
    there = [one._replace(left=None) for one in facility() if one.there(NOON)]
    number = model.number(there, NOON)
    assert number.mean == pytest.approx(model.chance(there, NOON).sum())
    assert model.number([], NOON).range_of(0.95) == (0, 0)


def test_too_little_is_said_and_not_guessed():
    with pytest.raises(CannotLearn, match="at least 28 and 30"):
        learn(facility(days=20), NOON, TO_MIDNIGHT)
    never = [one._replace(left=None) for one in facility(days=40)]
    with pytest.raises(CannotLearn, match="0 who left"):
        learn(never, NOON, TO_MIDNIGHT)


def test_who_was_there_is_found_as_by_asking_each_day():
    """The windows of a stay are those of the days on which it had begun and had not ended."""
    stays = facility(days=40)[::5]
    stays += [Stay("A", NOON - dt.timedelta(days=9), NOON - dt.timedelta(days=4)), Stay("A", NOON, None)]
    for window in (TO_MIDNIGHT, dt.timedelta(days=1), dt.timedelta(days=1, hours=12)):
        asked = {
            (NOON - back * dt.timedelta(days=1), at)
            for back in range(1, 183)
            for at, one in enumerate(stays)
            if NOON - back * dt.timedelta(days=1) + window <= NOON and one.there(NOON - back * dt.timedelta(days=1))
        }
        number = {id(one): at for at, one in enumerate(stays)}
        assert {(then, number[id(one)]) for then, one in leaving._windows(stays, NOON, window)} == asked


def test_a_window_that_ends_at_midnight_ends_with_the_day_before():
    """Expected tomorrow is not expected by midnight: the chance is that of the next days."""
    model = learn(facility(), NOON, TO_MIDNIGHT)
    came, told = NOON - dt.timedelta(days=3, hours=1), NOON - dt.timedelta(days=1)
    tomorrow = Stay("A", came, None, ((told, NOON.date() + dt.timedelta(days=1)),))
    assert model.chance([tomorrow], NOON)[0] < 0.2
