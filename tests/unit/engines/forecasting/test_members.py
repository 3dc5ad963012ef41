"""Members: against closed forms and hand figures, and each of them from the days before an origin alone."""

import datetime as dt

import numpy as np
import pytest

from wellrun.engines.forecasting import choice, simple, structural
from wellrun.engines.forecasting.calendar import TURN_OF_YEAR, calendar
from wellrun.engines.forecasting.series import DAY, DailySeries

MONDAY = dt.date(2024, 1, 1)
EASTER = {dt.date(2024, 4, 1): "Easter Monday", dt.date(2025, 4, 21): "Easter Monday"}


def noisy(days: int, seed: int = 1) -> np.ndarray:
    at, chance = np.arange(days), np.random.default_rng(seed)
    return 100 + 10 * (at % 7 < 5) + 8 * np.cos(2 * np.pi * at / 365.25) + chance.normal(0, 5, days)


def test_inputs_of_a_day_do_not_depend_on_how_many_follow():
    short, long = calendar(MONDAY, 100, EASTER), calendar(MONDAY, 500, EASTER)
    assert (short.inputs == long.inputs[:100]).all()


def test_weekdays_add_up_to_none_and_holidays_have_a_day_before_and_after():
    found = calendar(MONDAY, 366, {dt.date(2024, 5, 6): "May (observed)"} | EASTER)
    assert found.inputs[:7, found.weekdays].sum(axis=0).tolist() == [0] * 6
    easter, may = 91, 126
    days = found.inputs[:, found.holidays]
    assert np.flatnonzero(days[:, 0]).tolist() == [easter, may]
    assert np.flatnonzero(days[:, 1]).tolist() == [easter + 1, may + 1]
    assert np.flatnonzero(days[:, 2]).tolist() == [easter - 1, may - 1]
    assert np.flatnonzero(days[:, 3]).tolist() == [easter]
    assert np.flatnonzero(days[:, 4]).tolist() == [may]
    assert days.shape[1] == 5 + len(TURN_OF_YEAR)
    assert days[:3, -3:].tolist() == np.eye(3).tolist()


def test_without_shocks_and_drift_the_filter_is_a_regression_with_a_prior():
    """Lindley and Smith 1972: effects = (X'X + V⁻¹)⁻¹ X'y, in units of the noise's variance."""
    known, values = calendar(MONDAY, 430, EASTER), noisy(400)
    values[50:60] = np.nan
    prior = np.r_[1.0, np.full(known.inputs.shape[1], 4.0)]
    still = np.zeros(len(prior))
    (state,) = structural._filtered(values, known.inputs, prior, still, 1.0, 0.0, np.array([400]))
    inputs = np.column_stack([np.ones(400), known.inputs[:400]])[np.isfinite(values)]
    closed = np.linalg.solve(inputs.T @ inputs + np.diag(1 / prior), inputs.T @ values[np.isfinite(values)])
    assert state == pytest.approx(closed, abs=1e-8)


def test_a_level_alone_is_followed_as_the_kalman_filter_by_hand():
    """One level, prior variance 1, shocks of 1, kept by half: gains 1/2, then (1/8 + 1)/(1/8 + 2)."""
    nothing = np.zeros((3, 0))
    found = structural._filtered(np.array([2.0, 4.0]), nothing, np.ones(1), np.zeros(1), 0.5, 1.0, np.array([0, 1, 2]))
    first = 0.5 * (2 / 2)
    second = 0.5 * (first + (4 - first) * (1.125 / 2.125))
    assert found[:, 0] == pytest.approx([0, first, second])


def test_seasonal_naive_and_weekday_mean_by_hand():
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 3, np.nan, 5, 6, 7, 8, 9])
    origin = np.array([14])
    assert simple.seasonal_naive(values, origin, 9)[0].tolist() == [3, 2, 5, 6, 7, 8, 9, 3, 2]
    assert simple.weekday_mean(values, origin, 2)[0].tolist() == [2, 2]
    assert simple.weekday_mean(values, origin, 1, weeks=1)[0].tolist() == [3]


