"""The cheapest line of one person at given prices: an exact dynamic programme over the person's automaton and counters.

For each day, state and row it keeps the interval of sums of the main counter that can be reached from the start, and
inside it the cheapest way to the end; so cells that are fixed make it quick by themselves. Costs are float64.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.compiled import compiled

Costs = NDArray[np.float64]
Numbers = NDArray[np.int32]
Places = NDArray[np.int64]


class Net(NamedTuple):
    """One person's rules as arrays: the automaton (3 roles, states, kinds), the rows, the main counter.

    ``role`` int8 (days,); ``add`` int32 (kinds,) to the main counter, whose sums cost ``final`` float64 (sums,) in the
    end; ``saturates`` 1 where the last sum stands for all above it. ``kind`` int32 (duties + 1,) gives the kind of each
    of the person's duties, where 0 is a day off.
    """

    following: NDArray[np.int32]
    cost: NDArray[np.float64]
    weekend: NDArray[np.int8]
    role: NDArray[np.int8]
    vector: NDArray[np.int16]
    row_following: NDArray[np.int32]
    row_cost: NDArray[np.float64]
    add: NDArray[np.int32]
    final: NDArray[np.float64]
    saturates: int
    kind: NDArray[np.int32]


@compiled
def fold(cells: Costs, kind: Numbers, kinds: int) -> tuple[Costs, Numbers]:
    """The cheapest duty of each kind: costs (days, kinds) and which duty it is."""
    days, duties = cells.shape
    best = np.full((days, kinds), np.inf)
    duty = np.zeros((days, kinds), np.int32)
    for day in range(days):
        for at in range(duties):
            if cells[day, at] < best[day, kind[at]]:
                best[day, kind[at]] = cells[day, at]
                duty[day, kind[at]] = at
    return best, duty


@compiled
def reach(net: Net, best: Costs) -> tuple[Numbers, Numbers]:
    """Lowest and highest sum of the main counter the start leads to, by day, state and row; low above high: none."""
    days, kinds = best.shape
    states, rows = net.following.shape[1], net.row_following.shape[3]
    top = net.final.shape[0] - 1
    low = np.full((days + 1, states, rows), top + 1, np.int32)
    high = np.full((days + 1, states, rows), -1, np.int32)
    low[0, 0, 0] = 0
    high[0, 0, 0] = 0
    for day in range(days):
        role = net.role[day]
        for state in range(states):
            for row in range(rows):
                if low[day, state, row] > high[day, state, row]:
                    continue
                for kind in range(kinds):
                    if best[day, kind] + net.cost[role, state, kind] == np.inf:
                        continue
                    after = net.row_following[day, net.vector[kind], net.weekend[role, state, kind], row]
                    if after < 0:
                        continue
                    target = net.following[role, state, kind]
                    bottom = low[day, state, row] + net.add[kind]
                    peak = high[day, state, row] + net.add[kind]
                    if net.saturates:
                        bottom = min(bottom, top)
                    if bottom <= top:
                        low[day + 1, target, after] = min(low[day + 1, target, after], bottom)
                        high[day + 1, target, after] = max(high[day + 1, target, after], min(peak, top))
    return low, high


@compiled
def relax(space: Costs, base: float, begin: int, end: int, here: int, there: int) -> None:
    """space[here + s] = min(itself, base + space[there + s]) for s in begin..end: the inner loop of it all."""
    for s in range(begin, end + 1):
        value = base + space[there + s]
        if value < space[here + s]:
            space[here + s] = value


@compiled
def sweep(net: Net, best: Costs, low: Numbers, high: Numbers, place: Places, space: Costs) -> None:
    """Fills ``space`` backwards: the cheapest way to the end from each sum of each day, state and row.

    ``place`` int64 says where the interval of a day, state and row begins. Narrows ``low`` and ``high`` to what also
    leads to the end.
    """
    days, kinds = best.shape
    states, rows = net.following.shape[1], net.row_following.shape[3]
    top = net.final.shape[0] - 1
    for day in range(days - 1, -1, -1):
        role = net.role[day]
        for state in range(states):
            for row in range(rows):
                first, last = low[day, state, row], high[day, state, row]
                if first > last:
                    continue
                here = place[day, state, row] - first
                space[here + first : here + last + 1] = np.inf
                least, most = top + 1, -1
                for kind in range(kinds):
                    base = best[day, kind] + net.cost[role, state, kind]
                    if base == np.inf:
                        continue
                    begun, vector = net.weekend[role, state, kind], net.vector[kind]
                    after = net.row_following[day, vector, begun, row]
                    if after < 0:
                        continue
                    target, add = net.following[role, state, kind], net.add[kind]
                    bottom, peak = low[day + 1, target, after], high[day + 1, target, after]
                    if bottom > peak:
                        continue
                    base += net.row_cost[day, vector, begun, row]
                    there = place[day + 1, target, after] - bottom
                    begin, end = max(first, bottom - add), min(last, peak - add)
                    if begin <= end:
                        relax(space, base, begin, end, here, there + add)
                        least, most = min(least, begin), max(most, end)
                    if net.saturates and peak == top:
                        begin = max(first, top - add + 1)
                        for s in range(begin, last + 1):
                            space[here + s] = min(space[here + s], base + space[there + top])
                        if begin <= last:
                            least, most = min(least, begin), last
                # What lies outside is infinite; the interval may shrink, its beginning in space moves along.
                if least <= most:
                    place[day, state, row] += least - first
                low[day, state, row], high[day, state, row] = least, most


@compiled
def layout(low: Numbers, high: Numbers) -> tuple[Places, int]:
    """Where each interval begins in one row of numbers, and how many numbers there are."""
    days, states, rows = low.shape
    place = np.zeros((days, states, rows), np.int64)
    size = 0
    for day in range(days):
        for state in range(states):
            for row in range(rows):
                if low[day, state, row] <= high[day, state, row]:
                    place[day, state, row] = size
                    size += high[day, state, row] - low[day, state, row] + 1
    return place, size


@compiled
def finish(net: Net, low: Numbers, high: Numbers, place: Places, space: Costs) -> None:
    """Sets the last boundary to what the main counter costs in the end, narrowing to what is allowed."""
    days = low.shape[0] - 1
    for state in range(low.shape[1]):
        for row in range(low.shape[2]):
            first, last = low[days, state, row], high[days, state, row]
            while first <= last and net.final[first] == np.inf:
                first += 1
                place[days, state, row] += 1
            while first <= last and net.final[last] == np.inf:
                last -= 1
            low[days, state, row], high[days, state, row] = first, last
            for s in range(first, last + 1):
                space[place[days, state, row] + s - first] = net.final[s]


@compiled
def follow(net: Net, best: Costs, low: Numbers, high: Numbers, place: Places, space: Costs) -> Numbers:
    """The kinds of the cheapest line, int32 (days,), by going forward along what ``sweep`` found."""
    days, kinds = best.shape
    top = net.final.shape[0] - 1
    line = np.zeros(days, np.int32)
    state = row = total = 0
    for day in range(days):
        role = net.role[day]
        least, goes = np.inf, (0, 0, 0)
        for kind in range(kinds):
            base = best[day, kind] + net.cost[role, state, kind]
            if base == np.inf:
                continue
            begun, vector = net.weekend[role, state, kind], net.vector[kind]
            after = net.row_following[day, vector, begun, row]
            if after < 0:
                continue
            target, sums = net.following[role, state, kind], total + net.add[kind]
            if net.saturates:
                sums = min(sums, top)
            bottom = low[day + 1, target, after]
            if sums < bottom or sums > high[day + 1, target, after]:
                continue
            value = base + net.row_cost[day, vector, begun, row] + space[place[day + 1, target, after] + sums - bottom]
            if value < least:
                least, goes, line[day] = value, (target, after, sums), kind
        state, row, total = goes
    return line


@compiled
def cheapest(net: Net, cells: Costs, space: Costs) -> tuple[float, Numbers, int]:
    """(cost, duties, size): the cheapest line at these cell costs.

    ``cells`` float64 (days, duties + 1), infinite where a duty is not allowed; duties int32 (days,) are positions in
    it. The cost is infinite where no line is legal. Where ``space`` is shorter than ``size``, nothing is found: ask
    again with a longer one.
    """
    best, duty = fold(cells, net.kind, net.add.shape[0])
    low, high = reach(net, best)
    place, size = layout(low, high)
    line = np.zeros(cells.shape[0], np.int32)
    if size > space.shape[0]:
        return np.inf, line, size
    finish(net, low, high, place, space)
    sweep(net, best, low, high, place, space)
    if low[0, 0, 0] > high[0, 0, 0]:
        return np.inf, line, size
    cost = space[place[0, 0, 0]]
    if cost == np.inf:
        return cost, line, size
    kinds = follow(net, best, low, high, place, space)
    for day in range(kinds.shape[0]):
        line[day] = duty[day, kinds[day]]
    return cost, line, size


@compiled
def cells_at(own: Costs, duties: Numbers, touched: Numbers, values: Costs, noise: float) -> Costs:
    """What each cell costs: by itself and by the value of every cover line it counts for, with some chance added.

    ``own`` (days, duties of the person + 1), ``duties`` their numbers, ``touched`` (days, all duties + 1, most) cover
    lines or -1, ``values`` (cover lines,).
    """
    cells = own.copy()
    for day in range(cells.shape[0]):
        for at in range(cells.shape[1]):
            for line in touched[day, duties[at]]:
                if line < 0:
                    break
                cells[day, at] += values[line]
            if noise > 0.0:
                cells[day, at] += noise * np.random.random()
    return cells


@compiled
def hold(cells: Costs, line: Numbers, begin: int, end: int) -> None:
    """Outside the days begin..end - 1 only the cells of ``line`` (positions in ``cells``) stay allowed."""
    for day in range(cells.shape[0]):
        if begin <= day < end:
            continue
        kept = cells[day, line[day]]
        cells[day, :] = np.inf
        cells[day, line[day]] = kept


@compiled
def worth(touched: Numbers, values: Costs, line: Numbers) -> float:
    """The sum of the values of the cover lines that a line (duty numbers) counts for."""
    total = 0.0
    for day in range(line.shape[0]):
        for at in touched[day, line[day]]:
            if at < 0:
                break
            total += values[at]
    return total


@compiled
def sums_of(adds: Numbers, on: NDArray[np.int8], line: Numbers) -> Numbers:
    """What each counter (rows of ``adds``: by duty, rows of ``on``: by day) comes to on a line of positions."""
    sums = np.zeros(adds.shape[0], np.int32)
    for counter in range(adds.shape[0]):
        for day in range(line.shape[0]):
            if on[counter, day]:
                sums[counter] += adds[counter, line[day]]
    return sums


@compiled
def along(net: Net, line: Numbers) -> float:
    """What rules cost on a line of positions, infinite where it is not legal."""
    top = net.final.shape[0] - 1
    cost, state, row, total = 0.0, 0, 0, 0
    for day in range(line.shape[0]):
        role, kind = net.role[day], net.kind[line[day]]
        begun, vector = net.weekend[role, state, kind], net.vector[kind]
        after = net.row_following[day, vector, begun, row]
        total += net.add[kind]
        if net.saturates:
            total = min(total, top)
        cost += net.cost[role, state, kind]
        if cost == np.inf or after < 0 or total > top:
            return np.inf
        cost += net.row_cost[day, vector, begun, row]
        state, row = net.following[role, state, kind], after
    return float(cost + net.final[total])


@compiled
def within(net: Net, cells: Costs, space: Costs, limit: float, most: int) -> tuple[Numbers, int]:
    """Every line that costs ``limit`` or less: positions (lines, days), and how many; -1 over ``most`` or no room."""
    days, duties = cells.shape
    best, _ = fold(cells, net.kind, net.add.shape[0])
    low, high = reach(net, best)
    place, size = layout(low, high)
    lines = np.zeros((most, days), np.int32)
    if size > space.shape[0]:
        return lines, -1
    finish(net, low, high, place, space)
    sweep(net, best, low, high, place, space)
    found, day, top = 0, 0, net.final.shape[0] - 1
    if low[0, 0, 0] > high[0, 0, 0]:
        return lines, 0
    state, row = np.zeros(days + 1, np.int64), np.zeros(days + 1, np.int64)
    total, tried, spent = np.zeros(days + 1, np.int64), np.zeros(days + 1, np.int64), np.zeros(days + 1)
    while day >= 0:
        if tried[day] == duties:
            day -= 1
            continue
        at = tried[day]
        tried[day] += 1
        role, kind = net.role[day], net.kind[at]
        base = cells[day, at] + net.cost[role, state[day], kind]
        if base == np.inf:
            continue
        begun, vector = net.weekend[role, state[day], kind], net.vector[kind]
        after = net.row_following[day, vector, begun, row[day]]
        if after < 0:
            continue
        target, sums = net.following[role, state[day], kind], total[day] + net.add[kind]
        if net.saturates:
            sums = min(sums, top)
        bottom = low[day + 1, target, after]
        if sums < bottom or sums > high[day + 1, target, after]:
            continue
        cost = spent[day] + base + net.row_cost[day, vector, begun, row[day]]
        if cost + space[place[day + 1, target, after] + sums - bottom] > limit:
            continue
        if found == most:
            return lines, -1
        lines[found, day] = at
        if day + 1 == days:
            found += 1
            if found < most:
                lines[found, :day] = lines[found - 1, :day]
            continue
        day += 1
        state[day], row[day], total[day], spent[day], tried[day] = target, after, sums, cost, 0
    return lines, found
