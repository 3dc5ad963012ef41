"""A year by period: what was booked as bars, what is expected as pale ones with their range, and the budget across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.safestring import SafeString

from wellrun.foundations.pages.charts.axes import dated_ticks, rungs, thinned
from wellrun.foundations.pages.charts.strokes import Scale, line, rect, svg, text, width_of

WIDE, NARROW = (786.0, 240.0), (340.0, 210.0)
LEFT, TOP, FOOT, END = 62.0, 14.0, 24.0, 6.0
FILLED = 0.62
"""The part of its place that a bar takes."""


@dataclass(frozen=True, kw_only=True)
class OutlookPeriod:
    """A period by its first day: what came, or what is expected with the ends of its range; and what was planned."""

    day: date
    came: float | None = None
    expected: float | None = None
    ends: tuple[float, float] | None = None
    planned: float | None = None


def outlook_chart(*, label: str, periods: Sequence[OutlookPeriod], narrow: bool = False) -> SafeString:
    """Bars from nothing, ranges as lines with ends, and the budget as a dashed line over each period."""
    size = NARROW if narrow else WIDE
    figures = [one for each in periods for one in (each.came, each.expected, each.planned, *(each.ends or ()))]
    told = [one for one in figures if one is not None]
    low, high = min(0.0, *told, 0.0), max(0.0, *told, 1.0)
    up = Scale(low=low, high=high + (high - low) * 0.06, start=size[1] - FOOT, end=TOP)
    step = (size[0] - LEFT - END) / max(1, len(periods))
    parts = _frame(periods, up, step, size)
    for at, one in enumerate(periods):
        parts += _period(one, LEFT + at * step, step, up)
    return svg(parts, size=size, label=label)


def _period(one: OutlookPeriod, start: float, step: float, up: Scale) -> list[str]:
    width = step * FILLED
    left, middle = start + (step - width) / 2, start + step / 2
    parts = []
    value = one.came if one.came is not None else one.expected
    if value is not None:
        top, foot = sorted((up.at(value), up.at(0.0)))
        kind = "bar common" if one.came is not None else "bar pale"
        parts.append(rect((left, top), (width, foot - top), kind=kind))
    if one.ends is not None:
        lower, upper = (up.at(end) for end in one.ends)
        parts.append(line((middle, lower), (middle, upper), kind="box-range"))
        parts += [line((middle - 4, y), (middle + 4, y), kind="box-range") for y in (lower, upper)]
    if one.planned is not None:
        y = up.at(one.planned)
        parts.append(line((start + 1, y), (start + step - 1, y), kind="target"))
    return parts


def _frame(periods: Sequence[OutlookPeriod], up: Scale, step: float, size: tuple[float, float]) -> list[str]:
    marks = rungs(low=up.low, high=up.high, wanted=4)
    parts = []
    for rung in marks.figures:
        y = up.at(rung)
        parts.append(line((LEFT, y), (size[0] - END, y), kind="rung"))
        words = formats.number_format(rung, decimal_pos=marks.places, force_grouping=True)
        parts.append(text((LEFT - 6, y + 4), words, kind="axis", anchor="end"))

    def across(at: int) -> float:
        return LEFT + (at + 0.5) * step

    ticks = thinned(dated_ticks(places=[one.day for one in periods]), across=across, room=width_of)
    names = [text((across(one.position), up.start + 16), one.words, kind="axis", anchor="middle") for one in ticks]
    return [*parts, *names]
