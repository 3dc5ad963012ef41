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
from wellrun.departments.quality.models.projects import Cycle, Driver, Project, Watched
from wellrun.departments.quality.models.risks import Control, Link, Rating, Risk, RiskStep

__all__ = [
    "Control",
    "Countermeasure",
    "Cycle",
    "Driver",
    "DutyMet",
    "Factor",
    "Happening",
    "Incident",
    "Lesson",
    "Link",
    "NamedReader",
    "Project",
    "Rating",
    "Risk",
    "RiskStep",
    "Step",
    "Watched",
    "Why",
]
