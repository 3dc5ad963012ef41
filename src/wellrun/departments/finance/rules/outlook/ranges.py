"""How far a forecast may miss, of a line or of any sum of lines.

Lines that are summed have missed together before: what the forecasts of all of them missed from one origin is added,
sign and all, and the sum's range is taken from those sums. So what goes wrong at once counts at once, what evens out
evens out, and no ends are added. A range is Student's t around the forecast, as wide as the root mean square of what
was missed, newer misses counting a little more; its degrees of freedom are the origins that count, fewer where the
periods that they forecast overlap.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wellrun.departments.finance.rules.outlook.panel import Floats
from wellrun.engines.effect.linear import t_quantile

SURE = 0.8
"""The share of forecasts that a range is to hold."""
FEWEST = 4
"""Earlier sums that a range is taken from."""
REMEMBERED = 0.97
"""What a miss counts for beside the one a period later."""


class Range(NamedTuple):
    """What is expected, and the range that holds in ``SURE`` of all; no ends where too little is known."""

    expected: float
    lower: float | None = None
    upper: float | None = None

    def moved(self, by: float) -> Range:
        """The same, so much higher."""
        ends = (None if end is None else end + by for end in (self.lower, self.upper))
        return Range(self.expected + by, *ends)


def half_width(missed: Floats, first: int, last: int) -> float | None:
    """Half of the range of the sum over the periods ahead from ``first`` up to, not including, ``last``.

    missed: shape (lines, origins, ahead), of every line that is summed, NaN where not known. Where too few sums of so
    many periods are known, those of fewer serve, as much wider as the periods are more; ``None`` where none serve.
    """
    whole, periods = missed.sum(axis=0), last - first
    for fewer in range(periods, 0, -1):
        sums = whole[:, last - periods : last - periods + fewer].sum(axis=1)
        known = sums[np.isfinite(sums)]
        if len(known) >= FEWEST:
            counts = REMEMBERED ** np.arange(len(known) - 1, -1, -1)
            counts /= counts.sum()
            apart = 1 / float((counts**2).sum())
            freedom = max(2.0, apart / (1 + (fewer - 1) / 2))
            spread = float(np.sqrt((counts * known**2).sum()))
            return spread * (periods / fewer) * t_quantile((1 + SURE) / 2, freedom)
    # Of periods far ahead none may have come yet: those nearer serve, wider.
    return None if first == 0 else _farther(missed, first, last)


def _farther(missed: Floats, first: int, last: int) -> float | None:
    near = half_width(missed, 0, last - first)
    return None if near is None else near * float(np.sqrt(last / (last - first)))


def range_of(expected: float, missed: Floats, first: int, last: int) -> Range:
    """The range of a sum of lines over some periods ahead."""
    half = half_width(missed, first, last)
    return Range(expected) if half is None else Range(expected, expected - half, expected + half)
