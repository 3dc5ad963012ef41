"""Round figures up the side, and time along the foot."""

from datetime import date, timedelta

import pytest

from wellrun.engines.spc import Kind, Series, Settings, chart
from wellrun.foundations.pages.charts.axes import Tick, dated_ticks, extent, rungs, thinned


@pytest.mark.parametrize(
    ("low", "high", "figures", "places"),
    [
        (0, 11.5, (0, 2, 4, 6, 8, 10), 0),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1), 1),
        (57.3, 71.6, (58, 60, 62, 64, 66, 68, 70), 0),
        (0, 0.003, (0, 0.0005, 0.001, 0.0015, 0.002, 0.0025, 0.003), 4),
        (-4, 5, (-4, -2, 0, 2, 4), 0),
        (0, 9_800, (0, 2000, 4000, 6000, 8000), 0),
        (5, 5, (5,), 0),
    ],
)
def test_rungs_are_round_and_lie_inside(low: float, high: float, figures: tuple[float, ...], places: int) -> None:
    found = rungs(low=low, high=high)
    assert found.figures == pytest.approx(figures) and found.places == places


def words_at(days: list[date]) -> list[str]:
    return [tick.words for tick in dated_ticks(places=days)]


def test_a_year_of_weeks_is_marked_by_months_with_the_year_at_january() -> None:
    days = [date(2025, 12, 1) + timedelta(weeks=week) for week in range(12)]
    assert words_at(days) == ["Dec", "Jan 2026", "Feb"]


def test_a_first_month_that_began_earlier_is_not_marked() -> None:
    days = [date(2026, 3, 20) + timedelta(days=day) for day in range(80)]
    assert words_at(days) == ["Apr", "May", "Jun"]


def test_few_days_are_marked_each_and_a_month_by_its_weeks() -> None:
    assert words_at([date(2026, 11, 28) + timedelta(days=day) for day in range(3)]) == ["28 Nov", "29 Nov", "30 Nov"]
    assert words_at([date(2026, 11, 2) + timedelta(days=day) for day in range(28)]) == [
        "2 Nov",
        "9 Nov",
        "16 Nov",
        "23 Nov",
    ]


def test_many_years_are_marked_by_years() -> None:
    assert words_at([date(year, month, 1) for year in (2021, 2022, 2023, 2024) for month in (1, 7)]) == [
        "2021",
        "2022",
        "2023",
        "2024",
    ]


def test_places_that_are_not_dates_are_marked_by_name() -> None:
    assert dated_ticks(places=[1, 2]) == (Tick(position=0, words="1"), Tick(position=1, words="2"))
    assert dated_ticks(places=[]) == ()


def test_ticks_are_thinned_at_an_even_pace() -> None:
    ticks = [Tick(position=at, words="Jan") for at in range(12)]
    kept = thinned(ticks, across=lambda at: at * 10.0, room=lambda words: 18.0)
    assert [tick.position for tick in kept] == [0, 3, 6, 9]
    assert thinned(ticks, across=lambda at: at * 30.0, room=lambda words: 18.0) == tuple(ticks)


def drawn_extent(kind: Kind, *values: float, target: float | None = None) -> tuple[float, float]:
    series = Series(x=tuple(range(len(values))), y=values, n=(100.0,) * len(values))
    return extent(points=chart(kind, series, Settings()).points, kind=kind, target=target)


def test_rates_start_at_zero_and_values_far_from_it_do_not() -> None:
    assert drawn_extent(Kind.RATE, 90, 95, 92, 94)[0] == 0
    assert drawn_extent(Kind.COUNT, 900, 905, 902)[0] == 0
    assert drawn_extent(Kind.INDIVIDUALS, 90, 95, 92, 94)[0] > 0
    assert drawn_extent(Kind.INDIVIDUALS, 10, 60, 30, 90)[0] == 0


def test_the_target_is_always_in_the_picture() -> None:
    low, high = drawn_extent(Kind.COUNT, 4, 5, 6, target=40)
    assert low == 0 and high > 40


def test_a_limit_below_zero_is_drawn_only_where_figures_may_be_below_zero() -> None:
    assert drawn_extent(Kind.INDIVIDUALS, 10, 60, 10, 90)[0] == 0
    assert drawn_extent(Kind.INDIVIDUALS, -10, 60, 10, 90)[0] < -0.3


def test_an_empty_chart_has_an_extent() -> None:
    assert extent(points=(), kind=Kind.COUNT, target=None) == (0, 1)
