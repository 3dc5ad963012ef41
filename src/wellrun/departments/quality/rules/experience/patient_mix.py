"""Adjustment for patient mix and way of asking, by coefficients that CMS publishes each quarter.

Source: hcahpsonline.org, Mode and Patient-Mix Adjustment. A hospital whose patients tend to answer more favourably than
those of the nation is moved down by as much, and the other way round. The coefficients come from outside, as data;
what comes out follows the published method and is still no published score: CMS fits and joins quarters nationally.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from wellrun.departments.quality.rules.experience.intervals import Interval
from wellrun.departments.quality.rules.experience.scoring import Score
from wellrun.departments.quality.rules.experience.surveys import Box


@dataclass(frozen=True)
class PatientMix:
    """Coefficients of one measure's top box for discharges of a span of days.

    ``coefficients`` are percentage points for each unit of a characteristic, ``nation`` is each one's national mean in
    the same unit, ``modes`` the percentage points added for a way of asking (0 for the one of reference).
    """

    measure: str
    since: dt.date
    until: dt.date
    source: str
    coefficients: Mapping[str, float]
    nation: Mapping[str, float]
    modes: Mapping[str, float]

    def __post_init__(self) -> None:
        unlike = sorted(self.coefficients.keys() ^ self.nation.keys())
        if unlike:
            raise ValueError(f"Coefficient or national mean is lacking for {', '.join(unlike)}.")


@dataclass(frozen=True)
class AdjustedTopBox:
    """A top box, from 0 to 1, moved by ``points`` percentage points. Its interval is moved, and no wider for it."""

    measure: str
    share: float
    interval: Interval
    points: float
    source: str
    adjusted: bool = True


def adjusted(score: Score, mix: PatientMix, means: Mapping[str, float], mode: str) -> AdjustedTopBox:
    """The top box of a score moved for patient mix and way of asking, kept from 0 to 1.

    ``means`` are the hospital's mean of each characteristic over those who gave it. Raises ``ValueError`` with all that
    does not fit: another measure, characteristics without a mean, a way of asking without points.
    """
    lacking = sorted(mix.coefficients.keys() - means.keys())
    wrong = [
        sentence
        for holds, sentence in (
            (score.key != mix.measure, f"These are coefficients of {mix.measure}, the score is of {score.key}."),
            (bool(lacking), f"The hospital's mean is lacking for {', '.join(lacking)}."),
            (mode not in mix.modes, f"There are no points for the way of asking {mode}."),
        )
        if holds
    ]
    if wrong:
        raise ValueError(" ".join(wrong))
    points = mix.modes[mode] - sum(
        coefficient * (means[name] - mix.nation[name]) for name, coefficient in mix.coefficients.items()
    )
    return AdjustedTopBox(
        measure=score.key,
        share=_moved(score.shares[Box.TOP], points),
        interval=Interval(_moved(score.top.low, points), _moved(score.top.high, points), score.top.level),
        points=points,
        source=mix.source,
    )


def _moved(share: float, points: float) -> float:
    return min(1.0, max(0.0, share + points / 100))
