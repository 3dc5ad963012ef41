"""A forecast with its ranges: what came as points, what is expected as a line, and how wide it may miss as bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.axes import dated_ticks, rungs, thinned
from wellrun.foundations.pages.charts.strokes import Scale, Spot, area, line, path, point, svg, text, width_of

WIDE, NARROW = (786.0, 240.0), (340.0, 210.0)
LEFT, TOP, FOOT, END = 40.0, 14.0, 24.0, 10.0


@dataclass(frozen=True, kw_only=True)
class RangeDay:
    """A day: expected, the inner and the outer range, and what came where it is over."""

    day: date
    expected: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    came: float | None = None


def range_chart(*, subject: str, days: Sequence[RangeDay], narrow: bool = False) -> SafeString:
    """The outer band under the inner one under the line, and a point for each day that came."""
    size = NARROW if narrow else WIDE
    figures = [figure for one in days for figure in (*one.outer, one.expected)]
    figures += [one.came for one in days if one.came is not None]
    low, high = min(figures, default=0.0), max(figures, default=1.0)
    spare = max(1.0, (high - low) * 0.06)
    dates = [one.day for one in days]
    first, last = (dates[0].toordinal(), dates[-1].toordinal()) if dates else (0, 1)
    across = Scale(low=first, high=max(last, first + 1), start=LEFT, end=size[0] - END)
    up = Scale(low=max(0.0, low - spare), high=high + spare, start=size[1] - FOOT, end=TOP)

    def spots(of: Sequence[float]) -> list[Spot]:
        return [(across.at(day.toordinal()), up.at(value)) for day, value in zip(dates, of, strict=True)]

    parts = [*_frame(dates, across, up)]
    for kind in ("outer", "inner"):
        ends = [getattr(one, kind) for one in days]
        edge = spots([end[0] for end in ends]) + spots([end[1] for end in ends])[::-1]
        parts.append(area(edge, kind=f"foretold {kind}"))
    parts.append(path(spots([one.expected for one in days]), kind="mean"))
    for one in days:
        if one.came is not None:
            outside = not one.inner[0] <= one.came <= one.inner[1]
            spot = across.at(one.day.toordinal()), up.at(one.came)
            parts.append(point(spot, kind="concern" if outside else "common", above=one.came > one.expected))
    return svg(parts, size=size, label=_sentence(subject, days))


def _frame(dates: Sequence[date], across: Scale, up: Scale) -> list[str]:
    marks = rungs(low=up.low, high=up.high, wanted=4)
    parts = []
    for rung in marks.figures:
        y = up.at(rung)
        parts.append(line((LEFT, y), (across.end, y), kind="rung"))
        parts.append(
            text((LEFT - 6, y + 4), formats.number_format(rung, decimal_pos=marks.places), kind="axis", anchor="end")
        )
    ticks = thinned(dated_ticks(places=dates), across=lambda at: across.at(dates[at].toordinal()), room=width_of)
    for tick in ticks:
        spot = across.at(dates[tick.position].toordinal()), up.start + 16
        parts.append(text(spot, tick.words, kind="axis", anchor="middle"))
    return parts


def _sentence(subject: str, days: Sequence[RangeDay]) -> str:
    ahead = [one for one in days if one.came is None]
    came = [one for one in days if one.came is not None]
    said = [f"{subject}."]
    if came:
        inside = sum(one.inner[0] <= (one.came or 0) <= one.inner[1] for one in came)
        said.append(
            _("%(inside)s of %(days)s days that are over were inside the range.")
            % {"inside": inside, "days": len(came)}
        )
    if ahead:
        last = ahead[-1]
        said.append(
            _("On %(day)s %(expected)s are expected, %(low)s to %(high)s.")
            % {
                "day": formats.date_format(last.day, "j F Y"),
                "expected": formats.number_format(round(last.expected), 0),
                "low": formats.number_format(last.inner[0], 0),
                "high": formats.number_format(last.inner[1], 0),
            }
        )
    return " ".join(said)
