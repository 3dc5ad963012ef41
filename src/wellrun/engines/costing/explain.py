"""What an allocation means: the order as a table of steps, and who gains by one method against another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wellrun.engines.costing.allocate import Allocation


@dataclass(frozen=True)
class Step:
    """One overhead centre giving: what it cost itself, was given before, and gave, by receiver, in cents."""

    centre: str
    basis: str
    own: int
    received: int
    given: dict[str, int]


class Difference(NamedTuple):
    """A centre that cares by two methods, in cents; above zero the second puts more on it."""

    centre: str
    one: int
    other: int

    @property
    def more(self) -> int:
        """What the second method puts on it beyond the first."""
        return self.other - self.one


def steps(allocation: Allocation) -> tuple[Step, ...]:
    """Overhead in the order in which it is closed."""
    return tuple(
        Step(
            one.centre,
            one.basis,
            allocation.problem.costs[one.centre],
            allocation.received(one.centre),
            allocation.given(one.centre),
        )
        for one in allocation.problem.overheads
    )


def differences(one: Allocation, other: Allocation) -> Sequence[Difference]:
    """Centres that care by both methods, those that the second burdens most first. They sum to nothing."""
    first, second = one.full, other.full
    found = [Difference(code, first[code], second[code]) for code in first]
    return sorted(found, key=lambda each: (-each.more, each.centre))
