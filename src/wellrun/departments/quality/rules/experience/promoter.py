"""Other surveys: the net promoter score, and the top box of five-point scales.

Source: Reichheld 2003 (promoters answer 9 or 10, detractors 0 to 6, of 0 to 10). The score is a difference of two
shares of the same people, so its variance is that of a multinomial: (p + d - (p - d)^2) / n. The interval is the
adjusted Wald interval of Rocks 2016 (The American Statistician 70): three answers are added, three quarters of one each
to promoters and detractors, so that it has a width even where everybody agrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from wellrun.departments.quality.rules.experience.intervals import LEVEL, Interval, quantile, wilson

PROMOTERS = frozenset({9, 10})
PASSIVES = frozenset({7, 8})
DETRACTORS = frozenset(range(7))
FIVE_POINTS = frozenset(range(1, 6))
ADDED = 3
"""Answers that Rocks 2016 adds: a quarter of them promoters, a quarter detractors."""


@dataclass(frozen=True)
class NetPromoter:
    """Who would recommend, less who would not: ``value`` and its interval from -100 to 100, of so many answers.

    ``unreadable`` counts answers that are not on the scale.
    """

    promoters: int
    passives: int
    detractors: int
    interval: Interval
    unreadable: int = 0

    @property
    def answers(self) -> int:
        """The answers that count."""
        return self.promoters + self.passives + self.detractors

    @property
    def value(self) -> float:
        """Percent of promoters less percent of detractors."""
        return 100 * (self.promoters - self.detractors) / self.answers


@dataclass(frozen=True)
class TopBox:
    """The share, from 0 to 1, of answers at the top of a scale, with Wilson's interval."""

    top: int
    answers: int
    interval: Interval
    unreadable: int = 0

    @property
    def share(self) -> float:
        """Top answers of all that count."""
        return self.top / self.answers


def net_promoter(answers: Iterable[int], level: float = LEVEL) -> NetPromoter | None:
    """The net promoter score of answers from 0 to 10; none without one that counts."""
    told = list(answers)
    promoters, passives, detractors = (
        sum(answer in group for answer in told) for group in (PROMOTERS, PASSIVES, DETRACTORS)
    )
    counted = promoters + passives + detractors
    if not counted:
        return None
    interval = _difference_interval(promoters, detractors, counted, level)
    return NetPromoter(promoters, passives, detractors, interval, len(told) - counted)


def five_point_top_box(answers: Iterable[int], best: int = 5, level: float = LEVEL) -> TopBox | None:
    """The top box of answers from 1 to 5; none without one that counts. ``best`` is 1 where the scale runs down.

    Raises ``ValueError`` where the best answer is not an end of the scale.
    """
    if best not in (1, 5):
        raise ValueError(f"The best answer of a scale from 1 to 5 is 1 or 5, not {best}.")
    told = list(answers)
    counted = [answer for answer in told if answer in FIVE_POINTS]
    if not counted:
        return None
    top = counted.count(best)
    return TopBox(top, len(counted), wilson(top / len(counted), len(counted), level), len(told) - len(counted))


def _difference_interval(promoters: int, detractors: int, of: int, level: float) -> Interval:
    found = (promoters - detractors) / of
    more, less = ((count + ADDED / 4) / (of + ADDED) for count in (promoters, detractors))
    middle = more - less
    reach = quantile(level) * sqrt((more + less - middle**2) / (of + ADDED))
    return Interval(100 * max(-1.0, min(found, middle - reach)), 100 * min(1.0, max(found, middle + reach)), level)
