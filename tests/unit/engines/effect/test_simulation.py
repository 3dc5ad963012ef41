"""The simulated facility: two worlds with the same chance, and a truth that is counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wellrun.engines.effect.simulation import COVARIATES, Facility, Programme, truth, worlds

SMALL = Facility(months_before=14, months_after=8, arrivals_a_day=30, persons=8000)
PROGRAMME = Programme(capacity_a_day=12, ramp_days=30)


@pytest.fixture(scope="module")
def both() -> tuple:
    return worlds(SMALL, PROGRAMME, seed=7)


def test_before_the_start_both_worlds_are_one(both: tuple) -> None:
    working, idle, _ = both
    one, other = working.day < SMALL.start, idle.day < SMALL.start
    for name in ("day", "patient", "covariates", "predicted", "returned"):
        assert np.array_equal(getattr(working, name)[one], getattr(idle, name)[other])
    assert not working.asked[one].any()


def test_a_programme_without_effect_leaves_the_other_world_as_it_is() -> None:
    working, idle, difference = worlds(SMALL, replace(PROGRAMME, relative_effect=0.0), seed=7)
    assert np.array_equal(working.returned, idle.returned)
    assert (difference.reduction, difference.avoided) == (0, 0)
    assert working.treated.any()


def test_the_truth_is_counted_in_the_two_worlds(both: tuple) -> None:
    working, idle, difference = both
    one, other = working.returned[working.day >= SMALL.start], idle.returned[idle.day >= SMALL.start]
    assert difference.avoided == other.sum() - one.sum() > 0
    assert difference.reduction == pytest.approx(1 - one.mean() / other.mean())
    assert truth(working, working).avoided == 0


def test_a_return_avoided_is_one_discharge_less(both: tuple) -> None:
    """Returns in the last days would go home after the end, so a few of them are missing."""
    working, idle, difference = both
    assert 0.7 * difference.avoided < len(idle) - len(working) <= difference.avoided


def test_no_day_asks_more_than_there_is_capacity_and_the_riskiest_first(both: tuple) -> None:
    working = both[0]
    asked = np.bincount(working.day[working.asked], minlength=SMALL.end)
    assert asked[: SMALL.start].max() == 0
    assert asked[SMALL.start : SMALL.start + 10].max() <= 4
    assert asked.max() == 12
    day = working.day == SMALL.end - 5
    assert working.predicted[day & working.asked].min() >= working.predicted[day & ~working.asked].max()


def test_some_who_are_asked_do_not_take_part_and_nobody_else_does(both: tuple) -> None:
    working = both[0]
    assert not (working.treated & ~working.asked).any()
    assert working.treated.sum() / working.asked.sum() == pytest.approx(0.8, abs=0.03)


def test_those_who_take_part_return_less_by_the_effect_there_is(both: tuple) -> None:
    """The discharges of people who had not returned before are the same in both worlds, and treated alike."""
    one, other = (world.returned[world.treated & (world.covariates[:, 3] == 0)] for world in both[:2])
    assert one.mean() / other.mean() == pytest.approx(1 - PROGRAMME.relative_effect, abs=0.08)


def test_patients_come_again_and_carry_their_returns(both: tuple) -> None:
    working = both[0]
    assert len(np.unique(working.patient)) < len(working)
    before = working.covariates[:, COVARIATES.index("returns before")]
    assert set(before) >= {0, 1, 2}
    assert working.returned[before > 0].mean() > working.returned[before == 0].mean()


def test_the_first_month_has_as_many_who_returned_before_as_any_other(both: tuple) -> None:
    before = both[1].covariates[:, 3] > 0
    first, later = before[both[1].day < 30].mean(), before[(both[1].day >= 30) & (both[1].day < 390)].mean()
    assert first == pytest.approx(later, abs=0.04)


def test_risks_are_too_high_by_what_was_asked_and_tell_people_apart(both: tuple) -> None:
    idle = both[1]
    risky = idle.predicted > np.quantile(idle.predicted, 0.8)
    assert idle.returned[risky].mean() > 2 * idle.returned[~risky].mean()
    well = worlds(replace(SMALL, miscalibrated=0.0), PROGRAMME, seed=7)[1]
    assert np.log(idle.predicted / (1 - idle.predicted)) - np.log(
        well.predicted / (1 - well.predicted)
    ) == pytest.approx(SMALL.miscalibrated)


def test_season_trend_and_drift_move_the_rate() -> None:
    quiet = replace(SMALL, months_before=36, season=0.0, secular=0.0, drift=0.0, shock=0.0)

    def rates(facility: Facility) -> np.ndarray:
        idle = worlds(facility, PROGRAMME, seed=3)[1]
        return np.bincount(idle.day // 90, idle.returned) / np.bincount(idle.day // 90)

    flat, seasonal = rates(quiet), rates(replace(quiet, season=0.5))
    assert (seasonal / flat)[0] > 1.1 > 0.9 > (seasonal / flat)[2]
    assert (rates(replace(quiet, secular=-0.3)) / flat)[-1] < 0.6
    assert (rates(replace(quiet, drift=0.3)) / flat)[-1] > 1.5


def test_one_seed_gives_one_answer_and_another_another() -> None:
    one, again, other = (worlds(SMALL, PROGRAMME, seed=seed)[0] for seed in (1, 1, 2))
    assert np.array_equal(one.returned, again.returned)
    assert len(one) != len(other) or not np.array_equal(one.returned, other.returned)


def test_rows_are_the_columns_one_by_one(both: tuple) -> None:
    working = both[0]
    rows = list(working.rows())
    assert len(rows) == len(working)
    at = int(np.flatnonzero(working.treated)[0])
    row = rows[at]
    assert (row.day, row.patient, row.predicted) == (working.day[at], working.patient[at], working.predicted[at])
    assert [row.age, row.conditions, row.urgent, row.returns_before] == working.covariates[at].tolist()
    assert (row.asked, row.treated, row.returned) == (True, True, bool(working.returned[at]))


@pytest.mark.parametrize("wrong", [{"relative_effect": 1.2}, {"uptake": 0.0}, {"relative_effect": -0.1}])
def test_shares_outside_their_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="shares"):
        worlds(SMALL, replace(PROGRAMME, **wrong), seed=0)
