"""Ruin and recreate with exact answers: a few people lose their lines, and one after the other takes the best there is.

Each answer is the exact optimum of `pricing` against what the others do, so a step is a large one. People who answer
first reckon in part with the master's duals, which say what a cover line will be worth once all have answered. A worse
roster may be accepted, as in simulated annealing (Kirkpatrick and others 1983); ruin and recreate is by Schrimpf and
others (2000).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from wellrun.engines.rostering.draft import Draft, Kept
from wellrun.engines.rostering.grid import Costs, Numbers

CREWS = (2, 3, 4)
CREW_ODDS = (0.6, 0.3, 0.1)
WINDOWS = (7, 14, 21, 28, 0)
"""Days that may change in one step; 0 is the whole plan."""

WINDOW_ODDS = (0.3, 0.3, 0.12, 0.08, 0.2)
AIMED = 0.25
"""Share of steps that begin with a cover line that lacks people."""

GUIDED = 0.8
"""The most that the duals weigh against what a cover line costs now."""

SHAKE = 0.5
"""Noise on prices, as a share of the temperature."""


@dataclass(frozen=True)
class Cooling:
    """From ``hot`` to ``cold`` (in penalty points) between two moments of the given clock."""

    hot: float
    cold: float
    begin: float
    end: float

    def at(self, now: float) -> float:
        gone = min(1.0, max(0.0, (now - self.begin) / max(1e-9, self.end - self.begin)))
        return self.hot * float((self.cold / self.hot) ** gone)


@dataclass
class Annealer:
    """One thread's search. ``better`` hears of every new best; ``stop`` is asked between steps."""

    draft: Draft
    chance: np.random.Generator
    clock: Callable[[], float]
    better: Callable[[Kept], None]
    stop: Callable[[], bool]
    duals: Costs | None = None
    steps: int = 0

    def build(self) -> list[int]:
        """Gives everybody a line in turn; returns those for whom no line is legal."""
        order = self.chance.permutation(len(self.draft.lines)).tolist()
        return [person for person in order if not self.draft.answer(person)]

    def run(self, cooling: Cooling) -> None:
        """Steps until the cooling ends or it is told to stop."""
        draft = self.draft
        value = best = draft.value()
        while (now := self.clock()) < cooling.end and not self.stop():
            heat = cooling.at(now)
            before = self._step(heat)
            after = draft.value()
            self.steps += 1
            if after <= value or self.chance.random() < math.exp((value - after) / heat):
                value = after
                if value < best:
                    best = value
                    self.better(draft.keep())
            else:
                draft.count = before[0]
                for person, line, cost in before[1]:
                    draft.lines[person], draft.costs[person] = line, cost

    def _step(self, heat: float) -> tuple[Costs, list[tuple[int, Numbers, int]]]:
        draft, chance = self.draft, self.chance
        aim = self._aim() if chance.random() < AIMED else None
        people = self._people(aim)
        days = self._days(aim)
        old = [(person, draft.lines[person], draft.costs[person]) for person in people]
        count = draft.count.copy()
        for person in people:
            draft.take(person)
        weight = GUIDED * chance.random()
        for at, person in enumerate(people):
            values = None
            if self.duals is not None and at < len(people) - 1:
                values = (1 - weight) * draft.grid.covers.one_more(draft.count) - weight * self.duals
            if not draft.answer(person, values=values, noise=heat * SHAKE * chance.random(), days=days):
                draft.set(person, *old[at][1:])
        return count, old

    def _aim(self) -> int | None:
        """A cover line that lacks people, one that matters more being likelier."""
        covers = self.draft.grid.covers
        short = np.flatnonzero(self.draft.count < covers.wanted)
        if not len(short):
            return None
        worth = covers.under[short] + covers.below[short] * (self.draft.count[short] < covers.minimum[short]) + 1e-9
        return int(self.chance.choice(short, p=worth / worth.sum()))

    def _people(self, aim: int | None) -> list[int]:
        """Who answers anew, in this order; one who could be given what is lacking comes last, when prices are true."""
        draft = self.draft
        size = min(int(self.chance.choice(CREWS, p=CREW_ODDS)), len(draft.lines))
        people = self.chance.choice(len(draft.lines), size, replace=False).tolist()
        if aim is not None:
            cover = draft.grid.problem.cover[aim]
            able = [
                person
                for person in self.chance.permutation(len(draft.lines))[:20].tolist()
                if person not in people and cover.duties & draft.pricers[person].person.may
            ]
            if able:
                people[-1] = able[0]
        return list(people)

    def _days(self, aim: int | None) -> tuple[int, int] | None:
        days = self.draft.grid.days
        size = int(self.chance.choice(WINDOWS, p=WINDOW_ODDS))
        if size == 0 and days > 70:
            # The whole of a long plan takes a hundred times as long as a window of it.
            size = 56
        if size == 0 or size >= days:
            return None
        begin = int(self.chance.integers(-(size // 2), days - size // 2))
        if aim is not None:
            begin = self.draft.grid.problem.cover[aim].day - int(self.chance.integers(size))
        return begin, begin + size
