"""One value among many on a line: each of the many as a stroke, their middle half as a band, the one as a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wellrun.foundations.pages.charts.axes import rungs
from wellrun.foundations.pages.charts.strokes import Scale, line, point, rect, svg, text
from wellrun.foundations.pages.charts.words import Figure

WIDE, NARROW = (560.0, 64.0), (320.0, 64.0)
EDGE, FLOOR, HIGH = 12.0, 42.0, 16.0
BEYOND = 0.02
"""Of the many, the part at each end that may lie beyond the drawing: few far out would press the others flat."""


@dataclass(frozen=True, kw_only=True)
class OneAmong:
    """The one: its value, the figure as it is said, and its meaning (``improve``, ``concern``, ``common``)."""

    value: float
    said: str
    kind: str = "common"


def strip(*, one: OneAmong, many: Sequence[float], figure: Figure, label: str, narrow: bool = False) -> SafeString:
    """Strokes of ``many`` between their 2nd and 98th hundredth, and ``one`` wherever it is; at the edge if beyond."""
    size = NARROW if narrow else WIDE
    ordered = sorted(many)
    inside = ordered[round(BEYOND * (len(ordered) - 1)) : round((1 - BEYOND) * (len(ordered) - 1)) + 1]
    low, high = min(inside, default=one.value), max(inside, default=one.value)
    across = Scale(low=low, high=high, start=EDGE, end=size[0] - EDGE)
    drawn = [line((EDGE, FLOOR), (size[0] - EDGE, FLOOR), kind="axis-line")]
    if len(ordered) > 3:
        left, middle, right = (across.at(ordered[round(part * (len(ordered) - 1))]) for part in (0.25, 0.5, 0.75))
        drawn.append(rect((left, FLOOR - HIGH), (right - left, HIGH), kind="foretold"))
        drawn.append(line((middle, FLOOR - HIGH - 3), (middle, FLOOR), kind="mean"))
    seen = sorted({round(across.at(value)) for value in inside})
    drawn += [line((x, FLOOR - 7), (x, FLOOR), kind="run") for x in seen]
    marks = rungs(low=low, high=high, wanted=3 if narrow else 5)
    drawn += [
        text((across.at(mark), FLOOR + 16), figure(mark, marks.places), kind="axis", anchor="middle")
        for mark in marks.figures
        if low <= mark <= high
    ]
    x = min(max(across.at(one.value), EDGE), size[0] - EDGE)
    anchor = "start" if x < 60 else "end" if x > size[0] - 60 else "middle"
    drawn.append(point((x, FLOOR - HIGH / 2), kind=one.kind, size=6))
    drawn.append(text((x, FLOOR - HIGH - 8), one.said, kind=f"value {one.kind}", anchor=anchor))
    return svg(drawn, size=size, label=label)
