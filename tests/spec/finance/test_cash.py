"""What a facility holds, what moves it, and five ratios of its books.

Sources: FASB ASC 230-10-45-28 (indirect method); HFMA and Kaufman Hall (operating margin, days cash on hand, EBIDA);
American Hospital Association (adjusted discharges).
"""

from __future__ import annotations

import pytest

from wellrun.departments.finance.rules.cash import (
    AccountRole,
    Flow,
    Movement,
    RatioKey,
    Year,
    faults_of_roles,
    flows,
    has_role,
    ratios,
)

WHOLE = Year(
    days=365,
    expense=98_000_000_00,
    revenue=100_000_000_00,
    depreciation=5_000_000_00,
    interest=1_000_000_00,
    patient_revenue=90_000_000_00,
    inpatient_revenue=60_000_000_00,
    cash=46_500_000_00,
    discharges=8_000,
    hours=1_040_000.0,
    patient_days=36_500.0,
)


def told(year: Year) -> dict[RatioKey, float | None]:
    return {one.key: one.value for one in ratios(year)}


def test_five_ratios_as_their_sources_define_them() -> None:
    assert told(WHOLE) == {
        RatioKey.OPERATING_MARGIN: pytest.approx(0.02),
        # 2 million earned, and 6 million of depreciation and interest back.
        RatioKey.EBIDA_MARGIN: pytest.approx(0.08),
        # 93 million of cash expense a year.
        RatioKey.DAYS_CASH: pytest.approx(46.5 * 365 / 93),
        # 8,000 x 90 / 60 are 12,000 adjusted discharges.
        RatioKey.COST_PER_ADJUSTED_DISCHARGE: pytest.approx(98_000_000_00 / 12_000),
        # 1,040,000 hours are 498.6 FTE over 365 days, in 100 occupied beds.
        RatioKey.FTE_PER_OCCUPIED_BED: pytest.approx(1_040_000 / 40 * 7 / 365 / 100),
    }


def test_what_is_not_known_makes_a_ratio_unknown_and_says_what_is_missing() -> None:
    found = {one.key: one for one in ratios(Year(days=365, expense=1))}
    assert all(one.value is None for one in found.values())
    assert found[RatioKey.OPERATING_MARGIN].missing == ("revenue",)
    assert found[RatioKey.DAYS_CASH].missing == ("cash", "depreciation")
    assert found[RatioKey.FTE_PER_OCCUPIED_BED].missing == ("hours", "patient_days")
    # Nothing is divided by nothing.
    (margin, *_rest) = ratios(Year(days=365, expense=1, revenue=0))
    assert (margin.value, margin.missing) == (None, ("revenue",))


def test_cash_is_what_was_earned_and_spent_less_what_is_still_owed() -> None:
    # 100 earned of which 20 more are owed to us; 50 of wages of which 5 more are owed; 30 of other expense with 4 of
    # depreciation, 6 more owed to suppliers; equipment rose by 10 net of the 4 written off: 14 were bought.
    found = flows(Movement(100, 50, 30, depreciation=4, receivable=20, payable=6, payroll_owed=5, equipment=10))
    assert found == {Flow.RECEIPTS: 80, Flow.PAYROLL: -45, Flow.SUPPLIERS: -20, Flow.CAPITAL: -14}


def test_the_flows_are_what_cash_moved_by_in_books_that_balance() -> None:
    # Debits and credits: expense 80, receivable 20, equipment 10 = revenue 100, payable 6, owed 5, and cash the rest.
    one = Movement(100, 50, 30, depreciation=4, receivable=20, payable=6, payroll_owed=5, equipment=10)
    cash = 100 + 6 + 5 - 80 - 20 - 10
    assert sum(flows(one).values()) == cash


def test_accounts_are_named_by_code_or_by_how_codes_begin() -> None:
    assert has_role("1010", ("1000", "10*"))
    assert not has_role("1010", ("1000", "2*"))
    roles = {AccountRole.CASH: ("1010", "3*"), AccountRole.PAYABLE: ("2100",)}
    assert [(one.place, one.value) for one in faults_of_roles(roles, ("1010", "2200"))] == [
        ("cash", "3*"),
        ("payable", "2100"),
    ]
