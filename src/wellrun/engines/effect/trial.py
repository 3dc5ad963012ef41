"""The whole evaluation tried on simulated facilities: how often it finds what is there, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wellrun.engines.effect.claims import Finding
from wellrun.engines.effect.joint import Comparison, Evidence, Risks, Verdict, judge
from wellrun.engines.effect.matched import Group
from wellrun.engines.effect.series import Estimate, Point
from wellrun.engines.effect.simulation import (
    COVARIATES,
    DAYS_A_MONTH,
    DAYS_A_YEAR,
    Facility,
    Flags,
    Programme,
    Truth,
    World,
    worlds,
)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One seed: the truth, and the verdicts on the world with the programme and on that where it does nothing."""

    seed: int
    truth: Truth
    working: Verdict
    idle: Verdict

    @property
    def covered(self) -> bool:
        """Whether the interval of the series holds the true reduction."""
        return _holds(self.working, self.truth.reduction)

    @property
    def covered_idle(self) -> bool:
        """Whether the interval holds zero where the programme does nothing."""
        return _holds(self.idle, 0.0)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What many seeds show. Counts are of seeds; reductions are shares of the rate.

    found: a fall; covered: the interval holds the truth; proven: both; attributed: found and no assumption fails.
    false_findings: a fall or rise where the programme does nothing. pairs_alone, expected_alone: how often these would
    have found something there by themselves.
    """

    seeds: int
    mean_reduction: float
    least_reduction: float
    mean_estimate: float
    mean_width: float
    found: int
    covered: int
    proven: int
    attributed: int
    false_findings: int
    covered_idle: int
    pairs_alone: int
    expected_alone: int


def trial(facility: Facility, programme: Programme, *, seed: int) -> Trial:
    """Simulate both worlds of a seed and evaluate each without its truth."""
    working, idle, truth = worlds(facility, programme, seed=seed)
    return Trial(
        seed=seed,
        truth=truth,
        working=judge(evidence_of(working, programme), seed=seed),
        idle=judge(evidence_of(idle, programme), seed=seed),
    )


def evidence_of(world: World, programme: Programme) -> Evidence:
    """What a facility knows of itself: returns by month, risks, who took part, and who went home in the year before."""
    start = world.facility.start
    after = world.day >= start
    year_before = ~after & (world.day >= start - DAYS_A_YEAR)
    return Evidence(
        points=months(world),
        start=world.facility.months_before,
        # A month more than the ramp: those it was not there for are still returning.
        phase_in=-(-programme.ramp_days // DAYS_A_MONTH) + 1,
        periods_a_year=DAYS_A_YEAR / DAYS_A_MONTH,
        comparison=Comparison(
            treated=_group(world, world.treated), others=_group(world, year_before), names=COVARIATES
        ),
        risks=Risks(
            before=world.predicted[~after],
            returned_before=world.returned[~after],
            after=world.predicted[after],
            returned_after=world.returned[after],
        ),
    )


def months(world: World) -> tuple[Point, ...]:
    """Returns of every month by the day people went home, set against all discharges."""
    month = world.day // DAYS_A_MONTH
    discharges = np.bincount(month)
    returns = np.bincount(month[world.returned], minlength=len(discharges))
    return tuple(
        Point(returns=back, discharges=home, exposure=home)
        for back, home in zip(returns.tolist(), discharges.tolist(), strict=True)
    )


def summary(trials: Sequence[Trial]) -> Summary:
    """Counts over seeds. Raises ValueError where there is no trial."""
    if not trials:
        raise ValueError("There is nothing to sum up.")
    estimates = [each.working.series.reduction for each in trials if each.working.series]
    found = [each for each in trials if each.working.finding is Finding.FALL]
    truths = [each.truth.reduction for each in trials]
    return Summary(
        seeds=len(trials),
        mean_reduction=float(np.mean(truths)),
        least_reduction=min(truths),
        mean_estimate=float(np.mean([each.value for each in estimates])),
        mean_width=float(np.mean([each.upper - each.lower for each in estimates])),
        found=len(found),
        covered=sum(each.covered for each in trials),
        proven=sum(each.covered for each in found),
        attributed=sum(each.working.attributable for each in found),
        false_findings=sum(each.idle.finding in (Finding.FALL, Finding.RISE) for each in trials),
        covered_idle=sum(each.covered_idle for each in trials),
        pairs_alone=sum(bool(each.idle.matched and each.idle.matched.reduction.sure) for each in trials),
        expected_alone=sum(bool(each.idle.expected and _off(each.idle.expected.ratio)) for each in trials),
    )


def _group(world: World, rows: Flags) -> Group:
    return Group(
        patients=world.patient[rows],
        risk=world.predicted[rows],
        covariates=world.covariates[rows],
        returned=world.returned[rows],
    )


def _holds(verdict: Verdict, truth: float) -> bool:
    return verdict.series is not None and verdict.series.reduction.lower <= truth <= verdict.series.reduction.upper


def _off(ratio: Estimate) -> bool:
    return ratio.lower > 1 or ratio.upper < 1
