"""What a centre costs, spread to the cases it cared for by what each used: days, minutes, tests, or its charges.

Time-driven activity rates (Kaplan and Anderson 2004): a rate is the cost of a centre over the minutes it can give, so
that what nobody used is named as idle and charged to no case. Where no capacity is stated the rate is over what was
used, and nothing is idle. By charges the rate is the ratio of cost to charges (CMS Pub. 15-2, Worksheet C).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wellrun.engines.costing.apportion import Cents, apportion_array


@dataclass(frozen=True, eq=False)
class Pool:
    """The cost of a centre in cents, and what each use of it took: the case by its number, and whole units.

    ``capacity``: units it could have given, 0 where nobody has said.
    """

    cents: int
    cases: npt.NDArray[np.intp]
    units: Cents
    capacity: int = 0


@dataclass(frozen=True, eq=False)
class Spread:
    """Cents by use, in the order of the pool; ``idle`` for what was not used; ``untraced`` where nobody used any."""

    by_use: Cents
    idle: int = 0
    untraced: int = 0


def spread(pool: Pool) -> Spread:
    """The pool over its uses, exact to the cent: uses, idle and untraced sum to it. Raises ``ValueError`` for units
    below zero."""
    if pool.units.size and int(pool.units.min()) < 0:
        raise ValueError("A case cannot use less than nothing.")
    used = int(pool.units.sum())
    unused = max(pool.capacity - used, 0)
    if not used + unused:
        return Spread(np.zeros(pool.units.size, dtype=np.int64), untraced=pool.cents)
    parts = apportion_array(pool.cents, np.append(pool.units, unused))
    return Spread(parts[:-1], idle=int(parts[-1]))


def rate(pool: Pool) -> float | None:
    """Cents for one unit; ``None`` where there is none to divide by."""
    over = max(pool.capacity, int(pool.units.sum()))
    return pool.cents / over if over else None


def by_case(pools: list[tuple[Pool, Spread]], cases: int) -> Cents:
    """What each case costs, by its number, in cents."""
    found = np.zeros(cases, dtype=np.int64)
    for pool, done in pools:
        np.add.at(found, pool.cases, done.by_use)
    return found
