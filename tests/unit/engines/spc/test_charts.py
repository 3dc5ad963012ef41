"""Edges where charts go wrong: phases of one point, nothing varying, frozen and excluded baselines, missing figures."""

import pytest

from wellrun.engines.spc import Chart, Doubt, Kind, Phase, Screening, Series, SeriesError, Settings, chart

FLAT = (5.0,) * 14
WAVE = (5.0, 7.0, 6.0, 8.0, 5.0, 9.0, 6.0, 7.0, 8.0, 6.0, 5.0, 7.0, 9.0, 6.0)


def series(*values: float | None, n: tuple[float | None, ...] | None = None) -> Series:
    return Series(x=tuple(range(len(values))), y=values, n=n)


def grouped(*groups: tuple[float, ...]) -> Series:
    places = tuple(place for place, group in enumerate(groups) for _ in group)
    return Series(x=places, y=tuple(value for group in groups for value in group))


def doubts(drawn: Chart) -> set[Doubt]:
    return {caution.doubt for caution in drawn.cautions}


def test_a_phase_of_one_point_has_a_centre_and_no_limits() -> None:
    drawn = chart("i", series(*WAVE, 30.0), Settings(phases=(Phase(start=14),)))
    last = drawn.points[-1]
    assert (last.centre, last.lower, last.upper, last.signals) == (30.0, None, None, ())
    assert Doubt.NO_LIMITS in doubts(drawn)


@pytest.mark.parametrize("start", [0, 13])
def test_a_rebase_on_the_first_or_last_point_leaves_no_empty_phase(start: int) -> None:
    drawn = chart("i", series(*WAVE), Settings(phases=(Phase(start=start),)))
    assert [phase.points for phase in drawn.phases] == ([14] if start == 0 else [13, 1])


def test_each_phase_is_estimated_by_itself_and_runs_do_not_reach_across() -> None:
    drawn = chart("i", series(*WAVE, *(value + 100 for value in WAVE)), Settings(phases=(Phase(start=14),)))
    first, second = drawn.points[0], drawn.points[14]
    assert first.centre is not None and first.upper is not None
    assert (second.centre, second.upper) == pytest.approx((first.centre + 100, first.upper + 100))
    assert drawn.signals == ()


def test_nothing_varying_gives_no_signal_and_says_that_limits_cannot_be_drawn() -> None:
    drawn = chart("i", series(*FLAT))
    assert drawn.signals == () and drawn.points[0].upper is None
    assert Doubt.NO_LIMITS in doubts(drawn)


def test_nothing_varying_unscreened_lays_the_limits_on_the_centre_without_signal() -> None:
    drawn = chart("i", series(*(0.1,) * 49), Settings(screening=Screening.NONE))
    assert drawn.points[0].upper == pytest.approx(0.1)
    assert drawn.signals == () and drawn.phases[0].runs.useful == 0


def test_screening_drops_large_moving_ranges_once_and_the_centre_keeps_its_points() -> None:
    spike = series(*WAVE, 60.0, *WAVE)
    once, none = (chart("i", spike, Settings(screening=way)) for way in (Screening.ONCE, Screening.NONE))
    assert once.points[0].centre == none.points[0].centre
    assert once.points[0].upper is not None and none.points[0].upper is not None
    assert once.points[0].upper < none.points[0].upper


def test_missing_points_have_no_value_break_moving_ranges_and_break_no_run() -> None:
    drawn = chart("i", series(5.0, None, 50.0, None, 5.0, 6.0), Settings(screening=Screening.NONE))
    assert drawn.points[1].y is None and drawn.points[1].signals == ()
    # Only 5 and 6 are neighbours, so the mean moving range is 1.
    assert drawn.points[0].upper == pytest.approx(66 / 4 + 3 / 1.128)
    assert drawn.phases[0].runs.useful == 4


