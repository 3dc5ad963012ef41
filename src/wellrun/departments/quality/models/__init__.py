"""What people of quality work on."""

from wellrun.departments.quality.models.incidents import (
    Countermeasure,
    DutyMet,
    Factor,
    Happening,
    Incident,
    Lesson,
    NamedReader,
    Step,
    Why,
)
from wellrun.departments.quality.models.project_gates import Cause, ControlLine, Gate, Saving
from wellrun.departments.quality.models.projects import Cycle, Driver, Project, Watched
from wellrun.departments.quality.models.risks import Control, Link, Rating, Risk, RiskStep

__all__ = [
    "Cause",
    "Control",
    "ControlLine",
    "Countermeasure",
    "Cycle",
    "Driver",
    "DutyMet",
    "Factor",
    "Gate",
    "Happening",
    "Incident",
    "Lesson",
    "Link",
    "NamedReader",
    "Project",
    "Rating",
    "Risk",
    "RiskStep",
    "Saving",
    "Step",
    "Watched",
    "Why",
]
