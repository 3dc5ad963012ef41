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

__all__ = [
    "Countermeasure",
    "DutyMet",
    "Factor",
    "Happening",
    "Incident",
    "Lesson",
    "NamedReader",
    "Step",
    "Why",
]
