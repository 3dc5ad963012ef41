"""The steps of `annealing` in compiled code, so that threads run beside one another.

Everything is by number: persons, days, duties and cover lines as in `grid`. A person's net for each set of optional
counters is a variant; where a step needs one that is not there yet, or more room, it is written into ``ask`` and the
caller makes it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wellrun.engines.rostering.compiled import compiled
from wellrun.engines.rostering.pricing import Costs, Numbers, along, cells_at, cheapest, hold, sums_of


class Covers(NamedTuple):
    """Cover lines as columns, float64 (lines,); ``day`` int32; ``able`` int8 (lines, people): who could be given it."""

    wanted: Costs
    minimum: Costs
    under: Costs
    below: Costs
    over: Costs
    day: Numbers
    able: NDArray[np.int8]


class Team(NamedTuple):
    """Typed lists by person, but ``nets``: all variants in one list. ``net`` and ``mask`` (people, variants) say which
    variant stands for which set of optional counters (bits). By counter: ``adds`` (counters, duties), ``on`` (counters,
    days), ``final`` (counters, sums; padded infinite), ``saturates``, ``optional`` and ``relaxed`` int8 (counters,)."""

    nets: Any
    net: Numbers
    mask: NDArray[np.int64]
    own: Any
    duties: Any
    place: Any
    touched: Any
    adds: Any
    on: Any
    final: Any
    saturates: Any
    optional: Any
    relaxed: Any


class State(NamedTuple):
    """The roster being worked on, and the best one: lines int32 (people, days), costs float64 (people,)."""

    lines: Numbers
    costs: Costs
    given: Costs
    best_lines: Numbers
    best_costs: Costs
    value: Costs
    """(current, best)"""


class Temper(NamedTuple):
    """How a step is made: temperature, odds of crew sizes and windows, shares of aimed and guided steps."""

    heat: float
    crew_odds: Costs
    windows: Numbers
    window_odds: Costs
    aimed: float
    guided: float
    shake: float
    duals: Costs


@compiled
def seed(number: int) -> None:
    """Sets the chance of this thread's compiled code."""
    np.random.seed(number)


@compiled
def tally(count: Costs, touched: Numbers, line: Numbers, sign: float) -> None:
    """Adds one person's line to the counts of the cover lines, or takes it away."""
    for day in range(line.shape[0]):
        for at in touched[day, line[day]]:
            if at < 0:
                break
            count[at] += sign


@compiled
def cover_cost(covers: Covers, count: Costs) -> float:
    """What all cover lines cost together; the definition is `problem.Cover`."""
    total = 0.0
    for at in range(count.shape[0]):
        have = count[at]
        if have < covers.minimum[at]:
            total += (covers.minimum[at] - have) * covers.below[at]
            have = covers.minimum[at]
        if have < covers.wanted[at]:
            total += (covers.wanted[at] - have) * covers.under[at]
        if count[at] > covers.wanted[at]:
            total += (count[at] - covers.wanted[at]) * covers.over[at]
    return total


@compiled
def one_more(covers: Covers, count: Costs, duals: Costs, weight: float) -> Costs:
    """What one more person changes on each cover line, mixed with what the duals say of it."""
    values = np.empty(count.shape[0])
    for at in range(count.shape[0]):
        if count[at] < covers.minimum[at]:
            now = -covers.below[at]
        elif count[at] < covers.wanted[at]:
            now = -covers.under[at]
        else:
            now = covers.over[at]
        values[at] = (1 - weight) * now - weight * duals[at] if weight > 0.0 else now
    return values


@compiled
def answer(
    team: Team, person: int, values: Costs, noise: float, held: Numbers, days: Numbers, space: Costs, ask: Numbers
) -> tuple[float, Numbers]:
    """(own cost, line): the person's cheapest legal line at these values, the cells of ``held`` kept outside ``days``.

    The cost is negative where none was found.
    """
    duties = team.duties[person]
    cells = cells_at(team.own[person], duties, team.touched[person], values, noise)
    if days[0] > 0 or days[1] < held.shape[0]:
        old = np.empty(held.shape[0], np.int32)
        for day in range(held.shape[0]):
            old[day] = team.place[person][held[day]]
        hold(cells, old, days[0], days[1])
    price_relaxed(team, person, cells, held)
    wanted = np.int64(0)
    while True:
        variant = 0
        while variant < team.mask.shape[1] and team.mask[person, variant] != wanted:
            variant += 1
        if variant == team.mask.shape[1]:
            ask[0], ask[1] = person, wanted
            return -1.0, held
        net = team.nets[team.net[person, variant]]
        value, line, size = cheapest(net, cells, space)
        if size > space.shape[0]:
            ask[2] = max(ask[2], size)
            return -1.0, held
        if value == np.inf:
            return -1.0, held
        lost, missed = left_out(team, person, line, wanted)
        if missed == 0:
            break
        wanted |= missed
    if lost == np.inf:
        return -1.0, held
    cost = along(net, line) + lost
    numbers = np.empty(line.shape[0], np.int32)
    for day in range(line.shape[0]):
        cost += team.own[person][day, line[day]]
        numbers[day] = duties[line[day]]
    return np.round(cost), numbers


