"""The eighteen identifiers of 45 CFR 164.514(b)(2)(i), by their letters there."""

from __future__ import annotations

from enum import StrEnum


class Identifier(StrEnum):
    """What must be removed; the value is the letter of the paragraph."""

    NAME = "A"
    PLACE = "B"
    DATE = "C"
    PHONE = "D"
    FAX = "E"
    EMAIL = "F"
    SSN = "G"
    RECORD_NUMBER = "H"
    PLAN_NUMBER = "I"
    ACCOUNT = "J"
    LICENCE = "K"
    VEHICLE = "L"
    DEVICE = "M"
    URL = "N"
    IP_ADDRESS = "O"
    BIOMETRIC = "P"
    PHOTOGRAPH = "Q"
    OTHER = "R"

    @property
    def mark(self) -> str:
        """What stands in a text where the identifier stood."""
        return f"[{self.name.replace('_', ' ').lower()}]"
