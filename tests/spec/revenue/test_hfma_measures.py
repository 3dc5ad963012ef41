"""The receivable by age, what of it is expected, and what an average day brings: the parts of HFMA's measures.

The measures themselves have worked examples of their own (test_worked_examples.py); here is what is put into them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.measures import MEASURES
from wellrun.departments.revenue.measures.collecting import NET_COLLECTION
from wellrun.departments.revenue.rules.receivables import (
    Balance,
    aged,
    allowance,
    closing_days,
    column_of,
    per_day,
    together,
)
from wellrun.values.periods import Grain
from wellrun.warehouse.measures.example import worked

DAY = dt.date(2026, 3, 31)


def balance(claim: str, payer: str, age: int, amount: str, undecided: bool = False) -> Balance:
    return Balance(claim, payer, DAY - dt.timedelta(days=age), D(amount), undecided)


@pytest.mark.parametrize(
    ("age", "column"), [(-1, 0), (0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (120, 3), (121, 4)]
)
def test_a_claim_is_older_than_90_days_on_the_91st(age: int, column: int) -> None:
    assert column_of(age) == column


def test_ageing_by_payer_adds_up_to_what_is_owed() -> None:
    rows = aged([balance("1", "A", 10, "50"), balance("2", "A", 95, "30"), balance("3", "patient", 200, "20")], DAY)
    assert list(rows) == ["A", "patient"]
    assert (rows["A"].columns, rows["A"].total, rows["A"].old) == ((D(50), 0, 0, D(30), 0), D(80), D(30))
    whole = together(rows.values())
    assert (whole.total, whole.old, whole.share_old) == (D(100), D(50), 0.5)


def test_nothing_owed_has_no_share() -> None:
    assert together([]).share_old is None


def test_only_what_is_undecided_or_a_patients_is_expected_in_part() -> None:
    """60 % of what A decided was taken off by contract; of patients' shares 10 % became charity or bad debt."""
    held = [
        balance("1", "A", 5, "1000", undecided=True),
        balance("2", "A", 5, "400"),
        balance("3", "patient", 5, "200"),
        balance("4", "B", 5, "70", undecided=True),
    ]
    assert allowance(held, {"A": D("0.6"), "patient": D("0.1")}) == {"A": D(600), "patient": D(20), "B": D(0)}


def test_an_average_day_of_a_young_ledger_is_of_the_days_it_has() -> None:
    amounts = {DAY - dt.timedelta(days=9): D(100), DAY: D(100)}
    assert per_day(amounts, DAY, 365) == D(20)
    assert per_day(amounts, DAY - dt.timedelta(days=1), 365) == D(100) / 9
    assert per_day(amounts, DAY - dt.timedelta(days=10), 365) is None
    assert per_day({}, DAY, 365) is None


def test_an_average_day_forgets_what_is_older() -> None:
    amounts = {DAY - dt.timedelta(days=90): D(9000), DAY - dt.timedelta(days=89): D(180), DAY: D(0)}
    assert per_day(amounts, DAY, 90) == D(2)


def test_the_receivable_is_told_at_the_end_of_months_and_of_the_last_day() -> None:
    assert closing_days(dt.date(2026, 1, 31), dt.date(2026, 3, 10)) == (
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 10),
    )
    assert closing_days(DAY, DAY) == (DAY,)
    assert closing_days(dt.date(2026, 2, 1), DAY) == (dt.date(2026, 2, 28), DAY)


def test_the_academys_example_of_the_net_collection_rate() -> None:
    """(500,000 - 14,000) / (850,000 - 350,000) x 100 = 97.2 (AAFP)."""
    figure = worked(NET_COLLECTION)
    assert figure is not None
    assert figure.value == pytest.approx(97.2)


def test_measures_have_names_and_not_the_numbers_of_an_edition() -> None:
    wanted = {
        "net_days_in_receivable",
        "gross_days_in_receivable",
        "unbilled_days",
        "unsent_days",
        "clean_claim_rate",
        "initial_denial_rate",
        "initial_denial_rate_money",
        "primary_denial_rate",
        "denial_write_offs",
        "bad_debt_share",
        "charity_share",
        "cash_collection_rate",
        "net_collection_rate",
        "receivable_over_90",
        "cost_to_collect",
    }
    assert {one.key for one in MEASURES} == wanted
    assert not [one for one in MEASURES if "AR-" in one.title + one.source or "FM-" in one.title + one.source]
    assert all(one.grains == (Grain.MONTH,) for one in MEASURES)
