"""How earlier forecasts of a line or of a sum of lines have held: beside two that need no thought, and in their ranges.

Beside another forecast: mean absolute miss over its mean absolute miss, of the same sums from the same origins (a MASE
whose scale is that forecast; Hyndman and Koehler 2006). Below 1 it beats it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wellrun.departments.finance.rules.outlook.panel import Floats
from wellrun.departments.finance.rules.outlook.ranges import half_width


@dataclass(frozen=True)
class Accuracy:
    """What earlier forecasts of the same number of periods missed on average, in the unit of the lines.

    beside_naive, beside_run: the miss over that of the seasonal naive and of the run rate; ``None`` where they have not
    forecast. inside: how many of ``ranged`` came within the range that was told then.
    """

    mean_miss: float
    beside_naive: float | None
    beside_run: float | None
    inside: int
    ranged: int
    origins: int


def accuracy(missed: Floats, naive: Floats, run: Floats, periods: int) -> Accuracy | None:
    """Of the sum of lines over the first so many periods; ``None`` where none of so many has come.

    missed, naive, run: shape (lines, origins, ahead), NaN where not known.
    """
    own, other, plain = (one[:, :, :periods].sum(axis=(0, 2)) for one in (missed, naive, run))
    known = np.isfinite(own)
    if not known.any():
        return None
    inside = ranged = 0
    for at in np.flatnonzero(known).tolist():
        half = half_width(missed[:, : max(0, at - periods + 1), :periods], 0, periods)
        if half is not None:
            ranged += 1
            inside += int(abs(own[at]) <= half)
    return Accuracy(
        mean_miss=float(np.abs(own[known]).mean()),
        beside_naive=_beside(own, other),
        beside_run=_beside(own, plain),
        inside=inside,
        ranged=ranged,
        origins=int(known.sum()),
    )


def _beside(own: Floats, other: Floats) -> float | None:
    both = np.isfinite(own) & np.isfinite(other)
    scale = float(np.abs(other[both]).sum())
    return float(np.abs(own[both]).sum()) / scale if scale > 0 else None
