"""The day of a drawer: what was taken against what is counted; closed once, opened again by somebody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from wellrun.departments.revenue.rules.cashier import Method, Taken, close_faults, day_sheet, reopen_faults

DAY = dt.date(2026, 3, 2)
RECEIPTS = (
    Taken(2, Method.CARD, "Leo", D("80.00")),
    Taken(1, Method.CASH, "Leo", D("20.00")),
    Taken(3, Method.CASH, "Mia", D("5.50")),
    Taken(4, Method.TRANSFER, "Mia", D("300.00")),
    Taken(5, Method.CASH, "Mia", D("99.00"), void=True),
)
RIGHT = {Method.CASH: D("25.50"), Method.CARD: D(80), Method.CHEQUE: D(0)}


def test_the_sheet_adds_up_by_method_and_person() -> None:
    sheet = day_sheet(RECEIPTS, DAY)
    assert sheet.by_method == {Method.CASH: D("25.50"), Method.CARD: D(80), Method.TRANSFER: D(300)}
    assert sheet.by_person == {"Leo": D(100), "Mia": D("305.50")}
    assert sheet.total == D("405.50")


def test_a_receipt_taken_back_stands_on_the_sheet_and_counts_for_nothing() -> None:
    sheet = day_sheet(RECEIPTS, DAY)
    assert [one.number for one in sheet.receipts] == [1, 2, 3, 4, 5]
    assert sheet.expected[Method.CASH] == D("25.50")


def test_a_transfer_is_not_in_the_drawer() -> None:
    assert Method.TRANSFER not in day_sheet(RECEIPTS, DAY).expected


def test_what_is_counted_right_closes_without_a_reason() -> None:
    sheet = day_sheet(RECEIPTS, DAY, RIGHT)
    assert (sheet.differences, sheet.over) == ({}, 0)
    assert close_faults(sheet, closed=False, why="") == ()


@pytest.mark.parametrize(("cash", "over"), [("25.00", "-0.50"), ("30.50", "5.00")])
def test_over_or_short_needs_a_reason(cash: str, over: str) -> None:
    sheet = day_sheet(RECEIPTS, DAY, RIGHT | {Method.CASH: D(cash)})
    assert sheet.over == D(over)
    assert [one.place for one in close_faults(sheet, closed=False, why=" ")] == ["why"]
    assert close_faults(sheet, closed=False, why="change given wrongly") == ()


def test_two_differences_that_cancel_out_are_still_two() -> None:
    sheet = day_sheet(RECEIPTS, DAY, RIGHT | {Method.CASH: D("35.50"), Method.CARD: D(70)})
    assert sheet.over == 0
    assert [one.place for one in close_faults(sheet, closed=False, why="")] == ["why"]


def test_a_drawer_is_closed_once_and_nothing_is_counted_below_nothing() -> None:
    sheet = day_sheet(RECEIPTS, DAY, {Method.CASH: D(-1)})
    assert [one.place for one in close_faults(sheet, closed=True, why="")] == ["drawer", "cash", "why"]


@pytest.mark.parametrize(
    ("closed_by", "by", "why", "places"),
    [
        ("Leo", "Mia", "a slip was found", []),
        ("Leo", "Leo", "a slip was found", ["by"]),
        ("Leo", "Leo", "", ["by", "why"]),
        (None, "Mia", "a slip was found", ["drawer"]),
    ],
)
def test_it_is_opened_again_by_another_person_with_a_reason(
    closed_by: str | None, by: str, why: str, places: list[str]
) -> None:
    assert [one.place for one in reopen_faults(closed_by=closed_by, by=by, why=why)] == places
