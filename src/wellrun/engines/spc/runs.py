"""Runs about the centre line, judged for a whole phase (Anhøj and Olesen 2014; box methods 2020)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isclose, log2

from wellrun.engines.spc.constants import BOXES, fewest_crossings
from wellrun.engines.spc.series import RunsMethod

# Two figures that differ only by the rounding of floating-point sums are the same figure.
SAME = 1e-12


@dataclass(frozen=True, kw_only=True)
class Runs:
    """What was found and what chance allows. Counts of points; None where no point is useful.

    observed: points of the phase that are not excluded, missing ones among them.
    useful: those with a value that is not on the centre line.
    longest_at: positions of the longest run (the last, where several are as long); side is +1 above, -1 below.
    """

    observed: int
    useful: int
    longest: int | None
    longest_allowed: int | None
    crossings: int | None
    crossings_needed: int | None
    signal: bool
    longest_at: tuple[int, ...] = ()
    side: int = 0


def side_of(*, value: float, line: float) -> int:
    """+1 above the line, -1 below it, 0 on it."""
    if isclose(value, line, rel_tol=SAME):
        return 0
    return 1 if value > line else -1


def longest_allowed(*, useful: int) -> int:
    """Longest run that chance allows among so many useful points: round(log2 n) + 3 (Schilling 2012)."""
    return round(log2(useful)) + 3


def analyse(*, positions: Sequence[int], sides: Sequence[int], observed: int, method: RunsMethod) -> Runs:
    """Longest run and crossings among `sides` (+1, 0, -1 at `positions`); points on the line are not useful."""
    useful = [(at, side) for at, side in zip(positions, sides, strict=True) if side]
    if not useful:
        return Runs(
            observed=observed,
            useful=0,
            longest=None,
            longest_allowed=None,
            crossings=None,
            crossings_needed=None,
            signal=False,
        )
    stretches = [tuple(group) for _, group in groupby(useful, key=lambda each: each[1])]
    longest = max(reversed(stretches), key=len)
    crossings, count = len(stretches) - 1, len(useful)
    return Runs(
        observed=observed,
        useful=count,
        longest=len(longest),
        longest_allowed=longest_allowed(useful=count),
        crossings=crossings,
        crossings_needed=fewest_crossings(useful=count),
        signal=is_unusual(useful=count, longest=len(longest), crossings=crossings, method=method),
        longest_at=tuple(at for at, _ in longest),
        side=longest[0][1],
    )


def is_unusual(*, useful: int, longest: int, crossings: int, method: RunsMethod) -> bool:
    """Whether chance alone would seldom give this pair. The boxes are tabulated for 10 to 100 useful points; outside
    that range the plain rule is used."""
    if method is RunsMethod.ANHOEJ or useful not in BOXES:
        return longest > longest_allowed(useful=useful) or crossings < fewest_crossings(useful=useful)
    fewest, most, cut_crossings, cut_run = BOXES[useful]
    if crossings < fewest or longest > most:
        return True
    if method is RunsMethod.BEST_BOX or not cut_crossings:
        return False
    # The two corners of the box are cut: few crossings need a shorter run, and a full run needs more crossings.
    if crossings == fewest:
        return longest > cut_run
    return longest == most and crossings < cut_crossings
