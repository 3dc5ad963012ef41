"""One person's rules on neighbouring days as a machine of states: what was worked last decides what may come next.

A state holds the length of each run, the beginnings of unwanted patterns and what this weekend has seen. Shifts that
no rule tells apart are one kind; kind 0 is a day off. A hard rule is a missing step, a soft one the cost of a step.
What is counted over many days (totals, weekends) stands in `counters`. The method is the usual one of pricing by
dynamic programming (Strandmark, Qu and Curtois 2020, doi 10.1016/j.cor.2020.104945).
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.problem import Rule, Run, Succession, Weekends, WholeWeekends
from wellrun.engines.rostering.rolling import Rolled, Rolling

FREE = ""
OUTSIDE, WITHIN, CLOSING = 0, 1, 2
"""Roles of a day: in no weekend, in one, the last of one."""

WORKED, RESTED = 1, 2


class Tracker(Protocol):
    """Follows one rule from day to day. ``step`` gives the next state and what the step costs (infinite: forbidden)."""

    def step(self, state: Any, shift: str) -> tuple[Any, float]: ...


@dataclass(frozen=True)
class RunTracker:
    """State: length of the run (no longer than tells anything) and whether it may be older than what is known."""

    rule: Run
    begins = (0, True)

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
    begins = frozenset[int]()

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


def automaton_of(
    kinds: Sequence[str], rules: Sequence[Rule], before: Sequence[str], rolling: Sequence[Rolled] = ()
) -> Automaton:
    """The smallest machine for these kinds after ``before``: a shift of each stands for it, and off comes by itself.

    ``rolling`` are limits on every stretch of days, each with the state in which the plan begins.
    """
    local = tuple(rule for rule in rules if isinstance(rule, Run | Succession | WholeWeekends))
    counted = any(isinstance(rule, Weekends) for rule in rules)
    machine = _machine((FREE, *kinds), local, tuple(each.rule for each in rolling), counted)
    return machine.begun(tuple(before), tuple(each.start for each in rolling))


@lru_cache(maxsize=1024)
def _machine(shifts: tuple[str, ...], rules: tuple[Rule, ...], rolling: tuple[Rolling, ...], counted: bool) -> _Machine:
    return _Machine(shifts, rules, rolling, counted)


class _Machine:
    """The steps of some rules, made as they are first needed and shared by all who have these rules."""

    def __init__(
        self, shifts: tuple[str, ...], rules: tuple[Rule, ...], rolling: tuple[Rolling, ...], counted: bool
    ) -> None:
        self._shifts, self._local = shifts, [tracker for rule in rules if (tracker := _tracker(rule)) is not None]
        self._trackers: list[Tracker] = [*self._local, *rolling]
        halves = [price(rule.penalty) for rule in rules if isinstance(rule, WholeWeekends)]
        self._half = max(0.0, sum(halves)) if halves else 0.0
        self._seen = (WORKED if counted or halves else 0) | (RESTED if halves else 0)
        self._rows: dict[State, list[tuple[State | None, float, int]]] = {}
        self._known: list[dict[Any, tuple[Any, float]]] = [{} for _ in self._trackers]
        self._lock = threading.Lock()

    def begun(self, before: tuple[str, ...], rolled: tuple[tuple[int, ...], ...]) -> Automaton:
        """The smallest automaton that begins after these days."""
        local: list[Any] = [tracker.begins for tracker in self._local]
        for shift in before:
            local = [tracker.step(each, shift)[0] for tracker, each in zip(self._local, local, strict=True)]
        with self._lock:
            first = (*local, *rolled), 0
            numbers, waiting = {first: 0}, [first]
            for state in waiting:
                for target, _cost, _begun in self._row(state):
                    if target is not None and target not in numbers:
                        numbers[target] = len(numbers)
                        waiting.append(target)
            rows = [
                [(-1 if target is None else numbers[target], cost, begun) for target, cost, begun in self._row(state)]
                for state in waiting
            ]
        table = np.array(rows, dtype=np.float64).reshape(len(rows), len(self._shifts), 3, 3).transpose(3, 2, 0, 1)
        return _smallest(table[0].astype(np.int64), table[1], table[2].astype(np.int8))

    def _row(self, state: State) -> list[tuple[State | None, float, int]]:
        """By shift and role: the next state (None where the step is forbidden), its cost, whether a weekend begins."""
        if state not in self._rows:
            trackers, weekend = state
            row: list[tuple[State | None, float, int]] = []
            for shift in self._shifts:
                steps = [self._step(at, each, shift) for at, each in enumerate(trackers)]
                target, cost = tuple(step[0] for step in steps), sum(step[1] for step in steps)
                for role in (OUTSIDE, WITHIN, CLOSING):
                    after, extra, begun = _weekend(weekend, role, bool(shift), self._seen, self._half)
                    allowed = not math.isinf(cost + extra)
                    row.append(((target, after) if allowed else None, cost + extra, begun))
            self._rows[state] = row
        return self._rows[state]

    def _step(self, at: int, state: Any, shift: str) -> tuple[Any, float]:
        """A step of one tracker: of many states of the whole, each tracker has few of its own."""
        known = self._known[at]
        if (state, shift) not in known:
            known[state, shift] = self._trackers[at].step(state, shift)
        return known[state, shift]


State = tuple[tuple[Any, ...], int]
"""The state of each tracker, and what the weekend has seen."""


def _smallest(following: NDArray[np.int64], cost: NDArray[np.float64], weekend: NDArray[np.int8]) -> Automaton:
    """The automaton with states that cannot be told apart made one (Moore 1956); state 0 stays the first."""
    states = following.shape[1]
    block = np.zeros(states, dtype=np.int64)
    said = np.concatenate([cost, weekend], axis=2).transpose(1, 0, 2).reshape(states, -1)
    blocks = 0
    while True:
        goes = np.where(following < 0, -1, block[following]).transpose(1, 0, 2).reshape(states, -1)
        _, first, block = np.unique(
            np.concatenate([said, goes, block[:, None]], axis=1), axis=0, return_index=True, return_inverse=True
        )
        block = block.reshape(-1)
        if len(first) == blocks:
            break
        blocks = len(first)
    # The block of state 0 is number 0, so that the plan begins there.
    order = np.argsort(first, kind="stable")
    rank = np.empty(blocks, dtype=np.int64)
    rank[order] = np.arange(blocks)
    block, chosen = rank[block], first[order]
    target = np.where(following < 0, 0, block[following])[:, chosen]
    return Automaton(
        np.ascontiguousarray(target.astype(np.int32)),
        np.ascontiguousarray(cost[:, chosen]),
        np.ascontiguousarray(weekend[:, chosen].astype(np.int8)),
    )


def _tracker(rule: Rule) -> RunTracker | PatternTracker | None:
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
