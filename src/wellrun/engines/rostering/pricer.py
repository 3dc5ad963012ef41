"""One person, ready to be asked: which line is cheapest at these prices, among cells that are free?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.automaton import Automaton, automaton_of, roles_of
from wellrun.engines.rostering.checker import FREE, shifts_of
from wellrun.engines.rostering.counters import Counter, Slots, chosen, counter_of, merged, rows_of
from wellrun.engines.rostering.grid import Costs, Grid, Numbers
from wellrun.engines.rostering.pricing import Net, along, cells_at, cheapest, hold, sums_of, within, worth
from wellrun.engines.rostering.problem import OFF, Person, Rule, Run, Succession
from wellrun.engines.rostering.rolling import Rolled, rolling_of

Marks = NDArray[np.int8]

TRIES, PUSH = 30, 40.0
"""How often, and by how much a step, cells are made dearer where a rule was left out of the dynamic programme."""


@dataclass(frozen=True)
class Found:
    """``value`` is a lower bound of cost plus prices over all legal lines; the line reaches it where ``exact``.

    ``line`` int32 (days,) holds duty numbers of the grid, None where no legal one was found; ``cost`` is what the line
    costs by itself: rules, wishes, duties.
    """

    value: float
    line: Numbers | None
    cost: int
    exact: bool = True


class Space:
    """Room for the dynamic programme, grown when it must be; one for each thread."""

    def __init__(self) -> None:
        self.numbers = np.empty(1 << 16)

    def grow(self, size: int) -> None:
        self.numbers = np.empty(size + size // 4)


class Pricer:
    """``own`` float64 (days, duties + 1) is what each cell costs the person alone; infinite where it is not allowed.

    ``duties`` are the numbers of the person's duties, 0 (off) first; ``touched`` the cover lines each cell counts for.
    """

    def __init__(self, grid: Grid, person: Person, touched: Numbers) -> None:
        problem = grid.problem
        self.person, self.days, self.touched = person, problem.days, touched
        self.duties = np.array(
            [0, *(at for at, duty in enumerate(grid.duties, start=1) if duty in person.may)], dtype=np.int32
        )
        self.place = np.zeros(len(grid.duties) + 1, dtype=np.int32)
        self.place[self.duties] = np.arange(len(self.duties))
        codes = [grid.duties[at - 1] for at in self.duties[1:]]
        self._shifts = (FREE, *(problem.duties[code].shift for code in codes))
        self._before = shifts_of(problem, person.before)
        self.own = own_costs(person, codes, problem.days)
        self._roles = roles_of(problem.days, problem.weekends)
        self._rolling = rolling_of(problem, person.rules, self._shifts)
        rolled = frozenset[int]().union(*(each.stands_for for each in self._rolling))
        self._counters = merged(
            counter_of(problem, rule, self._shifts) for at, rule in enumerate(person.rules) if at not in rolled
        )
        self._adds = np.array([counter.adds for counter in self._counters], dtype=np.int32).reshape(
            -1, len(self.duties)
        )
        self._on = np.array(
            [[day in counter.days for day in range(self.days)] for counter in self._counters], dtype=np.int8
        ).reshape(-1, self.days)
        self._priced: tuple[int, ...] | None = None
        self._wanted: frozenset[int] = frozenset()
        self._nets: dict[frozenset[int], tuple[Net, tuple[int, ...]]] = {}

    def cheapest(
        self,
        values: Costs,
        space: Space,
        *,
        free: Costs | None = None,
        prices: Costs | None = None,
        noise: float = 0.0,
        around: tuple[Numbers, int, int] | None = None,
    ) -> Found:
        """The cheapest line when each cover line adds its value to the cells that count for it.

        ``prices`` float64 (priced counters,) are added for each unit of them: they stand for costs that ``value`` then
        leaves out.

        ``free`` float64 (days, all duties + 1) is added as well: 0 where a cell may be so, infinite where it may not.
        ``around`` (line, begin, end) keeps the line outside these days. ``noise`` adds chance, so that ties and near
        ties fall out differently; the value then is no bound.
        """
        cells = cells_at(self.own, self.duties, self.touched, values, noise)
        if free is not None:
            cells += free[:, self.duties]
        if prices is not None and len(prices):
            cells += self._at_prices(prices)
        if around is not None:
            hold(cells, self.place[around[0]], around[1], around[2])
        return self._solve(cells, values, space, noise, prices)

    @property
    def priced(self) -> tuple[int, ...]:
        """The counters, by position, that no net keeps and that forbid nothing: a price can stand for each."""
        if self._priced is None:
            self._priced = tuple(at for at in self._net(frozenset())[1] if self._counters[at].soft)
        return self._priced

    def priced_sums(self, line: Numbers) -> Numbers:
        """What a line (duty numbers) comes to on each priced counter, int32 (priced counters,)."""
        return sums_of(self._adds, self._on, self.place[line])[list(self.priced)]

    def priced_costs(self) -> list[Costs]:
        """What each sum of each priced counter costs in the end, from 0 to the greatest there is."""
        counters = [self._counters[at] for at in self.priced]
        return [np.array([each.at(total) for total in range(each.most + 1)]) for each in counters]

    def _at_prices(self, prices: Costs) -> Costs:
        at = list(self.priced)
        found: Costs = (self._on[at].T * prices) @ self._adds[at]
        return found

    def _solve(self, cells: Costs, values: Costs, space: Space, noise: float, prices: Costs | None) -> Found:
        wanted, bound, pushed, tries = self._wanted, -math.inf, cells, 0
        while True:
            net, out = self._net(wanted)
            value, line, size = cheapest(net, pushed, space.numbers)
            if size > len(space.numbers):
                space.grow(size)
                continue
            if math.isinf(value):
                return Found(bound if tries else math.inf, None, 0, not tries)
            if pushed is cells:
                bound = max(bound, value)
            sums = sums_of(self._adds, self._on, line)
            extra = {at: self._counters[at].at(int(sums[at])) for at in out}
            more = frozenset(at for at, cost in extra.items() if cost > 0 and self._counters[at].optional)
            lost = sum(extra.values())
            if not more <= wanted:
                wanted |= more
            elif math.isinf(lost) and tries < TRIES:
                tries += 1
                pushed = self._push(pushed, extra, sums)
            else:
                break
        # Counters that bind will bind again; the others only make the next answer slow.
        self._wanted = frozenset(at for at in wanted if sums[at] >= self._counters[at].size - 1)
        if math.isinf(lost):
            return Found(bound, None, 0, False)
        numbers, days = self.duties[line], np.arange(self.days)
        added = pushed[days, line].sum() - self.own[days, line].sum()
        if pushed is cells and not noise:
            added = worth(self.touched, values, numbers)
            if prices is not None and len(prices):
                added += float(prices @ sums[list(self.priced)])
        return Found(bound, numbers, round(value - added + lost), not tries and not lost)

    def variant(self, mask: int) -> Net:
        """The net that takes in the optional counters of these bits."""
        return self._net(frozenset(at for at in range(len(self._counters)) if mask >> at & 1))[0]

    def tables(self) -> tuple[Numbers, Marks, Costs, Marks, Marks, Marks]:
        """By counter: what duties add, the days that count, the cost of each sum (padded infinite), and three marks:
        the last sum stands for all above it; optional; left out of every net."""
        out = set(self._net(frozenset())[1])
        final = np.full((len(self._counters), max((each.size for each in self._counters), default=1)), math.inf)
        for at, each in enumerate(self._counters):
            final[at, : each.size] = each.final
            if each.saturates:
                final[at, each.size :] = each.final[-1]
        marks = [
            (each.saturates, each.optional, at in out and not each.optional) for at, each in enumerate(self._counters)
        ]
        columns = np.array(marks, dtype=np.int8).reshape(-1, 3).T.copy()
        return self._adds, self._on, final, columns[0].copy(), columns[1].copy(), columns[2].copy()

    def within(
        self, values: Costs, space: Space, limit: float, most: int, *, prices: Costs
    ) -> list[tuple[Numbers, int]] | None:
        """All legal lines, with their own cost, whose cost and values are within ``limit``; None if over ``most``.

        ``prices`` stand for the costs of priced counters, as in ``cheapest``.
        """
        cells = cells_at(self.own, self.duties, self.touched, values, 0.0)
        if len(prices):
            cells += self._at_prices(prices)
        net, out = self._net(frozenset(at for at, counter in enumerate(self._counters) if counter.optional))
        while (size := cheapest(net, cells, space.numbers)[2]) > len(space.numbers):
            space.grow(size)
        lines, count = within(net, cells, space.numbers, limit, most)
        if count < 0:
            return None
        found = []
        for line in lines[:count]:
            sums = sums_of(self._adds, self._on, line)
            lost = sum(self._counters[at].at(int(sums[at])) for at in out)
            if not math.isinf(lost):
                numbers = self.duties[line]
                found.append((numbers, self._cost(net, line, lost)))
        return found

    def _cost(self, net: Net, line: Numbers, lost: float) -> int:
        """What a legal line (positions) costs by itself, ``lost`` for rules that the net leaves out among it."""
        return round(along(net, line) + float(self.own[np.arange(self.days), line].sum()) + lost)

    def _push(self, cells: Costs, extra: dict[int, float], sums: Numbers) -> Costs:
        """Cells made dearer or cheaper on the days of counters that were left out and are broken."""
        pushed = cells.copy()
        for at, cost in extra.items():
            if math.isinf(cost):
                sign = -1 if sums[at] < self._counters[at].size and math.isinf(self._counters[at].final[0]) else 1
                pushed[self._on[at] == 1] += sign * PUSH * self._adds[at]
        return pushed

    def cost_of(self, line: Numbers, space: Space) -> float:
        """What the line costs by itself, infinite where it is not legal."""
        if not np.isin(line, self.duties).all():
            return math.inf
        found = self.cheapest(np.zeros(int(self.touched.max(initial=0)) + 1), space, around=(line, 0, 0))
        return math.inf if found.line is None else found.cost

    def _net(self, wanted: frozenset[int]) -> tuple[Net, tuple[int, ...]]:
        if wanted not in self._nets:
            self._nets[wanted] = self._make(wanted)
        return self._nets[wanted]

    def _make(self, wanted: frozenset[int]) -> tuple[Net, tuple[int, ...]]:
        main, slots, out = chosen(self._counters, wanted, self.days)
        taken = [*(each for slot in slots for each in slot), *([main] if main else [])]
        kind = kinds_of(self._shifts, self.person.rules, taken, self._rolling)
        first = [kind.index(each) for each in range(max(kind) + 1)]
        machine = automaton_of([self._shifts[at] for at in first[1:]], self.person.rules, self._before, self._rolling)
        return _net(machine, main, slots, first, kind, self._roles), out


def _net(
    machine: Automaton,
    main: Counter | None,
    slots: Slots,
    first: Sequence[int],
    kind: Sequence[int],
    roles: np.ndarray[tuple[int], np.dtype[np.int8]],
) -> Net:
    table = rows_of(slots, first, len(roles))
    return Net(
        following=machine.following,
        cost=machine.cost,
        weekend=machine.weekend,
        role=roles,
        vector=table.vector,
        row_following=table.following,
        row_cost=table.cost,
        add=np.array([main.adds[at] if main else 0 for at in first], dtype=np.int32),
        final=np.array(main.final if main else (0.0,)),
        saturates=int(main is not None and main.saturates),
        kind=np.array(kind, dtype=np.int32),
    )


def kinds_of(
    shifts: Sequence[str], rules: Sequence[Rule], counters: Sequence[Counter], rolling: Sequence[Rolled] = ()
) -> list[int]:
    """A number for each shift; those that no run, pattern or counter tells apart have the same. A day off is 0."""
    sets = [rule.of for rule in rules if isinstance(rule, Run)]
    sets += [some for rule in rules if isinstance(rule, Succession) for some in rule.pattern]
    kinds: dict[object, int] = {}
    return [
        kinds.setdefault(
            (
                shift == FREE,
                tuple(shift in some for some in sets),
                tuple(each.adds[at] for each in counters if not each.weekend),
                tuple(each.rule.of(shift) for each in rolling),
            ),
            len(kinds),
        )
        for at, shift in enumerate(shifts)
    ]


def own_costs(person: Person, codes: Sequence[str], days: int) -> Costs:
    """What each cell costs by wishes and duties, infinite where it is closed or something else is kept."""
    own = np.zeros((days, len(codes) + 1))
    given = (FREE, *codes)
    own[:, 1:] += [person.cost.get(code, 0) for code in codes]
    for wish in person.wishes:
        if 0 <= wish.day < days:
            own[wish.day] += [wish.penalty * ((code in wish.duties) != wish.wanted) for code in given]
    for day in person.closed:
        if 0 <= day < days:
            own[day, 1:] = math.inf
    for day, duty in person.kept.items():
        if 0 <= day < days:
            own[day, [code != (FREE if duty is OFF else duty) for code in given]] = math.inf
    return own
