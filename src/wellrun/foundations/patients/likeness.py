"""Whether two records may be one patient's. Plain values only.

Who shares a family name and a date of birth is compared further. Children of one birth share both, so the given names
decide, and the administrative sex may not speak against it (elements of ONC's Patient Identification and Matching Final
Report, 2014: name, date of birth, sex).
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from wellrun.foundations.patients.rules import plain_name, plain_number


class Likeness(IntEnum):
    """How much speaks for one patient."""

    APART = 0
    POSSIBLE = 1
    LIKELY = 2


class Known(NamedTuple):
    """What is known of somebody, as people write it; what is not known is empty."""

    family: str
    given: str
    birth_date: str
    sex: str = ""


UNSAID = frozenset({"", "unknown"})


def likeness(one: Known, other: Known) -> Likeness:
    """Likely where the given names agree and the sex does not speak against it; else possible at most."""
    if not _same_person_by_name(one, other):
        return Likeness.APART
    if one.sex != other.sex and not {one.sex, other.sex} & UNSAID:
        return Likeness.POSSIBLE
    return Likeness.LIKELY if _given_agree(one.given, other.given) else Likeness.POSSIBLE


def _same_person_by_name(one: Known, other: Known) -> bool:
    names = plain_name(one.family), plain_name(other.family)
    births = plain_number(one.birth_date), plain_number(other.birth_date)
    return bool(names[0] and births[0]) and names[0] == names[1] and births[0] == births[1]


def _given_agree(one: str, other: str) -> bool:
    """The first given names are the same, or one is the other's initial; a name that is not known agrees with none."""
    firsts = [plain_name(given).split()[:1] for given in (one, other)]
    if not all(firsts):
        return False
    (short,), (long,) = sorted(firsts, key=lambda found: len(found[0]))
    return short == long or (len(short) == 1 and long.startswith(short))
