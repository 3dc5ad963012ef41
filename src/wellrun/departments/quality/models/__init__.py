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

__all__ = [
    "Countermeasure",
    "Cycle",
    "Driver",
    "DutyMet",
    "Factor",
    "Happening",
    "Incident",
    "Lesson",
    "NamedReader",
    "Project",
    "Step",
    "Watched",
    "Why",
]
