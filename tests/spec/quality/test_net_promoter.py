"""Surveys other than HCAHPS: the net promoter score and the top box of five-point scales.

Source: Reichheld 2003 (groups); Rocks 2016, The American Statistician 70 (adjusted Wald interval: three answers added,
three quarters of one to promoters and to detractors). Every expected figure is worked out by hand in the test.
"""

from __future__ import annotations

from math import sqrt

import pytest

from wellrun.departments.quality.rules.experience.intervals import wilson
from wellrun.departments.quality.rules.experience.promoter import five_point_top_box, net_promoter

Z = 1.959963984540054


def test_promoters_answer_nine_or_ten_and_detractors_up_to_six() -> None:
    found = net_promoter(range(11))
    assert found is not None
    assert (found.promoters, found.passives, found.detractors, found.answers) == (2, 2, 7, 11)
    assert found.value == pytest.approx(100 * (2 - 7) / 11)


def test_the_interval_is_that_of_a_multinomial_with_three_answers_added() -> None:
    # 50 promoters, 30 passives, 20 detractors of 100: p = 50.75 / 103, d = 20.75 / 103.
    found = net_promoter([10] * 50 + [8] * 30 + [0] * 20)
    assert found is not None
    assert found.value == 30
    p, d = 50.75 / 103, 20.75 / 103
    reach = Z * sqrt((p + d - (p - d) ** 2) / 103)
    assert (found.interval.low, found.interval.high) == pytest.approx((100 * (p - d - reach), 100 * (p - d + reach)))
    assert (found.interval.low, found.interval.high) == pytest.approx((14.05, 44.20), abs=0.005)
    assert found.interval.level == 0.95


def test_the_interval_is_narrower_at_a_lower_level() -> None:
    answers = [10] * 50 + [8] * 30 + [0] * 20
    wide, narrow = net_promoter(answers, level=0.95), net_promoter(answers, level=0.8)
    assert wide is not None
    assert narrow is not None
    assert wide.interval.low < narrow.interval.low < narrow.interval.high < wide.interval.high


@pytest.mark.parametrize(("answer", "value"), [(10, 100), (8, 0), (3, -100)])
def test_the_interval_has_a_width_where_everybody_agrees(answer: int, value: int) -> None:
    found = net_promoter([answer] * 12)
    assert found is not None
    assert found.value == value
    assert found.interval.low <= value <= found.interval.high
    assert 20 < found.interval.high - found.interval.low < 60
    assert found.interval.low >= -100
    assert found.interval.high <= 100


def test_an_answer_that_is_not_on_the_scale_is_counted_apart() -> None:
    found = net_promoter([10, 11, -1, 0])
    assert found is not None
    assert (found.answers, found.unreadable, found.value) == (2, 2, 0)


def test_without_answers_there_is_no_score() -> None:
    assert net_promoter([]) is None
    assert net_promoter([99]) is None
    assert five_point_top_box([]) is None
    assert five_point_top_box([0, 6]) is None


def test_the_top_box_of_five_points() -> None:
    found = five_point_top_box([5, 5, 4, 1, 9])
    assert found is not None
    assert (found.top, found.answers, found.unreadable, found.share) == (2, 4, 1, 0.5)
    assert found.interval == wilson(0.5, 4)


def test_a_scale_that_runs_down_has_its_top_at_one() -> None:
    found = five_point_top_box([5, 5, 4, 1], best=1)
    assert found is not None
    assert (found.top, found.answers) == (1, 4)
    with pytest.raises(ValueError, match="1 or 5, not 4"):
        five_point_top_box([5], best=4)
