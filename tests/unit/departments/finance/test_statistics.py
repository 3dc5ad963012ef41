"""Statistics as sheets have them."""

from __future__ import annotations

import datetime as dt

from wellrun.departments.finance.rules.statistics import Columns, as_feed, columns_in, faults_of, statistics

SHEET = [["Facilities, March"], ["Dept", "Sq ft", "Meals"], ["C1", "1,500.5", "90"], ["", "", ""], ["C2", "many", ""]]
COLUMNS = Columns("dept", {"sq FT": "square_feet", "Meals": "meals"}, skip=1)


def test_a_sheet_is_read_by_its_heads_and_what_cannot_be_read_stays_as_it_was_written() -> None:
    found, faults = statistics(SHEET, COLUMNS)
    assert faults == ()
    assert [tuple(one) for one in found] == [
        (3, "C1", "square_feet", "1500.5"),
        (3, "C1", "meals", "90"),
        (5, "C2", "square_feet", "many"),
    ]
    assert as_feed(found[:1], dt.date(2026, 3, 1)).splitlines() == [
        "cost_centre,statistic,month,units",
        "C1,square_feet,2026-03-01,1500.5",
    ]


def test_columns_that_are_missing_are_named_each_at_its_field() -> None:
    _found, faults = statistics(SHEET, Columns("Centre", {"Beds": "beds"}, skip=1))
    assert [(fault.place, fault.value) for fault in faults] == [("cost_centre", "Centre"), ("statistics", "Beds")]
    assert "row 2 has: dept, sq ft, meals" in faults[0].message


def test_columns_are_said_by_the_line() -> None:
    assert columns_in("Sq ft = square_feet\n Meals \n\nFTE=Heads at work") == {
        "Sq ft": "square_feet",
        "Meals": "meals",
        "FTE": "heads_at_work",
    }
    assert {fault.place for fault in faults_of(Columns("", {"a": "x", "b": "x"}))} == {"cost_centre", "statistics"}
    assert faults_of(Columns("c", {"a": "a"})) == ()


def test_a_comma_before_the_decimals() -> None:
    found, _faults = statistics([["c", "a"], ["C1", "1.500,25"]], Columns("c", {"a": "a"}, decimal=","))
    assert found[0].units == "1500.25"
