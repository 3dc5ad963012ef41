"""Totals and weekends as counters that a dynamic programme carries along.

One counter over the whole plan with the widest range (minutes as a rule) is the main one; the others together make a
number, the row: mixed radix over the counters. Steps are counted in the greatest common divisor of what the kinds add,
so that 480 and 600 minutes are 4 and 5.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.automaton import price
from wellrun.engines.rostering.problem import Problem, Rule, Total, Weekends

MOST_ROWS = 4000
"""Rows beyond which a counter is left out: its rule is then relaxed, and what is found has to be checked."""

MOST_SUMS = 20_000_000
"""Rows times days times sums of the main counter beyond which the same holds: a plan of a year has fewer rows."""

SOFT_ROWS = 64
"""Rows beyond which a counter is left out that forbids nothing: a price for each unit of it stands for its cost."""


@dataclass(frozen=True)
class Counter:
    """What each kind adds (int, by kind), on which days, and what every sum costs in the end (index: the sum).

    A sum beyond the last is not allowed, unless the counter ``saturates``. An ``optional`` one seldom binds.
    """

    adds: tuple[int, ...]
    weekend: bool
    days: frozenset[int]
    final: tuple[float, ...]
    saturates: bool
    optional: bool

    @property
    def size(self) -> int:
        return len(self.final)

    def at(self, total: int) -> float:
        """What this sum costs in the end, infinite where it is not allowed."""
        if self.saturates:
            total = min(total, self.size - 1)
        return self.final[total] if total < self.size else math.inf

    @property
    def soft(self) -> bool:
        """Whether every sum that a line can come to is allowed, so that the counter may be priced instead of kept."""
        return not self.weekend and all(math.isfinite(self.at(total)) for total in range(self.most + 1))

    @property
    def most(self) -> int:
        """The greatest sum that a line can come to."""
        return len(self.days) * (1 if self.weekend else max(self.adds, default=0))

    @property
    def first(self) -> int:
        return min(self.days)

    @property
    def last(self) -> int:
        """The day on which the counter is settled."""
        return max(self.days)


def adds_of(problem: Problem, rule: Rule, shifts: Sequence[str]) -> tuple[int, ...]:
    """What a day on each of these shifts adds to the rule's total; () where the rule is no total."""
    if not isinstance(rule, Total):
        return ()
    if not rule.in_minutes:
        return tuple(int(shift in rule.of) for shift in shifts)
    return tuple(
        problem.shifts[shift].minutes if shift in rule.of and shift in problem.shifts else 0 for shift in shifts
    )


