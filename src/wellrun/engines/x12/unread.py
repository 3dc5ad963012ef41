"""Segments a reader does not know: they stay in the piece, and where they are is told."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import NamedTuple

from wellrun.engines.x12.envelope import Segment


class Unread(NamedTuple):
    """Segments in a row that were not read: id of the first, places of the first and last, from 1 for ST."""

    segment: str
    first: int
    last: int


def unread_of(segments: Sequence[Segment], known: Set[str]) -> tuple[Unread, ...]:
    """The ranges of segments that are not known."""
    found: list[Unread] = []
    for at, segment in enumerate(segments, start=1):
        if segment[0] in known:
            continue
        if found and found[-1].last == at - 1:
            found[-1] = found[-1]._replace(last=at)
        else:
            found.append(Unread(segment[0], at, at))
    return tuple(found)
