"""How a year is carried on to its end, by which methods, and how far that may miss.

Sources: rolling origin (Tashman 2000); combination of forecasts (Bates and Granger 1969); exponential smoothing (Brown
1956), damped trend (Gardner and McKenzie 1985); classical decomposition (Macaulay 1931); MASE (Hyndman and Koehler
2006); driver-based forecasts as volume x rate (Horngren, Cost Accounting, flexible budgets).
"""

from __future__ import annotations

import numpy as np
import pytest

from wellrun.departments.finance.rules.outlook.judging import judged
from wellrun.departments.finance.rules.outlook.methods import METHODS, Method
from wellrun.departments.finance.rules.outlook.panel import Panel, plain_panel
from wellrun.departments.finance.rules.outlook.ranges import Range, half_width
from wellrun.departments.finance.rules.outlook.scenarios import Bears, Scenario, faults_of, moved
from wellrun.departments.finance.rules.outlook.year_end import Commitment, Year, committed
from wellrun.departments.finance.rules.variance import Nature

SEASON = np.array([12.0, 10, 10, 9, 8, 8, 8, 8, 9, 10, 11, 13])


def carried(method: Method, amounts: list[float], ahead: int, **more: object) -> list[float]:
    panel = plain_panel(np.array([amounts]), ahead=ahead, **more)  # type: ignore[arg-type]
    return [float(one) for one in METHODS[method](panel, len(amounts), ahead)[0]]


def test_the_run_rate_is_the_mean_day_of_the_year_so_far_for_the_days_that_are_left() -> None:
    # 310 in January and 560 in February are 870 in 59 days; March has 31 of them.
    days = np.array([31.0, 28, 31])
    assert carried(Method.RUN_RATE, [310, 560], 1, days=days) == [pytest.approx(870 / 59 * 31)]
    # A year that has only begun takes three periods, into the year before.
    assert carried(Method.RUN_RATE, [9, 3, 6, 3], 1, first=10) == [4.0]


def test_the_seasonal_naive_is_the_same_period_of_the_year_before_by_the_day() -> None:
    days = np.array([31.0] * 12 + [30.0] * 2)
    assert carried(Method.SEASONAL_NAIVE, list(31 * SEASON), 2, days=days) == [360.0, 300.0]
    assert np.isnan(carried(Method.SEASONAL_NAIVE, [1.0] * 5, 1)).all()


def test_shares_of_past_years_carry_on_what_this_year_is_more_so_far() -> None:
    # This year's first three months are a tenth more than last year's: so is the rest.
    found = carried(Method.SEASONAL, [*SEASON, *(1.1 * SEASON[:3])], 9)
    assert found == pytest.approx(list(1.1 * SEASON[3:]))


def test_a_smoothed_level_counts_newer_periods_more() -> None:
    # Weights 0.49, 0.7 and 1 of 2.19.
    assert carried(Method.SMOOTHED, [0, 0, 219], 2) == pytest.approx([100, 100])


def test_level_slope_and_season_are_told_apart() -> None:
    assert carried(Method.TREND, [100.0] * 30, 3) == pytest.approx([100] * 3)
    rising = carried(Method.TREND, [100.0 + 2 * at for at in range(30)], 3)
    # The line would go on with 160, 162 and 164; a damped slope follows, and trusts itself less the farther it goes.
    assert 157 < rising[0] < rising[1] < rising[2] < 164
    again = carried(Method.TREND, list(SEASON) * 4, 12)
    # A season is believed as far as its years go: three of them, and one of none.
    assert again[11] > again[6] * 1.3


def driven(amounts: list[float], plan: list[float], worked: list[float], *, fixed: float = 0.0) -> Panel:
    whole = len(plan)
    return Panel(
        np.array([amounts]),
        np.ones(whole),
        np.arange(whole) + 1,
        np.array([plan]),
        np.array([fixed]),
        np.array([worked]),
    )