def counter_of(problem: Problem, rule: Rule, kinds: Sequence[str]) -> Counter | None:
    """The counter of a total or of weekends; None for any other rule and where nothing can be missed."""
    days = frozenset(range(problem.days))
    if isinstance(rule, Weekends):
        groups = sum(any(day in days for day in group) for group in problem.weekends)
        final = _final(groups, 1, rule.already, 0, rule.at_most, 1, None, rule.penalty)
        return _trimmed(Counter((0,) * len(kinds), True, days, final, False, False))
    if not isinstance(rule, Total):
        return None
    adds = adds_of(problem, rule, kinds)
    if rule.days:
        inside = frozenset(rule.days) & days
        # A total over days outside the plan is settled all the same, with what history brought.
        days, adds = (inside, adds) if inside else (frozenset({problem.days - 1}), (0,) * len(kinds))
    unit = math.gcd(*adds) or 1
    steps = tuple(each // unit for each in adds)
    least, most = rule.at_least, rule.at_most
    longest = max(steps, default=0) * len(days)
    saturates = most is None
    if saturates:
        longest = min(longest, max(0, -((rule.already - least) // unit)))
    final = _final(longest, unit, rule.already, least, most, rule.step, rule.penalty_under, rule.penalty_over)
    optional = least <= 0 and rule.penalty_over is None and sum(bool(each) for each in steps) < len(kinds) - 1
    return _trimmed(Counter(steps, False, days, final, saturates, optional))


def _final(
    longest: int,
    unit: int,
    already: int,
    least: int,
    most: int | None,
    step: int,
    under: int | None,
    over: int | None,
) -> tuple[float, ...]:
    costs = []
    for count in range(longest + 1):
        total, cost = already + unit * count, 0.0
        if total < least:
            cost += price(under) * -((total - least) // step)
        if most is not None and total > most:
            cost += price(over) * -((most - total) // step)
        costs.append(cost)
    return tuple(costs)


def _trimmed(counter: Counter) -> Counter | None:
    """Without the sums above the last one allowed; None where every sum is free."""
    final = list(counter.final)
    while len(final) > 1 and math.isinf(final[-1]):
        final.pop()
    if not any(final) and len(final) == len(counter.final):
        return None
    return replace(counter, final=tuple(final))


def merged(found: Iterable[Counter | None]) -> list[Counter]:
    """The counters that there are; those that count the same on the same days are one, with their costs added."""
    together: dict[object, Counter] = {}
    for counter in found:
        if counter is None:
            continue
        same = counter.adds, counter.weekend, counter.days, counter.saturates
        held = together.get(same)
        together[same] = counter if held is None else _sum_of(held, counter)
    return list(together.values())


def _sum_of(one: Counter, other: Counter) -> Counter:
    size = max(one.size, other.size) if one.saturates else min(one.size, other.size)
    final = tuple(one.at(total) + other.at(total) for total in range(size))
    return replace(one, final=final, optional=one.optional and other.optional)


@dataclass(frozen=True)
class Rows:
    """Steps between rows by day, kind, weekend begun (0 or 1) and row: next row (-1: none) and what settling costs.

    ``following`` int32 and ``cost`` float64 of shape (days, vectors, 2, rows); ``vector`` int16 gives each kind's
    vector of additions.
    """

    vector: NDArray[np.int16]
    following: NDArray[np.int32]
    cost: NDArray[np.float64]


Slots = list[list[Counter]]
"""Counters by slot: those of one slot run one after the other and share one digit of the row."""


def rows_of(slots: Slots, kinds: Sequence[int], days: int) -> Rows:
    """Tables for these counters together; ``kinds`` are positions in what they add.

    On its last day a counter is settled, and its digit stands at 0 from then on.
    """
    vectors: dict[tuple[int, ...], int] = {}
    vector = np.zeros(len(kinds), dtype=np.int16)
    for at, kind in enumerate(kinds):
        key = tuple(counter.adds[kind] for slot in slots for counter in slot)
        vector[at] = vectors.setdefault(key, len(vectors))
    count = math.prod(_size(slot) for slot in slots)
    following = np.zeros((days, len(vectors), 2, count), dtype=np.int32)
    cost = np.zeros((days, len(vectors), 2, count))
    for number in range(len(vectors)):
        kind = kinds[int(np.flatnonzero(vector == number)[0])]
        for day in range(days):
            for begun in (0, 1):
                target, price_of = _steps(slots, kind, day, begun, count)
                following[day, number, begun], cost[day, number, begun] = target, price_of
    return Rows(vector, following, cost)


def _size(slot: Sequence[Counter]) -> int:
    return max(counter.size for counter in slot)


def _steps(slots: Slots, kind: int, day: int, begun: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rows = np.arange(count)
    target, cost, ok, radix = np.zeros(count, dtype=np.int64), np.zeros(count), np.ones(count, dtype=bool), 1
    for slot in slots:
        after, size = rows // radix % _size(slot), _size(slot)
        counter = next((each for each in slot if each.first <= day <= each.last), None)
        if counter is not None:
            after = after + ((begun if counter.weekend else counter.adds[kind]) if day in counter.days else 0)
            if counter.saturates:
                after = np.minimum(after, counter.size - 1)
            ok &= after < counter.size
            after = np.minimum(after, counter.size - 1)
            if day == counter.last:
                cost += np.array(counter.final)[after]
                after = np.zeros(count, dtype=np.int64)
        target += radix * after
        radix *= size
    ok &= np.isfinite(cost)
    return np.where(ok, target, -1), np.where(ok, cost, 0.0)


def _rank(counter: Counter) -> tuple[bool, bool, bool, float, int]:
    steepest = max((after - before for before, after in pairwise(counter.final)), default=0.0) if counter.soft else 0.0
    return not counter.weekend, counter.optional, counter.soft, -steepest, counter.size


def chosen(
    counters: Sequence[Counter], wanted: frozenset[int], days: int
) -> tuple[Counter | None, Slots, tuple[int, ...]]:
    """(main, rows, left out): the main counter, those that make the row, and the positions of those that are relaxed.

    Optional ones (hard maxima that seldom bind) are taken only where ``wanted`` holds their position.
    """
    whole = [each for each in counters if not each.weekend and not each.optional and len(each.days) == days]
    main = max(whole, key=lambda each: each.size, default=None)
    most = min(MOST_ROWS, max(1, MOST_SUMS // (days * (main.size if main else 1))))
    slots, out = Slots(), list[int]()
    # Weekends come first and are all kept: what is left out is summed day by day, which they cannot be. Of what may
    # be priced instead, the steepest come first: there a price is furthest from the truth.
    ranked = sorted(range(len(counters)), key=lambda at: _rank(counters[at]))
    for at in ranked:
        counter = counters[at]
        if counter is main:
            continue
        if counter.optional and at not in wanted and not counter.weekend:
            out.append(at)
            continue
        apart = (slot for slot in slots if all(each.last < counter.first or counter.last < each.first for each in slot))
        slot = next(apart, None)
        tried = [[*each, counter] if each is slot else each for each in slots] + ([] if slot else [[counter]])
        limit = min(SOFT_ROWS, most) if counter.soft else most
        if not counter.weekend and math.prod(_size(each) for each in tried) > limit:
            out.append(at)
        else:
            slots = tried
    return main, slots, tuple(out)
