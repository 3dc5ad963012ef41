"""Series: what is a gap, what is usual there, and what is learnt from."""

import datetime as dt
import math

import numpy as np
import pytest

from wellrun.engines.forecasting.series import DAY, DailySeries, Reason, daily

MONDAY = dt.date(2026, 1, 5)
WEEK = (100.0, 90, 80, 85, 95, 40, 30)


def weeks(count: int, **changed: float) -> np.ndarray:
    values = np.tile(WEEK, count)
    for day, value in changed.items():
        values[int(day[1:])] = value
    return values


def test_a_zero_where_a_hundred_are_usual_is_told_and_filled_and_not_learnt():
    series = DailySeries(MONDAY, weeks(10, d35=0))
    (gap,) = series.gaps
    assert (gap.day, gap.value, gap.usual, gap.reason) == (MONDAY + 35 * DAY, 0, 100, Reason.ZERO)
    assert np.isnan(series.reported[35])
    assert series.filled[35] == 100
    assert np.isfinite(np.delete(series.reported, 35)).all()


def test_three_zeros_in_a_row_of_weeks_are_all_told():
    assert len(DailySeries(MONDAY, weeks(12, d42=0, d49=0, d56=0)).gaps) == 3


def test_a_zero_that_chance_could_bring_is_a_count():
    """Nine are usual: a zero comes once in 8,100 days of a Poisson count, more often than once in 10,000."""
    assert not DailySeries(MONDAY, np.r_[np.full(63, 9.0), 0]).gaps
    assert DailySeries(MONDAY, np.r_[np.full(63, 9.3), 0]).gaps


def test_a_clinic_that_is_shut_on_sundays_or_on_a_holiday_reports_zeros():
    shut = np.tile((50.0, 50, 50, 50, 50, 0, 0), 10)
    shut[35] = 0
    assert [gap.day for gap in DailySeries(MONDAY, shut).gaps] == [MONDAY + 35 * DAY]
    assert not DailySeries(MONDAY, shut, {MONDAY + 35 * DAY: "Founders' Day"}).gaps


def test_what_is_no_number_of_patients_is_a_gap():
    values = weeks(8, d10=-3, d20=math.nan, d30=math.inf)
    assert [(gap.reason, gap.value) for gap in DailySeries(MONDAY, values).gaps] == [
        (Reason.IMPOSSIBLE, -3),
        (Reason.MISSING, None),
        (Reason.IMPOSSIBLE, math.inf),
    ]
    assert [gap.reason for gap in DailySeries(MONDAY, values, counts=False).gaps] == [
        Reason.MISSING,
        Reason.IMPOSSIBLE,
    ]


def test_first_days_are_judged_by_those_after_and_all_others_by_those_before():
    assert DailySeries(MONDAY, weeks(6, d1=0)).gaps[0].usual == 90
    rising = np.r_[np.zeros(35), np.full(35, 50.0)]
    # A ward that opened in the sixth week had nobody before: only its first three weeks can be doubted.
    assert all((gap.day - MONDAY).days < 21 for gap in DailySeries(MONDAY, rising).gaps)


def test_a_series_from_figures_by_day_has_a_gap_for_each_day_between():
    series = daily({MONDAY: 1, MONDAY + 2 * DAY: 3}, unit="arrivals")
    assert (len(series), series.next_day, series.unit) == (3, MONDAY + 3 * DAY, "arrivals")
    assert [gap.day for gap in series.gaps] == [MONDAY + DAY]
    assert series.filled.tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match="at least one"):
        daily({})
    with pytest.raises(ValueError, match="one row"):
        DailySeries(MONDAY, np.ones((2, 2)))
