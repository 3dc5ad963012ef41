"""Questions of other surveys than HCAHPS: what is known of their scales, and their scores.

An item that is not listed has no known scale: its mean is shown and nothing is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from types import MappingProxyType

from wellrun.departments.quality.rules.experience.intervals import LEVEL, Interval, mean_interval
from wellrun.departments.quality.rules.experience.promoter import (
    NetPromoter,
    TopBox,
    five_point_top_box,
    net_promoter,
)

PROMOTER_ITEMS = frozenset({"likely_to_recommend", "recommend_0_10", "nps"})
"""Asked from 0 (not at all likely) to 10 (extremely likely)."""

FIVE_POINT_ITEMS: Mapping[str, int] = MappingProxyType({"visit_rating": 5, "satisfaction": 5, "ease": 5})
"""Asked from 1 to 5, and which end is best."""


@dataclass(frozen=True)
class OtherScore:
    """An item's answers: their mean on its own scale, and what its scale lets one say."""

    item: str
    answers: int
    mean: float
    mean_interval: Interval | None
    net: NetPromoter | None = None
    top: TopBox | None = None


def other_scores(answers: Mapping[str, Iterable[int]], level: float = LEVEL) -> tuple[OtherScore, ...]:
    """Scores of items by name, from their answers; items without an answer have none."""
    found = []
    for item, given in sorted(answers.items()):
        told = list(given)
        if told:
            spread = mean_interval([{item: float(answer)} for answer in told], (item,), level)
            net = net_promoter(told, level) if item in PROMOTER_ITEMS else None
            best = FIVE_POINT_ITEMS.get(item)
            top = five_point_top_box(told, best, level) if best else None
            found.append(OtherScore(item, len(told), fmean(told), spread, net, top))
    return tuple(found)
