"""What of a patient each role sees, when a record is open, and when the glass may be broken. Plain values only."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

from wellrun.foundations.access.rules import Role

AFTER_DISCHARGE = dt.timedelta(days=30)
"""A unit goes on seeing its patient so long after the stay: letters, results and returns fall in this time."""

GLASS_OPEN = dt.timedelta(hours=4)
"""How long one breaking of the glass lasts: about half a shift; the reason is given anew after that."""

LEAST_WORDS = 15
"""Characters of explanation below which a reason says nothing."""


class Identifier(StrEnum):
    """What tells who a patient is (after 45 CFR 164.514(b)(2)(i))."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    MRN = "mrn"
    PHONE = "phone"
    ADDRESS = "address"
    EMAIL = "email"
    VISIT = "visit"


class Sight(IntEnum):
    """How much of an identifier is seen. A wider one wins where a person holds two roles."""

    NONE = 0
    PART = 1
    FULL = 2


_ALL = dict.fromkeys(Identifier, Sight.FULL)

SIGHT: Mapping[Role, Mapping[Identifier, Sight]] = MappingProxyType(
    {
        Role.CLINICIAN: _ALL,
        Role.FRONT_DESK: _ALL,
        Role.PATIENT: _ALL,
        Role.PROXY: _ALL,
        Role.REVENUE: {
            Identifier.NAME: Sight.FULL,
            Identifier.BIRTH_DATE: Sight.FULL,
            Identifier.MRN: Sight.FULL,
            Identifier.ADDRESS: Sight.FULL,
            Identifier.VISIT: Sight.FULL,
        },
        Role.QUALITY_LEAD: {
            Identifier.NAME: Sight.PART,
            Identifier.BIRTH_DATE: Sight.PART,
            Identifier.MRN: Sight.FULL,
            Identifier.VISIT: Sight.FULL,
        },
        Role.PRIVACY_OFFICER: {
            Identifier.NAME: Sight.FULL,
            Identifier.BIRTH_DATE: Sight.PART,
            Identifier.MRN: Sight.FULL,
        },
    }
)
"""A role or an identifier that is missing sees nothing (45 CFR 164.502(b), the minimum necessary)."""


def sight(roles: Iterable[Role]) -> Mapping[Identifier, Sight]:
    """What somebody with these roles sees of each identifier: the widest of them."""
    held = [SIGHT.get(role, {}) for role in roles]
    return {one: max((seen.get(one, Sight.NONE) for seen in held), default=Sight.NONE) for one in Identifier}


def shown(identifier: Identifier, value: str, seen: Sight) -> str:
    """The identifier as it may be seen: whole, in part, or not at all."""
    if not value or seen is Sight.NONE:
        return ""
    return value if seen is Sight.FULL else _PART[identifier](value)


def _initials(name: str) -> str:
    return " ".join(f"{part[0]}." for part in name.split())


_PART: Mapping[Identifier, Callable[[str], str]] = {
    Identifier.NAME: _initials,
    Identifier.BIRTH_DATE: lambda day: day[:4],
    Identifier.MRN: lambda number: f"…{number[-3:]}" if len(number) > 3 else "…",
    Identifier.VISIT: lambda number: f"…{number[-3:]}" if len(number) > 3 else "…",
    Identifier.PHONE: lambda number: f"…{number[-2:]}",
    Identifier.ADDRESS: lambda _address: "…",
    Identifier.EMAIL: lambda _email: "…",
}


class Reason(StrEnum):
    """Why the glass is broken."""

    EMERGENCY = "emergency"
    CARE = "care"
    ON_CALL = "on_call"
    SAFETY = "safety"
    OTHER = "other"


class Outcome(StrEnum):
    """What the privacy officer found."""

    JUSTIFIED = "justified"
    ASK = "ask"
    NOT_JUSTIFIED = "not_justified"


class Unusual(StrEnum):
    """Why a reading is shown to the privacy officer."""

    OWN = "own"
    SURNAME = "surname"
    COLLEAGUE = "colleague"
    RESTRICTED = "restricted"
    HOUR = "hour"
    VOLUME = "volume"


NIGHT = range(5)
"""Hours at which an unusual reading is noticed unless the reader has often worked in them."""

USUAL_NIGHTS = 3
"""Nights in the last four weeks after which reading at night is somebody's usual work."""

VOLUME_LEAST, VOLUME_TIMES = 40, 3.0
"""A day's patients are unusual from so many, and from so many times the reader's median day on."""


def plain_name(name: str) -> str:
    """A name as it is compared: without accents, case, hyphens or the order of spaces."""
    decomposed = unicodedata.normalize("NFKD", name)
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in kept.casefold()).split())


def plain_number(number: str) -> str:
    """An identifier as it is compared: letters and figures only, in one case."""
    return "".join(one for one in number.casefold() if one.isalnum())


def unusual_reading(
    *,
    own: bool,
    reader: str,
    patient_family: str,
    patient_name: str,
    colleagues: Iterable[str],
    restricted: bool,
    hour: int,
    nights_before: int,
) -> tuple[Unusual, ...]:
    """What is unusual in one reading of a record. Names come as people write them."""
    family = plain_name(patient_family)
    found = {
        Unusual.OWN: own,
        Unusual.SURNAME: bool(family) and not own and family in plain_name(reader).split()[-1:],
        Unusual.COLLEAGUE: not own and plain_name(patient_name) in {plain_name(one) for one in colleagues},
        Unusual.RESTRICTED: restricted,
        Unusual.HOUR: hour in NIGHT and nights_before < USUAL_NIGHTS,
    }
    return tuple(kind for kind, so in found.items() if so)


def unusual_volume(*, today: int, days_before: Iterable[int]) -> bool:
    """Whether somebody read more patients today than they usually do; days without reading do not count."""
    usual = sorted(days_before)
    median = usual[len(usual) // 2] if usual else 0
    return today >= VOLUME_LEAST and today > VOLUME_TIMES * median
