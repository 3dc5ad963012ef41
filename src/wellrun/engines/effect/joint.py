"""The verdict: what was found by each method, which assumptions hold, and in words what may and may not be claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellrun.engines.effect.assumptions import (
    SPIKE,
    Assumption,
    Check,
    OtherChange,
    agreement,
    enough_points,
    no_spike,
    nothing_else,
    pairs_alike,
    same_patients,
    straight_before,
)
from wellrun.engines.effect.claims import Finding, may_claim, may_not_claim
from wellrun.engines.effect.expected import ObservedExpected, observed_expected
from wellrun.engines.effect.matched import Group, MatchedEffect, NoPairs, Score, matched
from wellrun.engines.effect.series import Point, SeriesEffect, interrupted

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Those who got the programme and those they are paired with; names of the covariates both have."""

    treated: Group
    others: Group
    names: tuple[str, ...]
    score: Score = Score.PROPENSITY


@dataclass(frozen=True, kw_only=True, eq=False)
class Risks:
    """Predicted risk, above 0 and below 1, and return of all discharges before and after the start."""

    before: Floats
    returned_before: Flags
    after: Floats
    returned_after: Flags


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """What a verdict is reached on. points[start] is the first with the programme; phase_in: see `interrupted`.

    returns_count_again: see `interrupted`. changes: whatever else changed, as people remember it. target: the
    reduction hoped for, as a share of the rate. Raises ValueError for a start outside the points or a phase-in below 0.
    """

    points: Sequence[Point]
    start: int
    phase_in: int = 0
    periods_a_year: float = 12
    returns_count_again: bool = True
    comparison: Comparison | None = None
    risks: Risks | None = None
    changes: Sequence[OtherChange] = ()
    target: float = 0.15

    def __post_init__(self) -> None:
        if not 0 <= self.start <= len(self.points) or self.phase_in < 0:
            raise ValueError(f"A start at {self.start} of {len(self.points)} points, phased in over {self.phase_in}.")


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What may be said of a programme. series is the method that decides; it leaves a spike before the start out.

    expected and matched are None where nothing was given for them or nothing could be said, series where there are too
    few points. attributable: whether a change was found and no assumption that was looked at fails. doubts: what those
    that fail, or could not be looked at, mean.
    """

    finding: Finding
    attributable: bool
    series: SeriesEffect | None
    matched: MatchedEffect | None
    expected: ObservedExpected | None
    checks: tuple[Check, ...]
    doubts: tuple[str, ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]


def judge(evidence: Evidence, *, seed: int = 0) -> Verdict:
    """Reach a verdict. seed: of the order in which pairs are made.

    A change is found where the interval of the series leaves zero out and, where people were paired, that of the pairs
    does so on the same side: what the programme did, those who took part must show. Raises ValueError where risks or
    groups are not as `Group` and `observed_expected` ask.
    """
    points, start, year = evidence.points, evidence.start, evidence.periods_a_year
    spike = no_spike(points, start, year)
    series = _series(evidence, without_last=SPIKE if spike.holds is False else 0)
    paired = _paired(evidence.comparison, seed)
    expected = _expected(evidence.risks)
    nobody = np.empty(0)
    before, after = (evidence.risks.before, evidence.risks.after) if evidence.risks else (nobody, nobody)
    checks = [
        enough_points(len(points), start, evidence.phase_in, year),
        straight_before(points, start, year),
        spike,
        same_patients(before, after),
        nothing_else(evidence.changes, start, len(points)),
    ]
    if evidence.comparison:
        checks.append(pairs_alike(paired))
    if paired and series and series.reduction.sure:
        checks.append(agreement(series, paired))
    finding = _finding(series, checks)
    attributable = finding in (Finding.FALL, Finding.RISE) and not any(check.holds is False for check in checks)
    return Verdict(
        finding=finding,
        attributable=attributable,
        series=series,
        matched=paired,
        expected=expected,
        checks=tuple(checks),
        doubts=tuple(check.says for check in checks if check.holds is not True),
        can=may_claim(finding, series, paired, expected, attributable=attributable, target=evidence.target),
        cannot=may_not_claim(finding, series, paired, expected, target=evidence.target),
    )


def _series(evidence: Evidence, *, without_last: int) -> SeriesEffect | None:
    try:
        return interrupted(
            evidence.points,
            evidence.start,
            phase_in=evidence.phase_in,
            without_last=without_last,
            returns_count_again=evidence.returns_count_again,
            periods_a_year=evidence.periods_a_year,
        )
    except ValueError:
        return None


def _paired(comparison: Comparison | None, seed: int) -> MatchedEffect | None:
    if comparison is None:
        return None
    try:
        return matched(comparison.treated, comparison.others, names=comparison.names, score=comparison.score, seed=seed)
    except NoPairs:
        return None


def _expected(risks: Risks | None) -> ObservedExpected | None:
    if risks is None:
        return None
    return observed_expected((risks.before, risks.returned_before), (risks.after, risks.returned_after))


def _finding(series: SeriesEffect | None, checks: Sequence[Check]) -> Finding:
    if series is None:
        return Finding.CANNOT_TELL
    apart = any(check.assumption is Assumption.AGREEMENT and check.holds is False for check in checks)
    if not series.reduction.sure or apart:
        return Finding.NOTHING
    return Finding.FALL if series.reduction.value > 0 else Finding.RISE
