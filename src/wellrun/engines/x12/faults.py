"""What is wrong with a file, as data: one list feeds the acknowledgement, the screen and the log."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """What a fault is about: it decides which acknowledgement carries it."""

    INTERCHANGE = "interchange"
    GROUP = "group"
    TRANSACTION = "transaction"
    SEGMENT = "segment"
    ELEMENT = "element"
    BALANCE = "balance"


class Fault(NamedTuple):
    """One fault.

    code: of the acknowledgement where it has one (TA105, AK905, IK502, IK304, IK403), else a word of our own. segment:
    its id. position: of the segment in its transaction, from 1 for ST; outside of one in the file, from 1. element and
    component: from 1, 0 where the fault is not about one. value may tell of a patient: it is for the screen and never
    for a log. reference: number of the data element, where it is known.
    """

    level: Level
    code: str
    message: str
    segment: str = ""
    position: int = 0
    element: int = 0
    component: int = 0
    value: str = ""
    expected: str = ""
    remedy: str = ""
    reference: str = ""

    @property
    def place(self) -> str:
        """Where it is, in the way people say it: CLP03 of segment 7."""
        part = f"-{self.component}" if self.component else ""
        name = f"{self.segment}{self.element:02}{part}" if self.element else self.segment
        return f"{name} of segment {self.position}" if self.position else name or self.level.value
