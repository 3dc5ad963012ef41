"""Why a payer refused, in our own categories, and which denials are worked first.

Reasons are X12's numbers without their texts. The chance is Laplace's rule of succession; the clock is the house's.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.denials import (
    CATEGORIES,
    Category,
    Overturned,
    Priority,
    priority,
    read_categories,
)

TODAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("reason", "category"),
    [
        ("27", Category.ELIGIBILITY),
        ("197", Category.AUTHORISATION),
        ("4", Category.CODING),
        ("29", Category.TIMELY_FILING),
        ("18", Category.DUPLICATE),
        ("50", Category.MEDICAL_NECESSITY),
        ("97", Category.BUNDLING),
        ("22", Category.COORDINATION),
        ("16", Category.INFORMATION),
        ("45", None),
        ("999", None),
    ],
)
def test_a_reason_has_a_category_or_is_not_guessed(reason: str, category: Category | None) -> None:
    assert CATEGORIES.get(reason) == category


def test_a_table_of_the_houses_own_is_read_and_every_line_that_is_wrong_is_named() -> None:
    text = "reason,category\n50,Medical necessity\nn30,coding\n50,coding\n,coding\n16,other\n4/5,coding\n"
    found, faults = read_categories(text)
    assert found == {"50": Category.MEDICAL_NECESSITY, "N30": Category.CODING}
    assert [(one.place, one.code.rsplit(".", 1)[-1]) for one in faults] == [
        ("line 4", "doubled"),
        ("line 5", "reason"),
        ("line 6", "category"),
        ("line 7", "reason"),
    ]


@pytest.mark.parametrize("text", ["", "reason\n50\n", "a,b\n1,2\n"])
def test_a_table_without_its_head_is_not_read(text: str) -> None:
    assert [one.place for one in read_categories(text)[1]] == ["line 1"]


@pytest.mark.parametrize(("appealed", "paid", "chance"), [(0, 0, "0.5"), (8, 5, "0.6"), (8, 0, "0.1")])
def test_the_chance_is_what_was_overturned_so_far_with_one_of_each_added(appealed: int, paid: int, chance: str) -> None:
    assert Overturned(appealed, paid).chance == D(chance)


@pytest.mark.parametrize(("left", "clock"), [(90, D(1)), (30, D(1)), (15, D("1.5")), (0, D(2)), (-1, D(0))])
def test_priority_is_recovery_times_chance_times_clock(left: int, clock: D) -> None:
    until = TODAY + dt.timedelta(left)
    ranked = priority(D(500), D(100), Overturned(8, 5), until, TODAY)
    assert ranked == Priority(400 * D("0.6") * clock, D(400), D("0.6"), clock, left)


def test_what_was_paid_in_full_has_nothing_to_recover() -> None:
    assert priority(D(500), D(600), Overturned(0, 0), TODAY, TODAY).value == 0
