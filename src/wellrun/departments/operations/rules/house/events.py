"""What can happen to a visit or a bed: the trigger events of HL7 v2.5.1, chapter 3.3, and what people do by hand.

An event that was entered by hand is of the same kind as one that came by message. Whatever HL7 has no event for is
named by a word below.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Spot(NamedTuple):
    """Where somebody lies: the code of a unit, and of a bed where one is named."""

    unit: str = ""
    bed: str = ""


NOWHERE = Spot()


class Does(StrEnum):
    """What an event does to the house."""

    EXPECT = "expect"
    ARRIVE = "arrive"
    MOVE = "move"
    LEAVE = "leave"
    GO_AWAY = "go away"
    COME_BACK = "come back"
    TELL = "tell"
    PLAN_MOVE = "plan a move"
    PLAN_LEAVING = "plan the leaving"
    GO_ELSEWHERE = "go elsewhere"
    CANCEL = "cancel"
    DELETE = "delete"
    MERGE_PATIENTS = "merge patients"
    MERGE_VISITS = "merge visits"
    GIVE_VISIT = "give a visit to another patient"
    LINK = "link"
    UNLINK = "unlink"
    BED = "bed"
    NOTHING = "nothing"


TRIGGERS: Mapping[str, Does] = MappingProxyType(
    {
        **dict.fromkeys(("A05", "A14"), Does.EXPECT),
        **dict.fromkeys(("A01", "A04"), Does.ARRIVE),
        # A06 and A07 change the class and may move; of A17 each of the two patients is one event.
        **dict.fromkeys(("A02", "A06", "A07", "A17"), Does.MOVE),
        "A03": Does.LEAVE,
        "A21": Does.GO_AWAY,
        "A22": Does.COME_BACK,
        "A08": Does.TELL,
        "A15": Does.PLAN_MOVE,
        "A16": Does.PLAN_LEAVING,
        **dict.fromkeys(("A09", "A10"), Does.GO_ELSEWHERE),
        **dict.fromkeys(
            ("A11", "A12", "A13", "A25", "A26", "A27", "A32", "A33", "A38", "A52", "A53", "undo"), Does.CANCEL
        ),
        "A23": Does.DELETE,
        **dict.fromkeys(("A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47"), Does.MERGE_PATIENTS),
        **dict.fromkeys(("A42", "A50"), Does.MERGE_VISITS),
        "A43": Does.MERGE_PATIENTS,
        "A45": Does.GIVE_VISIT,
        "A24": Does.LINK,
        "A37": Does.UNLINK,
        **dict.fromkeys(("A20", "bed"), Does.BED),
        # What is known of a person, of accounts, of doctors and of allergies moves nobody.
        **dict.fromkeys(
            ("A28", "A29", "A31", "A35", "A41", "A44", "A48", "A49", "A51", "A54", "A55", "A60", "A61", "A62"),
            Does.NOTHING,
        ),
    }
)
"""Every event that is taken, by what it does (HL7 v2.5.1, 3.3.1 to 3.3.62)."""

CANCELS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "A11": frozenset({"A01", "A04"}),
        "A12": frozenset({"A02"}),
        "A13": frozenset({"A03"}),
        "A25": frozenset({"A16"}),
        "A26": frozenset({"A15"}),
        "A27": frozenset({"A14"}),
        "A32": frozenset({"A10"}),
        "A33": frozenset({"A09"}),
        "A38": frozenset({"A05"}),
        "A52": frozenset({"A21"}),
        "A53": frozenset({"A22"}),
        "undo": frozenset(TRIGGERS) - {"undo"},
    }
)
"""Which events a cancellation takes back (3.3.11 to 13, 25 to 27, 32, 33, 38, 52 and 53)."""


class Word(StrEnum):
    """What can be said of a bed."""

    OPEN = "open"
    CLOSE = "close"
    BLOCK = "block"
    DIRTY = "dirty"
    CLEANING = "cleaning"
    CLEAN = "clean"
    ISOLATE = "isolate"
    UNISOLATE = "unisolate"
    HOLD = "hold"
    RELEASE = "release"


BED_STATUS: Mapping[str, Word] = MappingProxyType(
    {"C": Word.CLOSE, "H": Word.CLEANING, "K": Word.DIRTY, "I": Word.ISOLATE, "U": Word.CLEAN}
)
"""HL7 table 0116. That a bed is occupied (O) is said by who lies in it, and by nothing else."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. Times are of one clock; ``arrival`` is the order in which the house was told.

    ``visit`` and ``patient`` are any names that stay the same; ``gone_…`` are those a merge gives up. ``undoes`` is the
    key of the event that an undoing by hand takes back.
    """

    key: str
    trigger: str
    at: dt.datetime
    recorded: dt.datetime
    arrival: int = 0
    visit: str = ""
    patient: str = ""
    spot: Spot = NOWHERE
    prior: Spot = NOWHERE
    goal: Spot = NOWHERE
    gone_visit: str = ""
    gone_patient: str = ""
    admitted: dt.datetime | None = None
    left: dt.datetime | None = None
    expected: dt.date | None = None
    patient_class: str = ""
    word: Word | None = None
    elsewhere: str = ""
    undoes: str = ""

    @property
    def does(self) -> Does:
        """What the event does."""
        return TRIGGERS[self.trigger]

    @property
    def effective(self) -> dt.datetime:
        """From when the event counts: a cancellation since it was written down, for its own time is another's."""
        if self.does is Does.CANCEL:
            return max(self.at, self.recorded)
        return (self.left or self.at) if self.does is Does.LEAVE else self.at

    @property
    def happened(self) -> tuple[dt.datetime, dt.datetime, int]:
        """The order of happening: by time, then as written down, then as told."""
        return self.effective, self.recorded, self.arrival


class Sort(StrEnum):
    """Why a person is asked."""

    TWO_IN_BED = "two in bed"
    TWO_BEDS = "two beds"
    CLOSED_IN_USE = "closed in use"
    NOT_THERE = "not there"
    UNKNOWN_VISIT = "unknown visit"
    ADMITTED_AGAIN = "admitted again"
    LEFT_TWICE = "left twice"
    MOVED_AFTER_LEAVING = "moved after leaving"
    CANCELS_NOTHING = "cancels nothing"


class Question(NamedTuple):
    """A contradiction that stands until a person has said what is right. ``visits`` are those it is about."""

    sort: Sort
    at: dt.datetime
    spot: Spot = NOWHERE
    visits: tuple[str, ...] = ()
    other: Spot = NOWHERE
