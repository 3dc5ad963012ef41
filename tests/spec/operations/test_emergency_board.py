"""The emergency board: what a patient waits for, and the boarding clock (as the measure boarding_time counts it)."""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.operations.measures.emergency import BOARDING
from wellrun.departments.operations.queries.emergency import LONG
from wellrun.departments.operations.rules.emergency import Attendance, Said, Stage, Step, counted, stage, with_said

TEN = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CAME = Attendance(TEN)


def at(hours: float) -> dt.datetime:
    return TEN + hours * HOUR


@pytest.mark.parametrize(
    ("attendance", "what"),
    [
        (CAME, Stage.UNTRIAGED),
        (Attendance(TEN, triaged=at(0.1)), Stage.UNSEEN),
        (Attendance(TEN, triaged=at(0.1), seen=at(1)), Stage.SEEN),
        (Attendance(TEN, seen=at(1)), Stage.SEEN),
        (Attendance(TEN, seen=at(1), decided=at(2)), Stage.BOARDING),
        (Attendance(TEN, seen=at(1), decided=at(1)), Stage.BOARDING),
        (Attendance(TEN, seen=at(0.5), decided=at(0.99)), Stage.BOARDING_LONG),
        (Attendance(TEN, seen=at(1), decided=at(6)), Stage.SEEN),
    ],
)
def test_what_a_patient_waits_for_at_three_in_the_afternoon(attendance: Attendance, what: Stage) -> None:
    """Four hours of boarding are the target; a decision that is still to come is none."""
    assert stage(attendance, now=at(5), long=LONG) is what


def test_boarding_is_too_long_by_the_target_of_the_measure_and_by_no_other() -> None:
    assert dt.timedelta(minutes=240) == LONG
    assert BOARDING.target == 240


def test_what_was_said_last_by_hand_counts_before_what_was_told() -> None:
    told = Attendance(TEN, triaged=at(0.1), category=3, seen=at(2))
    said = [
        Said(Step.TRIAGE, at(0.5), category=2),
        Said(Step.SEEN, at(1), clinician="Dr. A"),
        Said(Step.SEEN, at(1.5), clinician="Dr. B"),
    ]
    found = with_said(told, said)
    assert (found.triaged, found.category, found.seen, found.clinician) == (at(0.5), 2, at(1.5), "Dr. B")
    assert with_said(told, []) == told


def test_the_sentence_counts_waits_from_the_door_and_boarding_from_the_decision() -> None:
    here = [
        CAME,
        Attendance(at(1), triaged=at(1.5)),
        Attendance(TEN, seen=at(1), decided=at(3)),
        Attendance(TEN, seen=at(1), decided=at(4)),
        Attendance(TEN, seen=at(1)),
    ]
    found = counted(here, now=at(5))
    assert (found.present, found.unseen, found.boarding) == (5, 2, 2)
    assert (found.longest_wait, found.longest_boarding) == (5 * HOUR, 2 * HOUR)
    nobody = counted([], now=at(5))
    assert (nobody.present, nobody.longest_wait, nobody.longest_boarding) == (0, None, None)
