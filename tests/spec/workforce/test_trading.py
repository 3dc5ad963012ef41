"""When shifts may change hands, and when the two settle it alone.

Source: house rule. Swaps are the colleagues' own affair as long as nobody else bears them: no law or contract is newly
broken (the hard rules of the question), and no rule, wish, cover or cost is touched. What is missed already, by as much
or by more, is no news of the swap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import AtWork, Needed, Question, Wished, pose
from wellrun.departments.workforce.rules.shifts import ShiftAt
from wellrun.departments.workforce.rules.trading import Move, Verdict, verdict
from wellrun.engines.rostering.problem import Rule, Succession, Total

FIRST = dt.date(2027, 1, 4)
DAYS = 7
D, N = "D.nurse", "N.nurse"
SHIFTS = (ShiftAt("D", "day", 420, 720, 690), ShiftAt("N", "night", 1140, 720, 690, night=True))
REST = Succession((frozenset({"N"}), frozenset({"D"})), source="rest")
OVERTIME = Total(frozenset({"D", "N"}), at_most=1380, in_minutes=True, penalty_over=5, step=60, source="overtime")
NURSE = frozenset({"nurse"})


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def nurse(key: int, *, rules: tuple[Rule, ...] = (REST,), hours: float = 36.0, **more: object) -> AtWork:
    return AtWork(
        **{"key": key, "name": f"Nurse {key}", "skills": NURSE, "weekly_hours": hours, "rules": rules, **more}
    )  # type: ignore[arg-type]


def line(**duties: str) -> tuple[str | None, ...]:
    """A week in which some days have a duty: ``line(d0=D)``."""
    return tuple(duties.get(f"d{number}") for number in range(DAYS))


def judged(people: tuple[AtWork, ...], lines: Mapping[int, tuple[str | None, ...]], *moves: Move) -> Verdict:
    needs = tuple(Needed(day(n), "D", skill, 1) for n in range(DAYS) for skill in ("nurse", "in_charge"))
    question = Question("H1/W1", FIRST, DAYS, SHIFTS, people, needs)
    return verdict(question, pose(question), Plan(FIRST, lines), moves)


def give(number: int, duty: str = D, giver: int = 1, taker: int = 2) -> Move:
    return Move(giver, taker, day(number), duty)


def test_two_alike_swap_and_nobody_has_to_be_asked() -> None:
    found = judged((nurse(1), nurse(2)), {1: line(d0=D), 2: line(d3=D)}, give(0), give(3, giver=2, taker=1))
    assert (found.settled, found.points) == (True, 0)


def test_a_shift_given_away_among_equals_is_settled_too() -> None:
    assert judged((nurse(1), nurse(2)), {1: line(d0=D), 2: line()}, give(0)).settled


def test_a_day_for_a_night_of_the_same_date_is_one_swap() -> None:
    found = judged((nurse(1), nurse(2)), {1: line(d0=D), 2: line(d0=N)}, give(0), give(0, N, 2, 1))
    assert found.legal


def test_a_night_beyond_the_fair_share_is_for_the_manager() -> None:
    """Nobody is needed by night here, so that no share of nights is fair."""
    found = judged((nurse(1), nurse(2)), {1: line(d0=N), 2: line()}, give(0, N))
    assert ([one.person for one in found.touched], found.settled) == (["2"], False)


@pytest.mark.parametrize("where", ["before", "after"])
def test_what_leaves_no_rest_on_either_side_may_not_be(where: str) -> None:
    """A day after a night: on the taker's line, whether the night lies before the new day or is itself the new one."""
    lines, move = {
        "before": ({1: line(d3=D), 2: line(d2=N)}, give(3)),
        "after": ({1: line(d3=N), 2: line(d4=D)}, give(3, N)),
    }[where]
    found = judged((nurse(1), nurse(2)), lines, move)
    assert not found.legal
    assert [one.person for one in found.broken] == ["2"]


def test_both_lines_are_judged_not_only_that_of_the_taker() -> None:
    lines = {1: line(d0=D, d2=N), 2: line(d3=D)}
    found = judged((nurse(1), nurse(2)), lines, give(0), give(3, giver=2, taker=1))
    assert [one.person for one in found.broken] == ["1"]


def test_all_moves_are_judged_together() -> None:
    """The giver's night goes, so the day they get in return leaves them their rest."""
    lines = {1: line(d2=N), 2: line(d3=D)}
    assert judged((nurse(1), nurse(2)), lines, give(2, N), give(3, giver=2, taker=1)).legal


def test_a_skill_that_is_not_held_may_not_be_given() -> None:
    other = nurse(2, skills=frozenset({"aide"}))
    found = judged((nurse(1), other), {1: line(d0=D), 2: line()}, give(0))
    assert not found.legal


def test_leave_closes_a_day_for_swaps_as_well() -> None:
    away = nurse(2, closed={day(0): "Annual leave"})
    assert not judged((nurse(1), away), {1: line(d0=D), 2: line()}, give(0)).legal


def test_overtime_is_for_the_manager() -> None:
    people = (nurse(1), nurse(2, rules=(REST, OVERTIME)))
    found = judged(people, {1: line(d0=D), 2: line(d2=D, d3=D)}, give(0))
    assert (found.legal, found.settled) == (True, False)
    assert [one.person for one in found.touched] == ["2"]
    assert found.points == 60


def test_who_has_too_many_hours_may_give_some_away_and_still_have_too_many() -> None:
    """What was missed by more before is no cost of the trade."""
    people = (nurse(1, rules=(REST, OVERTIME)), nurse(2))
    found = judged(people, {1: line(d0=D, d1=D, d2=D, d3=D), 2: line()}, give(0))
    # 23 hours of overtime become 11.5; hours begun count, at 5 points each.
    assert (found.settled, found.points) == (True, -55)


def test_hours_that_are_as_many_as_before_are_no_news() -> None:
    """Overtime stays what it was when one day is swapped for another, though other days make it up."""
    people = (nurse(1, rules=(REST, OVERTIME)), nurse(2))
    lines = {1: line(d0=D, d1=D, d2=D), 2: line(d5=D)}
    assert judged(people, lines, give(0), give(5, giver=2, taker=1)).settled


def test_a_wish_that_is_no_longer_met_is_for_the_manager() -> None:
    wishing = nurse(2, wishes=(Wished(day(0), "", 2),))
    found = judged((nurse(1), wishing), {1: line(d0=D), 2: line()}, give(0))
    assert (found.legal, found.settled) == (True, False)


def test_a_shift_that_loses_whoever_is_in_charge_is_for_the_manager() -> None:
    """The number of nurses stays; that nobody in charge is among them is cover lost."""
    charge = nurse(1, skills=frozenset({"nurse", "in_charge"}))
    found = judged((charge, nurse(2)), {1: line(d0=D), 2: line()}, give(0))
    assert (found.legal, found.settled, found.points) == (True, False, 100)
    back = judged((charge, nurse(2)), {1: line(), 2: line(d0=D)}, give(0, giver=2, taker=1))
    assert back.settled


def test_hours_paid_besides_are_for_the_manager_and_hours_returned_are_not() -> None:
    bank = nurse(2, hours=0.0)
    given = judged((nurse(1), bank), {1: line(d0=D), 2: line(d3=D)}, give(0))
    assert (given.dearer, given.settled) == ((2,), False)
    swapped = judged((nurse(1), bank), {1: line(d0=D), 2: line(d3=D)}, give(0), give(3, giver=2, taker=1))
    assert swapped.settled
    relieved = judged((nurse(1), bank), {1: line(), 2: line(d3=D)}, give(3, giver=2, taker=1))
    assert relieved.settled
