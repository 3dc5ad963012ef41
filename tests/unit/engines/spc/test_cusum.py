"""Bernoulli CUSUM worked by hand, and its refusals."""

from math import log

import pytest

from wellrun.engines.spc import SeriesError, bernoulli_cusum


def test_two_cases_by_hand() -> None:
    # Risk 0.5, odds 1; doubled odds 2, risk 2/3; halved, risk 1/3.
    course = bernoulli_cusum(events=[True, False], baseline_risk=0.5)
    assert (course.raised_risk, course.lowered_risk) == pytest.approx((2 / 3, 1 / 3))
    first, second = course.points
    assert (first.up, first.down) == pytest.approx((log(4 / 3), 0))
    assert second.up == pytest.approx(max(0, log(4 / 3) + log(2 / 3)))
    assert second.down == pytest.approx(-log(4 / 3))


def test_a_signal_resets_the_score() -> None:
    course = bernoulli_cusum(events=[True] * 30, baseline_risk=0.1)
    fired = [point.case for point in course.points if point.signal == 1]
    assert fired[:2] == [6, 12] and course.points[5].up == 0
    calm = bernoulli_cusum(events=[False] * 200, baseline_risk=0.1)
    assert -1 in {point.signal for point in calm.points} and min(point.down for point in calm.points) > -3.5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "either the baseline risk or the number"),
        ({"baseline_risk": 0.1, "baseline_cases": 2}, "not both"),
        ({"baseline_cases": 9}, "baseline has 9 cases, but the series has 3"),
        ({"baseline_cases": 3}, "risk 1 is not between 0 and 1"),
        ({"baseline_risk": 0.1, "odds_ratio": 1, "limit": 0}, r"odds ratio 1 .*limit 0"),
    ],
)
def test_refusals(arguments: dict[str, float], words: str) -> None:
    with pytest.raises(SeriesError, match=words):
        bernoulli_cusum(events=[True, True, True], **arguments)  # type: ignore[arg-type]
