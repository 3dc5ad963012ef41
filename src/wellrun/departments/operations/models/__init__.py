"""The state of the house: what was told, and what it adds up to; and the work of moving people and things in it."""

from wellrun.departments.operations.models.emergency import EmergencyStep
from wellrun.departments.operations.models.house import (
    BedSpan,
    Course,
    Event,
    House,
    Question,
    Spell,
)
from wellrun.departments.operations.models.leaving import Barrier, Readiness
from wellrun.departments.operations.models.marks import BoardMark
from wellrun.departments.operations.models.requests import Request, RequestMove
from wellrun.departments.operations.models.scenarios import FlowModel, Progress, Scenario
from wellrun.departments.operations.models.stores import StoreItem, StoreLot, StoreMove
from wellrun.departments.operations.models.theatre import BlockRelease, TheatreBlock, TheatreCase, TheatreMove
from wellrun.departments.operations.models.tonight import TonightAnswer
from wellrun.departments.operations.models.transfers import Transfer, TransferMove

__all__ = [
    "Barrier",
    "BedSpan",
    "BlockRelease",
    "BoardMark",
    "Course",
    "EmergencyStep",
    "Event",
    "FlowModel",
    "House",
    "Progress",
    "Question",
    "Readiness",
    "Request",
    "RequestMove",
    "Scenario",
    "Spell",
    "StoreItem",
    "StoreLot",
    "StoreMove",
    "TheatreBlock",
    "TheatreCase",
    "TheatreMove",
    "TonightAnswer",
    "Transfer",
    "TransferMove",
]
