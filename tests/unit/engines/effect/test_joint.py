"""Verdicts: what decides, what is doubted, and what the sentences say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wellrun.engines.effect.assumptions import Assumption, OtherChange
from wellrun.engines.effect.claims import Finding
from wellrun.engines.effect.joint import Comparison, Evidence, Risks, judge
from wellrun.engines.effect.matched import Group, Score
from wellrun.engines.effect.series import Point


def points(rates: np.ndarray) -> list[Point]:
    counts = np.random.default_rng(11).binomial(3000, rates)
    return [Point(returns=int(each), discharges=3000, exposure=3000) for each in counts]


def evidence(after: float, *, before: float = 0.16) -> Evidence:
    return Evidence(points=points(np.r_[np.full(36, before), np.full(12, after)]), start=36)


def comparison(treated: float, others: float, *, older: float = 0.0) -> Comparison:
    chance = np.random.default_rng(4)

    def group(rate: float, first: int, age: float) -> Group:
        return Group(
            patients=np.arange(first, first + 3000),
            risk=chance.uniform(0.2, 0.4, 3000),
            covariates=chance.normal(age, 10, (3000, 1)),
            returned=chance.uniform(size=3000) < rate,
        )

    one, other = group(treated, 0, 60 + older), group(others, 10_000, 60)
    return Comparison(treated=one, others=other, names=("age",), score=Score.RISK)


def test_a_fall_is_found_told_and_kept_apart_from_its_cause() -> None:
    verdict = judge(replace(evidence(0.12), comparison=comparison(0.2, 0.3)))
    assert verdict.finding is Finding.FALL
    assert verdict.attributable
    assert verdict.series is not None and verdict.matched is not None
    said = " ".join(verdict.can)
    assert f"{100 * verdict.series.reduction.value:.1f} % fewer" in said
    assert f"about {verdict.series.avoided.value:.0f} returns avoided" in said
    assert f"{100 * verdict.matched.rate_treated:.1f} % of those who took part came back" in said
    assert f"as likely to: {-100 * verdict.matched.reduction.value:+.1f} % (95 % interval -" in said
    assert "Nothing that was looked at speaks against" in said
    assert "who took part was not decided by lot" in " ".join(verdict.cannot)
    assert verdict.doubts == ("Without predicted risks it is not known whether the patients are of the same kind.",)


@pytest.mark.parametrize(("target", "certain"), [(0.15, True), (0.24, False)])
def test_the_target_is_claimed_only_where_the_whole_interval_reaches_it(target: float, certain: bool) -> None:
    verdict = judge(replace(evidence(0.12), target=target))
    sentence = f"fall is {100 * target:.1f} % or more"
    assert any(sentence in each for each in verdict.can) is certain
    assert any(sentence in each for each in verdict.cannot) is not certain


def test_no_change_is_not_said_to_be_no_effect() -> None:
    verdict = judge(evidence(0.16))
    assert verdict.finding is Finding.NOTHING
    assert not verdict.attributable
    assert verdict.series is not None
    assert "That returns fell because of the programme." in verdict.cannot
    assert any(f"a fall of up to {100 * verdict.series.reduction.upper:.1f} %" in each for each in verdict.cannot)


def test_a_rise_is_said_as_a_rise() -> None:
    verdict = judge(evidence(0.2))
    assert verdict.finding is Finding.RISE
    assert verdict.series is not None
    assert f"{-100 * verdict.series.reduction.value:.1f} % more of those who went home" in verdict.can[0]


def test_a_fall_that_those_who_took_part_do_not_show_is_not_the_programmes() -> None:
    verdict = judge(replace(evidence(0.12), comparison=comparison(0.3, 0.3)))
    assert verdict.finding is Finding.NOTHING
    assert any("do not surely show it" in each for each in verdict.doubts)


def test_a_doubt_takes_the_cause_away_but_not_the_fall() -> None:
    verdict = judge(replace(evidence(0.12), changes=(OtherChange(point=37, name="a new pharmacy service"),)))
    assert verdict.finding is Finding.FALL
    assert not verdict.attributable
    assert any("a new pharmacy service" in each for each in verdict.doubts)
    assert not any("speaks against" in each for each in verdict.can)


def test_a_fall_that_only_a_spike_made_is_not_found() -> None:
    rates = np.r_[np.full(33, 0.16), np.full(3, 0.23), np.full(12, 0.16)]
    verdict = judge(Evidence(points=points(rates), start=36))
    assert verdict.finding is Finding.NOTHING
    assert {check.assumption: check.holds for check in verdict.checks}[Assumption.REGRESSION] is False


def test_too_few_points_tell_nothing() -> None:
    verdict = judge(Evidence(points=points(np.full(14, 0.16)), start=10))
    assert verdict.finding is Finding.CANNOT_TELL
    assert verdict.series is None
    assert verdict.can == ()
    assert any("does not allow an answer" in each for each in verdict.cannot)


def test_nobody_near_enough_is_said_and_the_series_decides() -> None:
    given = comparison(0.2, 0.3)
    far = replace(given, others=replace(given.others, risk=given.others.risk + 0.55))
    verdict = judge(replace(evidence(0.12), comparison=far))
    assert verdict.matched is None
    assert verdict.finding is Finding.FALL
    assert any("could be paired" in each for each in verdict.doubts)


def test_unlike_pairs_are_a_doubt() -> None:
    verdict = judge(replace(evidence(0.12), comparison=comparison(0.2, 0.3, older=5)))
    assert not verdict.attributable
    assert any("not alike in age" in each for each in verdict.doubts)


def test_observed_against_expected_is_told_with_its_limits() -> None:
    chance = np.random.default_rng(8)
    before, after = chance.uniform(0.05, 0.3, 8000), chance.uniform(0.05, 0.3, 4000)
    risks = Risks(
        before=before,
        returned_before=chance.uniform(size=8000) < before,
        after=after,
        returned_after=chance.uniform(size=4000) < 0.7 * after,
    )
    verdict = judge(replace(evidence(0.12), risks=risks))
    assert verdict.expected is not None and verdict.expected.fewer
    assert any(each.startswith(f"{verdict.expected.observed} came back where") for each in verdict.can)
    assert any("make the risks themselves smaller" in each for each in verdict.cannot)
    assert verdict.doubts == ()


def test_one_seed_gives_one_verdict() -> None:
    given = replace(evidence(0.12), comparison=comparison(0.2, 0.3))
    assert judge(given, seed=3) == judge(given, seed=3)


@pytest.mark.parametrize(("start", "phase_in"), [(49, 0), (-1, 0), (36, -1)])
def test_a_start_outside_the_points_is_refused(start: int, phase_in: int) -> None:
    with pytest.raises(ValueError, match="A start at"):
        replace(evidence(0.16), start=start, phase_in=phase_in)
