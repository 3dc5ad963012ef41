"""Whether shifts may change hands, and whether the two may settle it alone.

Legal means that nothing hard is newly broken. They settle it alone if besides no rule, wish or cover is touched and it
costs nothing: no points, and nobody paid by the shift for one whose hours are owed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wellrun.departments.workforce.rules.judging import Cell, Judged, Judgement, judge_change
from wellrun.departments.workforce.rules.plan import Plan
from wellrun.departments.workforce.rules.posing import Question, shift_of
from wellrun.engines.rostering.problem import Problem
from wellrun.engines.rostering.solution import Roster


@dataclass(frozen=True)
class Move:
    """A shift that goes from one person to another."""

    giver: int
    taker: int
    day: dt.date
    duty: str


@dataclass(frozen=True)
class Verdict:
    """What a trade would do: ``broken`` forbids it, ``touched`` is for the manager, ``dearer`` says who is paid more.

    ``points`` are what the roster costs more, or less, than now.
    """

    broken: tuple[Judgement, ...]
    touched: tuple[Judgement, ...]
    dearer: tuple[int, ...]
    points: int

    @property
    def legal(self) -> bool:
        return not self.broken

    @property
    def settled(self) -> bool:
        """Whether nobody else has to be asked."""
        return self.legal and not self.touched and not self.dearer and self.points <= 0


def verdict(question: Question, problem: Problem, plan: Plan, moves: Iterable[Move]) -> Verdict:
    """Judges shifts that change hands, all of them together."""
    held = tuple(moves)
    people = {str(one) for move in held for one in (move.giver, move.taker)}
    days = {(move.day - question.first).days for move in held}
    # A shift that changes hands is still worked, so only cover that counts certain people can change.
    narrow = replace(
        problem,
        people={code: one for code, one in problem.people.items() if code in people},
        cover=tuple(one for one in problem.cover if one.people and one.day in days),
    )
    roster = Roster({str(person): line for person, line in plan.lines.items()})
    judged = judge_change(narrow, roster, cells_of(held, question.first), question)
    missed = newly_missed(judged)
    return Verdict(
        broken=tuple(one for one in missed if one.hard),
        touched=tuple(one for one in missed if not one.hard and one.points),
        dearer=_dearer(question, held),
        points=judged.points,
    )


def cells_of(moves: tuple[Move, ...], first: dt.date) -> tuple[Cell, ...]:
    """The cells of a trade: first everybody gives, then everybody takes, so that one day can hold both."""
    days = {move: (move.day - first).days for move in moves}
    gives = tuple(Cell(str(move.giver), days[move], None) for move in moves)
    return gives + tuple(Cell(str(move.taker), days[move], move.duty) for move in moves)


def newly_missed(judged: Judged) -> tuple[Judgement, ...]:
    """Rules, wishes and cover that are newly missed. What is missed by less than before is no news."""
    return tuple(one for one in judged.broken if not any(_eased(one, before) for before in judged.mended))


def _eased(now: Judgement, before: Judgement) -> bool:
    """Whether the same thing was missed by more: as when somebody with too many hours gives some of them away."""
    same = (now.rule, now.group, now.person, now.limit) == (before.rule, before.group, before.person, before.limit)
    # The same stretch of days: overtime mended in one week does not pay for overtime in another.
    nested = set(now.days) <= set(before.days) or set(before.days) <= set(now.days)
    return same and nested and abs(now.figure - now.limit) < abs(before.figure - before.limit)


def _dearer(question: Question, moves: Iterable[Move]) -> tuple[int, ...]:
    """Who owes no hours (bank, agency) and ends with more of them, taken from somebody who does: they are paid besides.

    What they give in return counts against what they take.
    """
    owes = {one.key: one.weekly_hours > 0 for one in question.people}
    minutes = {shift.code: shift.minutes for shift in question.shifts}
    more: Counter[int] = Counter()
    for move in moves:
        if owes.get(move.giver) != owes.get(move.taker):
            more[move.taker] += minutes.get(shift_of(move.duty), 0)
            more[move.giver] -= minutes.get(shift_of(move.duty), 0)
    return tuple(who for who, gained in more.items() if gained > 0 and not owes.get(who))
