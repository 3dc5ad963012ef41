"""How a bed looks on the board: one look for each, the most telling one."""

from __future__ import annotations

from enum import StrEnum

from wellrun.departments.operations.rules.house.beds import SHUT, Condition


class Look(StrEnum):
    """The marks of the board, in the order in which they are told."""

    IN_USE = "in use"
    GOING = "may leave today"
    ALONE = "isolated"
    CLEAN = "to be cleaned"
    HELD = "held"
    READY = "ready"
    SHUT = "closed"


def look_of(condition: Condition, *, occupied: bool, going: bool, isolated: bool, held: bool) -> Look:
    """The look of a bed. Who lies in it counts before what it is said to be; isolation before who may leave."""
    looks = (
        (Look.ALONE, occupied and isolated),
        (Look.GOING, occupied and going),
        (Look.IN_USE, occupied),
        (Look.SHUT, condition in SHUT),
        (Look.CLEAN, condition in (Condition.DIRTY, Condition.CLEANING)),
        (Look.HELD, held),
        (Look.READY, True),
    )
    return next(look for look, so in looks if so)
