"""What CMS makes of HCAHPS scores: rounding, footnotes, stars, adjustment for who answered, purchasing points.

Source: Technical Notes for HCAHPS Star Ratings; hcahpsonline.org, Mode and Patient-Mix Adjustment; 42 CFR 412.165.
Every expected figure is worked out by hand in the test.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from wellrun.departments.quality.rules.experience.intervals import Interval
from wellrun.departments.quality.rules.experience.patient_mix import PatientMix, adjusted
from wellrun.departments.quality.rules.experience.publishing import (
    footnote,
    has_stars,
    is_withheld,
    rounded,
    stars,
    summary_stars,
    whole_percentages,
)
from wellrun.departments.quality.rules.experience.purchasing import (
    Standard,
    achievement_points,
    consistency_points,
    dimension_points,
    dimensions_of,
    domain_points,
    improvement_points,
    rates_of,
)
from wellrun.departments.quality.rules.experience.scoring import Score
from wellrun.departments.quality.rules.experience.surveys import Box, shipped

LAST_OF_OLD = dt.date(2024, 12, 31)
OLD, NEW = shipped()


# Rounding, footnotes, stars


@pytest.mark.parametrize(
    ("completed", "note", "withheld", "starred"),
    [
        (24, 1, True, False),
        (25, 10, False, False),
        (49, 10, False, False),
        (50, 6, False, False),
        (99, 6, False, False),
        (100, None, False, True),
    ],
)
def test_few_surveys_are_noted_or_withheld(completed: int, note: int | None, withheld: bool, starred: bool) -> None:
    found = footnote(completed, LAST_OF_OLD), is_withheld(completed, LAST_OF_OLD), has_stars(completed, LAST_OF_OLD)
    assert found == (note, withheld, starred)


@pytest.mark.parametrize(
    ("value", "whole"), [(0.5, 1), (2.5, 3), (2.4999, 2), (1.005 * 100, 101), (-0.5, 0), (87.0, 87)]
)
def test_halves_are_rounded_up(value: float, whole: int) -> None:
    assert rounded(value) == whole


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        ((2 / 3, 1 / 6, 1 / 6), (67, 17, 16)),
        ((0.725, 0.2, 0.075), (73, 20, 7)),
        ((1, 0, 0), (100, 0, 0)),
        ((0.29, 0.57, 0.14), (29, 57, 14)),
    ],
)
def test_whole_percentages_sum_to_a_hundred(shares: tuple[float, ...], whole: tuple[int, ...]) -> None:
    assert tuple(whole_percentages(dict(zip(Box, shares, strict=True))).values()) == whole


def test_shares_of_two_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum to 1"):
        whole_percentages({Box.TOP: 0.9, Box.BOTTOM: 0.2})


def test_stars_come_from_the_rounded_linear_mean() -> None:
    cuts = (80, 86, 90, 94)
    assert [stars(linear, cuts) for linear in (79.4, 79.5, 85.9, 89.5, 93.49, 93.5)] == [1, 2, 3, 4, 4, 5]
    with pytest.raises(ValueError, match="each larger"):
        stars(90, (80, 86, 86, 94))


def test_the_summary_joins_the_two_of_the_environment_and_the_two_of_the_whole() -> None:
    # Six composites 5 4 3 4 4 4, environment (5 + 3) / 2, whole (5 + 5) / 2: 33 / 8 = 4.125.
    one = dict(zip(OLD.measures, (5, 4, 3, 4, 4, 4, 5, 3, 5, 5), strict=True))
    assert summary_stars(one, OLD) == 4
    halves = dict(zip(OLD.measures, (4, 4, 4, 3, 3, 3, 3, 4, 4, 3), strict=True))
    assert summary_stars(halves, OLD) == 4, "21 + 3.5 + 3.5 are 28, which is 3.5 of 8, rounded up"
    # Six of 5, environment 1, whole 1: 32 / 8 = 4; the plain mean of all ten would be 3.4.
    lopsided = dict(zip(OLD.measures, (5, 5, 5, 5, 5, 5, 1, 1, 1, 1), strict=True))
    assert summary_stars(lopsided, OLD) == 4
    assert summary_stars({"nurses": 5}, OLD) is None
    assert summary_stars(dict.fromkeys(NEW.measures, 5), NEW) is None, "no parts are published"


# Adjusted for who answered

MIX = PatientMix(
    measure="nurses",
    since=dt.date(2024, 1, 1),
    until=LAST_OF_OLD,
    source="made up for this test",
    coefficients={"education": -2.0, "health_fair": -5.0},
    nation={"education": 3.5, "health_fair": 0.2},
    modes={"mail": 0.0, "telephone": -3.0},
)


def nurses(share: float, key: str = "nurses") -> Score:
    shares = {Box.TOP: share, Box.MIDDLE: 1 - share, Box.BOTTOM: 0.0}
    return Score(key, OLD.measures["nurses"].items, 50, 150, shares, Interval(share - 0.1, share), 90.0, None)


def test_a_hospital_with_harder_judges_is_moved_up() -> None:
    # Education one step above the nation, 0.1 more in fair health: -2 x 1 - 5 x 0.1 = -2.5, taken off again.
    found = adjusted(nurses(0.5), MIX, {"education": 4.5, "health_fair": 0.3}, "mail")
    assert (found.share, found.points, found.adjusted) == (pytest.approx(0.525), pytest.approx(2.5), True)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.425, 0.525))


def test_a_way_of_asking_that_brings_better_answers_is_moved_down() -> None:
    means = {"education": 3.5, "health_fair": 0.2}
    assert adjusted(nurses(0.5), MIX, means, "telephone").share == pytest.approx(0.47)
    assert adjusted(nurses(1.0), MIX, {"education": 9, "health_fair": 1}, "mail").share == 1


def test_what_does_not_fit_is_refused_with_everything_that_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"coefficients of nurses.*lacking for health_fair.*way of asking pigeon"):
        adjusted(nurses(0.5, "doctors"), MIX, {"education": 3}, "pigeon")
    with pytest.raises(ValueError, match="lacking for education"):
        replace(MIX, nation={"health_fair": 0.2})


# What purchasing pays for

NURSES_2024 = Standard(Decimal("53.50"), Decimal("79.42"), Decimal("87.71"))
"""Communication with nurses, fiscal year 2024."""
ROUND = Standard(40, 60, 80)


@pytest.mark.parametrize(
    ("rate", "points"),
    [
        ("59.9999", 0),
        ("60", 1),  # 0.5, rounded up
        ("61.1111", 1),  # 9 x 0.05556 + 0.5 is a hair below 1.0
        ("62.2222", 1),  # a hair below 1.5
        ("62.2223", 2),
        ("71.1111", 5),  # 9 x 0.55556 + 0.5 = 5.49999
        ("79.9999", 9),  # 9.49999
        ("80", 10),
    ],
)
def test_achievement_points(rate: str, points: int) -> None:
    assert achievement_points(Decimal(rate), ROUND) == points


@pytest.mark.parametrize(
    ("rate", "before", "points"),
    [
        ("50", "50", 0),
        ("49", "50", 0),
        ("85", "85", 0),  # however good, it is no better
        ("52.9999", "50", 0),  # 10 x 0.09999 - 0.5 = 0.49999
        ("53", "50", 1),  # 0.5, rounded up
        ("79", "50", 9),  # 9.17
        ("79.9", "50", 9),  # 9.47
        ("80", "50", 9),
        ("95", "90", 9),
        ("78", "79.9", 0),
        ("79.9999", "79.9", 9),  # 10 x 0.999 - 0.5 = 9.49
    ],
)
def test_improvement_points(rate: str, before: str, points: int) -> None:
    assert improvement_points(Decimal(rate), Decimal(before), ROUND) == points


def test_without_a_baseline_only_achievement_counts() -> None:
    found = dimension_points(70, None, ROUND)
    assert (found.achievement, found.improvement, found.points) == (5, None, 5)


def test_a_dimension_earns_the_better_of_the_two() -> None:
    # 78 of 60 to 80 achieves 8.6, rounded 9; from 77.5, 0.2 of the way to 80 improves by 1.5, rounded 2.
    found = dimension_points(78, Decimal("77.5"), ROUND)
    assert (found.achievement, found.improvement, found.points) == (9, 2, 9)
    # 59 achieves nothing; from 41, 18 of 39 of the way improves by 4.1.
    assert dimension_points(59, 41, ROUND).points == 4


@pytest.mark.parametrize(
    ("reached", "points"),
    [
        (Fraction(-1, 5), 0),
        (Fraction(0), 0),
        (Fraction(499, 10_000), 0),  # 0.498
        (Fraction(1, 20), 1),  # 0.5, rounded up
        (Fraction(1, 2), 10),  # 9.5, rounded up
        (Fraction(9999, 10_000), 19),  # 19.498
        (Fraction(1), 20),
        (Fraction(7, 5), 20),
    ],
)
def test_consistency_points(reached: Fraction, points: int) -> None:
    assert consistency_points(reached) == points


def test_the_domain_is_the_sum_of_the_dimensions_and_the_consistency_of_the_lowest() -> None:
    rates = dict(zip(dimensions_of(2024), (80, 80, 70, 70, 60, 60, 55, 50), strict=True))
    found = domain_points({key: dimension_points(rate, None, ROUND) for key, rate in rates.items()})
    assert found.base == 10 + 10 + 5 + 5 + 1 + 1 + 0 + 0
    assert (found.lowest, found.consistency, found.total) == ("overall_rating", 10, 42)


def test_six_or_nine_dimensions_are_brought_to_eighty_points() -> None:
    def earned(year: int, *, rate: int) -> int:
        return domain_points({key: dimension_points(rate, None, ROUND) for key in dimensions_of(year)}).base

    assert [earned(year, rate=80) for year in (2024, 2027, 2030)] == [80, 80, 80]
    # Five points each: 30 of 60 and 45 of 90.
    assert [earned(year, rate=70) for year in (2024, 2027, 2030)] == [40, 40, 40]
    one = {"a": dimension_points(70, None, ROUND), **dict.fromkeys("bcdef", dimension_points(50, None, ROUND))}
    assert domain_points(one).base == 7, "5 x 8 / 6 = 6.67"


@pytest.mark.parametrize(
    ("year", "count", "has", "lacks"),
    [
        (2018, 8, "care_transition", "restfulness"),
        (2026, 8, "responsiveness", "restfulness"),
        (2027, 6, "environment", "responsiveness"),
        (2029, 6, "environment", "care_transition"),
        (2030, 9, "restfulness", "environment"),
    ],
)
def test_the_dimensions_of_a_program_year(year: int, count: int, has: str, lacks: str) -> None:
    found = dimensions_of(year)
    assert len(found) == count
    assert has in found
    assert lacks not in found


def test_years_before_the_first_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="2017 are not kept"):
        dimensions_of(2017)


def test_two_measures_of_a_dimension_are_averaged_and_one_alone_is_no_dimension() -> None:
    found = rates_of(2024, {"cleanliness": Decimal("70.5"), "quietness": 60, "nurses": 80})
    assert found == {"environment": Fraction(261, 4), "nurses": 80}
    assert rates_of(2024, {"quietness": 60}) == {}


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="rise in this order"):
        Standard(50, 50, 80)
    with pytest.raises(ValueError, match="Without dimensions"):
        domain_points({})


def test_the_last_published_digit_decides() -> None:
    # 9 x (82.6438 - 79.42) / 8.29 + 0.5 = 3.99991, and with one more digit in the last place 4.00002: both are 4;
    # the turn is at 3.5, where 9 x w = 3: 79.42 + 8.29 / 3 = 82.18333...
    assert [achievement_points(Decimal(rate), NURSES_2024) for rate in ("82.1833", "82.1834")] == [3, 4]
