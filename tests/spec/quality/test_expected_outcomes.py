"""Deaths and returns against what was to be expected: the period, the model, the ratio and its interval."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from wellrun.departments.quality.rules.outcomes.judging import Case, Ratio, judge, moved
from wellrun.departments.quality.rules.outcomes.models import FEWEST_EVENTS, learned, together
from wellrun.departments.quality.rules.outcomes.reference import Reference, reference
from wellrun.engines.outcomes.logistic import Cell

OLD = dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        ("2026-11-27", "2025-01-01", "2025-12-31"),
        ("2026-12-31", "2025-01-01", "2025-12-31"),
        ("2027-01-01", "2025-07-01", "2026-06-30"),
        ("2026-06-30", "2024-07-01", "2025-06-30"),
        ("2026-07-01", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_reference_is_a_year_that_is_over_for_half_a_year(today: str, since: str, until: str) -> None:
    found = reference(dt.date.fromisoformat(today), OLD)
    assert found == Reference(dt.date.fromisoformat(since), dt.date.fromisoformat(until))


def test_less_than_a_year_will_do_but_not_less_than_six_months() -> None:
    today = dt.date(2026, 11, 27)
    assert reference(today, dt.date(2025, 5, 1)) == Reference(dt.date(2025, 5, 1), dt.date(2025, 12, 31))
    assert reference(today, dt.date(2025, 5, 2)) == Reference(dt.date(2025, 6, 1), dt.date(2025, 12, 31))
    assert reference(today, dt.date(2025, 7, 2)) is None


@pytest.mark.parametrize(
    ("observed", "expected", "ratio", "lower", "upper"),
    [(4, 3.3, 121.2, 38.5, 292.4)],
)
def test_the_ratio_and_its_mid_p_interval(
    observed: int, expected: float, ratio: float, lower: float, upper: float
) -> None:
    """The worked example of OpenEpi (Dean, Sullivan, Soe), standardised mortality ratio: 4 observed, 3.3 expected."""
    found = Ratio(observed, expected)
    assert found.value == pytest.approx(ratio, abs=0.05)
    assert found.interval == (pytest.approx(lower, abs=0.05), pytest.approx(upper, abs=0.05))


def test_without_anything_expected_there_is_no_ratio() -> None:
    assert Ratio(0, 0.0).value is None
    assert Ratio(0, 0.0).interval is None


def test_rare_diagnoses_are_weighed_together() -> None:
    cells = [
        Cell(levels=("old", "I50"), cases=60, events=6),
        Cell(levels=("old", "Q99"), cases=3, events=1),
        Cell(levels=("old", "R00"), cases=4, events=0),
    ]
    assert {(cell.levels, cell.cases, cell.events) for cell in together(cells, 1)} == {
        (("old", "I50"), 60, 6),
        (("old", "other"), 7, 1),
    }


def test_too_few_deaths_make_no_model() -> None:
    period = Reference(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    few = [Cell(levels=("I50",), cases=5000, events=FEWEST_EVENTS - 1)]
    assert learned("death", few, ("diagnosis",), period) is None
    model = learned("death", [Cell(levels=("I50",), cases=5000, events=FEWEST_EVENTS)], ("diagnosis",), period)
    assert model is not None
    assert {(row.factor, row.level) for row in model.rows} >= {("intercept", ""), ("diagnosis", "other")}


PERIOD = Reference(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


def stays(*, level: float, later: float, seed: int = 3) -> list[Case]:
    """Two stays a day for two years, at a level of the model's odds, from July of the second year at a later one."""
    chance = random.Random(seed)
    cases = []
    for number in range(730):
        day = PERIOD.since + dt.timedelta(days=number)
        for _ in range(2):
            risk = chance.choice((0.01, 0.02, 0.06))
            true = moved(risk, later if day >= dt.date(2026, 7, 1) else level)
            cases.append(Case("W02", day, chance.random() < true, risk))
    return cases


def test_a_ward_that_grows_worse_is_found_and_one_that_does_not_is_left_alone() -> None:
    worse, same = (judge(stays(level=1.0, later=later), PERIOD) for later in (4.0, 1.0))
    assert worse.course is not None and worse.course.last_worse is not None
    assert worse.course.last_worse.day > dt.date(2026, 7, 1)
    assert same.course is not None and same.course.last_worse is None
    assert same.since.interval is not None and same.since.interval[0] < 100 < same.since.interval[1]


def test_a_ward_whose_patients_differ_all_along_is_watched_by_its_own_level() -> None:
    found = judge(stays(level=2.5, later=2.5), PERIOD)
    assert found.course is not None
    assert 1.5 < found.course.own_level < 2.5
    assert found.course.last_worse is None
    assert found.since.value is not None and found.since.value > 150, "the ratio still says that it differs"


def test_a_ward_with_few_stays_is_not_watched() -> None:
    assert judge(stays(level=1.0, later=1.0)[::20], PERIOD).course is None
