"""What is wrong with a message, as data: one list feeds the answer to its sender, the page and the log."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """HL7 table 0516: an error keeps a message from being used, a warning is told and hinders nothing."""

    ERROR = "E"
    WARNING = "W"


class Condition(StrEnum):
    """HL7 table 0357: the sort of error, as an answer names it."""

    ORDER = "100"
    REQUIRED = "101"
    TYPE = "102"
    TABLE = "103"
    MESSAGE = "200"
    EVENT = "201"
    PROCESSING = "202"
    VERSION = "203"
    UNKNOWN_KEY = "204"
    DUPLICATE = "205"
    INTERNAL = "207"


CONDITIONS = {
    Condition.ORDER: "Segment sequence error",
    Condition.REQUIRED: "Required field missing",
    Condition.TYPE: "Data type error",
    Condition.TABLE: "Table value not found",
    Condition.MESSAGE: "Unsupported message type",
    Condition.EVENT: "Unsupported event code",
    Condition.PROCESSING: "Unsupported processing id",
    Condition.VERSION: "Unsupported version id",
    Condition.UNKNOWN_KEY: "Unknown key identifier",
    Condition.DUPLICATE: "Duplicate key identifier",
    Condition.INTERNAL: "Application internal error",
}
"""The words of table 0357."""


class Fault(NamedTuple):
    """One fault. ``value`` may tell of a patient: it is for the page and never for a log or an answer.

    ``segment`` is its name and ``occurrence`` which of that name it is, from 1; ``field`` and ``component`` count from
    1 and are 0 where the fault is about none; ``line`` is that of the file or message, from 1, where it is known.
    """

    code: str
    message: str
    segment: str = ""
    occurrence: int = 0
    field: int = 0
    component: int = 0
    value: str = ""
    expected: str = ""
    remedy: str = ""
    condition: Condition = Condition.INTERNAL
    severity: Severity = Severity.ERROR
    line: int = 0

    @property
    def place(self) -> str:
        """Where it is, in the way people say it: PID-3.1, OBX[2]-5, or the line."""
        which = f"[{self.occurrence}]" if self.occurrence > 1 else ""
        part = f".{self.component}" if self.component else ""
        name = f"{self.segment}{which}" + (f"-{self.field}{part}" if self.field else "")
        return name if self.segment else f"line {self.line}" if self.line else "message"

    @property
    def refuses(self) -> bool:
        """Whether the message cannot be used because of it."""
        return self.severity is Severity.ERROR
