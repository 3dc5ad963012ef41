"""How a ward's roster is posed to the engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from wellrun.departments.workforce.rules.fairness import Borne
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import (
    HOLIDAYS,
    NIGHTS,
    WEEKENDS,
    AtWork,
    Needed,
    Question,
    ShiftAt,
    Wished,
    fair_shares,
    may_of,
    pose,
    weekends_of,
)
from wellrun.engines.rostering.checker import cover_faults
from wellrun.engines.rostering.problem import Cover, Total, Weekends, Wish

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
    assert WARD.base_skills == (NURSE, AIDE)
    assert may_of(WARD.people[0], WARD) == {"D.nurse", "N.nurse"}
    nurses, charge, aide = (line for line in pose(WARD).cover if line.under)
    assert nurses == Cover(0, frozenset({"N.nurse"}), 2, 100, 2, minimum=1, under_minimum=400)
    assert (charge.wanted, charge.people, charge.over) == (1, frozenset({"1"}), 0)
    assert charge.duties == {"N.nurse", "N.aide"}
    assert aide.duties == {"D.aide"}


@pytest.mark.parametrize(("there", "points"), [(1, 0), (2, 2), (3, 6), (4, 10), (5, 18)])
def test_one_more_on_a_full_shift_costs_more_the_more_there_are(there: int, points: int) -> None:
    """So two to spare are one on each of two days (4 points) and not both on one (6)."""
    lines = [line for line in pose(WARD).cover if line.duties == {"D.aide"}]
    assert sum(finding.penalty or 0 for line in lines for finding in cover_faults(line, there)) == points


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
    """Ten nights between 36, 36 and 18 hours a week are four, four and two; what was carried evens out, not at once."""
    ward = replace(
        WARD,
        people=(somebody(1, NURSE), somebody(2, NURSE), somebody(3, NURSE, hours=18)),
        needs=tuple(Needed(FRIDAY + dt.timedelta(days=day), "N", NURSE, 5) for day in range(2)),
    )
    assert fair_shares(ward)[NIGHTS] == {1: 4, 2: 4, 3: 2}
    carried = replace(ward, people=(replace(ward.people[0], carried=Borne(nights=3)), *ward.people[1:]))
    # 13 nights in all: 5.2, 5.2 and 2.6 are fair, of which the first has had 3.
    assert fair_shares(carried)[NIGHTS] == {1: 3, 2: 6, 3: 3}
    aides = replace(ward, people=(*ward.people, somebody(4, AIDE)))
    assert fair_shares(aides)[NIGHTS] == {1: 4, 2: 4, 3: 2}
    bank = replace(ward, people=(*ward.people, replace(somebody(5, NURSE), employment="bank")))
    assert fair_shares(bank)[NIGHTS] == {1: 4, 2: 4, 3: 2}
    rule = pose(carried).people["1"].rules[0]
    assert isinstance(rule, Total)
    assert (rule.at_most, rule.of, rule.penalty_over) == (3, frozenset({"N"}), 4)


def test_whoever_is_away_bears_less_and_whoever_came_last_has_no_arrears() -> None:
    needs = tuple(Needed(FRIDAY + dt.timedelta(days=day), "N", NURSE, 3) for day in range(4))
    two = (somebody(1, NURSE), somebody(2, NURSE))
    away = replace(two[1], closed={FRIDAY: "leave", FRIDAY + dt.timedelta(days=1): "leave"})
    ward = replace(WARD, people=(two[0], away), needs=needs)
    assert fair_shares(ward)[NIGHTS] == {1: 6, 2: 6}, "the year counts leave as time engaged"
    # A year of 60 nights for the first; the second has been here for the four days of the plan alone.
    old = replace(two[0], carried=Borne(nights=60), known_days=360)
    assert fair_shares(replace(WARD, people=(old, two[1]), needs=needs))[NIGHTS] == {1: 12, 2: 3}


def test_weekends_and_holidays_are_shared_too() -> None:
    """Friday is a holiday. Two people are needed on Saturday and three on Sunday: three work that weekend."""
    saturday, sunday = FRIDAY + dt.timedelta(days=1), FRIDAY + dt.timedelta(days=2)
    ward = replace(
        WARD,
        people=tuple(replace(somebody(key, NURSE), carried=Borne(weekends=key % 2)) for key in range(6)),
        needs=(Needed(FRIDAY, "D", NURSE, 3), Needed(saturday, "D", NURSE, 2), Needed(sunday, "N", NURSE, 3)),
        holidays={FRIDAY: "New Year"},
    )
    # Six weekends in all, one each: those who had theirs have half of the plan's 0.5 still, rounded up.
    assert fair_shares(ward)[WEEKENDS] == dict.fromkeys(range(6), 1)
    assert fair_shares(ward)[HOLIDAYS] == dict.fromkeys(range(6), 1)
    fewer = replace(ward, days=11, holidays={FRIDAY: "New Year", FRIDAY + dt.timedelta(days=9): "day off"})
    rules = pose(fewer).people["0"].rules
    assert Weekends(1, penalty=6, source="fair share of weekends, by contract and over the year") in rules
    assert [(one.days, one.at_most) for one in rules if isinstance(one, Total) and one.days] == [((0, 9), 1)]


def test_a_request_counts_more_where_others_were_not_met_but_at_most_twice() -> None:
    wish = (Wished(FRIDAY, "", 2),)
    points = [
        pose(replace(WARD, people=(replace(WARD.people[1], wishes=wish, carried=Borne(refused=refused)),)))
        .people["2"]
        .wishes[0]
        .penalty
        for refused in (0, 3, 30)
    ]
    assert points == [8, 11, 16]


def test_who_is_paid_by_the_shift_costs_points() -> None:
    """11.5 paid hours at 60 are 690: at 50 to the point, 14 points. Own staff are paid anyway."""
    bank = replace(WARD.people[1], employment="bank", hourly_cost=Decimal(60))
    assert pose(replace(WARD, people=(bank,))).people["2"].cost == {"D.nurse": 14, "N.nurse": 14}
    own = replace(bank, employment="own")
    assert pose(replace(WARD, people=(own,))).people["2"].cost == {}


def test_weekends_are_saturday_and_sunday_and_an_edge_may_cut_one() -> None:
    assert weekends_of(FRIDAY, 4) == ((1, 2),)
    assert weekends_of(dt.date(2027, 1, 3), 7) == ((0,), (6,))
