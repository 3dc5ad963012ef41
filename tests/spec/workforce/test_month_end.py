"""Where overtime and agency hours will be at the end of the month: worked by hand, and on simulated months."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from wellrun.departments.workforce.rules.month_end import MONTHS_BACK, WEEKS, last_of, month_end, quantile

DAY = dt.timedelta(days=1)


def every_day(first: dt.date, last: dt.date, hours: float) -> dict[dt.date, float]:
    return {first + ahead * DAY: hours for ahead in range((last - first).days + 1)}


def test_a_steady_ward_ends_where_it_always_does() -> None:
    """8 hours a day since 2024; on 11 April ten days are behind, so 80 hours, and 20 to come: 240 in all."""
    forecast = month_end(every_day(dt.date(2024, 1, 1), dt.date(2026, 4, 10), 8.0), dt.date(2026, 4, 11))
    assert (forecast.so_far, forecast.likely) == (80, 240)
    assert (forecast.low, forecast.high, forecast.error) == (240, 240, 0)
    assert forecast.months == MONTHS_BACK


def test_each_weekday_has_its_own_usual() -> None:
    """Ten hours on Saturdays only. From Monday 20 April 2026 there is one Saturday to come, the 25th."""
    days = {day: 10.0 for week in range(60) if (day := dt.date(2026, 4, 18) - 7 * week * DAY)}
    forecast = month_end(days, dt.date(2026, 4, 20))
    assert (forecast.so_far, forecast.likely) == (30, 40)


def test_the_usual_is_the_mean_of_eight_same_weekdays() -> None:
    """Mondays of 2, 4, ... 16 hours before Monday 27 April: 9 on the mean; nothing on other days."""
    days = {dt.date(2026, 4, 20) - 7 * back * DAY: 16.0 - 2 * back for back in range(WEEKS)}
    forecast = month_end(days, dt.date(2026, 4, 27))
    so_far = 16.0 + 14.0 + 12.0
    assert (forecast.so_far, forecast.likely) == (so_far, so_far + 9)
    assert (forecast.low, forecast.months) == (None, 0)


def test_the_range_is_the_middle_of_the_errors_made_before() -> None:
    """Months that came out 10, 20, ... 120 hours above what was likely on their first day."""
    assert quantile([10.0 * each for each in range(1, 13)], 0.1) == pytest.approx(21)
    assert quantile([10.0 * each for each in range(1, 13)], 0.9) == pytest.approx(109)
    assert quantile([7.0], 0.9) == 7


def test_less_than_so_far_is_never_likely() -> None:
    """Three quiet years and one wild fortnight: the range begins no lower than what was worked already."""
    days = every_day(dt.date(2024, 1, 1), dt.date(2026, 4, 27), 0.0) | every_day(
        dt.date(2026, 4, 14), dt.date(2026, 4, 27), 30.0
    )
    forecast = month_end(days, dt.date(2026, 4, 28))
    assert forecast.low is not None and forecast.low >= forecast.so_far == 14 * 30


@pytest.mark.parametrize("seed", [1, 2])
def test_the_range_holds_the_truth_about_as_often_as_it_says(seed: int) -> None:
    """300 wards of 17 months each, made on the 12th: with twelve errors known the range holds some three quarters."""
    chance, held = random.Random(seed), 0
    first, today = dt.date(2025, 1, 1), dt.date(2026, 5, 12)
    for _ in range(300):
        level = chance.uniform(5, 40)
        days = {
            first + ahead * DAY: max(0.0, chance.gauss(level, level / 2))
            for ahead in range((last_of(today) - first).days + 1)
        }
        forecast = month_end({day: hours for day, hours in days.items() if day < today}, today)
        truth = sum(hours for day, hours in days.items() if (day.year, day.month) == (today.year, today.month))
        assert forecast.low is not None and forecast.high is not None
        held += forecast.low <= truth <= forecast.high
    assert 0.64 <= held / 300 <= 0.86
