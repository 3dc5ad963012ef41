"""What has to hold for an estimate of effect to mean what it says: each assumption looked at, and said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from wellrun.engines.effect.linear import CannotFit, t_quantile
from wellrun.engines.effect.matched import UNLIKE, MatchedEffect
from wellrun.engines.effect.series import (
    LEAST_AFTER,
    LEAST_BEFORE,
    SEASON_FROM,
    Point,
    SeriesEffect,
    departure,
)

Floats = npt.NDArray[np.float64]

# Usual reading of the population stability index (Siddiqi, Credit Risk Scorecards, 2006).
SHIFTED = 0.25
# How long before the start another change may still be at work, and how many months are looked at for a spike.
EARLIER, SPIKE = 3, 3
_SPIKE_DEVIATIONS = 2.0
# How many points lie between two looks at the line before, and the terms of a look: one, time, change, two waves.
STRIDE, MOST_TERMS = 4, 7
_TENTHS, _LEAST_SHARE = 10, 1e-4


class Assumption(StrEnum):
    """What is looked at."""

    POINTS = "enough points"
    PRE_TREND = "straight line before"
    REGRESSION = "no spike before the start"
    CASE_MIX = "same kind of patients"
    CO_INTERVENTION = "nothing else at the same time"
    BALANCE = "pairs alike"
    AGREEMENT = "methods agree"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One assumption. holds: None where it could not be looked at; figure: what was measured, where there is one."""

    assumption: Assumption
    holds: bool | None
    figure: float | None
    says: str


@dataclass(frozen=True, kw_only=True)
class OtherChange:
    """Something else that changed, as the user tells: in which point of the series, and what it was."""

    point: int
    name: str


def enough_points(points: int, start: int, phase_in: int, periods_a_year: float) -> Check:
    """Whether there are LEAST_BEFORE points before, two years for a season, and LEAST_AFTER after the phase-in."""
    settled = points - start - phase_in
    figure = float(min(start, settled))
    if start < LEAST_BEFORE or settled < LEAST_AFTER:
        says = (
            f"There are {start} points before the start and {settled} after the phase-in; "
            f"{LEAST_BEFORE} and {LEAST_AFTER} are the least."
        )
        return Check(assumption=Assumption.POINTS, holds=False, figure=figure, says=says)
    if start / periods_a_year < SEASON_FROM:
        says = f"With {start} points before the start, the time of year cannot be told from the programme."
        return Check(assumption=Assumption.POINTS, holds=False, figure=figure, says=says)
    says = f"There are {start} points before the start and {settled} after the phase-in."
    return Check(assumption=Assumption.POINTS, holds=True, figure=figure, says=says)


def straight_before(points: Sequence[Point], start: int, periods_a_year: float) -> Check:
    """Whether no start that never was, at every fourth point before the real one, shows a change (placebos in time).

    It looks at the straight line, not at its slope: a steady trend is no fault, as it is carried on. With k looks each
    is held to a chance of 5 % / k (Bonferroni).
    """
    places = range(LEAST_BEFORE, start - STRIDE + 1, STRIDE)
    try:
        found = [departure(points[:start], place, periods_a_year=periods_a_year) for place in places]
    except CannotFit:
        found = []
    if not found:
        return Check(
            assumption=Assumption.PRE_TREND,
            holds=None,
            figure=None,
            says="There are too few points before the start to see whether they follow a straight line.",
        )
    worst, (change, deviations) = max(enumerate(found), key=lambda each: abs(each[1][1]))
    straight = abs(deviations) < t_quantile(1 - 0.025 / len(found), start - MOST_TERMS)
    says = (
        "Before the start the rate followed a straight line."
        if straight
        else f"The rate had left its line before the start: by {change:+.0%}, {start - places[worst]} points earlier. "
        "Carrying that line on may mislead."
    )
    return Check(assumption=Assumption.PRE_TREND, holds=straight, figure=deviations, says=says)


def no_spike(points: Sequence[Point], start: int, periods_a_year: float) -> Check:
    """Whether the last SPIKE points before the start are where the points before them lead one to expect.

    A programme begun because figures were bad will see them better by themselves (Barnett and others 2005). The spike
    is an interruption of its own, SPIKE points long, in the series that ends with it.
    """
    try:
        excess, deviations = departure(points[:start], start - SPIKE, periods_a_year=periods_a_year)
    except ValueError:
        return Check(
            assumption=Assumption.REGRESSION,
            holds=None,
            figure=None,
            says="There are too few points before the start to see whether it followed a spike.",
        )
    spike = deviations > _SPIKE_DEVIATIONS
    says = (
        f"The {SPIKE} points before the start were {excess:.0%} above what was usual. "
        "Part of the fall would have come by itself."
        if spike
        else "The start did not follow a spike."
    )
    return Check(assumption=Assumption.REGRESSION, holds=not spike, figure=deviations, says=says)


def same_patients(before: Floats, after: Floats) -> Check:
    """Whether predicted risks after the start are spread as before: population stability index over tenths."""
    if not len(before) or not len(after):
        return Check(
            assumption=Assumption.CASE_MIX,
            holds=None,
            figure=None,
            says="Without predicted risks it is not known whether the patients are of the same kind.",
        )
    edges = np.unique(np.quantile(before, np.linspace(0, 1, _TENTHS + 1)[1:-1]))
    one, other = (
        np.maximum(np.bincount(np.searchsorted(edges, each), minlength=len(edges) + 1) / len(each), _LEAST_SHARE)
        for each in (before, after)
    )
    index = float(((other - one) * np.log(other / one)).sum())
    change = float(after.mean() - before.mean())
    says = (
        f"Patients are of another kind than before: their predicted risk changed by {100 * change:+.1f} points."
        if index >= SHIFTED
        else "Patients are of the same kind as before, by their predicted risk."
    )
    return Check(assumption=Assumption.CASE_MIX, holds=index < SHIFTED, figure=index, says=says)


def nothing_else(changes: Sequence[OtherChange], start: int, points: int) -> Check:
    """Whether what the user knows of falls outside the time from EARLIER points before the start to the end."""
    near = [change.name for change in changes if start - EARLIER <= change.point < points]
    says = (
        f"At the same time something else changed: {'; '.join(near)}. The two cannot be told apart."
        if near
        else "Nobody named anything else that changed at the same time."
    )
    return Check(assumption=Assumption.CO_INTERVENTION, holds=not near, figure=float(len(near)), says=says)


def pairs_alike(found: MatchedEffect | None) -> Check:
    """Whether no standardised difference after pairing is above UNLIKE. found: None where nobody could be paired."""
    if found is None:
        says = "Nobody who took part could be paired with anyone like them."
        return Check(assumption=Assumption.BALANCE, holds=None, figure=None, says=says)
    worst = found.worst
    alike = abs(worst.after) <= UNLIKE
    says = (
        "The pairs are alike in all that was recorded."
        if alike
        else f"The pairs are not alike in {worst.name}: {abs(worst.after):.2f} standard deviations apart."
    )
    return Check(assumption=Assumption.BALANCE, holds=alike, figure=abs(worst.after), says=says)


def agreement(series: SeriesEffect, found: MatchedEffect) -> Check:
    """Whether the treated fared surely otherwise than their pairs, in the direction the whole facility went."""
    agree = found.reduction.sure and series.reduction.value * found.reduction.value > 0
    says = (
        "Those who took part fared as the whole facility did."
        if agree
        else "The rate of the facility moved, but those who took part do not surely show it."
    )
    return Check(assumption=Assumption.AGREEMENT, holds=agree, figure=found.reduction.value, says=says)
