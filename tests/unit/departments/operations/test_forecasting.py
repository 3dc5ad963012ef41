"""Rows of forecasts: days to come, days over as they would have been foretold, and what they missed."""

import datetime as dt

import numpy as np
import pytest

from wellrun.departments.operations.rules.forecast_making import forecast_days
from wellrun.departments.operations.rules.forecasts import AHEAD, JUDGED, ForecastDay, missed_of
from wellrun.engines.forecasting.model import forecast
from wellrun.engines.forecasting.series import DailySeries

DAY = dt.timedelta(days=1)
SINCE = dt.date(2026, 1, 5)
UNTIL = SINCE + 199 * DAY


def counts(days: int = 200, mean: float = 20.0, opened: int = 0) -> dict[dt.date, float]:
    drawn = np.random.default_rng(4).poisson(mean, days).astype(float)
    return {SINCE + at * DAY: float(drawn[at]) for at in range(opened, days)}


def made(given: dict[dt.date, float]) -> list[ForecastDay]:
    return forecast_days(given, since=SINCE, until=UNTIL, holidays={})


def test_ninety_days_to_come_and_four_weeks_as_they_would_have_been_foretold() -> None:
    found = made(counts())
    over, ahead = found[:JUDGED], found[JUDGED:]
    assert [one.day for one in over] == [UNTIL - (27 - at) * DAY for at in range(28)]
    assert [one.known_until for one in over[::7]] == [UNTIL - back * DAY for back in (28, 21, 14, 7)]
    assert [one.came for one in over] == [int(counts()[one.day]) for one in over]
    assert [one.day for one in ahead] == [UNTIL + at * DAY for at in range(1, AHEAD + 1)]
    assert {(one.known_until, one.came) for one in ahead} == {(UNTIL, None)}
    alone = forecast(DailySeries(SINCE, np.array(list(counts().values()))), AHEAD)
    assert [one.expected for one in ahead] == pytest.approx(alone.point.tolist(), abs=0.01)
    assert [one.upper_80 for one in ahead] == alone.range_of(0.8)[1].tolist()


def test_what_was_foretold_does_not_know_what_came() -> None:
    changed = counts() | {UNTIL - at * DAY: 90.0 for at in range(7)}
    before, after = made(counts())[:JUDGED], made(changed)[:JUDGED]
    assert [(one.expected, one.upper_95) for one in before] == [(one.expected, one.upper_95) for one in after]
    assert after[-1].came == 90


def test_a_day_nobody_reported_is_left_out_and_not_judged() -> None:
    found = made(counts() | {UNTIL - 3 * DAY: 0.0})
    assert {one.left_out for one in found} == {1}
    assert [one.day for one in found if one.came is None and one.day <= UNTIL] == [UNTIL - 3 * DAY]
    missed = missed_of(found)
    assert missed is not None
    assert missed.days == 27


def test_a_ward_is_learnt_from_the_day_it_opened() -> None:
    assert made(counts(opened=100))[-1].expected == pytest.approx(20, abs=3)
    assert made(counts(opened=150)) == []


def test_too_few_days_or_patients_give_no_forecast() -> None:
    assert forecast_days(counts(40), since=SINCE, until=SINCE + 39 * DAY, holidays={}) == []
    assert made({SINCE + 10 * DAY: 3.0}) == []
    assert made({}) == []


def foretold(expected: float, came: int | None, low: int = 8, high: int = 12, week_apart: float = 4.0) -> ForecastDay:
    return ForecastDay(UNTIL, UNTIL - DAY, expected, low, high, low - 3, high + 3, came, week_apart, 0)


def test_what_was_missed_by_hand() -> None:
    """10 expected, 12, 13 and 7 came: within 8 to 12 once; missed 2, 3 and 3, of 4 a week apart."""
    missed = missed_of([foretold(10, 12), foretold(10, 13), foretold(10, 7), foretold(10, None)])
    assert missed is not None
    assert (missed.days, missed.inside) == (3, 1)
    assert missed.mean == pytest.approx(8 / 3)
    assert missed.bias == pytest.approx(2 / 3)
    assert missed.scaled == pytest.approx(8 / 3 / 4)
    assert missed_of([foretold(10, None)]) is None
