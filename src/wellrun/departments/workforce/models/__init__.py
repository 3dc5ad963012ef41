"""People at work: what they are engaged for, can do and ask, how many are needed, and the rosters they are on."""

from wellrun.departments.workforce.models.bidding import Bid, Bidding
from wellrun.departments.workforce.models.calendars import CalendarAddress
from wellrun.departments.workforce.models.credentials import Credential
from wellrun.departments.workforce.models.hours import Clocked, HomeNumber, StaffingReturn
from wellrun.departments.workforce.models.leave import Availability, Leave, LeaveAllowance, LeaveKind
from wellrun.departments.workforce.models.need import NeedRule, Request, RuleInForce, ShiftType
from wellrun.departments.workforce.models.posts import Contract, Grade, PersonSkill, Post, Skill, StaffNumber
from wellrun.departments.workforce.models.rosters import Assignment, Change, Offer, OpenShift, Proposal, Roster
from wellrun.departments.workforce.models.self_scheduling import ChoosingWindow, ChosenShift
from wellrun.departments.workforce.models.trading import Trade

__all__ = [
    "Assignment",
    "Availability",
    "Bid",
    "Bidding",
    "CalendarAddress",
    "Change",
    "ChoosingWindow",
    "ChosenShift",
    "Clocked",
    "Contract",
    "Credential",
    "Grade",
    "HomeNumber",
    "Leave",
    "LeaveAllowance",
    "LeaveKind",
    "NeedRule",
    "Offer",
    "OpenShift",
    "PersonSkill",
    "Post",
    "Proposal",
    "Request",
    "Roster",
    "RuleInForce",
    "ShiftType",
    "Skill",
    "StaffNumber",
    "StaffingReturn",
    "Trade",
]
