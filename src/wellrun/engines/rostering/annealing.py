"""Ruin and recreate with exact answers: a few people lose their lines, and one after the other takes the best there is.

Each answer is the exact optimum of `pricing` against what the others do, so a step is a large one. People who answer
first reckon in part with the master's duals, which say what a cover line will be worth once all have answered. A worse
roster may be accepted, as in simulated annealing (Kirkpatrick and others 1983); ruin and recreate is by Schrimpf and
others (2000). The steps themselves are in `recreate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numba.typed import List

from wellrun.engines.rostering import recreate
from wellrun.engines.rostering.draft import Kept
from wellrun.engines.rostering.grid import Costs, Grid
from wellrun.engines.rostering.pricer import Pricer

CREW_ODDS = (0.05, 0.55, 0.3, 0.1)
"""Of one, two, three, four people."""

WINDOWS = {7: 0.3, 14: 0.3, 21: 0.12, 28: 0.08, 0: 0.2}
"""Days that may change in one step (0: the whole plan), with their odds."""

LONG_WINDOWS = {7: 0.3, 14: 0.3, 28: 0.3, 56: 0.1}
LONG = 70
"""Days of a plan from which on the whole of it takes too long for one step."""

AIMED = 0.25
"""Share of steps that begin with a cover line that lacks people."""

GUIDED = 0.8
"""The most that the duals weigh against what a cover line costs now."""

SHAKE = 0.5
"""Noise on prices, as a share of the temperature."""

PAUSE = 0.05
"""Seconds between two looks at the clock."""


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


class Annealer:
    """One thread's search. ``better`` hears of every new best; ``over`` is asked about every 50 ms."""

    def __init__(
        self,
        grid: Grid,
        pricers: Sequence[Pricer],
        *,
        seed: int,
        clock: Callable[[], float],
        better: Callable[[Kept], None],
        over: Callable[[], bool],
    ) -> None:
        self.grid, self.pricers, self.seed = grid, pricers, seed
        self.clock, self.better, self.over = clock, better, over
        self.steps = 0
        self._covers = covers_of(grid)
        self._nets = List()
        self._masks: list[dict[int, int]] = [{} for _ in pricers]
        for person in range(len(pricers)):
            self._variant(person, 0)
        self._lists = lists_of(pricers)
        self._space = np.empty(1 << 16)

    def run(self, kept: Kept, cooling: Cooling, duals: Costs | None) -> Kept:
        """Steps from this roster until the cooling ends or it is over; the best roster met."""
        recreate.seed(self.seed + self.steps)
        state = state_of(self.grid, kept)
        team, ask, chunk = self._team(), np.array([-1, 0, 0], dtype=np.int32), 1
        while (now := self.clock()) < cooling.end and not self.over():
            best = state.value[1]
            temper = self._temper(cooling.at(now), duals)
            self.steps += recreate.steps(team, self._covers, state, temper, chunk, self._space, ask)
            if state.value[1] < best - 1e-6:
                self.better(kept_of(state))
            took = self.clock() - now
            if ask[0] >= 0 or ask[2] > 0:
                team = self._serve(ask)
            elif took < PAUSE / 2:
                chunk = min(100_000, 2 * chunk)
            elif took > 2 * PAUSE:
                chunk = max(1, chunk // 2)
        return kept_of(state)

    def _serve(self, ask: np.ndarray[tuple[int], np.dtype[np.int32]]) -> recreate.Team:
        if ask[0] >= 0:
            self._variant(int(ask[0]), int(ask[1]))
        if ask[2] > 0:
            self._space = np.empty(int(ask[2]) * 5 // 4)
        ask[:] = -1, 0, 0
        return self._team()

    def _variant(self, person: int, mask: int) -> None:
        self._masks[person][mask] = len(self._nets)
        self._nets.append(self.pricers[person].variant(mask))

    def _team(self) -> recreate.Team:
        most = max(len(masks) for masks in self._masks)
        net = np.zeros((len(self.pricers), most), dtype=np.int32)
        mask = np.full((len(self.pricers), most), -1, dtype=np.int64)
        for person, masks in enumerate(self._masks):
            mask[person, : len(masks)] = list(masks)
            net[person, : len(masks)] = list(masks.values())
        return recreate.Team(self._nets, net, mask, *self._lists)

    def _temper(self, heat: float, duals: Costs | None) -> recreate.Temper:
        windows = LONG_WINDOWS if self.grid.days > LONG else WINDOWS
        return recreate.Temper(
            heat,
            np.array(CREW_ODDS),
            np.array(list(windows), dtype=np.int32),
            np.array(list(windows.values())),
            AIMED,
            0.0 if duals is None else GUIDED,
            SHAKE,
            np.zeros(len(self._covers.wanted)) if duals is None else duals,
        )


def covers_of(grid: Grid) -> recreate.Covers:
    """Cover lines for the compiled steps."""
    cover, columns = grid.problem.cover, grid.covers
    people = grid.problem.people.values()
    able = [
        [bool(each.duties & who.may) and (not each.people or who.code in each.people) for who in people]
        for each in cover
    ]
    return recreate.Covers(
        columns.wanted,
        columns.minimum,
        columns.under,
        columns.below,
        columns.over,
        np.array([each.day for each in cover], dtype=np.int32),
        np.array(able, dtype=np.int8).reshape(len(cover), len(people)),
    )


def lists_of(pricers: Sequence[Pricer]) -> list[object]:
    """The typed lists of ``recreate.Team`` after its nets and masks, in its order."""
    tables = [pricer.tables() for pricer in pricers]
    columns = [
        [pricer.own for pricer in pricers],
        [pricer.duties for pricer in pricers],
        [pricer.place for pricer in pricers],
        [pricer.touched for pricer in pricers],
        *zip(*tables, strict=True),
    ]
    return [List(column) for column in columns]


def state_of(grid: Grid, kept: Kept) -> recreate.State:
    lines, costs = np.array(kept.lines, dtype=np.int32), np.array(kept.costs, dtype=np.float64)
    count = grid.count(kept.lines)
    value = float(costs.sum() + grid.covers.cost(count).sum())
    return recreate.State(lines, costs, count, lines.copy(), costs.copy(), np.array([value, value]))


def kept_of(state: recreate.State) -> Kept:
    return Kept(float(state.value[1]), tuple(state.best_lines.copy()), tuple(round(cost) for cost in state.best_costs))
