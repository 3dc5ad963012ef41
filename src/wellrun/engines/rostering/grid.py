"""A problem as arrays: duties and people by number, and what covers cost.

Duty 0 is a day off; duty j is ``Grid.duties[j - 1]``. People who are counted by the same cover lines are one class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.problem import OFF, Cover, Problem
from wellrun.engines.rostering.solution import Line, Roster

HARD = 100_000.0
"""What one person below a hard minimum costs while a roster is being made. A bound that counts it so stays a bound."""

Numbers = NDArray[np.int32]
Costs = NDArray[np.float64]


@dataclass(frozen=True)
class Covers:
    """Cover lines as columns, float64 of shape (lines,) each."""

    wanted: Costs
    minimum: Costs
    under: Costs
    below: Costs
    over: Costs

    def cost(self, count: Costs) -> Costs:
        """What each line costs with so many people."""
        below = np.maximum(0, self.minimum - count)
        short = np.maximum(0, self.wanted - np.maximum(count, self.minimum))
        return below * self.below + short * self.under + np.maximum(0, count - self.wanted) * self.over

    def less(self, count: Costs) -> Covers:
        """What is still to be covered when so many people are given."""
        return replace(self, wanted=np.maximum(0, self.wanted - count), minimum=np.maximum(0, self.minimum - count))

    def one_more(self, count: Costs) -> Costs:
        """How the cost of each line changes with one more person."""
        return np.where(
            count < self.minimum, -self.below, np.where(count < self.wanted, -self.under, self.over)
        ).astype(np.float64)


@dataclass(frozen=True)
class Grid:
    """``touched`` by class: which cover lines a duty on a day counts for, int32 (days, duties + 1, most), padded with
    -1. ``group`` is the class of each person."""

    problem: Problem
    duties: tuple[str, ...]
    people: tuple[str, ...]
    covers: Covers
    group: tuple[int, ...]
    touched: tuple[Numbers, ...]

    @property
    def days(self) -> int:
        return self.problem.days

    def given(self, group: int, line: Numbers) -> Numbers:
        """The cover lines (some perhaps twice) that one person's line counts for."""
        touched = self.touched[group][np.arange(self.days), line]
        return touched[touched >= 0]

    def count(self, lines: Sequence[Numbers]) -> Costs:
        """How many people each cover line gets."""
        count = np.zeros(len(self.covers.wanted))
        for group, line in zip(self.group, lines, strict=True):
            np.add.at(count, self.given(group, line), 1)
        return count

    def roster(self, lines: Sequence[Numbers]) -> Roster:
        codes: tuple[str | None, ...] = (OFF, *self.duties)
        return Roster(
            {person: tuple(codes[duty] for duty in line) for person, line in zip(self.people, lines, strict=True)}
        )

    def numbers(self, line: Line) -> Numbers:
        at: dict[str | None, int] = {OFF: 0} | {duty: number for number, duty in enumerate(self.duties, start=1)}
        return np.array([at[duty] for duty in line], dtype=np.int32)


def grid_of(problem: Problem) -> Grid:
    """The problem as arrays; cover lines outside the plan keep their place and count nobody."""
    duties = tuple(problem.duties)
    number = {duty: at for at, duty in enumerate(duties, start=1)}
    applies: dict[tuple[int, ...], int] = {}
    groups, limited = [], [at for at, cover in enumerate(problem.cover) if cover.people]
    for person in problem.people:
        mine = tuple(at for at in limited if person in problem.cover[at].people)
        groups.append(applies.setdefault(mine, len(applies)))
    everybody = tuple(at for at, cover in enumerate(problem.cover) if not cover.people)
    touched = [_touched(problem, sorted((*everybody, *mine)), number) for mine in applies]
    return Grid(problem, duties, tuple(problem.people), _covers(problem.cover), tuple(groups), tuple(touched))


def _covers(cover: Sequence[Cover]) -> Covers:
    def column(values: Sequence[float]) -> Costs:
        return np.array(values, dtype=np.float64)

    return Covers(
        wanted=column([each.wanted for each in cover]),
        minimum=column([each.minimum for each in cover]),
        under=column([each.under for each in cover]),
        below=column([HARD if each.under_minimum is None else each.under_minimum for each in cover]),
        over=column([each.over for each in cover]),
    )


def _touched(problem: Problem, lines: Sequence[int], number: dict[str, int]) -> Numbers:
    cells: dict[tuple[int, int], list[int]] = {}
    for at in lines:
        cover = problem.cover[at]
        if 0 <= cover.day < problem.days:
            for duty in cover.duties & number.keys():
                cells.setdefault((cover.day, number[duty]), []).append(at)
    most = max(map(len, cells.values()), default=1)
    touched = np.full((problem.days, len(number) + 1, most), -1, dtype=np.int32)
    for (day, at), found in cells.items():
        touched[day, at, : len(found)] = found
    return touched
