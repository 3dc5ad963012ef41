"""One person's rules on neighbouring days as a machine of states: what was worked last decides what may come next.

A state holds the length of each run, the beginnings of unwanted patterns and what this weekend has seen. Shifts that
no rule tells apart are one kind; kind 0 is a day off. A hard rule is a missing step, a soft one the cost of a step.
What is counted over many days (totals, weekends) stands in `counters`. The method is the usual one of pricing by
dynamic programming (Strandmark, Qu and Curtois 2020, doi 10.1016/j.cor.2020.104945).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.problem import Rule, Run, Succession, Weekends, WholeWeekends

FREE = ""
OUTSIDE, WITHIN, CLOSING = 0, 1, 2
"""Roles of a day: in no weekend, in one, the last of one."""

WORKED, RESTED = 1, 2


class Tracker(Protocol):
    """Follows one rule from day to day. ``step`` gives the next state and what the step costs (infinite: forbidden)."""

    def start(self) -> Any: ...
    def step(self, state: Any, shift: str) -> tuple[Any, float]: ...


@dataclass(frozen=True)
class RunTracker:
    """State: length of the run (no longer than tells anything) and whether it may be older than what is known."""

    rule: Run

    def start(self) -> tuple[int, bool]:
        return 0, True

    def step(self, state: tuple[int, bool], shift: str) -> tuple[tuple[int, bool], float]:
        length, older = state
        rule, cost = self.rule, 0.0
        if shift not in rule.of:
            if length and not older and length < rule.at_least:
                cost = price(rule.penalty_short) * (rule.at_least - length)
            return (0, False), cost
        if rule.at_most is not None and length >= rule.at_most:
            cost = price(rule.penalty_long)
        length = min(length + 1, max(rule.at_least, rule.at_most or 0))
        # A run that is long enough is so whatever its age: fewer states.
        return (length, older and length < rule.at_least), cost


@dataclass(frozen=True)
class PatternTracker:
    """State: the lengths of those beginnings of the pattern that end today."""

    rule: Succession

    def start(self) -> frozenset[int]:
        return frozenset()

    def step(self, state: frozenset[int], shift: str) -> tuple[frozenset[int], float]:
        pattern = self.rule.pattern
        begun = {0, *state}
        grown = {length + 1 for length in begun if shift in pattern[length]}
        whole = len(pattern) in grown
        return frozenset(grown - {len(pattern)}), price(self.rule.penalty) if whole else 0.0


def price(penalty: int | None) -> float:
    """A penalty as a cost; that of a hard rule is infinite."""
    return math.inf if penalty is None else float(penalty)


@dataclass(frozen=True)
class Automaton:
    """Steps by role of the day, state and kind: next state, cost (infinite: none), and whether a weekend is begun.

    ``following`` int32, ``cost`` float64, ``weekend`` int8, each of shape (3 roles, states, kinds). State 0 is where
    the plan begins.
    """

    following: NDArray[np.int32]
    cost: NDArray[np.float64]
    weekend: NDArray[np.int8]


def automaton_of(kinds: Sequence[str], rules: Sequence[Rule], before: Sequence[str]) -> Automaton:
    """The machine for these kinds after ``before``: a shift of each stands for it, the day off comes by itself."""
    local = tuple(rule for rule in rules if isinstance(rule, Run | Succession | WholeWeekends))
    counted = any(isinstance(rule, Weekends) for rule in rules)
    return _build(tuple(kinds), local, tuple(before), counted)


@lru_cache(maxsize=4096)
def _build(kinds: tuple[str, ...], rules: tuple[Rule, ...], before: tuple[str, ...], counted: bool) -> Automaton:
    trackers = [tracker for rule in rules if (tracker := _tracker(rule)) is not None]
    halves = [price(rule.penalty) for rule in rules if isinstance(rule, WholeWeekends)]
    half = max(0.0, sum(halves)) if halves else 0.0
    seen = (WORKED if counted or halves else 0) | (RESTED if halves else 0)
    state = tuple(tracker.start() for tracker in trackers)
    for shift in before:
        state = tuple(tracker.step(each, shift)[0] for tracker, each in zip(trackers, state, strict=True))
    numbers = {(state, 0): 0}
    waiting, rows = [(state, 0)], []
    while waiting:
        rules_state, weekend = waiting.pop(0)
        row = []
        for shift in (FREE, *kinds):
            steps = [tracker.step(each, shift) for tracker, each in zip(trackers, rules_state, strict=True)]
            target, cost = tuple(step[0] for step in steps), sum(step[1] for step in steps)
            for role in (OUTSIDE, WITHIN, CLOSING):
                after, extra, begun = _weekend(weekend, role, bool(shift), seen, half)
                # A forbidden step leads nowhere, so its target is no state of its own.
                allowed = not math.isinf(cost + extra)
                if allowed and (target, after) not in numbers:
                    numbers[target, after] = len(numbers)
                    waiting.append((target, after))
                row.append((numbers.get((target, after), 0), cost + extra, begun))
        rows.append(row)
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(kinds) + 1, 3, 3).transpose(3, 2, 0, 1)
    return Automaton(
        np.ascontiguousarray(table[0].astype(np.int32)),
        np.ascontiguousarray(table[1]),
        np.ascontiguousarray(table[2].astype(np.int8)),
    )


def _tracker(rule: Rule) -> Tracker | None:
    if isinstance(rule, Run):
        return RunTracker(rule)
    return PatternTracker(rule) if isinstance(rule, Succession) else None


def _weekend(state: int, role: int, works: bool, seen: int, half: float) -> tuple[int, float, int]:
    """What the weekend has seen after the day, what a half one costs, and whether this duty is its first."""
    if role == OUTSIDE:
        return state, 0.0, 0
    after = (state | (WORKED if works else RESTED)) & seen
    begun = int(works and not state & WORKED)
    extra = half if role == CLOSING and after == WORKED | RESTED else 0.0
    return 0 if role == CLOSING else after, extra, begun


def roles_of(days: int, weekends: Sequence[Sequence[int]]) -> NDArray[np.int8]:
    """The role of each day, int8 of shape (days,)."""
    roles = np.zeros(days, dtype=np.int8)
    for group in weekends:
        inside = sorted(day for day in group if 0 <= day < days)
        roles[inside] = WITHIN
        if inside:
            roles[inside[-1]] = CLOSING
    return roles
