"""Who is on the list of a day: those who go home, the likeliest to return first, as many as the team can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class LeftOut(StrEnum):
    """Why someone who goes home is not followed up by the programme."""

    TRANSFER = "transfer"
    HOSPICE = "hospice"
    AGAINST_ADVICE = "against_advice"
    CHILD = "child"
    DIED = "died"


ADULT = 18
"""Youngest age followed: the bedside scores were made from adults (van Walraven 2010; Donzé 2013)."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of someone who goes home: the score, its most, the chance if the facility has a model it trusts."""

    key: str
    points: int
    most: int
    chance: float | None = None
    age: int | None = None
    outcome: str = ""
    followed: bool = False


@dataclass(frozen=True)
class DayList:
    """The list of a day. ``beyond``: likely enough, but more than the team can follow. ``left_out`` by reason."""

    chosen: tuple[Known, ...]
    beyond: tuple[Known, ...]
    left_out: tuple[tuple[Known, LeftOut], ...]


def reason_left_out(known: Known) -> LeftOut | None:
    """Why the programme does not follow someone; none where it does."""
    if known.outcome in tuple(LeftOut):
        return LeftOut(known.outcome)
    return LeftOut.CHILD if known.age is not None and known.age < ADULT else None


def rank(known: Known) -> tuple[float, float, str]:
    """The order of the list. A chance counts before points; of equals the key decides, so that it never flickers."""
    return (-(known.chance if known.chance is not None else -1.0), -known.points / known.most, known.key)


def day_list(known: Iterable[Known], *, capacity: int) -> DayList:
    """The list for a team that can take on ``capacity`` new patients a day.

    Who is followed already stays and takes a place; a smaller capacity or another score drops nobody.
    """
    here = sorted(known, key=rank)
    out = tuple((one, reason) for one in here if not one.followed and (reason := reason_left_out(one)) is not None)
    gone = {one.key for one, _reason in out}
    held = [one for one in here if one.followed]
    waiting = [one for one in here if not one.followed and one.key not in gone]
    room = max(0, capacity - len(held))
    return DayList(chosen=tuple(sorted((*held, *waiting[:room]), key=rank)), beyond=tuple(waiting[room:]), left_out=out)
