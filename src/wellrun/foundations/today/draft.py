"""What a source hands to the morning: a signal, before it is known who owns it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from wellrun.foundations.organisation.places import Tree


class Rank(IntEnum):
    """The order of consequence: harm now, legal clock, safety, money, drift."""

    HARM_NOW = 1
    LEGAL_CLOCK = 2
    SAFETY = 3
    MONEY = 4
    DRIFT = 5


@dataclass(frozen=True)
class Draft:
    """A signal as a source finds it.

    ``key`` is the same on every day the same thing is found; ``figure`` is the number that carries the sentence;
    ``mark`` names the shape beside it; ``weight`` orders signals of one rank, larger first. ``audience`` is the
    permission a reader needs to be told; empty means everyone who reads figures.
    """

    key: str
    place: str
    rank: Rank
    kind: str
    mark: str
    sentence: str
    figure: str = ""
    facts: str = ""
    since: dt.date | None = None
    weight: float = 0.0
    measure: str = ""
    address: str = ""
    picture: str = ""
    audience: str = ""


Source = Callable[[dt.date, Tree], Iterable[Draft]]
"""Takes the morning's day and the organisation; gives every signal it finds, for every place."""

RANKS_BY_DEPARTMENT: Mapping[str, Rank] = MappingProxyType(
    {"quality": Rank.SAFETY, "finance": Rank.MONEY, "revenue": Rank.MONEY}
)
"""What a drift in a department's measures means for people; any other department's is drift."""
