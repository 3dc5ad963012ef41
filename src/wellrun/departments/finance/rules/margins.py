"""What a group of cases earned beyond its cost, and how sure that is while revenue of some is not known.

Where the revenue of every case is known the margin is a count and has no interval. Where some is not, their margin is
taken as the mean of the others, with the interval of a total from a sample without replacement (Cochran, Sampling
Techniques, 2.5 to 2.7): the cases already paid are taken as drawn from all. Below ``FEWEST`` known there is none.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from wellrun.departments.finance.rules.costing import Cell

FEWEST = 20
QUANTILE = 1.959964
SHOWN = 5
"""Groups of fewer cases are shown with others only: a case would be told apart."""


class Margin(NamedTuple):
    """Cents beyond cost; ``lower`` and ``upper`` (95 %) where it is estimated; ``share`` of revenue."""

    cents: int
    lower: int | None = None
    upper: int | None = None
    share: float | None = None

    @property
    def estimated(self) -> bool:
        """Whether revenue of some cases had to be estimated."""
        return self.lower is not None


def margin(cell: Cell) -> Margin | None:
    """The margin of all cases of a cell by activity; ``None`` where too little of their revenue is known."""
    if not cell.cases or not cell.known:
        return None
    if cell.known == cell.cases:
        return Margin(cell.margins, share=cell.margins / cell.revenue if cell.revenue > 0 else None)
    if cell.known < FEWEST:
        return None
    mean = cell.margins / cell.known
    variance = max(0.0, cell.squares - cell.known * mean * mean) / (cell.known - 1)
    error = cell.cases * math.sqrt(variance / cell.known * (1 - cell.known / cell.cases))
    whole, half = cell.cases * mean, QUANTILE * error
    revenue = cell.revenue / cell.known * cell.cases
    return Margin(
        round(whole), round(whole - half), round(whole + half), share=whole / revenue if revenue > 0 else None
    )
