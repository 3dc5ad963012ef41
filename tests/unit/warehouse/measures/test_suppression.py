"""Small-number policy: CMS cells of 1 to 10, zero shown, never one cell alone under a shown total."""

from datetime import date

import pytest

from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.suppression import Audience, shown, suppress, withhold_together


def figure(place, cases):
    return Figure("m", "unit", place, "month", date(2026, 1, 1), 1.0, 2.0, 0.5, cases, True)


@pytest.mark.parametrize(("cases", "gone"), [(0, False), (1, True), (10, True), (11, False), (None, False)])
def test_one_to_ten_patients_are_withheld(cases, gone):
    safe = suppress(figure("A", cases))
    assert safe.withheld is gone
    assert (safe.value is None, safe.numerator is None, safe.denominator is None) == (gone, gone, gone)


def test_own_managers_see_their_own():
    assert shown([figure("A", 3)], Audience.OWN_MANAGERS) == (figure("A", 3),)


def test_a_cell_alone_takes_the_smallest_other_with_it():
    safe = withhold_together([figure("A", 3), figure("B", 50), figure("C", 20), figure("D", 0)], Audience.OTHERS)
    assert [one.place for one in safe if one.withheld] == ["A", "C"]


def test_two_cells_hide_each_other():
    safe = withhold_together([figure("A", 3), figure("B", 50), figure("C", 9)], Audience.OTHERS)
    assert [one.place for one in safe if one.withheld] == ["A", "C"]
