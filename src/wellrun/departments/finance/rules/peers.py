"""A hospital among hospitals like it: the share that it is better than, with an interval for who happens to report.

Peers are those of the same type, size, control, setting or state, as asked. The share counts those below and half of
those alike (mid-rank). Its interval is Wilson's, 95 %: the hospitals that report are taken as drawn from hospitals of
their kind (Wilson 1927; Newcombe 1998). An outlier is a rank like any other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 15
"""With fewer peers no share is told: its interval would reach over half of all."""
QUANTILE = 1.959964
SIZES = ((1, 25), (26, 49), (50, 99), (100, 199), (200, 399), (400, 99_999))
"""Bands of beds: critical access ends at 25 (42 CFR 485.620), the others as AHA's Hospital Statistics groups them."""
CRITERIA = ("kind", "size", "control", "setting", "state")


class Hospital(NamedTuple):
    """What hospitals are grouped by."""

    provider: str
    kind: str
    beds: int
    control: str
    setting: str
    state: str


def size_of(beds: int) -> tuple[int, int] | None:
    """The band of beds; ``None`` for no beds."""
    return next((band for band in SIZES if band[0] <= beds <= band[1]), None)


def is_like(own: Hospital, other: Hospital, criteria: Iterable[str]) -> bool:
    """Whether another hospital is a peer by every criterion asked for. What is not known is like nothing."""
    return other.provider != own.provider and all(_alike(own, other, one) for one in criteria)


def _alike(own: Hospital, other: Hospital, criterion: str) -> bool:
    if criterion == "size":
        band = size_of(own.beds)
        return band is not None and band == size_of(other.beds)
    mine = getattr(own, criterion)
    return bool(mine) and mine == getattr(other, criterion)


@dataclass(frozen=True)
class Standing:
    """Where a value stands among peers. ``share`` (0 to 1) is of those it is above, or below where less is better;
    ``None`` with fewer than ``FEWEST``. Quartiles are of the peers alone."""

    value: float
    count: int
    share: float | None = None
    lower: float | None = None
    upper: float | None = None
    quartiles: tuple[float, float, float] | None = None


def standing(value: float, peers: Sequence[float], *, better: int) -> Standing:
    """The standing of a value; ``better`` is 1 where more is better or nothing is, -1 where less is."""
    count = len(peers)
    quartiles = tuple(quantile(sorted(peers), part) for part in (0.25, 0.5, 0.75)) if count else None
    if count < FEWEST:
        return Standing(value, count, quartiles=quartiles)  # type: ignore[arg-type]
    below = sum((other > value) if better < 0 else (other < value) for other in peers)
    share = (below + sum(other == value for other in peers) / 2) / count
    return Standing(value, count, share, *wilson(share, count), quartiles)  # type: ignore[arg-type]


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's interval of a share, 95 %."""
    z2 = QUANTILE**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = QUANTILE / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def quantile(ordered: Sequence[float], part: float) -> float:
    """The quantile of ordered values, between neighbours in proportion (Hyndman and Fan 1996, type 7)."""
    place = part * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
