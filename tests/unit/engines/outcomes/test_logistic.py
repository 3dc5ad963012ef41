"""The expected: what was put in comes out, observed equals expected, and a level with few cases stays near the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest

from wellrun.engines.outcomes.logistic import Cell, fit, told_apart

FACTORS = ("age", "route")


def cells(weights: dict[tuple[str, str], float], *, cases: int) -> list[Cell]:
    chance = np.random.default_rng(5)
    made = []
    for age in ("young", "old"):
        for route in ("planned", "emergency"):
            risk = 1 / (1 + math.exp(-(-3 + weights[("age", age)] + weights[("route", route)])))
            made.append(Cell(levels=(age, route), cases=cases, events=int(chance.binomial(cases, risk))))
    return made


TRUE = {("age", "young"): -0.5, ("age", "old"): 0.5, ("route", "planned"): 0.0, ("route", "emergency"): 1.0}


def test_what_was_put_in_comes_out() -> None:
    found = fit(FACTORS, cells(TRUE, cases=50_000))
    old = found.levels["age"]["old"] - found.levels["age"]["young"]
    urgent = found.levels["route"]["emergency"] - found.levels["route"]["planned"]
    assert (old, urgent) == (pytest.approx(1.0, abs=0.05), pytest.approx(1.0, abs=0.05))


def test_expected_and_observed_are_equal_where_it_was_learned() -> None:
    made = cells(TRUE, cases=300)
    found = fit(FACTORS, made)
    expected = sum(found.chance(dict(zip(FACTORS, cell.levels, strict=True))) * cell.cases for cell in made)
    assert expected == pytest.approx(sum(cell.events for cell in made), rel=1e-6)


def test_a_level_with_few_cases_stays_near_the_rest() -> None:
    made = [
        Cell(levels=("many",), cases=5000, events=250),
        Cell(levels=("few",), cases=4, events=4),
        Cell(levels=("none",), cases=3, events=0),
    ]
    found = fit(("kind",), made)
    assert found.chance({"kind": "few"}) < 0.6
    assert found.chance({"kind": "none"}) > 0.02
    assert found.chance({"kind": "never seen"}) == pytest.approx(1 / (1 + math.exp(-found.intercept)))


def test_the_c_statistic_by_hand() -> None:
    """Two with the outcome (at 0.1 and 0.3), three without (one at 0.1, two at 0.3): of six pairs one is in order
    and three tie: 2.5 of 6."""
    made = [Cell(levels=("a",), cases=2, events=1), Cell(levels=("b",), cases=3, events=1)]
    assert told_apart([0.1, 0.3], made) == pytest.approx(2.5 / 6)


@pytest.mark.parametrize(
    "made", [[Cell(levels=("a",), cases=3, events=0)], [Cell(levels=("a", "b"), cases=3, events=1)]]
)
def test_what_cannot_be_learned_from_is_refused(made: list[Cell]) -> None:
    with pytest.raises(ValueError, match=r"."):
        fit(("kind",), made)
