"""A value with its interval on a scale that others share, and the level it is set against."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from wellrun.foundations.pages.charts.strokes import Scale, line, point, svg

SIZE = (168.0, 20.0)
EDGE = 8.0


@dataclass(frozen=True, kw_only=True)
class Reach:
    """The lowest and highest figure of the shared scale, and the level all are set against."""

    low: float
    high: float
    level: float


def interval_line(*, value: float, lower: float, upper: float, reach: Reach, kind: str, label: str) -> SafeString:
    """The interval as a line, the value on it in the shape of its meaning; ``kind`` as of a chart's point."""
    across = Scale(low=reach.low, high=reach.high, start=EDGE, end=SIZE[0] - EDGE)
    middle = SIZE[1] / 2
    ends = (max(lower, reach.low), min(upper, reach.high))
    parts = [
        line((across.at(reach.level), 1), (across.at(reach.level), SIZE[1] - 1), kind="mean"),
        line((across.at(ends[0]), middle), (across.at(ends[1]), middle), kind="run"),
        point((across.at(value), middle), kind=kind, size=5.4),
    ]
    return svg(parts, size=SIZE, label=label)
