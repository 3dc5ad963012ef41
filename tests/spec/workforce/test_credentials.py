"""A credential that lapses closes days; warnings come 90, 60 and 30 days ahead, each once."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.workforce.rules.credentials import Cycle, closed_days, endings, faults_of_cycle, missing_on

TODAY = dt.date(2027, 1, 10)


def licence(begins: int, ends: int | None) -> Cycle:
    """A licence from and until so many days from today."""
    until = None if ends is None else TODAY + dt.timedelta(days=ends)
    return Cycle("state_license", TODAY + dt.timedelta(days=begins), until)


def test_a_duty_is_closed_from_the_day_after_the_last_valid_one() -> None:
    cycles = [licence(-700, 1)]
    closed = closed_days({"nurse": ["state_license"], "porter": []}, cycles, TODAY, TODAY + dt.timedelta(days=3))
    assert closed == {"nurse": {TODAY + dt.timedelta(days=n): ["state_license"] for n in (2, 3)}}


def test_a_renewal_is_a_new_row_and_the_gap_before_it_stays_closed() -> None:
    cycles = [licence(-700, 1), licence(3, 700)]
    closed = closed_days({"nurse": ["state_license"]}, cycles, TODAY, TODAY + dt.timedelta(days=5))
    assert list(closed["nurse"]) == [TODAY + dt.timedelta(days=2)]
    assert missing_on(["state_license", "bls"], cycles, TODAY) == ["bls"]


@pytest.mark.parametrize(
    ("left", "stage"), [(91, None), (90, 90), (61, 90), (60, 60), (31, 60), (30, 30), (0, 30), (-1, 0)]
)
def test_a_warning_changes_at_90_60_and_30_days_and_when_it_is_over(left: int, stage: int | None) -> None:
    found = endings(["state_license"], [licence(-700, left)], TODAY)
    assert [one.stage for one in found] == ([] if stage is None else [stage])
    assert all(one.lapsed == (left < 0) for one in found)


def test_one_that_was_renewed_without_a_gap_warns_of_nothing() -> None:
    assert endings(["state_license"], [licence(-700, 20), licence(21, 700)], TODAY) == []
    assert endings(["state_license"], [licence(-700, 20), licence(10, None)], TODAY) == []
    (late,) = endings(["state_license"], [licence(-700, 20), licence(25, 700)], TODAY)
    assert late.left == 20


def test_what_no_skill_needs_warns_of_nothing() -> None:
    assert endings([], [licence(-700, 5)], TODAY) == []


def test_a_cycle_is_entered_once() -> None:
    known = [licence(0, 700)]
    wrong = Cycle("pilot", TODAY, TODAY - dt.timedelta(days=1))
    assert {fault.place for fault in faults_of_cycle(wrong, known, kinds=["state_license"])} == {"kind", "valid_until"}
    (fault,) = faults_of_cycle(licence(0, 800), known, kinds=["state_license"])
    assert fault.place == "valid_from"
