"""Who may be learned from and who is kept for judging: splits that no patient can straddle.

These guards are the reason the figures can be believed. A training part can be had only from a split, a split checks
itself when it is made, and a model that has learned from a patient cannot be judged on that patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wellrun.engines.risk.cases import Cases, Ints


class Leak(ValueError):
    """What is being judged would have been seen in learning, so every figure would flatter."""


class PatientInTwoFolds(Leak):
    """A patient has rows on both sides of a split, or in two folds."""


class TestRowsSeen(Leak):
    """A training part holds rows of patients kept for judging."""

    __test__ = False  # pytest takes a class of this name for a test


def check_folds_apart(patients: Ints, folds: Iterable[Ints]) -> None:
    """Raise PatientInTwoFolds where some patient has rows in two of the folds. folds: row numbers of each."""
    fold_of: dict[int, int] = {}
    shared = {
        patient
        for at, rows in enumerate(folds)
        for patient in np.unique(patients[rows]).tolist()
        if fold_of.setdefault(patient, at) != at
    }
    if shared:
        raise PatientInTwoFolds(f"{len(shared)} patients are in two folds. Split by patient, not by row.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Split:
    """Rows to learn from and rows to judge by. Raises PatientInTwoFolds where a patient is in both."""

    cases: Cases
    learn: Ints
    judge: Ints

    def __post_init__(self) -> None:
        check_folds_apart(self.cases.patients, (self.learn, self.judge))

    @property
    def training(self) -> TrainingPart:
        return TrainingPart(split=self, rows=self.learn)


@dataclass(frozen=True, kw_only=True, eq=False)
class TrainingPart:
    """Rows a model may learn from, repeats allowed. Raises TestRowsSeen where one is of a patient kept for judging."""

    split: Split
    rows: Ints

    def __post_init__(self) -> None:
        patients = self.split.cases.patients
        if np.isin(patients[self.rows], patients[self.split.judge]).any():
            raise TestRowsSeen("The training part holds rows of patients kept for judging.")

    @property
    def cases(self) -> Cases:
        return self.split.cases

    @property
    def patients(self) -> frozenset[int]:
        return frozenset(self.cases.patients[self.rows].tolist())


def whole(cases: Cases) -> TrainingPart:
    """All rows, for the model that goes to work: nothing is kept, so nothing can be judged with it."""
    return Split(cases=cases, learn=np.arange(len(cases)), judge=np.empty(0, dtype=np.int64)).training


def grouped(cases: Cases, *, folds: int = 5, seed: int = 0, rows: Ints | None = None) -> tuple[Split, ...]:
    """k splits of the rows (all where not given), each patient judged in exactly one, drawn by chance.

    Raises ValueError where there are fewer patients than folds.
    """
    rows = np.arange(len(cases)) if rows is None else rows
    everyone = np.unique(cases.patients[rows])
    if not 2 <= folds <= len(everyone):
        raise ValueError(f"{len(everyone)} patients cannot be split in {folds} folds.")
    dealt = np.random.default_rng(seed).permutation(len(everyone)) % folds
    fold = dealt[np.searchsorted(everyone, cases.patients[rows])]
    parts = [rows[fold == at] for at in range(folds)]
    check_folds_apart(cases.patients, parts)
    return tuple(Split(cases=cases, learn=rows[fold != at], judge=part) for at, part in enumerate(parts))


def inner(part: TrainingPart, *, folds: int, seed: int) -> tuple[Split, ...]:
    """Splits inside a training part, for what must be learned from rows the member has not seen."""
    return tuple(
        # Through a training part, so that the outer split's guard holds here too.
        Split(cases=part.cases, learn=TrainingPart(split=part.split, rows=each.learn).rows, judge=each.judge)
        for each in grouped(part.cases, folds=folds, seed=seed, rows=part.rows)
    )


def by_time(cases: Cases, *, share: float = 0.8) -> Split:
    """Learn from the earliest share of rows, judge on the later rows of patients never seen before.

    Raises ValueError where one of the two would be empty.
    """
    ordered = np.argsort(cases.order, kind="stable")
    cut = int(len(ordered) * share)
    learn, later = ordered[:cut], ordered[cut:]
    unseen = later[~np.isin(cases.patients[later], cases.patients[learn])]
    if not len(learn) or not len(unseen):
        raise ValueError("There are no later patients to judge by.")
    return Split(cases=cases, learn=learn, judge=unseen)


def resampled(part: TrainingPart, *, seed: int) -> TrainingPart:
    """As many patients drawn with replacement, each with all rows: only ever from the training part."""
    whose = part.cases.patients[part.rows]
    rows = rows_of_patients(whose)
    drawn = np.random.default_rng(seed).integers(0, len(rows), len(rows))
    return TrainingPart(split=part.split, rows=part.rows[np.concatenate([rows[each] for each in drawn])])


def rows_of_patients(patients: Ints) -> list[Ints]:
    """The places of each patient's rows, by patient."""
    ordered = np.argsort(patients, kind="stable")
    return np.split(ordered, np.flatnonzero(np.diff(patients[ordered])) + 1)
