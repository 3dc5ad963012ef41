"""How sure a share or a mean of survey answers is: patients are counted, not answers.

Source: Wilson 1927; Binder 1983 (linearisation by cluster); Korn and Graubard 1998 (effective number).
"""

from __future__ import annotations

from math import sqrt

import pytest

from wellrun.departments.quality.rules.experience.intervals import Interval, mean_interval, share_interval, wilson


def test_the_interval_of_an_item_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 are 30.8 %, from 25.5 to 36.6.
    found = wilson(81 / 263, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    patients = [{"quiet": float(number < 81)} for number in range(263)]
    assert share_interval(patients, ["quiet"]) == Interval(*map(pytest.approx, (found.low, found.high)))


def test_three_answers_of_a_patient_are_not_three_patients() -> None:
    # Where everybody answers all items alike, the composite knows no more than one item.
    items = ["a", "b", "c"]
    alike = [dict.fromkeys(items, float(number < 30)) for number in range(40)]
    assert share_interval(alike, items) == Interval(*map(pytest.approx, _ends(wilson(30 / 40, 40))))
    # Where the items say nothing of one another, each adds a patient: 2 items, each answered by every other way.
    apart = [{"a": float(number % 2), "b": float(number // 2 % 2)} for number in range(40)]
    assert share_interval(apart, ["a", "b"]) == Interval(*map(pytest.approx, _ends(wilson(0.5, 80))))


def test_the_interval_counts_patients_of_items_that_few_answered() -> None:
    # a: 2 of 4; b: 1 of 2. z = ((a - 1/2) / 4 + (b - 1/2) / 2) / 2 by patient: 3/16, 1/16, -3/16, -1/16.
    patients = [{"a": 1.0, "b": 1.0}, {"a": 1.0}, {"a": 0.0, "b": 0.0}, {"a": 0.0}]
    variance = (9 + 1 + 9 + 1) / 256
    assert share_interval(patients, ["a", "b"]) == Interval(*map(pytest.approx, _ends(wilson(0.5, 0.25 / variance))))


def test_an_interval_has_a_width_where_everybody_agrees() -> None:
    found = share_interval([{"a": 1.0, "b": 1.0}] * 25, ["a", "b"])
    assert found == Interval(*map(pytest.approx, _ends(wilson(1.0, 25))))
    assert found.low < 0.9
    assert found.high == 1


def test_an_interval_claims_no_more_patients_than_answers() -> None:
    # All say yes to one and no to the other: the composite varies by nothing, and that is not certainty.
    opposed = [{"a": 1.0, "b": 0.0} for _ in range(10)]
    assert share_interval(opposed, ["a", "b"]) == Interval(*map(pytest.approx, _ends(wilson(0.5, 10))))
    # One item all say yes to, the other every second: the variance would stand for 30 patients; there are 20 answers.
    uneven = [{"a": 1.0, "b": float(number % 2)} for number in range(10)]
    assert share_interval(uneven, ["a", "b"]) == Interval(*map(pytest.approx, _ends(wilson(0.75, 20))))


def test_the_interval_of_a_linear_mean() -> None:
    # Points 0, 50, 100: mean 50, variance of the mean 2500/3.
    found = mean_interval([{"a": 0.0}, {"a": 50.0}, {"a": 100.0}], ["a"], level=0.5)
    assert found is not None
    reach = 0.6744897501960817 * sqrt(2500 / 3)
    assert (found.low, found.high) == pytest.approx((50 - reach, 50 + reach))
    assert mean_interval([{"a": 50.0}], ["a"]) is None
    assert mean_interval([{"a": 0.0}, {"a": 100.0}], ["a"]) == Interval(0, 100)


@pytest.mark.parametrize("wrong", [0, 1, 1.2])
def test_a_level_lies_between_nothing_and_certainty(wrong: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(0.5, 10, wrong)


def test_nobody_has_no_interval() -> None:
    with pytest.raises(ValueError, match="nobody"):
        wilson(0.5, 0)
    with pytest.raises(ValueError, match="Nobody answered b"):
        share_interval([{"a": 1.0}], ["a", "b"])


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high
