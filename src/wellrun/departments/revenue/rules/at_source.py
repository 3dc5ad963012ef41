"""What denials come from, and what was done to mend it there: each act with its day, so that it can be judged."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

PREFIX = "revenue.denials"
"""Begins the origin of actions that mend a source of denials."""


class Kind(StrEnum):
    """What mends a source: what somebody promised and did, a rule of the scrubber, a payer's contract."""

    ACTION = "action"
    RULE = "rule"
    CONTRACT = "contract"


class Source(NamedTuple):
    """Denials of one category and by one payer, by our codes; an empty word stands for all."""

    category: str = ""
    payer: str = ""

    def covers(self, category: str, payer: str) -> bool:
        """Whether denials of this category and payer come from it."""
        return self.category in ("", category) and self.payer in ("", payer)


class Mending(NamedTuple):
    """An act against a source, in force since a day: its words, whose it is, and by which key its page is found."""

    kind: Kind
    key: str
    on: dt.date
    words: str
    who: str
    source: Source


def origin_of(source: Source) -> str:
    """The origin by which an action remembers the source that it mends."""
    return f"{PREFIX}:{source.category}:{source.payer}"


def source_of(origin: str) -> Source | None:
    """The source that an action mends by its origin; none where it mends something else."""
    name, _colon, rest = origin.partition(":")
    category, colon, payer = rest.partition(":")
    return Source(category, payer) if name == PREFIX and colon else None
