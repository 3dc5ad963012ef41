"""How a budget is reckoned: spread, driven, passed on, and late.

Sources: the largest remainder (Hare quota) as apportionment defines it; driver-based budgeting as volume x hours x rate
(Horngren, Cost Accounting, flexible budgets); straight-line depreciation (FASB ASC 360-10-35).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from wellrun.departments.finance.rules.budgeting import (
    BudgetState,
    Driver,
    LineState,
    SheetState,
    Stage,
    Standing,
    Typed,
    days_late,
    driven,
    faults_of_deadlines,
    gap,
    passed_on,
    sent_back,
    state_of,
    typed_over,
    yearly_cost,
)
from wellrun.departments.finance.rules.spreading import carried_on, seasonal, spread
from wellrun.values.faults import Fault

MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def test_cents_that_do_not_come_out_even_go_to_the_largest_remainders() -> None:
    # 100 cents over 1 : 1 : 1 are 33 1/3 each: the first has the one that is left.
    assert spread(100, (1, 1, 1)) == (34, 33, 33)
    # 10 over 5 : 3 : 1 are 5.56, 3.33 and 1.11.
    assert spread(10, (5, 3, 1)) == (6, 3, 1)
    assert spread(-100, (1, 1, 1)) == (-34, -33, -33)
    assert spread(7, (0, 0)) == (4, 3)
    assert spread(7, (0, 1)) == (0, 7)
    assert spread(7, ()) == ()


def test_a_season_is_the_mean_day_of_a_period_in_past_years_times_its_days() -> None:
    lengths = {1: 31, 2: 28}
    # January 310 and 620 over 31 days: 15 a day; February 280 over 28 days: 10 a day.
    past = [{1: 310, 2: 280}, {1: 620}]
    assert seasonal(past, [lengths, lengths], [31, 29]) == [465, 290]


def test_a_period_that_no_year_booked_weighs_the_mean_day() -> None:
    assert seasonal([{1: 310, 2: 560}], [{1: 31, 2: 28, 3: 30}], [31, 28, 30]) == [310, 560, 450]
    assert seasonal([], [], MONTHS) == list(MONTHS)
    assert seasonal([{1: -5}], [{1: 31}], [31, 28]) == [31, 28]


def test_a_year_that_is_not_over_is_carried_on_by_days() -> None:
    assert carried_on({1: 3100, 2: 2800}, 59, 365) == 36_500
    assert carried_on({1: -1}, 2, 3) == -2
    assert carried_on({}, 0, 365) == 0


def test_a_driven_line_is_its_factors_rounded_once_for_the_year() -> None:
    labour = LineState(Driver.LABOUR, (), Decimal(1200), Decimal("1.5"), Decimal(36), (1,) * 12)
    assert driven(labour).year == 64_800_00
    price = LineState(Driver.PRICE, (), Decimal(3), None, Decimal("0.3350"), (1, 1, 1))
    # 3 x 0.335 is 1.005: 1.01, not 3 x 0.34.
    assert driven(price).amounts == (34, 34, 33)
    fixed = LineState(Driver.FIXED, (5, 6))
    assert driven(fixed) is fixed


def test_work_is_spread_as_its_amount_is() -> None:
    line = LineState(Driver.LABOUR, (), Decimal(10), Decimal(1), Decimal(1), (1, 1, 1))
    assert line.units == (Decimal("3.3334"), Decimal("3.3333"), Decimal("3.3333"))


def test_periods_that_are_typed_make_the_year_and_a_year_is_spread() -> None:
    line = LineState(Driver.FIXED, (10, 10, 10), weights=(2, 1, 1))
    typed = typed_over(line, Typed((None, 20, None)))
    assert isinstance(typed, LineState) and (typed.amounts, typed.year) == ((10, 20, 10), 40)
    year = typed_over(line, Typed((None,) * 3, year=100))
    assert isinstance(year, LineState) and year.amounts == (50, 25, 25)
    both = typed_over(line, Typed((None, 20, None), year=41))
    assert isinstance(both, Fault) and (both.value, both.expected) == ("0.41", "0.40")
    assert isinstance(typed_over(line, Typed((None, 20, None), year=40)), LineState)


def test_of_a_driven_line_factors_are_typed_not_amounts() -> None:
    line = driven(LineState(Driver.LABOUR, (), Decimal(10), Decimal(2), Decimal(5), (1, 1)))
    new = typed_over(line, Typed(factors={"price": Decimal(6)}))
    assert isinstance(new, LineState) and new.amounts == (60_00, 60_00)
    assert (new.volume, new.per_unit) == (Decimal(10), Decimal(2))
    assert isinstance(typed_over(line, Typed((1, None))), Fault)
    assert isinstance(typed_over(line, Typed(year=1)), Fault)


def test_a_sheet_goes_from_head_to_department_to_finance_to_the_board() -> None:
    standing: Standing | None = Standing(SheetState.DRAFTING, Stage.HEAD)
    way = []
    while standing is not None:
        way.append((standing.state.value, standing.stage.value))
        standing = passed_on(standing)
    assert way == [
        ("drafting", "head"),
        ("submitted", "department"),
        ("submitted", "finance"),
        ("submitted", "board"),
        ("approved", "board"),
    ]


def test_from_any_stage_it_goes_back_to_its_head() -> None:
    for stage in (Stage.DEPARTMENT, Stage.FINANCE, Stage.BOARD):
        assert sent_back(Standing(SheetState.SUBMITTED, stage)) == Standing(SheetState.RETURNED, Stage.HEAD)
    assert sent_back(Standing(SheetState.APPROVED, Stage.BOARD)) == Standing(SheetState.RETURNED, Stage.HEAD)
    assert sent_back(Standing(SheetState.DRAFTING, Stage.HEAD)) is None
    assert passed_on(Standing(SheetState.RETURNED, Stage.HEAD)) == Standing(SheetState.SUBMITTED, Stage.DEPARTMENT)


@pytest.mark.parametrize(
    ("sheets", "locked", "state"),
    [
        ([], False, BudgetState.DRAFTING),
        (["approved", "drafting", "returned"], False, BudgetState.DRAFTING),
        (["approved", "submitted", "returned"], False, BudgetState.RETURNED),
        (["approved", "submitted"], False, BudgetState.SUBMITTED),
        (["approved", "approved"], False, BudgetState.APPROVED),
        (["approved"], True, BudgetState.LOCKED),
    ],
)
def test_a_version_is_as_far_as_the_sheet_that_is_furthest_behind(
    sheets: list[str], locked: bool, state: BudgetState
) -> None:
    assert state_of([SheetState(one) for one in sheets], locked=locked) is state


def test_who_is_late_is_the_stage_whose_turn_it_is() -> None:
    due = {"head": date(2026, 9, 15), "department": date(2026, 9, 30)}
    today = date(2026, 10, 2)
    assert days_late(Standing(SheetState.RETURNED, Stage.HEAD), due, today) == 17
    assert days_late(Standing(SheetState.SUBMITTED, Stage.DEPARTMENT), due, today) == 2
    assert days_late(Standing(SheetState.SUBMITTED, Stage.DEPARTMENT), due, date(2026, 9, 30)) == 0
    assert days_late(Standing(SheetState.SUBMITTED, Stage.BOARD), due, today) == 0
    assert days_late(Standing(SheetState.APPROVED, Stage.DEPARTMENT), due, today) == 0


def test_every_stage_has_a_day_and_none_ends_before_the_one_it_waits_for() -> None:
    days = {"head": date(2026, 9, 15), "department": date(2026, 9, 14), "finance": date(2026, 9, 14)}
    found = [(fault.code, fault.place) for fault in faults_of_deadlines(days)]
    assert found == [("finance.budget.deadline", "board"), ("finance.budget.deadlines", "department")]


def test_a_purchase_costs_equal_parts_of_its_life_for_the_months_in_service() -> None:
    assert yearly_cost(12_000_00, 5) == 2_400_00
    assert yearly_cost(12_000_00, 5, 6) == 1_200_00
    assert yearly_cost(100, 3) == 33
    assert yearly_cost(1_00, 8, 6) == 6
    with pytest.raises(ValueError, match="useful life"):
        yearly_cost(1, 0)


def test_a_gap_is_the_sum_from_below_less_the_target_from_above() -> None:
    assert gap(100, [60, 50]) == 10
    assert gap(None, [60]) is None
