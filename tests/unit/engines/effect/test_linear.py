"""The regression under the series, against the same sums written out in full."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from wellrun.engines.effect.linear import MEMORIES, SHARES, CannotFit, fit, t_quantile

TIME = np.arange(40.0)
INPUTS = np.column_stack([np.ones(40), (TIME - 20) / 20])


@pytest.mark.parametrize("freedom", [8, 20, 46, 400])
@pytest.mark.parametrize("share", [0.025, 0.9, 0.975, 0.995])
def test_quantiles_of_t_are_those_of_scipy(freedom: int, share: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=2e-4)


def test_counts_that_follow_the_model_give_its_coefficients() -> None:
    exposure = np.linspace(1000, 2000, 40)
    found = fit(exposure * np.exp(INPUTS @ [-1.8, 0.3]), exposure, INPUTS)
    assert found.coefficients == pytest.approx([-1.8, 0.3], abs=1e-9)
    assert found.dispersion < 1e-9


def written_out(counts: np.ndarray, exposure: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Poisson by a general optimiser, generalised least squares by inverses, every guess weighed by its likelihood."""

    def loss(b: np.ndarray) -> float:
        return float((exposure * np.exp(INPUTS @ b) - counts * (INPUTS @ b)).sum())

    b = optimize.minimize(loss, [-2.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}).x
    mean = exposure * np.exp(INPUTS @ b)
    output = INPUTS @ b + (counts - mean) / mean
    apart = np.abs(np.subtract.outer(TIME, TIME))
    answers, covariances, weights = [], [], []
    # Every share with every memory alike, none as one of the shares.
    for share in (0.0, *SHARES):
        for memory in MEMORIES:
            correlation = (1 - share) * np.eye(40) + share * memory**apart
            inverse = np.linalg.inv(correlation / np.sqrt(np.outer(mean, mean)))
            spread = np.linalg.inv(INPUTS.T @ inverse @ INPUTS)
            answer = spread @ INPUTS.T @ inverse @ output
            left = output - INPUTS @ answer
            variance = left @ inverse @ left / 38
            answers.append(answer)
            covariances.append(variance * spread)
            weights.append(np.sqrt(np.linalg.det(spread) / np.linalg.det(correlation)) * variance ** (-38 / 2))
    shares = np.asarray(weights) / np.sum(weights)
    middle = shares @ np.asarray(answers)
    covariance = sum(
        share * (each + np.outer(answer - middle, answer - middle))
        for share, each, answer in zip(shares, covariances, answers, strict=True)
    )
    return middle, covariance


def test_the_answer_is_the_mean_over_all_guesses_weighed_by_restricted_likelihood() -> None:
    chance = np.random.default_rng(5)
    exposure = np.full(40, 1500.0)
    counts = chance.poisson(
        exposure * np.exp(INPUTS @ [-1.8, 0.2] + np.convolve(chance.normal(0, 0.1, 42), [0.5, 0.3, 0.2], "valid"))
    )
    found = fit(counts.astype(float), exposure, INPUTS)
    answer, covariance = written_out(counts.astype(float), exposure)
    assert found.coefficients == pytest.approx(answer, rel=1e-5)
    assert found.covariance == pytest.approx(covariance, rel=1e-4)
    assert found.freedom == 38


def test_memory_is_seen_and_widens_the_interval() -> None:
    chance = np.random.default_rng(3)
    noise = np.zeros(40)
    for at in range(1, 40):
        noise[at] = 0.8 * noise[at - 1] + chance.normal(0, 0.12)
    exposure = np.full(40, 5000.0)
    remembers = fit(chance.poisson(1000 * np.exp(noise)).astype(float), exposure, INPUTS)
    forgets = fit(chance.poisson(1000 * np.exp(chance.permutation(noise))).astype(float), exposure, INPUTS)
    assert remembers.alike > 0.4 > 0.25 > forgets.alike
    assert remembers.covariance[1, 1] / remembers.dispersion > 2 * forgets.covariance[1, 1] / forgets.dispersion


def test_counts_vary_at_least_as_much_as_the_floor() -> None:
    exposure = np.full(40, 1000.0)
    found = fit(np.full(40, 160.0), exposure, INPUTS, least_dispersion=0.84)
    assert found.dispersion == pytest.approx(0.84)
    assert found.covariance[0, 0] > 0.84 / 6400


@pytest.mark.parametrize(
    ("counts", "inputs", "says"),
    [
        (np.ones(4), np.column_stack([np.ones(4), np.arange(4)]), "too few"),
        (np.zeros(40), INPUTS, "count something"),
        (np.ones(40), np.column_stack([np.ones(40), np.ones(40)]), "same thing"),
        (np.r_[np.zeros(20), np.ones(20)], np.column_stack([np.ones(40), TIME < 20]), "settle"),
    ],
)
def test_what_cannot_be_fitted_says_why(counts: np.ndarray, inputs: np.ndarray, says: str) -> None:
    with pytest.raises(CannotFit, match=says):
        fit(counts, np.ones(len(counts)), inputs.astype(float))