def test_a_driver_is_the_plan_for_the_work_expected_at_what_such_work_has_cost_so_far() -> None:
    # A tenth more work than planned, and each unit costs a fifth more: 100 x 1.1 x 1.2.
    panel = driven([132.0] * 3, [100.0] * 4, [1.1] * 3 + [np.nan])
    assert METHODS[Method.DRIVER](panel, 3, 1)[0] == pytest.approx([132])
    # Where the census says that the work falls to what was planned, cost follows: 100 x 1.2.
    foretold = driven([132.0] * 3, [100.0] * 4, [1.1] * 3 + [1.0])
    assert METHODS[Method.DRIVER](foretold, 3, 1)[0] == pytest.approx([120])
    # Half of it is fixed: 100 x (0.5 + 0.5 x 1.1) = 105 are allowed, 126 were paid.
    half = driven([126.0] * 3, [100.0] * 4, [1.1] * 3 + [1.0], fixed=0.5)
    assert METHODS[Method.DRIVER](half, 3, 1)[0] == pytest.approx([120])


def test_an_earlier_origin_does_not_look_at_work_that_was_done_later() -> None:
    early = driven([100.0, 100, 100, 300, 300], [100.0] * 6, [1.0, 1, 1, 3, 3, 3])
    assert METHODS[Method.DRIVER](early, 3, 2)[0] == pytest.approx([100, 100])


def test_a_line_is_carried_on_by_what_has_missed_least() -> None:
    rng = np.random.default_rng(3)
    seasonal = np.tile(SEASON, 4) * (1 + 0.01 * rng.standard_normal(48))
    level = 10 + 0.5 * rng.standard_normal(48)
    found = judged(plain_panel(np.stack([seasonal, level]), ahead=6))
    first, second = found.methods()
    assert first in (Method.SEASONAL, Method.TREND, Method.SEASONAL_NAIVE)
    assert second in (Method.RUN_RATE, Method.SMOOTHED)
    assert found.weights.sum(axis=0) == pytest.approx([1, 1])
    assert found.point[0] == pytest.approx(SEASON[:6], rel=0.05)


def test_of_methods_that_miss_alike_the_simplest_gives_its_name() -> None:
    assert judged(plain_panel(np.full((1, 30), 5.0), ahead=3)).methods() == [Method.RUN_RATE]


def test_what_is_said_to_have_been_missed_was_chosen_from_what_was_known_then() -> None:
    rng = np.random.default_rng(5)
    amounts = 100 + 10 * rng.standard_normal((3, 40))
    whole, until = (judged(plain_panel(amounts[:, :end], ahead=4)) for end in (40, 30))
    known = until.origins + 4 <= 30
    assert whole.missed[:, : len(until.origins)][:, known] == pytest.approx(until.missed[:, known])


def test_a_range_is_t_times_the_root_mean_square_of_sums_that_were_missed() -> None:
    # 16 origins of one period that all missed 10: t of some 15 degrees at 90 % is 1.34.
    half = half_width(np.full((1, 16, 1), 10.0), 0, 1)
    assert half == pytest.approx(13.4, abs=0.1)
    assert half_width(np.full((1, 3, 1), 10.0), 0, 1) is None


def test_lines_that_miss_together_add_up_and_those_that_miss_apart_even_out() -> None:
    rng = np.random.default_rng(1)
    one = rng.standard_normal((1, 40, 2))
    alone = half_width(one, 0, 2)
    assert alone is not None
    assert half_width(np.concatenate([one, one]), 0, 2) == pytest.approx(2 * alone)
    assert half_width(np.concatenate([one, -one]), 0, 2) == pytest.approx(0)
    many = half_width(rng.standard_normal((100, 40, 2)), 0, 2)
    # A hundred that have nothing to do with one another: ten times as wide, not a hundred times.
    assert many is not None and 7 * alone < many < 14 * alone


def test_where_so_many_periods_were_never_judged_fewer_serve_and_are_wider() -> None:
    missed = np.full((1, 10, 4), np.nan)
    missed[0, :, :2] = 3.0
    two = half_width(missed, 0, 2)
    assert two is not None and half_width(missed, 0, 4) == pytest.approx(2 * two)


def year(amounts: list[list[float]], plan: list[list[float]], moved_by: list[list[float]] | None = None) -> Year:
    lines, whole = len(plan), len(plan[0])
    nothing = np.full((lines, whole), np.nan)
    panel = Panel(np.array(amounts), np.ones(whole), np.arange(whole) + 1, np.array(plan), np.zeros(lines), nothing)
    ahead = np.zeros((lines, panel.ahead)) if moved_by is None else np.array(moved_by)
    return Year(panel, judged(panel), 0, ahead)


