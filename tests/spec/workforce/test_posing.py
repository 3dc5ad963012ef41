"""How a ward's roster is posed to the engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import (
    AtWork,
    Needed,
    Question,
    ShiftAt,
    Wished,
    base_skills,
    fair_nights,
    may_of,
    pose,
    weekends_of,
)
from wellrun.engines.rostering.problem import Cover, Total, Wish

FRIDAY = dt.date(2027, 1, 1)
SHIFTS = (ShiftAt("D", "day", 420, 720, 690), ShiftAt("N", "night", 1140, 720, 690, night=True))
NURSE, CHARGE, AIDE = "nurse", "charge", "aide"


def somebody(key: int, *skills: str, hours: float = 36.0) -> AtWork:
    return AtWork(key, f"P{key}", frozenset(skills), hours)


WARD = Question(
    unit="H1/W1",
    first=FRIDAY,
    days=4,
    shifts=SHIFTS,
    people=(somebody(1, NURSE, CHARGE), somebody(2, NURSE), somebody(3, AIDE, hours=18)),
    needs=(
        Needed(FRIDAY, "N", NURSE, 2, least=1),
        Needed(FRIDAY, "N", CHARGE, 1),
        Needed(FRIDAY, "D", AIDE, 1),
    ),
)


def test_a_charge_nurse_counts_among_the_nurses() -> None:
    """The mock ward needs five nurses, one of them in charge: five people, not six."""
    assert base_skills(WARD) == (NURSE, AIDE)
    assert may_of(WARD.people[0], WARD) == {"D.nurse", "N.nurse"}
    nurses, charge, aide = pose(WARD).cover
    assert nurses == Cover(0, frozenset({"N.nurse"}), 2, 100, 2, minimum=1, under_minimum=400)
    assert (charge.wanted, charge.people, charge.over) == (1, frozenset({"1"}), 0)
    assert charge.duties == {"N.nurse", "N.aide"}
    assert aide.duties == {"D.aide"}


def test_people_with_two_skills_are_counted_as_one_of_them() -> None:
    """Two skills of which neither holds the other are two duties: somebody is one or the other on a shift."""
    both = replace(WARD, people=(somebody(1, NURSE), somebody(2, AIDE), somebody(3, NURSE, AIDE)))
    assert may_of(both.people[2], both) == {"D.nurse", "N.nurse", "D.aide", "N.aide"}


def test_a_contract_without_nights_is_given_none() -> None:
    days_only = replace(WARD.people[1], not_shifts=frozenset({"N"}))
    assert may_of(days_only, WARD) == {"D.nurse"}


def test_leave_closes_its_days_and_those_outside_the_plan_are_left_out() -> None:
    away = replace(WARD.people[1], closed={FRIDAY: "leave", FRIDAY + dt.timedelta(days=9): "leave"})
    posed = pose(replace(WARD, people=(away,)))
    assert posed.people["2"].closed == {0: "leave"}


def test_a_wish_is_worth_more_the_stronger_it_is() -> None:
    asks = replace(
        WARD.people[1],
        wishes=(
            Wished(FRIDAY, "", 3),
            Wished(FRIDAY + dt.timedelta(days=1), "N", 1, wanted=False),
            Wished(FRIDAY - dt.timedelta(days=1), "D", 1),
        ),
    )
    assert pose(replace(WARD, people=(asks,))).people["2"].wishes == (
        Wish(0, frozenset({""}), 20),
        Wish(1, frozenset({"N.nurse"}), 3, wanted=False),
    )


def test_locked_cells_stay() -> None:
    plan = Plan(FRIDAY, {2: ("N.nurse", None, None, "D.nurse")}, frozenset({(2, 0)}))
    ward = replace(WARD, people=(WARD.people[1],))
    assert pose(ward, plan=plan).people["2"].kept == {0: "N.nurse"}


def test_a_fair_share_of_nights_is_by_contract_after_what_was_carried() -> None:
    """Ten nights between 36, 36 and 18 hours a week are four, four and two. Two nights carried are nights less now."""
    ward = replace(
        WARD,
        people=(somebody(1, NURSE), somebody(2, NURSE), somebody(3, NURSE, hours=18)),
        needs=tuple(Needed(FRIDAY + dt.timedelta(days=day), "N", NURSE, 5) for day in range(2)),
    )
    assert fair_nights(ward) == {1: 4, 2: 4, 3: 2}
    carried = replace(ward, people=(replace(ward.people[0], carried_nights=5), *ward.people[1:]))
    assert fair_nights(carried) == {1: 1, 2: 6, 3: 3}
    aides = replace(ward, people=(*ward.people, somebody(4, AIDE)))
    assert fair_nights(aides) == {1: 4, 2: 4, 3: 2}
    bank = replace(ward, people=(*ward.people, somebody(5, NURSE, hours=0)))
    assert fair_nights(bank) == {1: 4, 2: 4, 3: 2}
    rule = pose(carried).people["1"].rules[-1]
    assert isinstance(rule, Total)
    assert (rule.at_most, rule.of, rule.penalty_over) == (1, frozenset({"N"}), 4)


def test_weekends_are_saturday_and_sunday_and_an_edge_may_cut_one() -> None:
    assert weekends_of(FRIDAY, 4) == ((1, 2),)
    assert weekends_of(dt.date(2027, 1, 3), 7) == ((0,), (6,))
