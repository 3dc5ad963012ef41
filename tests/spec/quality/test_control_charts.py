"""What our control charts are, by published worked examples. Each test names its source."""

import itertools
from math import sqrt

import pytest

from wellrun.engines.spc import MAKING_DATA_COUNT, Phase, Screening, Series, Settings, Variation, chart, icons
from wellrun.engines.spc.constants import MAKING_DATA_COUNT_DIVISOR

# Montgomery, Introduction to Statistical Quality Control, table 7.1: nonconforming cans in 30 samples of 50.
CANS = (12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)
# The same, table 7.7: nonconformities in 26 samples of 100 circuit boards.
BOARDS = (21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15)


def numbered(values: tuple[float, ...], size: float | None = None) -> Series:
    n = None if size is None else (size,) * len(values)
    return Series(x=tuple(range(1, len(values) + 1)), y=tuple(float(value) for value in values), n=n)


def test_p_chart_of_the_orange_juice_cans() -> None:
    """Montgomery example 7.1: p-bar 0.2313, limits 0.0524 and 0.4102; samples 15 and 23 lie above."""
    drawn = chart("p", numbered(CANS, 50))
    first = drawn.points[0]
    assert (first.centre, first.lower, first.upper) == pytest.approx((0.2313, 0.0524, 0.4102), abs=5e-5)
    assert [point.x for point in drawn.points if point.beyond] == [15, 23]


def test_samples_with_a_known_cause_are_left_out_of_the_limits() -> None:
    """Montgomery example 7.1, continued: without samples 15 and 23, 0.2150, 0.0407 and 0.3893; then 21 lies above."""
    drawn = chart("p", numbered(CANS, 50), Settings(exclude=frozenset({14, 22})))
    first = drawn.points[0]
    assert (first.centre, first.lower, first.upper) == pytest.approx((0.2150, 0.0407, 0.3893), abs=5e-5)
    assert [point.x for point in drawn.points if point.beyond] == [15, 21, 23]


def test_c_chart_of_the_circuit_boards() -> None:
    """Montgomery example 7.3: c-bar 19.85, limits 6.48 and 33.22; samples 6 and 20 lie outside."""
    drawn = chart("c", numbered(BOARDS))
    first = drawn.points[0]
    assert (first.centre, first.lower, first.upper) == pytest.approx((19.85, 6.48, 33.22), abs=0.01)
    assert [(point.x, point.beyond) for point in drawn.points if point.beyond] == [(6, -1), (20, 1)]


def test_individuals_limits_are_the_mean_and_2_66_mean_moving_ranges() -> None:
    """Wheeler, Understanding Variation: XmR limits; the NHS prints the factor as 2.66."""
    values = (5.0, 7.0, 6.0, 8.0, 5.0, 9.0, 6.0, 7.0)
    ranges = (2, 1, 2, 3, 4, 3, 1)
    settings = Settings(divisor=MAKING_DATA_COUNT_DIVISOR, screening=Screening.NONE)
    first = chart("i", numbered(values), settings).points[0]
    reach = 2.66 * sum(ranges) / 7
    assert (first.centre, first.upper, first.lower) == pytest.approx((53 / 8, 53 / 8 + reach, 53 / 8 - reach))


def test_prime_limits_are_plain_limits_times_sigma_z() -> None:
    """Laney, Quality Engineering 2002; 14: 531: spread between periods, measured by moving ranges of z values."""
    made = numbered((60, 90, 55, 95, 62, 88, 57, 93, 64, 91), 1000)
    plain, prime = chart("p", made), chart("pp", made, Settings(screening=Screening.NONE))
    centre = sum(made.y[place] or 0 for place in range(10)) / 10_000
    sigma = sqrt(centre * (1 - centre) / 1000)
    scores = [((value or 0) / 1000 - centre) / sigma for value in made.y]
    sigma_z = sum(abs(b - a) for a, b in itertools.pairwise(scores)) / 9 / 1.128
    assert prime.phases[0].inflation == pytest.approx(sigma_z)
    wide = (prime.points[0].upper or 0) - centre
    assert wide == pytest.approx(((plain.points[0].upper or 0) - centre) * sigma_z)


def test_a_run_chart_of_24_points_allows_a_run_of_8_and_asks_for_8_crossings() -> None:
    """Anhøj and Olesen, PLoS ONE 2014; 9(11): e113825, table 1."""
    runs = chart("run", numbered(tuple(range(24)))).phases[0].runs
    assert (runs.useful, runs.longest_allowed, runs.crossings_needed) == (24, 8, 8)
    assert runs.signal


def test_nhs_rules_find_a_shift_of_seven_and_colour_it_by_the_direction_of_improvement() -> None:
    """NHS England, Making Data Count: seven points on one side of the mean are special cause variation."""
    calm = (50.0, 54.0, 46.0, 53.0, 47.0, 52.0, 48.0, 54.0, 46.0, 53.0, 47.0, 50.0)
    shifted = numbered((*calm, 52.0, 53.0, 52.0, 53.0, 52.0, 53.0, 52.0))
    drawn = chart("i", shifted, Settings(rules=MAKING_DATA_COUNT, baseline=12))
    assert [point.x for point in drawn.points if point.signals] == list(range(13, 20))
    assert icons(drawn, "increase").variation is Variation.IMPROVEMENT
    assert icons(drawn, "decrease").variation is Variation.CONCERN


def test_a_new_phase_has_its_own_lines_and_keeps_the_old_ones() -> None:
    """Provost and Murray, The Health Care Data Guide: limits are revised when the process is known to have changed."""
    whole = numbered((*BOARDS, *(count // 2 for count in BOARDS)))
    drawn = chart("c", whole, Settings(phases=(Phase(start=26),)))
    assert drawn.points[25].centre == pytest.approx(19.85, abs=0.01)
    assert drawn.points[26].centre == pytest.approx(sum(count // 2 for count in BOARDS) / 26)
