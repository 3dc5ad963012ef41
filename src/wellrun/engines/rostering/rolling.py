"""A limit on every stretch of so many days, written as one total for each stretch, followed as one state.

A law says "at most 60 hours in any 7 days"; a rule book makes a total of each stretch that ends inside the plan. As
counters they would multiply; what the last days have added, as far as it can still matter, says the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from wellrun.engines.rostering.problem import Problem, Rule, Total


@dataclass(frozen=True)
class Rolling:
    """At most ``limit`` in any ``length`` days, where ``adds`` (shift, amount) says what a day adds. Hard."""

    adds: tuple[tuple[str, int], ...]
    length: int
    limit: int

    def of(self, shift: str) -> int:
        """What a day on this shift adds."""
        return next((amount for known, amount in self.adds if known == shift), 0)

    @property
    def most(self) -> int:
        return max((amount for _, amount in self.adds), default=0)

    def step(self, state: tuple[int, ...], shift: str) -> tuple[tuple[int, ...], float]:
        """``state`` is what the last days added, the newest first. What can no longer be too much is forgotten."""
        amount = self.of(shift)
        if amount + sum(state) > self.limit:
            return state, math.inf
        return self.kept((amount, *state[: self.length - 2])), 0.0

    def kept(self, state: tuple[int, ...]) -> tuple[int, ...]:
        """The state without the days that no stretch to come can be broken by."""
        needed = 0
        for ahead in range(1, self.length):
            past = state[: self.length - ahead]
            if sum(past) + ahead * self.most > self.limit:
                needed = max(needed, len(past))
        trimmed = list(state[:needed])
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        return tuple(trimmed)


@dataclass(frozen=True)
class Rolled:
    """A rolling limit, the state in which the plan begins, and the rules (by position) that it stands for."""

    rule: Rolling
    start: tuple[int, ...]
    stands_for: frozenset[int]


def rolling_of(problem: Problem, rules: Sequence[Rule], shifts: Sequence[str]) -> list[Rolled]:
    """The families of hard totals among the rules that are one limit on every stretch of the plan, history included.

    ``shifts`` are those the person may be given.
    """
    families: dict[tuple[object, ...], list[int]] = {}
    for at, rule in enumerate(rules):
        if isinstance(rule, Total) and rule.at_most is not None and rule.penalty_over is None and rule.at_least <= 0:
            families.setdefault((rule.of, rule.in_minutes, rule.at_most), []).append(at)
    found = (_family(problem, rules, positions, shifts) for positions in families.values() if len(positions) > 1)
    return [each for each in found if each is not None]


def _family(problem: Problem, rules: Sequence[Rule], positions: Sequence[int], shifts: Sequence[str]) -> Rolled | None:
    by_end: dict[int, tuple[int, Total]] = {}
    for at in positions:
        rule = rules[at]
        assert isinstance(rule, Total)
        days = sorted(set(rule.days))
        if not days or days != list(range(days[0], days[-1] + 1)) or days[-1] in by_end:
            return None
        by_end[days[-1]] = at, rule
    totals = [by_end[day][1] for day in range(problem.days) if day in by_end]
    length = max(len(rule.days) for rule in totals)
    if len(totals) != problem.days or any(
        len(rule.days) != min(length, day + 1) or (rule.already and day + 1 >= length)
        for day, rule in enumerate(totals)
    ):
        return None
    history = _history([rule.already for rule in totals], length)
    if history is None:
        return None
    some = totals[0]
    adds = tuple((shift, _amount(problem, shift, some)) for shift in sorted(set(shifts)) if shift in some.of)
    rolling = Rolling(adds, length, some.at_most or 0)
    if any(already > rolling.limit for already in (rule.already for rule in totals)):
        return None
    return Rolled(rolling, rolling.kept(history), frozenset(positions))


def _history(already: Sequence[int], length: int) -> tuple[int, ...] | None:
    """What each of the days before the plan added, the newest first, told by what the stretches bring in already."""
    known = [*already[: length - 1], *[0] * max(0, length - 1 - len(already))]
    if any(known[at] < known[at + 1] for at in range(len(known) - 1)):
        return None
    oldest_first = [known[at] - (known[at + 1] if at + 1 < len(known) else 0) for at in range(len(known))]
    return tuple(reversed(oldest_first))


def _amount(problem: Problem, shift: str, rule: Total) -> int:
    if not rule.in_minutes:
        return 1
    return problem.shifts[shift].minutes if shift in problem.shifts else 0