def test_an_excluded_point_leaves_lines_and_runs_and_is_still_judged() -> None:
    values = [*WAVE]
    values[4] = 90.0
    drawn = chart("i", series(*values), Settings(exclude=frozenset({4})))
    without = chart("i", series(*values[:4], *values[5:]))
    assert drawn.points[0].upper == pytest.approx(without.points[0].upper)
    assert drawn.points[4].signals == ("beyond_limits",)
    assert drawn.phases[0].runs.observed == 13


@pytest.mark.parametrize("kind", ["xbar", "s"])
def test_freeze_and_exclusion_together_leave_only_the_remaining_baseline_subgroups(kind: str) -> None:
    groups = [(4.0, 6.0, 5.0), (5.0, 9.0, 7.0), (40.0, 90.0, 10.0), (6.0, 7.0, 5.0), (1.0, 80.0, 2.0)]
    frozen = chart(kind, grouped(*groups), Settings(baseline=4, exclude=frozenset({2})))
    alone = chart(kind, grouped(groups[0], groups[1], groups[3]))
    assert [point.in_baseline for point in frozen.points] == [True, True, False, True, False]
    for name in ("centre", "lower", "upper"):
        assert getattr(frozen.points[4], name) == pytest.approx(getattr(alone.points[0], name))


def test_individuals_prime_takes_sigma_from_the_frozen_baseline_only() -> None:
    sizes = (10.0, 20.0, 15.0, 30.0, 12.0, 18.0, 25.0, 11.0)
    values = (50.0, 90.0, 80.0, 140.0, 66.0, 900.0, 100.0, 300.0)
    frozen = chart("ip", series(*values, n=sizes), Settings(baseline=5))
    alone = chart("ip", series(*values[:5], n=sizes[:5]))
    assert frozen.points[0].upper == pytest.approx(alone.points[0].upper)
    assert frozen.points[5].signals == ("beyond_limits",)


def test_a_baseline_applies_inside_each_phase() -> None:
    drawn = chart("c", series(2, 4, 9, 9, 20, 22, 90, 90), Settings(baseline=2, phases=(Phase(start=4),)))
    assert [drawn.points[at].centre for at in (0, 3, 4, 7)] == [3, 3, 21, 21]


def test_a_phase_may_have_a_baseline_of_its_own() -> None:
    phases = (Phase(start=4, baseline=3),)
    drawn = chart("c", series(2, 4, 9, 9, 20, 22, 24, 90), Settings(baseline=2, phases=phases))
    assert [drawn.points[at].centre for at in (0, 7)] == [3, 22]
    with pytest.raises(SeriesError, match="baseline has 0 points"):
        chart("c", series(1, 2, 3), Settings(phases=(Phase(start=1, baseline=0),)))


def test_a_period_without_exposure_is_a_gap_with_a_caution() -> None:
    drawn = chart("u", series(3, 0, 4, n=(100, 0, 100)))
    assert drawn.points[1].y is None and drawn.points[1].upper is None and drawn.points[1].centre == 7 / 200
    assert Doubt.NO_EXPOSURE in doubts(drawn)


def test_a_missing_denominator_takes_its_numerator_with_it() -> None:
    drawn = chart("p", series(5, 50, 5, n=(100, None, 100)))
    assert drawn.points[0].centre == 0.05 and drawn.points[1].y is None


def test_prime_charts_warn_when_sigma_z_narrows_the_limits() -> None:
    steady = series(*(100.0 + place % 2 for place in range(20)), n=(1000.0,) * 20)
    drawn = chart("pp", steady)
    assert drawn.phases[0].inflation is not None and drawn.phases[0].inflation < 1
    assert Doubt.NARROWED in doubts(drawn)


def test_limits_of_proportions_stay_between_0_and_1_and_of_counts_above_0() -> None:
    high = chart("p", series(9, 10, 10, 9, n=(10,) * 4))
    assert high.points[0].upper == 1 and chart("c", series(1, 0, 2)).points[0].lower == 0