@compiled
def price_relaxed(team: Team, person: int, cells: Costs, held: Numbers) -> None:
    """Adds to the cells what one more unit of each counter that no net keeps would cost where the line stands now.

    Where a sum costs more with one more than it saves with one less, chance says which of the two is reckoned with.
    """
    final, place = team.final[person], team.place[person]
    for at in range(final.shape[0]):
        if team.relaxed[person][at] == 0:
            continue
        total = 0
        for day in range(held.shape[0]):
            if team.on[person][at, day]:
                total += team.adds[person][at, place[held[day]]]
        most = final.shape[1] - 1
        while most > 0 and final[at, most] == np.inf:
            most -= 1
        total = min(total, most)
        dearer = final[at, min(total + 1, most)] - final[at, min(total, most - 1)] if most > 0 else 0.0
        cheaper = final[at, max(total, 1)] - final[at, max(total - 1, 0)] if most > 0 else 0.0
        price = cheaper + (dearer - cheaper) * np.random.random()
        if price == 0.0:
            continue
        for day in range(cells.shape[0]):
            if team.on[person][at, day]:
                for duty in range(cells.shape[1]):
                    cells[day, duty] += price * team.adds[person][at, duty]


@compiled
def left_out(team: Team, person: int, line: Numbers, wanted: np.int64) -> tuple[float, np.int64]:
    """What the counters cost that the variant leaves out, and which optional ones (bits) should be taken in."""
    sums = sums_of(team.adds[person], team.on[person], line)
    final, lost, missed = team.final[person], 0.0, np.int64(0)
    for at in range(sums.shape[0]):
        bit = np.int64(1) << np.int64(at)
        optional = team.optional[person][at] == 1
        if not optional and team.relaxed[person][at] == 0:
            continue
        most = final.shape[1] - 1
        total = min(sums[at], most) if team.saturates[person][at] else sums[at]
        cost = final[at, total] if total <= most else np.inf
        if cost > 0.0:
            if optional and wanted & bit == 0:
                missed |= bit
            lost += cost
    return lost, missed


@compiled
def pick(odds: Costs) -> int:
    """A position by these odds."""
    left = float(np.random.random() * odds.sum())
    for at in range(odds.shape[0]):
        left -= odds[at]
        if left < 0.0:
            return at
    return int(odds.shape[0] - 1)


@compiled
def aim_at(covers: Covers, count: Costs) -> int:
    """A cover line that lacks people, one that costs more being likelier; -1 where none does."""
    total = 0.0
    for at in range(count.shape[0]):
        if count[at] < covers.wanted[at]:
            total += covers.below[at] if count[at] < covers.minimum[at] else covers.under[at]
    left = np.random.random() * total
    for at in range(count.shape[0]):
        if count[at] < covers.wanted[at]:
            left -= covers.below[at] if count[at] < covers.minimum[at] else covers.under[at]
            if left < 0.0:
                return at
    return -1


@compiled
def crew_for(covers: Covers, people: int, size: int, aim: int) -> Numbers:
    """Who answers anew, in this order; one who could be given what is lacking comes last, when prices are true."""
    crew = np.empty(size, np.int32)
    have = 0
    while have < size:
        person = np.random.randint(people)
        if have == size - 1 and aim >= 0:
            for _ in range(20):
                if covers.able[aim, person]:
                    break
                person = np.random.randint(people)
        fresh = True
        for at in range(have):
            if crew[at] == person:
                fresh = False
        if fresh:
            crew[have] = person
            have += 1
        elif have == size - 1:
            aim = -1
    return crew


@compiled
def days_for(covers: Covers, days: int, size: int, aim: int) -> Numbers:
    """Begin and end of the days that may change."""
    window = np.empty(2, np.int32)
    window[0], window[1] = 0, days
    if 0 < size < days:
        begin = np.random.randint(-(size // 2), days - size // 2)
        if aim >= 0:
            begin = covers.day[aim] - np.random.randint(size)
        window[0], window[1] = max(0, begin), min(days, begin + size)
    return window


@compiled
def step(team: Team, covers: Covers, state: State, temper: Temper, space: Costs, ask: Numbers) -> bool:
    """One ruin and recreate; whether the roster that came out was taken."""
    people, days = state.lines.shape
    aim = aim_at(covers, state.given) if np.random.random() < temper.aimed else -1
    crew = crew_for(covers, people, min(people, pick(temper.crew_odds) + 1), aim)
    window = days_for(covers, days, temper.windows[pick(temper.window_odds)], aim)
    old_lines, old_costs = state.lines[crew].copy(), state.costs[crew].copy()
    old_count = state.given.copy()
    for person in crew:
        tally(state.given, team.touched[person], state.lines[person], -1.0)
    weight, after = temper.guided * np.random.random(), 0.0
    for at in range(crew.shape[0]):
        person = crew[at]
        guide = weight if at + 1 < crew.shape[0] else 0.0
        values = one_more(covers, state.given, temper.duals, guide)
        noise = temper.heat * temper.shake * np.random.random()
        cost, line = answer(team, person, values, noise, old_lines[at], window, space, ask)
        if cost >= 0.0:
            state.lines[person, :] = line
            state.costs[person] = cost
        tally(state.given, team.touched[person], state.lines[person], 1.0)
    after = state.costs.sum() + cover_cost(covers, state.given)
    before = state.value[0]
    if after <= before or np.random.random() < np.exp((before - after) / temper.heat):
        state.value[0] = after
        if after < state.value[1] - 1e-6:
            state.value[1] = after
            state.best_lines[:, :] = state.lines
            state.best_costs[:] = state.costs
        return True
    state.lines[crew] = old_lines
    state.costs[crew] = old_costs
    state.given[:] = old_count
    return False


@compiled
def steps(team: Team, covers: Covers, state: State, temper: Temper, count: int, space: Costs, ask: Numbers) -> int:
    """So many steps, fewer where something is asked for; returns how many were made."""
    for made in range(count):
        step(team, covers, state, temper, space, ask)
        if ask[0] >= 0 or ask[2] > 0:
            return made + 1
    return count
