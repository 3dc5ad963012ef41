"""People at work: what they are engaged for, what they can, when they cannot, and how many are needed."""

from wellrun.departments.workforce.models.credentials import Credential
from wellrun.departments.workforce.models.leave import Availability, Leave, LeaveAllowance, LeaveKind
from wellrun.departments.workforce.models.need import NeedRule, Request, RuleInForce, ShiftType
from wellrun.departments.workforce.models.posts import Contract, Grade, PersonSkill, Post, Skill, StaffNumber

__all__ = [
    "Availability",
    "Contract",
    "Credential",
    "Grade",
    "Leave",
    "LeaveAllowance",
    "LeaveKind",
    "NeedRule",
    "PersonSkill",
    "Post",
    "Request",
    "RuleInForce",
    "ShiftType",
    "Skill",
    "StaffNumber",
]
