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
from wellrun.departments.quality.models.risks import Control, Link, Rating, Risk, RiskStep

__all__ = [
    "Control",
    "Countermeasure",
    "DutyMet",
    "Factor",
    "Happening",
    "Incident",
    "Lesson",
    "Link",
    "NamedReader",
    "Rating",
    "Risk",
    "RiskStep",
    "Step",
    "Why",
]
