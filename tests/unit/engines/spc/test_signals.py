"""Rules on made points: what fires, which points are named, and what must not fire."""

from collections.abc import Sequence

from wellrun.engines.spc import (
    ANHOEJ,
    MAKING_DATA_COUNT,
    NELSON,
    WESTERN_ELECTRIC,
    Chart,
    Phase,
    RuleSet,
    Series,
    Settings,
    chart,
)

# Twenty points about 0 whose mean moving range is 6: with this divisor sigma is 3 and the limits ±9.
# Patterns are put after them, outside the baseline.
CALM = (3.0, -4.0, 2.0, -3.0, 4.0, -2.0, 3.0, -4.0, 2.0, -3.0) * 2


def judged(*after: float | None, rules: RuleSet = MAKING_DATA_COUNT, before: Sequence[float] = CALM) -> Chart:
    values = (*before, *after)
    series = Series(x=tuple(range(len(values))), y=values)
    return chart("i", series, Settings(rules=rules, baseline=len(before), centre=0.0, divisor=2.0))


def named(drawn: Chart) -> dict[int, tuple[str, ...]]:
    return {point.position - len(CALM): point.signals for point in drawn.points if point.signals}


def test_limits_of_the_calm_points() -> None:
    upper = judged().points[0].upper
    assert upper == 9
    assert named(judged()) == {}


def test_a_point_beyond_the_limit_is_named_and_one_on_it_is_not() -> None:
    upper = judged().points[0].upper
    assert upper is not None
    assert named(judged(upper, rules=ANHOEJ)) == {}
    assert named(judged(upper * 1.001, rules=ANHOEJ)) == {0: ("beyond_limits",)}


def test_two_in_three_names_the_two_near_points_only() -> None:
    assert named(judged(8.0, 1.0, 8.0)) == {0: ("two_in_three",), 2: ("two_in_three",)}


def test_two_in_three_does_not_reach_across_the_mean() -> None:
    assert named(judged(8.0, -1.0, 8.0)) == {}
    assert named(judged(8.0, -8.0, 1.0)) == {}


def test_outside_then_close_does_not_name_the_close_point() -> None:
    assert named(judged(12.0, 12.0, 8.0)) == {0: ("beyond_limits",), 1: ("beyond_limits",)}


def test_western_electric_counts_outside_points_towards_two_in_three() -> None:
    found = named(judged(12.0, -1.0, 8.0, rules=WESTERN_ELECTRIC))
    assert found[2] == ("WE2",) and found[0] == ("WE1", "WE2")


def test_seven_rising_points_are_all_named_and_a_tie_breaks_the_trend() -> None:
    rising = (-3.0, -2.0, -1.0, 0.5, 1.0, 2.0, 3.0)
    assert set(named(judged(-3.5, -4.0, *rising, -1.0))) == set(range(1, 9))
    tied = (-3.0, -2.0, -1.0, -1.0, 1.0, 2.0, 3.0, -4.0)
    assert named(judged(*tied)) == {}


def test_a_peak_between_two_trends_belongs_to_the_newer_one() -> None:
    drawn = judged(-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0, 3.0, 2.0, 1.0, -1.0, -2.0, -3.0)
    peak = drawn.points[len(CALM) + 6]
    assert (peak.signals, peak.direction) == (("trend", "one_side"), -1)


def test_seven_on_one_side_and_a_point_on_the_line_breaks_the_run() -> None:
    side = (1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0)
    assert set(named(judged(*side)).values()) == {("one_side",)}
    assert named(judged(*side[:6], 0.0, 1.0)) == {}


def test_a_missing_point_breaks_no_run() -> None:
    assert 0 in named(judged(1.0, 2.0, 1.0, None, 2.0, 1.0, 2.0, 1.0))


def test_western_electric_asks_for_eight_and_nelson_for_nine() -> None:
    eight = (1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0)
    assert "WE4" in named(judged(*eight, rules=WESTERN_ELECTRIC))[0]
    assert "N2" not in named(judged(*eight, rules=NELSON)).get(1, ())
    assert "N2" in named(judged(*eight, 1.0, rules=NELSON))[1]


def test_four_in_five_beyond_one_sigma() -> None:
    assert "WE3" in named(judged(4.0, 4.0, -1.0, 4.0, 4.0, rules=WESTERN_ELECTRIC))[0]
    assert named(judged(4.0, 4.0, -1.0, 4.0, -1.0, rules=WESTERN_ELECTRIC)) == {}


def test_nelson_three_six_rising_points() -> None:
    assert "N3" in named(judged(-4.5, -3.0, -1.0, 1.0, 2.0, 4.0, rules=NELSON))[0]


def test_nelson_four_fourteen_alternating() -> None:
    steady = tuple(2.5 if place % 2 else -2.6 for place in range(14))
    assert "N4" in named(judged(*steady, rules=NELSON))[0]


def test_nelson_seven_fifteen_within_one_sigma() -> None:
    close = (0.5, 0.4, -0.3, -0.5, 0.2) * 3
    assert "N7" in named(judged(*close, rules=NELSON))[0]
    assert "N7" not in named(judged(*close[:14], 4.0, rules=NELSON)).get(0, ())


def test_nelson_eight_outside_one_sigma_on_both_sides() -> None:
    far = (4.0, 4.5, -4.0, 4.0, -4.5, -4.0, 4.0, 4.0)
    assert "N8" in named(judged(*far, rules=NELSON))[0]
    high = tuple(abs(value) for value in far)
    assert "N8" not in named(judged(*high, rules=NELSON))[0]


def test_patterns_do_not_reach_across_a_phase() -> None:
    values = (1.0, -1.0) * 6 + (2.0, 3.0, 2.0) + (102.0, 99.0, 100.0, 98.0) * 3
    series = Series(x=tuple(range(len(values))), y=values)
    drawn = chart("i", series, Settings(rules=MAKING_DATA_COUNT, phases=(Phase(start=15),)))
    assert all(signal.positions[-1] < 15 or signal.positions[0] >= 15 for signal in drawn.signals)


def test_a_run_that_is_too_long_is_named_and_gives_its_side() -> None:
    series = Series(x=tuple(range(24)), y=(1.0, 9.0) * 6 + (9.0,) * 12)
    drawn = chart("run", series, Settings(rules=ANHOEJ, centre=5.0))
    (signal,) = drawn.signals
    assert (signal.rule, signal.direction, signal.positions) == ("unusual_runs", 1, tuple(range(11, 24)))


def test_too_few_crossings_without_a_long_run_concern_the_phase_and_no_point() -> None:
    series = Series(x=tuple(range(24)), y=((1.0,) * 6 + (9.0,) * 6) * 2)
    (signal,) = chart("run", series, Settings(rules=ANHOEJ, centre=5.0)).signals
    assert (signal.direction, signal.positions) == (0, ())


def test_a_moving_range_chart_is_judged_by_its_limits_only() -> None:
    series = Series(x=tuple(range(30)), y=(*(float(place**2 % 7) for place in range(29)), 500.0))
    drawn = chart("mr", series, Settings(rules=NELSON))
    assert {signal.rule for signal in drawn.signals} == {"N1"}
    assert drawn.points[0].y is None and drawn.points[-1].signals == ("N1",)
