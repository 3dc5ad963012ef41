"""Variation and assurance of a chart: the two questions of NHS Making Data Count, answered from the last point."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from wellrun.engines.spc.charts import Chart, Point
from wellrun.engines.spc.runs import side_of

# Making Data Count draws limits and icons only from this many points on.
ICONS_FROM = 13


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Variation(StrEnum):
    """Is the process changing?"""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


class Assurance(StrEnum):
    """Can the process be expected to meet its target?"""

    MEETS = "consistent_pass"
    HIT_OR_MISS = "inconsistent"
    FALLS_SHORT = "consistent_fail"


@dataclass(frozen=True, kw_only=True)
class Icons:
    """The verdicts on a chart.

    way: +1 high or rising, -1 low or falling, 0 neither: the letter H or L of the variation icon.
    enough: whether the last phase has the 13 points from which the icons may be shown without a warning.
    """

    variation: Variation
    way: int
    assurance: Assurance | None
    enough: bool


_BETTER: Mapping[Direction, int] = {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.NEUTRAL: 0}


def variation_of(*, point: Point, direction: Direction) -> Variation:
    """What one point says, given which way is better. A pattern without a way is no verdict."""
    if not point.direction:
        return Variation.COMMON_CAUSE
    better = _BETTER[direction]
    if not better:
        return Variation.NEUTRAL_HIGH if point.direction > 0 else Variation.NEUTRAL_LOW
    return Variation.IMPROVEMENT if point.direction == better else Variation.CONCERN


def assurance_of(*, point: Point, direction: Direction, target: float | None) -> Assurance | None:
    """Whether the target lies outside the limits at this point, and on which side. A target on a limit is not outside.

    `target` is in display units. None without target, limits or a better way.
    """
    if target is None or point.upper is None or point.lower is None or direction is Direction.NEUTRAL:
        return None
    if side_of(value=target, line=point.upper) > 0:
        reached = -1
    elif side_of(value=target, line=point.lower) < 0:
        reached = 1
    else:
        return Assurance.HIT_OR_MISS
    return Assurance.MEETS if reached == _BETTER[direction] else Assurance.FALLS_SHORT


def icons(chart: Chart, direction: Direction | str, target: float | None = None) -> Icons:
    """Both icons of a chart, from its last point that has a value. Raises ValueError for an unknown direction."""
    direction, last = Direction(direction), chart.last
    if last is None:
        return Icons(variation=Variation.COMMON_CAUSE, way=0, assurance=None, enough=False)
    return Icons(
        variation=variation_of(point=last, direction=direction),
        way=last.direction,
        assurance=assurance_of(point=last, direction=direction, target=target),
        enough=chart.phases[last.phase].points >= ICONS_FROM,
    )
