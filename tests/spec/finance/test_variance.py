"""The flexed budget and the parts of its variance, by worked examples that were computed again.

Standard costing: volume, efficiency (quantity) and rate (price); Horngren, Cost Accounting. Answers found on homework
pages are not expected values: the last example is one that is printed wrongly.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from wellrun.departments.finance.rules.variance import Done, Kind, Parts, Plan, Way, parts_of, scaled, total, way_of


def labour(patients: tuple[int, int], hours: tuple[str, str], cents: tuple[int, int]) -> Parts:
    """A line that is wholly variable: planned and actual."""
    planned, done = (Decimal(one) for one in hours)
    return parts_of(
        Plan(cents[0], units=Decimal(patients[0]), quantity=planned),
        Done(cents[1], units=Decimal(patients[1]), quantity=done),
    )


def test_hospital_nursing_with_more_patients_more_hours_and_dearer_hours() -> None:
    """1,200 patients of 1.5 hours at $36 planned; 1,300 patients, 2,275 hours, $84,175 (wizedu.com 644335)."""
    found = labour((1200, 1300), ("1800", "2275"), (64_800_00, 84_175_00))
    assert (found.volume, found.efficiency, found.rate) == (5_400_00, 11_700_00, 2_275_00)
    assert found.over == 19_375_00
    assert found.spending == 0


def test_home_care_visits() -> None:
    """1,250 visits of 0.60 hours at $23.00; 1,500 of 0.65 at $23.40 (chapter 15, problem 2)."""
    found = labour((1250, 1500), ("750", "975"), (17_250_00, 22_815_00))
    assert (found.volume, found.efficiency, found.rate) == (3_450_00, 1_725_00, 390_00)
    assert found.over == 5_565_00


def test_what_is_fixed_does_not_follow_the_work() -> None:
    """$10 M of which $4 M fixed, at 1,000 admissions; $14 M at 1,300: $2.2 M over the flexed budget, not $1 M."""
    plan = Plan(10_000_000_00, fixed_share=Decimal("0.4"), units=Decimal(1000))
    found = parts_of(plan, Done(14_000_000_00, units=Decimal(1300)))
    assert found.flexed == 11_800_000_00
    assert found.actual - found.flexed == found.spending == 2_200_000_00


def test_an_emergency_department_that_took_fewer_hours_than_the_work_allowed() -> None:
    """1,480 hours for 3,700 visits at $22; 1,596 hours and $32,400 for 4,200, which allow 1,680 (justaaa.com 28666)."""
    found = labour((3700, 4200), ("1480", "1596"), (32_560_00, 32_400_00))
    assert found.flexed == 36_960_00
    assert found.flexed - found.actual == 4_560_00
    assert found.efficiency == (1596 - 1680) * 22_00


def test_the_well_baby_clinic_whose_printed_answer_is_wrong() -> None:
    """5,000 and 6,000 babies, 2,500 and 3,200 hours, $40 and $37.50. Printed: volume 28,000 (justaaa.com 1041227)."""
    found = labour((5000, 6000), ("2500", "3200"), (100_000_00, 120_000_00))
    assert (found.volume, found.efficiency, found.rate) == (20_000_00, 8_000_00, -8_000_00)
    assert found.over == 20_000_00


def test_the_joint_part_of_more_hours_and_dearer_hours_lies_in_rate() -> None:
    """100 hours at $10 planned, 110 at $12: efficiency 10 x 10, rate 2 x 110 and not 2 x 100."""
    found = labour((10, 10), ("100", "110"), (1000_00, 1320_00))
    assert (found.volume, found.efficiency, found.rate) == (0, 100_00, 220_00)


def test_supplies_by_price_and_usage() -> None:
    """500 packs at $12 for 100 cases; 120 cases took 630 packs at $11.50."""
    found = labour((100, 120), ("500", "630"), (6000_00, 7245_00))
    assert (found.volume, found.efficiency, found.rate) == (1200_00, 360_00, -315_00)


def test_revenue_by_volume_mix_and_rate() -> None:
    """Two payers, 60 cases at $1,000 and 40 at $500 planned; 110 cases came, 44 and 66, at $1,050 and $500.

    ``units`` is all cases and ``quantity`` those of the payer, so that what efficiency is to hours, mix is to cases.
    """
    well = parts_of(
        Plan(60_000_00, units=Decimal(100), quantity=Decimal(60)), Done(46_200_00, Decimal(110), Decimal(44))
    )
    poorly = parts_of(
        Plan(20_000_00, units=Decimal(100), quantity=Decimal(40)), Done(33_000_00, Decimal(110), Decimal(66))
    )
    assert (well.volume, well.efficiency, well.rate) == (6_000_00, -22_000_00, 2_200_00)
    assert (poorly.volume, poorly.efficiency, poorly.rate) == (2_000_00, 11_000_00, 0)
    both = total([well, poorly])
    assert (both.volume, both.efficiency, both.rate) == (8_000_00, -11_000_00, 2_200_00)
    assert both.over == 79_200_00 - 80_000_00


@pytest.mark.parametrize("units", [None, Decimal(900)])
def test_a_fixed_line_with_hours_is_moved_by_no_work(units: Decimal | None) -> None:
    """A manager and a clerk: 300 hours at $70; 310 were paid at $71."""
    plan = Plan(21_000_00, fixed_share=Decimal(1), units=Decimal(740), quantity=Decimal(300))
    found = parts_of(plan, Done(22_010_00, units=units, quantity=Decimal(310)))
    assert (found.volume, found.efficiency, found.rate, found.spending) == (0, 700_00, 310_00, 0)


def test_hours_of_a_fixed_share_are_allowed_whatever_the_work() -> None:
    """200 hours at $10 for 10 patients, half of them a crew that is there anyway; 12 patients allow 220, took 230."""
    plan = Plan(2000_00, fixed_share=Decimal("0.5"), units=Decimal(10), quantity=Decimal(200))
    found = parts_of(plan, Done(2500_00, units=Decimal(12), quantity=Decimal(230)))
    assert (found.volume, found.efficiency, found.rate) == (200_00, 100_00, 200_00)


@pytest.mark.parametrize(
    ("plan", "done", "volume", "spending"),
    [
        (Plan(100_00, units=Decimal(10)), Done(130_00, units=Decimal(12)), 20_00, 10_00),
        (Plan(100_00, units=Decimal(10), quantity=Decimal(5)), Done(130_00, units=Decimal(12)), 20_00, 10_00),
        (Plan(100_00, units=Decimal(10)), Done(130_00), 0, 30_00),
        (Plan(100_00, units=Decimal(0)), Done(130_00, units=Decimal(12)), 0, 30_00),
        (Plan(0), Done(77_00, quantity=Decimal(3)), 0, 77_00),
        (Plan(100_00), Done(0), 0, -100_00),
    ],
    ids=["no quantities", "none told", "no statistic told", "no work planned", "not planned", "not booked"],
)
def test_what_cannot_be_told_apart_is_said_to_be_spending(plan: Plan, done: Done, volume: int, spending: int) -> None:
    found = parts_of(plan, done)
    assert (found.volume, found.efficiency, found.rate, found.spending) == (volume, 0, 0, spending)


@pytest.mark.parametrize(
    ("cents", "actual", "planned", "expected"),
    [(100, "1", "3", 33), (200, "1", "3", 67), (5, "1.5", "1", 8), (-5, "1.5", "1", -8), (101, "1.1", "2.2", 51)],
)
def test_amounts_are_rounded_once_half_a_cent_away_from_zero(
    cents: int, actual: str, planned: str, expected: int
) -> None:
    assert scaled(cents, Decimal(actual), Decimal(planned)) == expected
    assert abs(Fraction(cents) * Fraction(actual) / Fraction(planned) - expected) <= Fraction(1, 2)


def test_more_expense_is_unfavourable_and_more_revenue_favourable() -> None:
    assert way_of(1, Kind.EXPENSE) is way_of(-1, Kind.REVENUE) is Way.UNFAVOURABLE
    assert way_of(-1, Kind.EXPENSE) is way_of(1, Kind.REVENUE) is Way.FAVOURABLE
    assert way_of(0, Kind.EXPENSE) is Way.NONE
