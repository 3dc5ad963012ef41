"""What people of quality work on."""

from wellrun.departments.quality.models.complaints import (
    Complaint,
    ComplaintStep,
    Recovery,
    Remedy,
    SurveyComment,
)
from wellrun.departments.quality.models.followups import (
    FollowUp,
    FollowUpAnswer,
    FollowUpStep,
    ReturnModel,
    TeamCapacity,
)
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
from wellrun.departments.quality.models.risks import AppetiteSetting, Control, Link, Rating, Risk, RiskStep

__all__ = [
    "AppetiteSetting",
    "Cause",
    "Complaint",
    "ComplaintStep",
    "Control",
    "ControlLine",
    "Countermeasure",
    "Cycle",
    "Driver",
    "DutyMet",
    "Factor",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpStep",
    "Gate",
    "Happening",
    "Incident",
    "Lesson",
    "Link",
    "NamedReader",
    "Project",
    "Rating",
    "Recovery",
    "Remedy",
    "ReturnModel",
    "Risk",
    "RiskStep",
    "Saving",
    "Step",
    "SurveyComment",
    "TeamCapacity",
    "Watched",
    "Why",
]
