"""Overhead allocated to the centres that care: by worked examples that were computed again, and by their definitions.

Direct, step-down and reciprocal method: Horngren, Cost Accounting; step-down with its order as in 42 CFR 413.24(d)(1).
Answers found on homework pages are not expected values: where a printed one is wrong, the example says so.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from wellrun.engines.costing import (
    Method,
    NotAllocated,
    Overhead,
    Problem,
    allocate,
    apportion,
    check,
    differences,
    steps,
)

FEET = {"dietary": 10_000, "administration": 20_000, "laboratory": 30_000, "radiology": 40_000, "nursing": 100_000}
MEALS = {"maintenance": 2_500, "administration": 2_500, "laboratory": 2_500, "radiology": 2_500, "nursing": 30_000}
PEOPLE = {"maintenance": 10, "dietary": 15, "laboratory": 20, "radiology": 30, "nursing": 50}
HOSPITAL = Problem(
    {
        "maintenance": 150_000_00,
        "dietary": 400_000_00,
        "administration": 600_000_00,
        "laboratory": 600_000_00,
        "radiology": 800_000_00,
        "nursing": 2_000_000_00,
    },
    (
        Overhead("maintenance", "square feet", FEET),
        Overhead("dietary", "meals", MEALS),
        Overhead("administration", "employees", PEOPLE),
    ),
)
"""Three overhead centres and three that care, 4,550,000 in all (brainmass.com 20731)."""


def test_a_hospital_stepped_down_by_square_feet_meals_and_employees() -> None:
    """The page prints the first two steps: 7,500 to dietary of 150,000, 27,167 to administration of 407,500."""
    done = allocate(HOSPITAL, Method.STEP_DOWN)
    assert done.given("maintenance")["dietary"] == 7_500_00
    assert done.gross("dietary") == 407_500_00
    # Meals of maintenance are left out, as it is closed: 2,500 of 37,500.
    assert done.given("dietary")["administration"] == 27_166_67
    assert done.gross("administration") == 600_000_00 + 15_000_00 + 27_166_67
    # 642,166.67 over the 100 people of the centres that care.
    assert done.given("administration") == {
        "laboratory": 128_433_33,
        "radiology": 192_650_00,
        "nursing": 321_083_34,
    }
    # Of 27,166.666… for three centres two cents are left: they go to the first two, so radiology has one less.
    assert done.full == {"laboratory": 778_100_00, "radiology": 1_049_816_66, "nursing": 2_722_083_34}
    assert sum(done.full.values()) == 4_550_000_00


def test_the_same_hospital_directly_and_by_simultaneous_equations() -> None:
    direct, reciprocal = (allocate(HOSPITAL, method) for method in (Method.DIRECT, Method.RECIPROCAL))
    # 150,000 over 170,000 feet, 400,000 over 35,000 meals, 600,000 over 100 people.
    laboratory = Fraction(150_000_00 * 3, 17) + Fraction(400_000_00 * 25, 350) + 120_000_00
    assert abs(direct.full["laboratory"] - 600_000_00 - laboratory) <= 1
    assert sum(direct.full.values()) == sum(reciprocal.full.values()) == 4_550_000_00
    # m = 150,000 + d/16 + 10a/125; d = 400,000 + m/20 + 15a/125; a = 600,000 + m/10 + d/16, by Cramer's rule.
    assert reciprocal.gross("maintenance") == 232_946_58
    assert reciprocal.gross("dietary") == 490_118_58
    assert reciprocal.gross("administration") == 653_927_07


def test_two_overhead_centres_that_serve_one_another() -> None:
    """A = 1,200 + M/5 and M = 2,400 + A/6: 1,738 and 2,690; missions of 2,328 and 6,772 (Young, coursehero 9099863)."""
    problem = Problem(
        {"administration": 1_200_00, "maintenance": 2_400_00, "two-day": 1_500_00, "next-day": 4_000_00},
        (
            Overhead("administration", "hours", {"maintenance": 100, "two-day": 100, "next-day": 400}),
            Overhead("maintenance", "square feet", {"administration": 1_000, "two-day": 1_000, "next-day": 3_000}),
        ),
    )
    done = allocate(problem, Method.RECIPROCAL)
    assert [round(done.gross(code) / 100) for code in ("administration", "maintenance")] == [1_738, 2_690]
    assert [round(cents / 100) for cents in done.full.values()] == [2_328, 6_772]
    assert sum(done.full.values()) == 9_100_00
    assert check(done) == ()


SCHOOL = Problem(
    {"administrative": 54_000_00, "maintenance": 42_000_00, "suburban": 0, "downtown": 0},
    (
        Overhead("administrative", "hours", {"maintenance": 100, "suburban": 250, "downtown": 150}),
        Overhead("maintenance", "hours", {"administrative": 200, "suburban": 350, "downtown": 650}),
    ),
)


def test_what_is_closed_is_never_opened_again() -> None:
    """A printed answer gives 8,800 of maintenance back to administration, which was closed (solvely.ai 479680934).

    52,800 goes over the 1,000 hours of those still open: 18,480 and 34,320.
    """
    done = allocate(SCHOOL, Method.STEP_DOWN)
    assert done.given("administrative") == {"maintenance": 10_800_00, "suburban": 27_000_00, "downtown": 16_200_00}
    assert done.given("maintenance") == {"suburban": 18_480_00, "downtown": 34_320_00}
    assert done.full == {"suburban": 45_480_00, "downtown": 50_520_00}


def test_the_order_of_closing_decides_and_is_shown() -> None:
    turned = Problem(SCHOOL.costs, SCHOOL.overheads[::-1])
    one, other = (allocate(each, Method.STEP_DOWN) for each in (SCHOOL, turned))
    assert [step.centre for step in steps(other)] == ["maintenance", "administrative"]
    assert other.full != one.full
    assert steps(other)[1].received == 7_000_00


def test_who_gains_by_another_method_adds_up_to_nothing() -> None:
    found = differences(allocate(HOSPITAL, Method.STEP_DOWN), allocate(HOSPITAL, Method.RECIPROCAL))
    assert sum(one.more for one in found) == 0
    assert found[0].more > 0 > found[-1].more


def test_a_credit_is_allocated_like_a_cost() -> None:
    problem = Problem({"rebates": -100, "a": 0, "b": 0, "c": 0}, (Overhead("rebates", "x", dict.fromkeys("abc", 1)),))
    for method in Method:
        assert sorted(allocate(problem, method).full.values()) == [-34, -33, -33]


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize(
    ("problem", "code", "centre"),
    [
        (Problem({"o": 5, "a": 1}, (Overhead("o", "feet", {"a": -1}),)), "costing.units", "o"),
        (Problem({"o": 5, "a": 1}, (Overhead("o", "feet", {"a": float("nan")}),)), "costing.units", "o"),
        (Problem({"o": 5, "a": 1}, (Overhead("o", "feet", {"a": 0}),)), "costing.nobody", "o"),
        (Problem({"o": 5, "a": 1}, (Overhead("o", "feet", {"o": 9}),)), "costing.nobody", "o"),
        (Problem({"o": 5, "a": 1}, (Overhead("o", "feet", {"a": 1, "x": 1}),)), "costing.served", "o"),
        (Problem({"a": 1}, (Overhead("o", "feet", {"a": 1}),)), "costing.unknown", "o"),
        (Problem({"o": 5, "a": 1}, (Overhead("o", "f", {"a": 1}), Overhead("o", "g", {"a": 1}))), "costing.twice", "o"),
        (Problem({"o": 5}, (Overhead("o", "feet", {}),)), "costing.no_care", ""),
    ],
    ids=["below zero", "no number", "nothing", "only itself", "unknown receiver", "no cost", "twice", "no care"],
)
def test_what_cannot_be_allocated_is_a_fault_with_its_place(
    problem: Problem, code: str, centre: str, method: Method
) -> None:
    with pytest.raises(NotAllocated) as refused:
        allocate(problem, method)
    assert (code, centre) in [(one.code, one.centre) for one in refused.value.faults]


def test_a_loop_that_never_reaches_care_is_named() -> None:
    """Laundry and stores serve only one another: no equation has a finite answer for what goes round."""
    problem = Problem(
        {"laundry": 10_00, "stores": 5_00, "plant": 7_00, "ward": 0},
        (
            Overhead("laundry", "pounds", {"stores": 3}),
            Overhead("stores", "orders", {"laundry": 2}),
            Overhead("plant", "feet", {"laundry": 1, "ward": 9}),
        ),
    )
    with pytest.raises(NotAllocated) as refused:
        allocate(problem, Method.RECIPROCAL)
    assert {one.centre for one in refused.value.faults} == {"laundry", "stores"}
    assert "laundry, stores serve only one another" in refused.value.faults[0].message


def test_a_loop_without_any_cost_is_no_trouble() -> None:
    problem = Problem(
        {"a": 0, "b": 0, "plant": 7_00, "ward": 0},
        (Overhead("a", "x", {"b": 1}), Overhead("b", "x", {"a": 1}), Overhead("plant", "feet", {"ward": 9})),
    )
    assert allocate(problem, Method.RECIPROCAL).full == {"ward": 7_00}


def test_parts_are_exact_to_the_cent_by_the_largest_remainder() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(-100, [1, 1, 1]) == [-34, -33, -33]
    assert apportion(100, [1, 5, 1]) == [14, 72, 14]
    assert apportion(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="at least one weight"):
        apportion(1, [0])
