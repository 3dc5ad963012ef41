"""Log-linear regression of counts whose neighbours in time resemble one another.

Quasi-Poisson regression first; then its last weighted least-squares step anew for noise that is partly white, as
counting makes it, and partly remembers (first-order autoregressive). A few years of months do not tell how much of it
remembers and for how long. Taking the best guess for the truth made intervals too narrow, so the answer is the mean
over a grid of guesses, each weighed by its restricted likelihood (Harville 1974): an average of models, as Bayes has
it with every guess equally likely beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Guesses: the share of the noise's variance that remembers, and what of it is left a period later.
SHARES = (0.25, 0.5, 0.75, 1.0)
MEMORIES = (0.2, 0.4, 0.6, 0.8)
_ROUNDS, _CLOSE = 100, 1e-9
_SMALLEST_FREEDOM = 3


class CannotFit(ValueError):
    """The counts do not allow the regression: too few points, none counted, or inputs that say the same thing."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """Coefficients on the log scale with their covariance.

    dispersion: variance as multiple of the mean; alike: correlation of the noise of neighbours, 0 to 0.8; freedom:
    degrees of freedom of the t distribution to use; fitted: expected counts.
    """

    coefficients: Floats
    covariance: Floats
    dispersion: float
    alike: float
    freedom: int
    fitted: Floats


def fit(counts: Floats, exposure: Floats, inputs: Floats, *, least_dispersion: float = 0.0) -> Fit:
    """Fit log(expected counts) = log(exposure) + inputs x coefficients.

    counts, exposure: length n, exposure above 0; inputs: n rows of p columns. least_dispersion: a floor, for counts
    that cannot vary less (for binomial counts, one less the rate). Raises CannotFit.
    """
    points, terms = inputs.shape
    if points < terms + _SMALLEST_FREEDOM:
        raise CannotFit(f"{points} points are too few for {terms} terms.")
    if counts.sum() <= 0 or (exposure <= 0).any():
        raise CannotFit("Every point needs something it is counted among, and at least one must count something.")
    if np.linalg.matrix_rank(inputs) < terms:
        raise CannotFit("Two of the inputs say the same thing.")
    fitted = _independent(counts, exposure, inputs)
    root = np.sqrt(fitted)
    working = np.log(fitted / exposure) + (counts - fitted) / fitted
    guesses = [
        _Guess.of(inputs * root[:, None], working * root, share, memory, least_dispersion) for share, memory in _grid()
    ]
    likely = np.asarray([each.likelihood for each in guesses])
    weights = np.exp(likely - likely.max())
    weights /= weights.sum()
    each = np.asarray([guess.coefficients for guess in guesses])
    coefficients = weights @ each
    apart = each - coefficients
    covariance = sum(
        weight * (guess.covariance + np.outer(off, off))
        for weight, guess, off in zip(weights, guesses, apart, strict=True)
    )
    return Fit(
        coefficients=coefficients,
        covariance=np.asarray(covariance),
        dispersion=float(weights @ [guess.dispersion for guess in guesses]),
        alike=float(weights @ [share * memory for share, memory in _grid()]),
        freedom=points - terms,
        fitted=exposure * np.exp(inputs @ coefficients),
    )


def t_quantile(share: float, freedom: float) -> float:
    """Quantile of Student's t: expansion about the normal quantile (Abramowitz and Stegun 1964, 26.7.5)."""
    x = NormalDist().inv_cdf(share)
    terms = (
        x,
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Guess:
    """The answer if the noise were just so. likelihood: logarithm of the restricted one, with its prior."""

    coefficients: Floats
    covariance: Floats
    dispersion: float
    likelihood: float

    @classmethod
    def of(cls, inputs: Floats, outputs: Floats, share: float, memory: float, least: float) -> _Guess:
        points, terms = inputs.shape
        apart = np.abs(np.subtract.outer(np.arange(points), np.arange(points)))
        triangle = np.linalg.cholesky((1 - share) * np.eye(points) + share * memory**apart)
        freed = np.linalg.solve(triangle, np.column_stack([inputs, outputs]))
        spread = np.linalg.inv(freed[:, :-1].T @ freed[:, :-1])
        coefficients = spread @ freed[:, :-1].T @ freed[:, -1]
        left = freed[:, -1] - freed[:, :-1] @ coefficients
        # A perfect fit would be infinitely likely.
        dispersion = max(float(left @ left) / (points - terms), 1e-12)
        likelihood = (
            -float(np.log(np.diag(triangle)).sum())
            + float(np.linalg.slogdet(spread)[1]) / 2
            - (points - terms) / 2 * float(np.log(dispersion))
        )
        return cls(
            coefficients=coefficients,
            covariance=max(dispersion, least) * spread,
            dispersion=max(dispersion, least),
            # Without a share that remembers it does not matter for how long: one guess stands for all of them.
            likelihood=likelihood + (0.0 if share else float(np.log(len(MEMORIES)))),
        )


def _grid() -> list[tuple[float, float]]:
    return [(0.0, 0.0), *product(SHARES, MEMORIES)]


def _independent(counts: Floats, exposure: Floats, inputs: Floats) -> Floats:
    """Fitted counts of a Poisson regression, by iterated weighted least squares (Nelder and Wedderburn 1972)."""
    fitted = (counts + exposure * counts.sum() / exposure.sum()) / 2
    coefficients = np.zeros(inputs.shape[1])
    for _ in range(_ROUNDS):
        root = np.sqrt(fitted)
        working = np.log(fitted / exposure) + (counts - fitted) / fitted
        before = coefficients
        coefficients = np.linalg.lstsq(inputs * root[:, None], working * root, rcond=None)[0]
        fitted = exposure * np.exp(np.clip(inputs @ coefficients, -30, 30))
        if np.abs(coefficients - before).max() < _CLOSE and fitted.min() > _CLOSE:
            return np.asarray(fitted)
    # Where a part of the series counts nothing at all, its coefficient runs away.
    raise CannotFit("The regression does not settle: the counts are too small or too wild.")
