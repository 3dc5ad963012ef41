"""Who is rung up first: whose hours a shift would be, the rest on both sides, when overtime begins, what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from wellrun.departments.workforce.rules.calling import ORDER, Hours, call_of
from wellrun.departments.workforce.rules.labour import ContractValues, PersonValues, rules_for
from wellrun.departments.workforce.rules.posing import AtWork, Question
from wellrun.departments.workforce.rules.shifts import ShiftAt, Span

MONDAY = dt.date(2026, 1, 5)
DAY = ShiftAt("D", "day", 7 * 60, 720, 690)
NIGHT = ShiftAt("N", "night", 19 * 60, 720, 690, night=True)
QUESTION = Question("H1/W1", MONDAY, 14, (DAY, NIGHT), (), ())
D, N, OFF = "D.nurse", "N.nurse", None


def nurse(hours: int = 36, employment: str = "own", home: str = "") -> AtWork:
    rules = rules_for(
        PersonValues("US-VA"), ContractValues(hours * 60, employment), Span(MONDAY, 14), (), shifts=(DAY, NIGHT)
    )
    key = {"employment": employment, "hourly_cost": Decimal(60), "home": home}
    return AtWork(1, "Ada", frozenset({"nurse"}), float(hours), rules=rules, **key)


def line(*days: str | None) -> tuple[str | None, ...]:
    return (*days, *[OFF] * (14 - len(days)))


def test_the_order_of_a_call_list_ends_with_what_costs_most() -> None:
    assert sorted(ORDER, key=ORDER.__getitem__) == [
        *(Hours.CONTRACT, Hours.FLOAT, Hours.BEYOND, Hours.BANK, Hours.OVERTIME, Hours.AGENCY),
    ]


@pytest.mark.parametrize(
    ("one", "plan", "hours", "pay"),
    [
        # 36 hours a week owe 72 in two: two shifts of 11.5 are within them.
        (nurse(), line(D), Hours.CONTRACT, 0),
        (nurse(home="Ward 2"), line(D), Hours.FLOAT, 0),
        # 24 a week owe 48; the fifth shift makes 57.5, so 9.5 hours are beyond them, none beyond forty in a week.
        (nurse(24), line(D, D, OFF, OFF, OFF, OFF, OFF, D, D), Hours.BEYOND, 570),
        (nurse(0, "bank"), line(), Hours.BANK, 690),
        (nurse(0, "agency"), line(D, D, D), Hours.AGENCY, 690),
        # 34.5 hours stand in the week: of the fourth shift 6 hours are beyond forty, at half the rate on top.
        (nurse(), line(D, D, D), Hours.OVERTIME, 180),
        (nurse(home="Ward 2"), line(D, D, D), Hours.OVERTIME, 180),
    ],
)
def test_whose_hours_they_are_and_what_they_cost(
    one: AtWork, plan: tuple[str | None, ...], hours: Hours, pay: int
) -> None:
    call = call_of(one, plan, 4, D, QUESTION)
    assert (call.hours, call.pay) == (hours, Decimal(pay))


def test_overtime_begins_when_forty_hours_are_reached() -> None:
    call = call_of(nurse(), line(D, D, D), 4, D, QUESTION)
    assert (call.overtime, call.overtime_begins) == (360, 7 * 60 + 330)


def test_overtime_may_fall_on_a_later_shift_of_the_week() -> None:
    """With a shift on Sunday already, a shift on Friday is inside forty hours, and part of Sunday's no longer is."""
    call = call_of(nurse(), line(D, D, OFF, OFF, OFF, OFF, D), 4, D, QUESTION)
    assert (call.overtime, call.overtime_begins) == (360, None)


@pytest.mark.parametrize(
    ("plan", "before", "after"),
    [
        (line(), None, None),
        # A night that ends on Thursday at seven leaves a day until Friday at seven; Sunday's day is 36 hours off.
        (line(OFF, OFF, N, OFF, OFF, OFF, D), 24 * 60, 36 * 60),
        (line(OFF, OFF, OFF, D, OFF, N), 12 * 60, 24 * 60),
    ],
)
def test_rest_on_both_sides(plan: tuple[str | None, ...], before: int | None, after: int | None) -> None:
    call = call_of(nurse(), plan, 4, D, QUESTION)
    assert (call.rest_before, call.rest_after) == (before, after)


def test_rest_reaches_back_before_the_weeks_looked_at() -> None:
    one = replace(nurse(), before=(OFF, N))
    assert call_of(one, line(), 0, D, QUESTION).rest_before == 0
    assert call_of(one, line(), 1, N, QUESTION).rest_before == 36 * 60


def test_a_shift_on_another_unit_counts_for_rest_and_hours() -> None:
    call = call_of(nurse(home="Ward 2"), line("D.elsewhere", "D.elsewhere", OFF, "D.elsewhere"), 4, D, QUESTION)
    assert (call.rest_before, call.overtime) == (12 * 60, 360)
