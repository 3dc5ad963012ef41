"""Improvement projects: an aim, tests of change, and an end that the chart decides.

Source: Langley, Moen, Nolan and others, The Improvement Guide (2009), the Model for Improvement.
"""

from __future__ import annotations

import datetime as dt

import pytest

from wellrun.departments.quality.rules.projects import (
    Stage,
    faults_of_aim,
    faults_of_closing,
    faults_of_study,
    way_gone,
)

TODAY = dt.date(2026, 11, 27)
FOUND = "Alarms with a lock stay plugged in."


def codes(faults: list[object]) -> list[str]:
    return [fault.code for fault in faults]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("better", "before", "goal", "expected"),
    [
        ("lower", 6.1, 4.0, []),
        ("lower", 6.1, 6.1, ["quality.aim_backwards"]),
        ("lower", 6.1, 7.0, ["quality.aim_backwards"]),
        ("higher", 62.0, 75.0, []),
        ("higher", 62.0, 60.0, ["quality.aim_backwards"]),
        ("neither", 62.0, 60.0, []),
        ("lower", None, 7.0, []),
    ],
)
def test_an_aim_is_better_than_the_level_now(
    better: str, before: float | None, goal: float, expected: list[str]
) -> None:
    by = TODAY + dt.timedelta(days=90)
    assert codes([*faults_of_aim(better=better, before=before, goal=goal, by=by, today=TODAY)]) == expected


def test_an_aim_has_a_day_to_come() -> None:
    faults = faults_of_aim(better="lower", before=6.1, goal=4, by=TODAY, today=TODAY)
    assert codes([*faults]) == ["quality.aim_past"]


def test_how_much_of_the_way_is_gone() -> None:
    assert way_gone(before=6.0, goal=4.0, now=5.0) == 0.5
    assert way_gone(before=60.0, goal=80.0, now=55.0) == -0.25
    assert way_gone(before=4.0, goal=4.0, now=5.0) is None


def test_a_test_ends_with_what_was_seen_beside_what_was_predicted() -> None:
    faults = faults_of_study(predicts="Half as many alarms off", saw="fine", lesson="perhaps")
    assert codes([*faults]) == ["quality.nothing_seen", "quality.no_lesson"]
    assert "Half as many alarms off" in faults[0].message
    assert faults_of_study(predicts="x", saw="Three of twelve were off at noon.", lesson="adapt") == []


@pytest.mark.parametrize("verdict", ["", "none", "faded", "worse"])
def test_only_the_chart_says_that_it_is_sustained(verdict: str) -> None:
    faults = faults_of_closing(to=Stage.SUSTAINED, verdict=verdict, adopted=1, finding=FOUND)
    assert codes([*faults]) == ["quality.chart_says_no"]
    assert faults_of_closing(to=Stage.STOPPED, verdict=verdict, adopted=0, finding=FOUND) == []


def test_what_is_sustained_was_adopted() -> None:
    assert faults_of_closing(to=Stage.SUSTAINED, verdict="worked", adopted=1, finding=FOUND) == []
    faults = faults_of_closing(to=Stage.SUSTAINED, verdict="worked", adopted=0, finding="")
    assert codes([*faults]) == ["quality.no_finding", "quality.nothing_adopted"]