def test_a_weekday_that_was_never_reported_is_as_the_others():
    values = np.tile((2.0, 4, np.nan, 6, 6, 6, 6), 3)
    assert simple.seasonal_naive(values, np.array([21]), 3)[0].tolist() == [2, 4, 5]


def test_the_harmonic_regression_is_the_weighted_least_squares_it_keeps_sums_of():
    values, known = noisy(500), calendar(MONDAY, 540, EASTER)
    found = simple.harmonic(values, known, np.array([300, 450]), 28)[1]
    weight = 0.5 ** ((449 - np.arange(450)) / simple.HALF_LIFE)
    inputs, middle = known.inputs[:450], values[:91].mean()
    penalty = np.full(inputs.shape[1], simple.RIDGE)
    penalty[known.constant], penalty[known.holidays] = 1e-6, simple.HOLIDAY_RIDGE
    effects = np.linalg.solve(
        (inputs * weight[:, None]).T @ inputs + np.diag(penalty), (inputs.T * weight) @ (values[:450] - middle)
    )
    over = (values[:450] - middle - inputs @ effects)[-simple.LEVEL_DAYS :]
    fading = 0.5 ** (np.arange(simple.LEVEL_DAYS)[::-1] / simple.LEVEL_HALF_LIFE)
    level = (over * fading).sum() / fading.sum()
    assert found == pytest.approx(middle + known.inputs[450:478] @ effects + level * 0.99 ** np.arange(1, 29), abs=1e-6)


def test_a_member_that_errs_a_tenth_more_weighs_two_in_a_hundred_of_the_best():
    truth = np.zeros((4, 7))
    past = choice.Past(np.zeros((3, 7)), np.stack([np.full((4, 7), one) for one in (1.0, -1.1, 2.0)]), truth)
    found = choice.weights(past)
    assert found.sum() == pytest.approx(1)
    assert found[1] / found[0] == pytest.approx(1.1**-40)
    assert found[1] / found[0] == pytest.approx(0.022, abs=0.001)


def test_members_that_never_erred_share_the_whole_and_an_unreported_past_weighs_all_alike():
    perfect = choice.Past(np.zeros((3, 1)), np.array([0.0, 0, 1]).reshape(3, 1, 1), np.zeros((1, 1)))
    assert choice.weights(perfect).tolist() == [0.5, 0.5, 0]
    unknown = perfect._replace(truth=np.full((1, 1), np.nan))
    assert choice.weights(unknown).tolist() == [1 / 3] * 3


def test_only_what_was_known_by_the_origin_is_judged():
    """Day 95 tells that of day 100 nothing: truths at the origin and after it are not there."""
    series = DailySeries(MONDAY, np.arange(120.0) + 50)
    (past,) = choice.pasts(series, [100], 28)
    assert np.isnan(past.truth[-1, 7:]).all()
    assert past.truth[-1, :7].tolist() == [float(50 + day) for day in range(93, 100)]
    assert np.nanmax(past.truth) == 50 + 99


def test_a_holiday_that_comes_back_is_foretold_and_others_are_thought_like_it():
    """Five hundred days with holidays that bring half as many: a holiday of a new name is foretold low as well."""
    holidays = {MONDAY + day * DAY: f"Holiday {day // 30 % 6}" for day in range(20, 700, 30)}
    holidays[MONDAY + 707 * DAY] = "Coronation"
    values = noisy(700)
    for day in holidays:
        if (at := (day - MONDAY).days) < 700:
            values[at] *= 0.5
    known = calendar(MONDAY, 728, holidays)
    found = structural.forecasts(values, known, np.array([700]), 28)[:, 0].mean(axis=0)
    assert found[7] < 0.75 * found[14]
    assert found[10] == pytest.approx(found[17], rel=0.1)


def test_too_few_days_are_refused():
    with pytest.raises(ValueError, match="from day 56"):
        choice.pasts(DailySeries(MONDAY, noisy(55)), [55], 7)
    with pytest.raises(ValueError, match="to its end, 80"):
        choice.pasts(DailySeries(MONDAY, noisy(80)), [81], 7)
