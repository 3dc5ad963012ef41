"""Bernoulli CUSUM: case by case, for rare outcomes (Neuburger et al., BMJ Quality and Safety 2017; 26: 919)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose, log

from wellrun.engines.spc.series import SeriesError


@dataclass(frozen=True, kw_only=True)
class CusumPoint:
    """After one case: the score for a worse risk (never below 0) and for a better one (never above 0), both zeroed by
    a signal; +1 where the risk has risen, -1 where it has fallen, else 0."""

    case: int
    event: bool
    up: float
    down: float
    signal: int


@dataclass(frozen=True, kw_only=True)
class Cusum:
    """The whole course, with what it was measured against: risks are proportions of cases."""

    points: tuple[CusumPoint, ...]
    baseline_risk: float
    raised_risk: float
    lowered_risk: float
    limit: float


def bernoulli_cusum(
    *,
    events: Sequence[bool],
    baseline_cases: int | None = None,
    baseline_risk: float | None = None,
    odds_ratio: float = 2.0,
    limit: float = 3.5,
) -> Cusum:
    """Add up log likelihood ratios of each case for odds raised, and lowered, by `odds_ratio`.

    The risk to compare with is given, or taken from the first `baseline_cases`. Raises SeriesError if neither or both
    are given, or the risk is 0 or 1, or a setting is out of range.
    """
    risk = _risk(events=events, cases=baseline_cases, given=baseline_risk)
    faults = []
    if not odds_ratio > 1:
        faults.append(f"The odds ratio {odds_ratio:g} is not above 1. Give the rise to be found, such as 2.")
    if not limit > 0:
        faults.append(f"The limit {limit:g} is not above 0. Use 3.5 unless you have reason for another.")
    if faults:
        raise SeriesError(faults)
    raised, lowered = _shifted(risk=risk, ratio=odds_ratio), _shifted(risk=risk, ratio=1 / odds_ratio)
    points, up, down = [], 0.0, 0.0
    for case, event in enumerate(events, start=1):
        up, rose = _step(level=up, score=_evidence(event=event, risk=risk, other=raised), limit=limit)
        fall, fell = _step(level=-down, score=_evidence(event=event, risk=risk, other=lowered), limit=limit)
        down = -fall if fall else 0.0
        points.append(CusumPoint(case=case, event=bool(event), up=up, down=down, signal=rose - fell))
    return Cusum(points=tuple(points), baseline_risk=risk, raised_risk=raised, lowered_risk=lowered, limit=limit)


def _risk(*, events: Sequence[bool], cases: int | None, given: float | None) -> float:
    if (cases is None) == (given is None):
        raise SeriesError(["Give either the baseline risk or the number of baseline cases, and not both."])
    if cases is not None and not 1 <= cases <= len(events):
        raise SeriesError([f"The baseline has {cases} cases, but the series has {len(events)}. Choose fewer."])
    risk = given if given is not None else sum(map(bool, events[:cases])) / (cases or 1)
    if not 0 < risk < 1:
        raise SeriesError(
            [f"The baseline risk {risk:g} is not between 0 and 1. Give a longer baseline, or a known risk."]
        )
    return risk


def _shifted(*, risk: float, ratio: float) -> float:
    odds = ratio * risk / (1 - risk)
    return odds / (1 + odds)


def _evidence(*, event: bool, risk: float, other: float) -> float:
    return log(other / risk) if event else log((1 - other) / (1 - risk))


def _step(*, level: float, score: float, limit: float) -> tuple[float, bool]:
    reached = max(0.0, level + score)
    signal = reached >= limit or isclose(reached, limit, rel_tol=1e-12)
    return (0.0 if signal else reached), signal
