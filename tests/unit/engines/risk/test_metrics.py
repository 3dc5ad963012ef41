"""Figures against scikit-learn's own, against formulas worked by hand, and against what resampling must show."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from wellrun.engines.risk.calibration import calibration, deciles, fit_line, log_odds_of
from wellrun.engines.risk.metrics import auprc, auroc, brier, figures, intervals

MANY = 20_000


@st.composite
def scored(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    size = draw(st.integers(2, 60))
    # Tenths, so that ties are common.
    score = np.asarray(draw(st.lists(st.integers(0, 10), min_size=size, max_size=size))) / 10
    outcome = np.asarray(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    outcome[:2] = [True, False]
    return score, outcome


@given(scored())
def test_discrimination_and_error_agree_with_scikit_learn(given_of: tuple[np.ndarray, np.ndarray]) -> None:
    score, outcome = given_of
    assert auroc(score, outcome) == pytest.approx(roc_auc_score(outcome, score))
    assert auprc(score, outcome) == pytest.approx(average_precision_score(outcome, score))
    assert brier(score, outcome) == pytest.approx(brier_score_loss(outcome, score))


def test_by_hand() -> None:
    score, outcome = np.asarray([0.1, 0.4, 0.35, 0.8]), np.asarray([False, False, True, True])
    assert auroc(score, outcome) == 0.75
    assert auprc(score, outcome) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert brier(score, outcome) == pytest.approx((0.01 + 0.16 + 0.4225 + 0.04) / 4)


def test_what_is_undefined_is_not_a_number() -> None:
    nobody = np.asarray([False, False])
    assert np.isnan(auroc(np.asarray([0.1, 0.2]), nobody))
    assert np.isnan(auprc(np.asarray([0.1, 0.2]), nobody))


def test_calibration_agrees_with_unpenalised_logistic_regression() -> None:
    chance = np.random.default_rng(3)
    score = chance.uniform(0.02, 0.9, 2000)
    outcome = chance.random(2000) < score**1.5
    reference = LogisticRegression(C=np.inf, tol=1e-10).fit(log_odds_of(score)[:, None], outcome)
    found = calibration(score, outcome)
    assert found.slope == pytest.approx(float(reference.coef_[0, 0]), abs=1e-4)
    assert found.intercept == pytest.approx(float(reference.intercept_[0]), abs=1e-4)


def test_calibration_finds_a_distortion_put_in() -> None:
    chance = np.random.default_rng(5)
    odds = chance.normal(-1, 1, MANY)
    outcome = chance.random(MANY) < 1 / (1 + np.exp(-odds))
    twice_as_extreme = 1 / (1 + np.exp(-(2 * odds + 0.4)))
    found = calibration(twice_as_extreme, outcome)
    assert found.slope == pytest.approx(0.5, abs=0.03)
    assert found.intercept == pytest.approx(-0.2, abs=0.05)
    mended = found.probability(log_odds_of(twice_as_extreme))
    assert calibration(mended, outcome).slope == pytest.approx(1)


def test_no_line_through_what_is_separated_or_never_varies() -> None:
    with pytest.raises(ValueError, match="never varies"):
        fit_line(np.asarray([0.0, 1.0]), np.asarray([True, True]))
    with pytest.raises(ValueError, match="separate"):
        fit_line(np.asarray([-2.0, -1.0, 1.0, 2.0]), np.asarray([False, False, True, True]))


def test_deciles_hold_all_rows_in_order_of_risk() -> None:
    chance = np.random.default_rng(2)
    score = chance.random(1003)
    found = deciles(score, chance.random(1003) < score)
    assert sum(each.rows for each in found) == 1003
    assert [each.predicted for each in found] == sorted(each.predicted for each in found)
    assert all(abs(each.predicted - each.observed) < 0.15 for each in found)


def test_an_interval_by_patient_is_wider_than_by_row_where_patients_repeat() -> None:
    chance = np.random.default_rng(8)
    patients = np.repeat(np.arange(60), 10)
    outcome = np.repeat(chance.random(60) < 0.4, 10)
    score = np.repeat(chance.random(60), 10) + 0.3 * outcome
    (by_patient,) = intervals([auroc], score, outcome, patients)
    (by_row,) = intervals([auroc], score, outcome, np.arange(600))
    assert by_patient.value == by_row.value
    assert by_patient.upper - by_patient.lower > 2 * (by_row.upper - by_row.lower)


def test_an_interval_covers_its_figure_and_is_the_same_again() -> None:
    chance = np.random.default_rng(9)
    score, patients = chance.random(500), chance.integers(0, 200, 500)
    outcome = chance.random(500) < score
    once = intervals([auroc, brier], score, outcome, patients, resamples=200, seed=1)
    assert once == intervals([auroc, brier], score, outcome, patients, resamples=200, seed=1)
    assert all(each.lower < each.value < each.upper for each in once)


@pytest.mark.parametrize(("noise", "likely"), [(0.05, True), (1.2, False)])
def test_figures_too_good_to_be_true_are_called_so(noise: float, likely: bool) -> None:
    chance = np.random.default_rng(4)
    outcome = chance.random(2000) < 0.2
    score = 1 / (1 + np.exp(-(0.2 * outcome + noise * chance.normal(size=2000))))
    found = figures(score, outcome, np.arange(2000), resamples=20)
    assert found.leak_likely is likely
    assert found.leak_likely is (found.auroc.value > 0.72)
