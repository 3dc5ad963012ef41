"""By which methods a line is carried on, and what was missed: both from the line's own past.

From every earlier period each method forecasts the periods that then came (rolling origin, Tashman 2000). A method that
missed, on the same periods, so many times what the best missed weighs that to the power of −``POWER``: one that misses
a fifth more weighs half of the best. Averages of good methods beat the single best (Bates and Granger 1969; measured by
``bench/outlook.py``, where taking the best alone is told beside it). At every earlier origin the weights are made anew
from what was known by then, so that what is said to have been missed is what a reader would have seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellrun.departments.finance.rules.outlook.methods import METHODS, Method
from wellrun.departments.finance.rules.outlook.panel import Floats, Panel

LEARNT = 3
"""Periods before the first origin."""
FEWEST_JUDGED = 6
"""Periods of earlier forecasts that a method needs before it weighs anything; the run rate needs none."""
POWER = 4.0
ALIKE = 0.02
"""Of methods whose weights differ by no more, the simplest gives its name."""
TOGETHER = 2000
"""Lines worked out at once, so that memory stays small."""


@dataclass(frozen=True, eq=False)
class Judged:
    """What is expected of each line, and what earlier forecasts of it missed.

    point: shape (lines, ahead). weights: shape (methods, lines), adding up to 1. missed: shape (lines, origins, ahead),
    came less what would have been forecast then; NaN where it is not known. naive: the same of the seasonal naive; run:
    of the run rate. origins: shape (origins,), booked periods before each.
    """

    point: Floats
    weights: Floats
    missed: Floats
    naive: Floats
    run: Floats
    origins: npt.NDArray[np.int64]

    def methods(self) -> list[Method]:
        """What each line is mostly carried on by; of methods that weigh alike, the simplest."""
        every = list(Method)
        first = np.argmax(self.weights >= self.weights.max(axis=0, initial=0.0) - ALIKE, axis=0)
        return [every[at] for at in first.tolist()]


def judged(panel: Panel) -> Judged:
    """Forecasts to the end of the panel. Raises ValueError where nothing is booked or nothing is ahead."""
    if not panel.booked or not panel.ahead:
        raise ValueError(f"{panel.booked} periods booked and {panel.ahead} ahead: at least one of both is needed.")
    parts = [_judged(panel.part(at, at + TOGETHER)) for at in range(0, max(1, len(panel.amounts)), TOGETHER)]
    if len(parts) == 1:
        return parts[0]
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in ("point", *ERRORS)}
    weights = np.concatenate([part.weights for part in parts], axis=1)
    return Judged(**whole, weights=weights, origins=parts[0].origins)


ERRORS = ("missed", "naive", "run")


def _judged(panel: Panel) -> Judged:
    origins = np.array([*range(min(LEARNT, panel.booked), panel.booked + 1)])
    forecast = np.stack([[METHODS[one](panel, at, panel.ahead) for at in origins] for one in Method])
    # (methods, origins, lines, ahead) as (methods, lines, origins, ahead).
    forecast = forecast.transpose(0, 2, 1, 3)
    missed = _came(panel, origins) - forecast
    weights = np.stack(list(_weights(missed, forecast)), axis=2)
    told = np.nan_to_num(forecast)
    combined = np.einsum("mlo,mloa->loa", weights, told)
    every, first = list(Method), _unweighed(panel.ahead)
    return Judged(
        point=combined[:, -1],
        weights=weights[:, :, -1],
        missed=(_came(panel, origins) - combined)[:, first:-1],
        naive=missed[every.index(Method.SEASONAL_NAIVE)][:, first:-1],
        run=missed[every.index(Method.RUN_RATE)][:, first:-1],
        origins=origins[first:-1],
    )


def _unweighed(ahead: int) -> int:
    """The first origins, from which nothing could be weighed yet: what was missed from there says nothing of ours."""
    return next(
        at for at in range(FEWEST_JUDGED + 1) if sum(max(0, at - step) for step in range(ahead)) >= FEWEST_JUDGED
    )


def _came(panel: Panel, origins: npt.NDArray[np.int64]) -> Floats:
    """What came after each origin: shape (lines, origins, ahead), NaN where it has not come yet."""
    later = np.concatenate([panel.amounts, np.full((len(panel.amounts), panel.ahead), np.nan)], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(later, panel.ahead, axis=1)
    found: Floats = windows[:, origins]
    return found


def _weights(missed: Floats, forecast: Floats) -> Iterator[Floats]:
    """At each origin the weights of the methods: shape (methods, lines), from what earlier origins missed by then."""
    methods, lines, origins, ahead = missed.shape
    run = list(Method).index(Method.RUN_RATE)
    told = np.isfinite(missed)
    size, beside = np.where(told, np.abs(missed), 0.0), np.where(told, np.abs(missed[run]), 0.0)
    sums = [np.cumsum(one, axis=2) for one in (size, beside, told.astype(np.float64))]
    for at in range(origins):
        # Of the periods so many ahead, those from origins that lie far enough back have come by now.
        known = [(at - steps - 1, steps) for steps in range(ahead) if at - steps - 1 >= 0]
        own, other, count = (
            sum((one[:, :, row, steps] for row, steps in known), np.zeros((methods, lines))) for one in sums
        )
        usable = np.isfinite(forecast[:, :, at]).all(axis=2) & (count >= FEWEST_JUDGED)
        yield _weighed(own, other, usable, run)


def _weighed(own: Floats, other: Floats, usable: npt.NDArray[np.bool_], run: int) -> Floats:
    """Weights from what each method missed and what the run rate missed on the same periods."""
    score = np.divide(own, other, out=np.where(own > 0, np.inf, 1.0), where=other > 0)
    score = np.where(usable, score, np.inf)
    score[run] = 1.0
    least = score.min(axis=0)
    # A method that has missed nothing at all is right, and alone.
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(least > 0, (score / least) ** -POWER, score == 0)
    found: Floats = np.nan_to_num(weights) / np.nan_to_num(weights).sum(axis=0)
    return found
