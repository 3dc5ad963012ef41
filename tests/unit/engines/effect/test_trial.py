"""The whole evaluation on simulated facilities, on seeds other than those of the report and of the design."""

from __future__ import annotations

import pytest

from wellrun.engines.effect.claims import Finding
from wellrun.engines.effect.simulation import Facility, Programme
from wellrun.engines.effect.trial import Trial, months, summary, trial, worlds


@pytest.fixture(scope="module")
def trials() -> list[Trial]:
    return [trial(Facility(), Programme(), seed=seed) for seed in range(3000, 3012)]


def test_what_is_there_is_found_and_what_is_not_is_not(trials: list[Trial]) -> None:
    """At 95 % coverage fewer than 9 of 12 intervals hold the truth once in 450 times (binomial).

    More than 3 false findings of 12 are as rare.
    """
    found = summary(trials)
    assert found.seeds == 12
    assert found.mean_reduction >= 0.15
    assert found.proven >= 9
    assert found.covered_idle >= 9
    assert found.false_findings <= 3


def test_the_summary_counts_what_the_trials_say(trials: list[Trial]) -> None:
    found = summary(trials)
    assert found.found == sum(each.working.finding is Finding.FALL for each in trials)
    assert found.covered == sum(each.covered for each in trials) >= found.proven
    assert found.attributed <= found.found
    assert found.least_reduction == min(each.truth.reduction for each in trials)
    with pytest.raises(ValueError, match="nothing to sum up"):
        summary([])


def test_returns_avoided_are_those_counted_in_the_two_worlds(trials: list[Trial]) -> None:
    estimates = [each.working.series.avoided.value for each in trials if each.working.series]
    counted = [each.truth.avoided for each in trials]
    assert sum(estimates) / sum(counted) == pytest.approx(1, abs=0.12)


def test_months_count_every_discharge_by_the_day_it_was_made() -> None:
    idle = worlds(Facility(months_before=13, months_after=6, arrivals_a_day=8, persons=3000), Programme(), seed=1)[1]
    given = months(idle)
    assert len(given) == 19
    assert sum(point.discharges for point in given) == len(idle)
    assert sum(point.returns for point in given) == idle.returned.sum()
    assert given[2].discharges == ((idle.day >= 60) & (idle.day < 90)).sum()
