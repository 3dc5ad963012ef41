"""What if: more people, a pool to call on, another pattern of shifts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import AtWork, Needed, Question, Wished, may_of, pose
from wellrun.departments.workforce.rules.shifts import ShiftAt
from wellrun.departments.workforce.rules.supposing import (
    PATTERNS,
    Kind,
    Newcomer,
    Supposed,
    faults_of_supposing,
    figures_of,
    helped_by,
    in_pattern,
    likest,
    needs_in,
    with_people,
)
from wellrun.engines.rostering.problem import Run
from wellrun.engines.rostering.solve import solve

MONDAY = dt.date(2026, 1, 5)
TUESDAY = MONDAY + dt.timedelta(days=1)
D, N = PATTERNS["12"]
EARLY, LATE, NIGHT = PATTERNS["8"]
NURSE = "registered_nurse"
REST = (Run(frozenset({"D", "N"}), at_most=1, source="rest"),)
WARD = Question(
    unit="H1/W1",
    first=MONDAY,
    days=2,
    shifts=(D, N),
    people=(AtWork(1, "Ada", frozenset({NURSE}), 36.0, rules=REST),),
    needs=(Needed(MONDAY, "D", NURSE, 1), Needed(TUESDAY, "D", NURSE, 1)),
)
NEWCOMER = Newcomer("One more", REST, Decimal(50))


def test_one_more_nurse_fills_what_one_cannot() -> None:
    """Nobody works two days in a row: one nurse leaves one of two days empty, a second fills it."""
    assert solve(pose(WARD), seconds=5, cores=1).penalty == 100
    asked = Supposed(Kind.STAFF, 1, NURSE, 7)
    more = with_people(WARD, asked, NEWCOMER)
    answer = solve(pose(more), seconds=5, cores=1)
    assert answer.penalty == answer.bound == 0
    plan = Plan(MONDAY, {int(key): line for key, line in answer.roster.lines.items()})
    # Seven hours a week are two over two days: 100; the other 9.5 of the shift are beyond the contract.
    assert figures_of(more, plan, asked) == {"filled": 2, "wanted": 2, "pay": 475, "contracts": 100}


def test_where_one_more_would_help_is_told_by_shift_and_skill() -> None:
    """One of two days stays empty, whichever: on either one more person is worth the 100 points of a gap."""
    answer = solve(pose(WARD), seconds=5, cores=1)
    assert helped_by(WARD, answer.worth) == {f"D.{NURSE}": 100.0}
    both = replace(WARD, people=(*WARD.people, replace(WARD.people[0], key=2)))
    assert helped_by(both, (0.0,) * len(pose(both).cover)) == {f"D.{NURSE}": 0.0}


def test_a_pool_owes_nothing_and_costs_by_the_shift() -> None:
    pool = with_people(WARD, Supposed(Kind.POOL, 2, NURSE, 36), NEWCOMER)
    assert [one.name for one in pool.people] == ["Ada", "One more 1", "One more 2"]
    assert [one.key for one in pool.people] == [1, -1, -2]
    assert not pool.people[1].owes
    # 11.5 hours at 50 are 575, at 50 to the point 12 points.
    assert pose(pool).people["-1"].cost == {"D.registered_nurse": 12, "N.registered_nurse": 12}


def test_a_shift_becomes_the_one_that_shares_most_of_its_time() -> None:
    assert [likest(shift, PATTERNS["8"]).code for shift in (D, N)] == ["E", "N"]
    assert [likest(shift, PATTERNS["12"]).code for shift in (EARLY, LATE, NIGHT)] == ["D", "D", "N"]
    short = ShiftAt("M", "morning", 9 * 60, 240, 240)
    assert likest(short, PATTERNS["8"]).code == "E"


def test_need_follows_the_time_of_day() -> None:
    """Five by day and three by night are five early, five late (to 19:00) and three at night, until 7."""
    needs = (Needed(MONDAY, "D", NURSE, 5, 2), Needed(MONDAY, "N", NURSE, 3, 1))
    found = needs_in(PATTERNS["8"], needs, {"D": D, "N": N})
    assert [(one.shift, one.wanted, one.least) for one in found] == [("E", 5, 2), ("L", 5, 2), ("N", 3, 1)]


def test_need_of_the_night_before_reaches_into_the_morning() -> None:
    """A night to seven and a day from seven touch and share nothing; an early from six needs the night's people too."""
    needs = (Needed(MONDAY, "N", NURSE, 9), Needed(TUESDAY, "D", NURSE, 5))
    six = (ShiftAt("E", "early", 6 * 60, 480, 450),)
    assert [(one.date, one.wanted) for one in needs_in(six, needs, {"D": D, "N": N})] == [(TUESDAY, 9)]
    assert [(one.date, one.wanted) for one in needs_in((EARLY,), needs, {"D": D, "N": N})] == [(TUESDAY, 5)]


def test_in_another_pattern_wishes_and_history_keep_their_meaning() -> None:
    asks = (Wished(MONDAY, "N", 2, wanted=False), Wished(TUESDAY, "", 3))
    ada = replace(WARD.people[0], wishes=asks, before=(f"N.{NURSE}", None), not_shifts=frozenset({"N"}))
    run = (Run(frozenset({"E", "L", "N"}), at_most=3, source="rest"),)
    found = in_pattern(replace(WARD, people=(ada,)), PATTERNS["8"], {1: run})
    one = found.people[0]
    assert [(wish.shift, wish.wanted) for wish in one.wishes] == [("N", False), ("", True)]
    assert one.before == (f"N.{NURSE}", None)
    assert may_of(one, found) == {f"E.{NURSE}", f"L.{NURSE}"}
    assert one.rules == run
    assert [shift.code for shift in found.shifts] == ["E", "L", "N"]


def test_what_cannot_be_supposed_is_said_at_once() -> None:
    codes = [fault.code for fault in faults_of_supposing(Supposed(Kind.STAFF, 0, NURSE, 90))]
    assert codes == ["workforce.people_supposed", "workforce.hours_supposed"]
    assert [f.code for f in faults_of_supposing(Supposed(Kind.PATTERN, pattern="5"))] == ["workforce.no_such_pattern"]
    assert faults_of_supposing(Supposed(Kind.PATTERN, pattern="8")) == []