def test_a_geometric_chart_shows_the_median_and_takes_an_event_on_the_same_day() -> None:
    drawn = chart("g", series(0, 4, 8, 100, 3))
    assert drawn.points[0].centre == 4
    mean = 23.0
    assert drawn.points[0].upper == pytest.approx(mean + 3 * (mean * (mean + 1)) ** 0.5)
    given = chart("g", series(0, 4, 8), Settings(centre=10))
    assert given.points[0].centre == pytest.approx(6.93)


def test_a_given_centre_of_a_time_chart_is_in_time() -> None:
    assert chart("t", series(10, 20, 15, 30), Settings(centre=12.0)).points[0].centre == pytest.approx(12)


def test_the_lower_limit_of_a_time_chart_is_zero_where_the_root_is_below_zero() -> None:
    point = chart("t", series(1, 90, 2, 80, 1, 95)).points[0]
    assert point.lower == 0 and point.lower_warning is None


def test_categories_keep_their_order_and_have_no_runs() -> None:
    wards = Series(x=tuple("dcba"), y=(1, 2, 3, 4), n=(50,) * 4)
    drawn = chart("up", wards)
    assert [point.x for point in drawn.points] == ["d", "c", "b", "a"]
    assert drawn.categorical and not drawn.phases[0].runs.signal


def test_rows_are_ordered_by_place_and_equal_places_are_one_subgroup() -> None:
    drawn = chart("c", Series(x=(2, 1, 2), y=(5, 1, 6)))
    assert [(point.x, point.y) for point in drawn.points] == [(1, 1), (2, 11)]


def test_every_fault_is_named_with_its_row() -> None:
    with pytest.raises(SeriesError) as caught:
        chart("p", series(5, 12, -1, 3, float("nan"), n=(10, 10, 10, 0, -4)))
    text = str(caught.value)
    assert "Row 2: numerator 12 is above its denominator 10" in text
    assert "Row 3: count -1 is below zero" in text
    assert "Row 4: numerator 3 is above its denominator 0" in text
    assert "Row 5: denominator -4 is not zero or more" in text and "Row 5: value nan" in text
    assert len(caught.value.faults) == 5


def test_a_rate_without_exposure_is_a_fault_when_something_happened() -> None:
    with pytest.raises(SeriesError, match="value 3 has denominator 0"):
        chart("u", series(3, n=(0,)))


@pytest.mark.parametrize(
    ("kind", "figures", "settings", "words"),
    [
        ("t", series(4, 0), Settings(), "Row 2: time between events 0 is not above zero"),
        ("u", series(4, 5), Settings(), "needs denominators"),
        ("i", series(), Settings(), "no rows"),
        ("i", series(1, 2, n=(1,)), Settings(), "2 places but 2 values and 1 denominators"),
        ("i", Series(x=("a", 1), y=(1, 2)), Settings(), "mix numbers and text"),
        ("i", series(1, 2), Settings(phases=(Phase(start=9),)), "starts at point 10, but the chart has 2"),
        ("i", series(1, 2), Settings(exclude=frozenset({7})), "Point 8 is to be excluded"),
        ("i", series(1, 2), Settings(baseline=0), "baseline has 0 points"),
        ("i", series(1, 2), Settings(multiply=0), "factor 0 is not above zero"),
        ("i", series(1, 2), Settings(divisor=-1), "divisor -1"),
        ("i", series(1, 2), Settings(centre=float("inf")), "centre line inf"),
    ],
)
def test_figures_that_cannot_be_charted_say_why(kind: str, figures: Series, settings: Settings, words: str) -> None:
    with pytest.raises(SeriesError, match=words):
        chart(kind, figures, settings)


def test_a_chart_without_any_value_is_drawn_empty() -> None:
    for kind in Kind:
        drawn = chart(kind, series(None, None, n=(None, None)))
        assert drawn.last is None and drawn.signals == ()
