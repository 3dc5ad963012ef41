"""Improvement: an aim with a number and a date, small tests of change, and an end that the chart decides.

Model for Improvement: Langley, Moen, Nolan and others, The Improvement Guide (2009). Plain values only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wellrun.values.faults import Fault


class Stage(StrEnum):
    """Where a project stands."""

    RUNNING = "running"
    SUSTAINED = "sustained"
    STOPPED = "stopped"


class Lesson(StrEnum):
    """What a test of change leads to."""

    ADOPT = "adopt"
    ADAPT = "adapt"
    ABANDON = "abandon"


class Part(StrEnum):
    """What stands in a driver diagram below the aim."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    IDEA = "idea"


BELOW: Mapping[Part, frozenset[Part | None]] = MappingProxyType(
    {
        Part.PRIMARY: frozenset({None}),
        Part.SECONDARY: frozenset({Part.PRIMARY}),
        Part.IDEA: frozenset({Part.PRIMARY, Part.SECONDARY}),
    }
)
"""What each part may hang from; nothing is the aim itself."""

LEAST_WORDS = 20


def way_gone(*, before: float, goal: float, now: float) -> float | None:
    """The share of the way from the level before to the goal, none where the two are the same. May be below 0."""
    return (now - before) / (goal - before) if goal != before else None


def faults_of_aim(*, better: str, before: float | None, goal: float, by: dt.date, today: dt.date) -> list[Fault]:
    """What is wrong with an aim. ``better`` is lower, higher or neither; ``before`` the level now, if it is known."""
    faults = []
    if by <= today:
        faults.append(
            Fault("quality.aim_past", "The day to reach it is past.", place="by", remedy="Set a day to come.")
        )
    wrong = before is not None and ((better == "lower" and goal >= before) or (better == "higher" and goal <= before))
    if wrong:
        faults.append(
            Fault(
                "quality.aim_backwards",
                "The goal is no improvement on the level now.",
                place="goal",
                value=f"{goal:g}",
                expected=f"better than {before:.3g}",
                remedy="Set a goal beyond the level of the chart.",
            )
        )
    return faults


def faults_of_study(*, predicts: str, saw: str, lesson: str) -> list[Fault]:
    """What a test of change owes before it ends: what was seen beside what was predicted, and what follows."""
    faults = []
    if len(saw.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "quality.nothing_seen",
                f"Say what was seen, beside what was predicted: “{predicts}”.",
                place="saw",
                expected=f"at least {LEAST_WORDS} characters",
            )
        )
    if lesson not in set(Lesson):
        faults.append(Fault("quality.no_lesson", "Choose what follows from it.", place="lesson"))
    return faults


def faults_of_closing(*, to: Stage, verdict: str, adopted: int, finding: str) -> list[Fault]:
    """What stands against an end. Only the chart says that a change holds; without it a project is stopped instead.

    ``verdict`` is that of the chart since the first test: worked, faded, none, worse, or empty where there are too few
    points.
    """
    faults = []
    if len(finding.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "quality.no_finding",
                "The finding is missing.",
                place="finding",
                expected=f"at least {LEAST_WORDS} characters",
            )
        )
    if to is Stage.SUSTAINED and verdict != "worked":
        faults.append(
            Fault(
                "quality.chart_says_no",
                VERDICTS.get(verdict) or "There are too few points since the first test to judge by.",
                place="to",
                value=verdict,
                remedy="Go on testing, or stop it and say what was learned.",
            )
        )
    if to is Stage.SUSTAINED and not adopted:
        faults.append(
            Fault(
                "quality.nothing_adopted",
                "No change has been adopted yet.",
                place="to",
                remedy="Study a test first.",
            )
        )
    return faults


VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "faded": "The chart improved, then the improvement faded.",
        "none": "The chart shows no change beyond its usual variation.",
        "worse": "The chart shows that it got worse.",
    }
)
"""What stands against calling it sustained, by the verdict of the chart."""
