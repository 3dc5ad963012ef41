"""The state of the house: what was told, and what it adds up to."""

from wellrun.departments.operations.models.house import (
    BedSpan,
    Course,
    Event,
    House,
    Question,
    Spell,
)
from wellrun.departments.operations.models.leaving import Barrier
from wellrun.departments.operations.models.scenarios import FlowModel, Progress, Scenario
from wellrun.departments.operations.models.tonight import TonightAnswer

__all__ = [
    "Barrier",
    "BedSpan",
    "Course",
    "Event",
    "FlowModel",
    "House",
    "Progress",
    "Question",
    "Scenario",
    "Spell",
    "TonightAnswer",
]
