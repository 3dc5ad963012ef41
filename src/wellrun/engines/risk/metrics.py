"""How good a risk is: discrimination, precision, error, and how sure one may be of them when patients repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.calibration import Decile, calibration, deciles
from wellrun.engines.risk.cases import Flags, Floats, Ints

# Above this on administrative data, readmission models have nearly always seen what they should not have.
LEAK_LIKELY_ABOVE = 0.72

Metric = Callable[[Floats, Flags], float]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A figure with the limits between which 95 % of the resamples fall."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured on rows not learned from. rate and shares are 0 to 1."""

    rows: int
    patients: int
    rate: float
    auroc: Interval
    auprc: Interval
    brier: Interval
    slope: float
    intercept: float
    deciles: tuple[Decile, ...]

    @property
    def leak_likely(self) -> bool:
        return self.auroc.value > LEAK_LIKELY_ABOVE


def auroc(score: Floats, outcome: Flags) -> float:
    """Chance that a row with the outcome scores above one without, ties counting half (Hanley and McNeil 1982).

    NaN where all rows have the outcome, or none.
    """
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    if not positives or not negatives:
        return float("nan")
    _, at, count = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(count) - (count - 1) / 2
    return float((middle[at][outcome].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def auprc(score: Floats, outcome: Flags) -> float:
    """Average precision: precision at each distinct score, weighted by the recall it adds. NaN without outcomes."""
    if not outcome.any():
        return float("nan")
    ordered = np.argsort(-score, kind="stable")
    last = np.flatnonzero(np.append(np.diff(score[ordered]) != 0, True))
    hits = np.cumsum(outcome[ordered])[last]
    gained = np.diff(hits, prepend=0)
    return float((gained * hits / (last + 1)).sum() / outcome.sum())


def brier(score: Floats, outcome: Flags) -> float:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return float(np.mean((score - outcome) ** 2))


def intervals(
    metrics: Sequence[Metric], score: Floats, outcome: Flags, patients: Ints, *, resamples: int = 500, seed: int = 0
) -> tuple[Interval, ...]:
    """A 95 % percentile interval of each metric, from resamples of patients, each with all rows.

    Rows of one patient resemble one another, so an interval that resampled rows would be too narrow. Resamples in which
    a metric is undefined are left out of it.
    """
    ordered = np.argsort(patients, kind="stable")
    _, begins, sizes = np.unique(patients[ordered], return_index=True, return_counts=True)
    chance = np.random.default_rng(seed)
    found = np.empty((resamples, len(metrics)))
    for at in range(resamples):
        drawn = chance.integers(0, len(begins), len(begins))
        many = sizes[drawn]
        # The places begin, begin + 1 ... of each drawn patient, without a loop over patients.
        places = np.repeat(begins[drawn] - np.cumsum(many) + many, many) + np.arange(many.sum())
        rows = ordered[places]
        found[at] = [metric(score[rows], outcome[rows]) for metric in metrics]
    lower, upper = np.nanpercentile(found, [2.5, 97.5], axis=0)
    return tuple(
        Interval(value=metric(score, outcome), lower=float(lower[at]), upper=float(upper[at]))
        for at, metric in enumerate(metrics)
    )


def figures(score: Floats, outcome: Flags, patients: Ints, *, resamples: int = 500, seed: int = 0) -> Figures:
    """All figures of out-of-fold risks: arrays of one length. Raises ValueError where the outcome never varies."""
    line = calibration(score, outcome)
    auc, precision, error = intervals((auroc, auprc, brier), score, outcome, patients, resamples=resamples, seed=seed)
    return Figures(
        rows=len(score),
        patients=len(np.unique(patients)),
        rate=float(outcome.mean()),
        auroc=auc,
        auprc=precision,
        brier=error,
        slope=line.slope,
        intercept=line.intercept,
        deciles=deciles(score, outcome),
    )
