"""Payment plans: parts to the cent, without interest; missed, cured and broken by rules of the house."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.plans import Standing, instalments, plan_faults, standing

FIRST = dt.date(2026, 1, 31)
PLAN = instalments(D(100), 3, FIRST)


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


def test_the_last_instalment_takes_the_cents_that_do_not_divide() -> None:
    assert [one.amount for one in PLAN] == [D("33.33"), D("33.33"), D("33.34")]
    assert sum(one.amount for one in instalments(D("77.77"), 7, FIRST)) == D("77.77")


def test_instalments_are_due_on_the_same_day_of_each_month_or_its_last() -> None:
    assert [one.due_on for one in PLAN] == [FIRST, on(2, 28), on(3, 31)]
    assert instalments(D(100), 2, dt.date(2026, 12, 15))[1].due_on == dt.date(2027, 1, 15)


@pytest.mark.parametrize(
    ("total", "number", "places"),
    [
        (D(100), 3, []),
        (D(100), 4, []),
        (D(100), 5, ["number"]),
        (D(100), 1, ["number"]),
        (D(4000), 37, ["number"]),
        (D("0.00"), 3, ["total"]),
        (D("5000.01"), 1, ["total", "number"]),
    ],
)
def test_a_plan_is_for_what_is_owed_in_parts_that_are_worth_the_post(total: D, number: int, places: list[str]) -> None:
    assert [one.place for one in plan_faults(total, number, D(5000))] == places


def test_nothing_is_missed_before_ten_days_have_gone_by() -> None:
    assert standing(PLAN, [], FIRST + dt.timedelta(days=10)).standing is Standing.RUNNING
    late = standing(PLAN, [], FIRST + dt.timedelta(days=11))
    assert (late.standing, late.behind) == (Standing.BEHIND, D("33.33"))
    assert late.courses[0].missed_on == FIRST + dt.timedelta(days=11)


def test_a_missed_instalment_that_is_paid_is_cured() -> None:
    found = standing(PLAN, [(on(2, 20), D("33.33"))], on(2, 25))
    assert (found.standing, found.behind) == (Standing.RUNNING, 0)
    assert found.courses[0].cured


def test_a_part_of_an_instalment_does_not_cure_it() -> None:
    found = standing(PLAN, [(on(2, 20), D("33.32"))], on(2, 25))
    assert (found.standing, found.behind) == (Standing.BEHIND, D("0.01"))


def test_two_missed_in_a_row_break_the_plan_and_it_stays_broken() -> None:
    assert standing(PLAN, [], on(3, 10)).standing is Standing.BEHIND
    assert standing(PLAN, [], on(3, 11)).broken_on == on(3, 11)
    later = standing(PLAN, [(on(3, 20), D("66.66"))], on(3, 21))
    assert (later.standing, later.broken_on) == (Standing.BROKEN, on(3, 11))


def test_the_first_paid_just_before_the_second_is_missed_saves_the_plan() -> None:
    found = standing(PLAN, [(on(3, 10), D("33.33"))], on(3, 20))
    assert (found.standing, found.broken_on) == (Standing.BEHIND, None)


def test_payments_go_to_the_oldest_instalment_and_may_come_early() -> None:
    found = standing(PLAN, [(on(1, 10), D(50))], on(1, 11))
    assert [one.left for one in found.courses] == [0, D("16.66"), D("33.34")]
    assert found.next is not None and found.next.instalment.number == 2


def test_a_plan_that_is_paid_is_kept_and_no_cent_of_interest_is_asked() -> None:
    found = standing(PLAN, [(on(1, 31), D(100))], on(1, 31))
    assert (found.standing, found.paid, found.next) == (Standing.KEPT, D(100), None)
    assert sum(one.amount for one in PLAN) == D(100)


def test_a_payment_of_tomorrow_has_not_come_yet() -> None:
    assert standing(PLAN, [(on(2, 1), D(100))], on(1, 31)).paid == 0
