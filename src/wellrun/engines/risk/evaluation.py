"""The two protocols by which a risk model is measured, and a plain score on the same rows for comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wellrun.engines.risk.card import Measured
from wellrun.engines.risk.cases import Cases, Flags, Floats, Ints
from wellrun.engines.risk.drift import Drift, of_inputs, of_numbers
from wellrun.engines.risk.fairness import by_group
from wellrun.engines.risk.folds import by_time, grouped
from wellrun.engines.risk.metrics import Interval, auprc, auroc, figures, intervals
from wellrun.engines.risk.model import Learned, Settings, judged, learn, out_of_fold


@dataclass(frozen=True, kw_only=True)
class Chances:
    """What may vary without changing the question: how a model is learned, folds, resamples, and seeds."""

    settings: Settings = field(default_factory=Settings)
    folds: int = 5
    resamples: int = 500
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Later:
    """The figures on later patients, the model they are of, the rows judged with their risks, and what has shifted."""

    measured: Measured
    learned: Learned
    rows: Ints
    risks: Floats
    drift: tuple[Drift, ...]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """Discrimination of a score that is no probability."""

    name: str
    auroc: Interval
    auprc: Interval


def by_patient_folds(
    cases: Cases,
    *,
    chances: Chances,
    groups: Mapping[str, Sequence[str]] | None = None,
    capacity: float = 0.1,
) -> Measured:
    """Out-of-fold figures with each patient in one fold.

    groups: by heading, each row's group for fairness at a capacity (share of rows). Raises ValueError, see `learn`.
    """
    splits = grouped(cases, folds=chances.folds, seed=chances.seed)
    risks = out_of_fold(splits, chances.settings)
    return Measured(
        protocol=f"{chances.folds} folds by patient",
        figures=figures(risks, cases.outcome, cases.patients, resamples=chances.resamples, seed=chances.seed),
        groups=tuple(
            each
            for heading, names in (groups or {}).items()
            for each in by_group(risks, cases.outcome, [f"{heading}: {name}" for name in names], capacity=capacity)
        ),
    )


def on_later_patients(cases: Cases, *, chances: Chances, share: float = 0.8) -> Later:
    """Learn from the earliest share of rows, judge on later rows of unseen patients; with the drift between."""
    split = by_time(cases, share=share)
    learned = learn(split.training, chances.settings)
    risks = judged(learned, split)
    rows = split.judge
    before, after = cases.only(split.learn), cases.only(rows)
    return Later(
        measured=Measured(
            protocol=f"learned from the earliest {share:.0%}, judged on later patients never seen",
            figures=figures(
                risks, cases.outcome[rows], cases.patients[rows], resamples=chances.resamples, seed=chances.seed
            ),
        ),
        learned=learned,
        rows=rows,
        risks=risks,
        # Risks of the rows learned from are the model's own and a little too sure; enough to see a shift by.
        drift=(of_numbers("risk", learned.model.risk(before), risks), *of_inputs(before, after)),
    )


def plain(name: str, score: Floats, outcome: Flags, patients: Ints, *, chances: Chances) -> Plain:
    """How a score that needs no learning tells the same rows apart."""
    found = intervals((auroc, auprc), score, outcome, patients, resamples=chances.resamples, seed=chances.seed)
    return Plain(name=name, auroc=found[0], auprc=found[1])
