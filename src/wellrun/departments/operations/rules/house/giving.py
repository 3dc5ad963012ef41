"""Whether a bed can be given to somebody by hand: everything that speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from wellrun.departments.operations.rules.house.beds import SHUT, Condition


class BedAsked(NamedTuple):
    """A bed that somebody is to lie in: whether there is one of that code, who lies in it, and how it is."""

    exists: bool
    occupants: tuple[str, ...] = ()
    condition: Condition = Condition.READY
    held: str = ""


REASONS: Mapping[str, Callable[[BedAsked, str], bool]] = MappingProxyType(
    {
        "unknown": lambda bed, _who: not bed.exists,
        "taken": lambda bed, who: bool(set(bed.occupants) - {who}),
        "shut": lambda bed, _who: bed.condition in SHUT,
        "unclean": lambda bed, _who: bed.condition in (Condition.DIRTY, Condition.CLEANING),
        "held": lambda bed, who: bool(bed.held) and bed.held != who,
    }
)
"""What speaks against giving a bed to a visit."""


def against(bed: BedAsked, who: str) -> tuple[str, ...]:
    """All reasons why a bed cannot be given to a visit; none if it can."""
    return tuple(code for code, holds in REASONS.items() if holds(bed, who))
