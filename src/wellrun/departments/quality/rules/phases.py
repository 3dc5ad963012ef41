"""The five phases of DMAIC, what each owes before the next begins, and the plan that keeps a gain.

Source: George, Rowlands, Price and Maxey, The Lean Six Sigma Pocket Toolbook (2005). A project by the Model for
Improvement alone has no phases.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wellrun.departments.quality.rules.projects import LEAST_WORDS
from wellrun.values.faults import Fault


class Method(StrEnum):
    """How a project is led: by small tests alone, or by phases with gates around them."""

    PDSA = "pdsa"
    DMAIC = "dmaic"


class Phase(StrEnum):
    """The phases in their order."""

    DEFINE = "define"
    MEASURE = "measure"
    ANALYSE = "analyse"
    IMPROVE = "improve"
    CONTROL = "control"


@dataclass(frozen=True)
class Work:
    """What a project has to show: a known level before, and how many causes, adopted changes and lines of control."""

    level_known: bool = False
    causes: int = 0
    adopted: int = 0
    controls: int = 0


OWED: Mapping[Phase, tuple[str, str, str]] = MappingProxyType(
    {
        Phase.MEASURE: ("level_known", "quality.no_baseline", "The level before is not known: there is no chart yet."),
        Phase.ANALYSE: ("causes", "quality.no_cause", "No cause is named yet."),
        Phase.IMPROVE: ("adopted", "quality.nothing_adopted", "No change has been adopted yet."),
        Phase.CONTROL: ("controls", "quality.no_control_plan", "The control plan is empty: who watches what?"),
    }
)
"""What a phase must have brought, by the name in ``Work``; defining owes words alone."""


def current(passed: Collection[Phase]) -> Phase | None:
    """The phase a project is in, none once all gates are passed."""
    return next((phase for phase in Phase if phase not in passed), None)


def faults_of_gate(phase: Phase, *, passed: Collection[Phase], work: Work, words: str) -> list[Fault]:
    """What stands against passing the gate of a phase."""
    if phase is not current(passed):
        return [
            Fault(
                "quality.not_this_phase",
                "Phases are passed one after the other.",
                place="phase",
                value=phase.value,
                expected=str(current(passed) or "none: all are passed"),
            )
        ]
    faults = []
    if len(words.strip()) < LEAST_WORDS:
        faults.append(
            Fault(
                "quality.no_gate_words",
                "Say what this phase has found.",
                place="words",
                expected=f"at least {LEAST_WORDS} characters",
            )
        )
    if phase in OWED:
        needed, code, message = OWED[phase]
        if not getattr(work, needed):
            faults.append(Fault(code, message, place="phase", value=phase.value))
    return faults


def faults_of_sustained(method: Method, passed: Collection[Phase]) -> list[Fault]:
    """What a project by phases owes beyond its chart before it may be called sustained."""
    left = current(passed)
    if method is Method.PDSA or left is None:
        return []
    return [
        Fault(
            "quality.phases_left",
            f"The gate of {left.value} is not passed yet.",
            place="to",
            value=left.value,
            remedy="Pass the phases that are left, or stop the project and say what was learned.",
        )
    ]
