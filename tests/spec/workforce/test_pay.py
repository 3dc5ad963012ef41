"""What a line costs beyond what contracts pay anyway (29 CFR 778.113: overtime is half the rate on top of the rate)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from wellrun.departments.workforce.rules.labour import ContractValues, PersonValues, rules_for
from wellrun.departments.workforce.rules.pay import extra_pay, terms_of
from wellrun.departments.workforce.rules.posing import AtWork
from wellrun.departments.workforce.rules.precedence import InForce, Scope
from wellrun.departments.workforce.rules.shifts import ShiftAt, Span

MONDAY = dt.date(2026, 1, 5)
TEN = ShiftAt("D", "day", 420, 630, 600)
D, OFF = "D.nurse", None


def nurse(*, employment: str = "own", hours: int = 40, leave: int = 0) -> AtWork:
    """A nurse at 50 an hour in the United States, for two work weeks."""
    person = PersonValues("US-VA")
    contract = ContractValues(hours * 60, employment, leave_minutes=leave)
    rules = rules_for(person, contract, Span(MONDAY, 14), (), shifts=(TEN,))
    key = {"employment": employment, "hourly_cost": Decimal(50)}
    return AtWork(1, "Ada", frozenset({"nurse"}), float(hours), rules=rules, **key)


def line(first_week: int, second_week: int) -> tuple[str | None, ...]:
    return tuple(D if day < week else OFF for week in (first_week, second_week) for day in range(7))


@pytest.mark.parametrize(
    ("one", "weeks", "pay"),
    [
        (nurse(), (4, 4), 0),
        (nurse(), (3, 4), 0),
        # 50 and 30 hours: the contract pays the 80, the ten beyond forty cost half the rate on top.
        (nurse(), (5, 3), 250),
        # 90 hours: ten beyond the contract at the rate, and the same ten are overtime.
        (nurse(), (5, 4), 750),
        # 30 hours a week owe 60: the 80 cost twenty hours, none of them beyond forty in a week.
        (nurse(hours=30), (4, 4), 1000),
        # A day of leave counts as worked.
        (nurse(leave=600), (4, 4), 500),
        (nurse(employment="bank"), (1, 0), 500),
        (nurse(employment="bank"), (5, 0), 2750),
        # An agency's overtime is the agency's.
        (nurse(employment="agency"), (5, 0), 2500),
    ],
)
def test_pay_beyond_the_contract(one: AtWork, weeks: tuple[int, int], pay: int) -> None:
    assert extra_pay(one, line(*weeks), (TEN,)) == Decimal(pay)


@pytest.mark.parametrize(("before", "pay"), [(600, 0), (660, 100), (1200, 250)])
def test_overtime_begun_before_the_plan_counts_on_and_is_not_paid_twice(before: int, pay: int) -> None:
    """A plan from Friday with ten hours on it: after 30, 34 or 60 hours of the work week, none, four or all ten of them
    are overtime; what was overtime by Thursday is not this plan's."""
    friday = MONDAY + dt.timedelta(days=4)
    worked = {MONDAY + dt.timedelta(days=day): before for day in range(3)}
    worked |= {MONDAY + dt.timedelta(days=3): 60} if before == 660 else {}
    person = PersonValues("US-VA", minutes_before=worked)
    rules = rules_for(person, ContractValues(2400), Span(friday, 7), (), shifts=(TEN,))
    one = AtWork(1, "Ada", frozenset({"nurse"}), 40.0, rules=rules, hourly_cost=Decimal(50))
    assert extra_pay(one, (D, *[OFF] * 6), (TEN,)) == Decimal(pay)


def test_hours_owed_are_the_contract_over_the_days_less_leave() -> None:
    assert terms_of(nurse(), 14).owed == 80 * 60
    assert terms_of(nurse(leave=600), 14).owed == 70 * 60
    assert terms_of(nurse(employment="bank"), 14).owed == 0


def test_where_no_rule_on_hours_holds_the_contract_itself_says_what_is_owed() -> None:
    no = InForce("house-contract-hours", Scope.UNIT, holds=False, figures={}, since=MONDAY, until=None)
    rules = rules_for(PersonValues("US-VA"), ContractValues(2400), Span(MONDAY, 14), (no,), shifts=(TEN,))
    assert terms_of(AtWork(1, "Ada", frozenset(), 40.0, rules=rules), 14).owed == 80 * 60