def test_a_year_is_what_is_booked_and_what_is_expected_less_its_budget() -> None:
    found = year([[10.0, 10, 10], [5.0, 5, 5]], [[9.0] * 5, [6.0] * 5])
    end = found.of([0, 1])
    assert (end.booked, end.rest.expected, end.budget) == (45, pytest.approx(30), 75)
    assert end.over is not None and end.over.expected == pytest.approx(0)
    assert found.of([0]).over == Range(pytest.approx(5))


def test_a_period_without_any_budget_leaves_it_unknown_what_is_over() -> None:
    some = [[9.0, 9, 9, np.nan], [np.nan, 3, np.nan, np.nan]]
    assert year([[1.0, 1, 1], [1.0, 1, 1]], some).of([0]).over is None
    # A line that is planned for one period of the year only has that for its budget.
    told = [[9.0, 9, 9, 9], [np.nan, 3, np.nan, np.nan]]
    assert year([[1.0, 1, 1], [1.0, 1, 1]], told).of([1]).budget == 3


def test_a_commitment_comes_on_top_or_is_the_least() -> None:
    point = np.array([[100.0, 100.0]])
    on_top = committed(point, [Commitment(0, 0, 30, extra=True), Commitment(0, 0, 5, extra=True)])
    assert on_top.tolist() == [[35, 0]]
    least = committed(point, [Commitment(0, 1, 70, extra=False), Commitment(0, 1, 60, extra=False)])
    assert least.tolist() == [[0, 30]]
    assert committed(point, [Commitment(0, 0, 60, extra=False)]).tolist() == [[0, 0]]


LINES = [
    Bears("W", Nature.LABOUR, "own", True, 900, 36_000),
    Bears("W", Nature.LABOUR, "agency", True, 100, 8_000),
    Bears("W", Nature.OTHER, "", False, float("nan"), 5_000),
]


def supposed(scenario: Scenario) -> list[float]:
    panel = plain_panel(np.array([[36_000.0], [8_000.0], [5_000.0]]), ahead=1)
    return [round(float(one)) for one in moved(panel, panel.amounts, LINES, scenario)[:, 0]]


def test_more_work_moves_lines_that_follow_it_and_dearer_hours_move_labour() -> None:
    assert supposed(Scenario()) == [0, 0, 0]
    assert supposed(Scenario(volume=10)) == [3_600, 800, 0]
    assert supposed(Scenario(rate=5)) == [1_800, 400, 0]
    assert supposed(Scenario(volume=10, rate=5)) == [5_580, 1_240, 0]


def test_the_agency_s_share_moves_hours_at_what_each_has_cost() -> None:
    # Of 1,000 hours the agency had 100 at $80 and own staff 900 at $40. At 5 %: 50 hours go over.
    assert supposed(Scenario(agency=5)) == [50 * 40, -50 * 80, 0]
    assert supposed(Scenario(agency=10)) == [0, 0, 0]
    assert supposed(Scenario(agency=0)) == [4_000, -8_000, 0]


def test_a_cost_centre_whose_hours_are_not_known_stays_as_it_is() -> None:
    untold = [Bears("W", Nature.LABOUR, who, True, float("nan"), 1.0) for who in ("own", "agency")]
    panel = plain_panel(np.array([[10.0], [10.0]]), ahead=1)
    assert moved(panel, panel.amounts, untold, Scenario(agency=0)).tolist() == [[0], [0]]


def test_what_cannot_be_supposed_is_said_all_at_once() -> None:
    assert [one.place for one in faults_of(Scenario(volume=40, rate=-31, agency=61))] == ["volume", "rate", "agency"]
    assert faults_of(Scenario(-30, 30, 0)) == ()


def test_a_panel_whose_parts_are_not_of_one_shape_is_none() -> None:
    with pytest.raises(ValueError, match="lines of"):
        Panel(np.ones((1, 3)), np.ones(2), np.ones(2, int), np.ones((1, 2)), np.ones(1), np.ones((1, 2)))
    with pytest.raises(ValueError, match="at least one of both"):
        judged(plain_panel(np.ones((1, 3)), ahead=0))
