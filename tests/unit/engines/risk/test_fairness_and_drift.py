"""Fairness at a capacity, and drift, on small figures worked by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from wellrun.engines.risk.cases import Cases, Input, Kind, cases_of
from wellrun.engines.risk.drift import Drift, of_inputs, of_numbers, stability_index
from wellrun.engines.risk.fairness import by_group


def test_who_is_flagged_and_who_is_found_at_a_capacity() -> None:
    risk = np.asarray([0.9, 0.8, 0.7, 0.6, 0.2, 0.1])
    outcome = np.asarray([True, False, True, False, True, False])
    found = {each.group: each for each in by_group(risk, outcome, list("AABBBA"), capacity=0.5)}
    assert (found["A"].flagged, found["A"].sensitivity) == (pytest.approx(2 / 3), 1.0)
    assert (found["B"].flagged, found["B"].sensitivity) == (pytest.approx(1 / 3), 0.5)
    assert (found["B"].observed, found["B"].predicted) == (pytest.approx(2 / 3), pytest.approx(0.5))


def test_of_equal_risks_no_more_are_flagged_than_the_capacity() -> None:
    found = by_group(np.full(10, 0.3), np.zeros(10, dtype=bool), ["A"] * 10, capacity=0.2)
    assert (found[0].flagged, found[0].sensitivity) == (0.2, None)


def test_a_group_with_few_outcomes_has_no_discrimination() -> None:
    chance = np.random.default_rng(1)
    risk = chance.uniform(0.1, 0.9, 400)
    outcome = chance.random(400) < risk
    groups = ["large"] * 390 + ["small"] * 10
    large, small = by_group(risk, outcome, groups)
    assert large.auroc is not None
    assert large.slope == pytest.approx(1, abs=0.3)
    assert (small.group, small.auroc, small.slope) == ("small", None, None)


@pytest.mark.parametrize("capacity", [0, 1.1])
def test_a_capacity_is_a_share(capacity: float) -> None:
    with pytest.raises(ValueError, match="share"):
        by_group(np.zeros(1), np.zeros(1, dtype=bool), ["A"], capacity=capacity)


def test_stability_index_by_hand() -> None:
    expected = (0.3 - 0.5) * log(0.3 / 0.5) + (0.7 - 0.5) * log(0.7 / 0.5)
    assert stability_index(np.asarray([50, 50]), np.asarray([3, 7])) == pytest.approx(expected)
    assert stability_index(np.asarray([1, 3]), np.asarray([10, 30])) == pytest.approx(0)
    with pytest.raises(ValueError, match="Nothing"):
        stability_index(np.asarray([0, 0]), np.asarray([1, 0]))


def test_numbers_that_move_drift_and_missing_ones_count() -> None:
    chance = np.random.default_rng(2)
    before, same, moved = chance.normal(size=5000), chance.normal(size=5000), chance.normal(0.7, size=5000)
    assert of_numbers("age", before, same).index < 0.01
    assert of_numbers("age", before, moved).index > 0.25
    lost = np.where(chance.random(5000) < 0.5, np.nan, same)
    assert of_numbers("age", before, lost).index > 0.25
    assert of_numbers("age", np.full(10, np.nan), np.full(10, np.nan)).index == 0


def test_categories_drift_by_level_also_to_a_level_never_seen() -> None:
    def ward(*names: str) -> Cases:
        return cases_of([Input(name="ward", kind=Kind.CATEGORY)], [{"ward": each} for each in names])

    assert of_inputs(ward("A", "B", "B"), ward("B", "A", "B"))[0].index == pytest.approx(0)
    assert of_inputs(ward("A", "B"), ward("A", "C"))[0].index > 0.25
    with pytest.raises(ValueError, match="other inputs"):
        of_inputs(ward("A"), cases_of([Input(name="age")], [{"age": 1.0}]))


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (0.05, "Age: as when the model was learned."),
        (0.1, "Age: has begun to shift. Look at it again next month."),
        (0.25, "Age: has shifted. Check the calibration, and learn anew if it no longer holds."),
    ],
)
def test_drift_in_words(index: float, says: str) -> None:
    assert Drift(name="age", index=index).says == says
