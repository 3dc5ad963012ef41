"""Costs, margins and standings as sentences."""

from __future__ import annotations

import pytest

from wellrun.departments.finance.rules.cost_report_sums import SUMS
from wellrun.departments.finance.rules.hospital_ratios import RATIOS
from wellrun.departments.finance.rules.margins import Margin
from wellrun.departments.finance.rules.peers import CRITERIA, Standing
from wellrun.departments.finance.words.costing import (
    CRITERION_NAMES,
    DEFINITIONS,
    RATIO_NAMES,
    SUM_NAMES,
    basis_name,
    gains_words,
    line_statement,
    margin_words,
    overhead_statement,
    standing_words,
)


def test_every_ratio_criterion_and_sum_has_its_name_and_definition() -> None:
    assert set(RATIO_NAMES) == set(DEFINITIONS) == set(RATIOS)
    assert set(CRITERION_NAMES) == set(CRITERIA)
    assert set(SUM_NAMES) == {*SUMS, "cost to charge"}


def test_a_standing_says_value_share_range_and_number() -> None:
    stands = Standing(142.4, 311, 0.58, 0.52, 0.64, (20.0, 90.0, 170.0))
    said = standing_words("days_cash", stands)
    assert said == "Your days cash on hand, 142, is better than 58 % (52 to 64) of 311 hospitals like yours."
    assert "is above 58 %" in standing_words("occupancy", stands)
    assert "62.5 %" in standing_words("occupancy", Standing(62.5, 20, 0.5, 0.3, 0.7))
    assert "Your FTE per" in standing_words("employees_per_bed", stands)


@pytest.mark.parametrize(("count", "words"), [(1, "with 1 hospital only"), (14, "with 14 hospitals only")])
def test_too_few_are_said(count: int, words: str) -> None:
    assert words in standing_words("days_cash", Standing(1.0, count))


def test_costs_are_said_in_whole_money() -> None:
    assert overhead_statement("Harbour", 25_000_00, 100_000_00, "in May 2026", "USD") == (
        "Overhead is $25,000 of what Harbour cost in May 2026: 25 %."
    )
    assert line_statement("Medicine", 4, 10_000_00, 2_500_00, "in May 2026", "USD") == (
        "Medicine cost $10,000 in May 2026: 4 cases, $2,500 each."
    )
    assert line_statement("Medicine", 1, 10_000_00, 10_000_00, "in May 2026", "USD").endswith("1 case.")
    assert basis_name("patient_days") == "bed days"
    assert basis_name("own_sort") == "own sort"


def test_gains_name_whom_a_method_burdens_and_relieves() -> None:
    said = gains_words({"A": "Ward A"}, [("A", 500_00), ("B", -500_00)], "USD")
    assert said.startswith("Reciprocal puts $500 more on Ward A than step-down, and $500 less on B;")
    assert (
        gains_words({}, [], "USD")
        == gains_words({}, [("A", 0)], "USD")
        == "Step-down and reciprocal agree to the cent."
    )


def test_a_margin_has_its_range_where_it_is_estimated() -> None:
    assert margin_words(None, "USD") == "not known"
    assert margin_words(Margin(-1_234_00), "") == "−\u20601,234"
    assert margin_words(Margin(100_00, -50_00, 250_00), "") == "100 (−\u206050 to 250)"
