"""The guards against leakage. Each of these tests fails when its guard is taken away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellrun.engines.risk.cases import Cases, Input, cases_of
from wellrun.engines.risk.folds import (
    PatientInTwoFolds,
    Split,
    TestRowsSeen,
    TrainingPart,
    by_time,
    check_folds_apart,
    grouped,
    inner,
    resampled,
    whole,
)


def cases(patients: list[str]) -> Cases:
    return cases_of([Input(name="x")], [{"x": 1.0}] * len(patients), patients=patients)


FOUR = cases(["P", "Q", "P", "R"])


def rows(*places: int) -> np.ndarray:
    return np.asarray(places, dtype=np.int64)


def test_a_patient_in_two_folds_is_refused() -> None:
    check_folds_apart(FOUR.patients, [rows(0, 2), rows(1), rows(3)])
    with pytest.raises(PatientInTwoFolds, match="1 patients"):
        check_folds_apart(FOUR.patients, [rows(0), rows(1), rows(2, 3)])


def test_a_split_that_a_patient_straddles_cannot_be_made() -> None:
    with pytest.raises(PatientInTwoFolds):
        Split(cases=FOUR, learn=rows(0, 1), judge=rows(2, 3))


def test_a_training_part_with_rows_kept_for_judging_cannot_be_made() -> None:
    split = Split(cases=FOUR, learn=rows(0, 2), judge=rows(1, 3))
    assert split.training.patients == {0}
    with pytest.raises(TestRowsSeen):
        TrainingPart(split=split, rows=rows(0, 1))


def test_resampling_stays_inside_the_training_part_and_keeps_patients_whole() -> None:
    many = cases([str(at % 10) for at in range(30)])
    split = grouped(many, folds=3)[0]
    drawn = resampled(split.training, seed=4)
    assert drawn.patients <= split.training.patients
    assert len(np.unique(drawn.rows)) < len(drawn.rows)
    counts = {patient: (many.patients[drawn.rows] == patient).sum() for patient in drawn.patients}
    assert all(count % 3 == 0 for count in counts.values())


def test_inner_folds_of_a_resample_keep_repeats_of_a_patient_together() -> None:
    many = cases([str(at % 10) for at in range(30)])
    drawn = resampled(grouped(many, folds=3)[0].training, seed=4)
    for split in inner(drawn, folds=2, seed=0):
        assert not set(many.patients[split.learn]) & set(many.patients[split.judge])


def test_later_patients_who_were_seen_earlier_are_not_judged() -> None:
    split = by_time(cases(["P", "Q", "R", "P", "S"]), share=0.6)
    assert (split.learn.tolist(), split.judge.tolist()) == ([0, 1, 2], [4])


def test_time_is_the_order_given_not_the_order_of_the_rows() -> None:
    made = cases_of([Input(name="x")], [{"x": 1.0}] * 3, patients=["P", "Q", "R"], order=[3, 1, 2])
    assert by_time(made, share=0.67).judge.tolist() == [0]


def test_splits_that_leave_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="later patients"):
        by_time(cases(["P", "P"]), share=0.5)
    with pytest.raises(ValueError, match="3 patients cannot"):
        grouped(FOUR, folds=4)


def test_the_whole_may_be_learned_from_where_nothing_is_judged() -> None:
    assert whole(FOUR).rows.tolist() == [0, 1, 2, 3]


@given(st.lists(st.sampled_from("PQRSTUVW"), min_size=8, max_size=40), st.integers(0, 9))
def test_every_row_is_judged_once_and_no_patient_straddles(patients: list[str], seed: int) -> None:
    made = cases(patients)
    folds = min(3, len(set(patients)))
    if folds < 2:
        return
    splits = grouped(made, folds=folds, seed=seed)
    assert sorted(np.concatenate([split.judge for split in splits]).tolist()) == list(range(len(made)))
    for split in splits:
        assert sorted([*split.learn, *split.judge]) == list(range(len(made)))
        assert not set(made.patients[split.learn]) & set(made.patients[split.judge])
