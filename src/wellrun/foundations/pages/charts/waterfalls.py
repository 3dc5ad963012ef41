"""From one amount to another by the parts of their difference. The base line is the first amount, so that parts of a
few per cent can be seen; what it is stands above it in figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wellrun.foundations.pages.charts.strokes import Scale, fitted, line, rect, svg, text

WIDE, NARROW = (820.0, 236.0), (326.0, 200.0)
HEAD, FOOT = 38.0, 46.0
LEAST = 3.0
"""Height of a bar of nothing, so that it is seen to be there."""
FILLED = 0.72
"""The part of its place that a bar fills."""


@dataclass(frozen=True, kw_only=True)
class Fall:
    """One part: its short name, how much, the figure as it is said, what it is of, and its meaning (``concern``,
    ``improve``, ``neutral``, ``common``)."""

    name: str
    amount: float
    said: str
    note: str = ""
    kind: str = "common"


def waterfall(*, label: str, first: Fall, parts: Sequence[Fall], last: Fall, narrow: bool = False) -> SafeString:
    """The first amount, each part from where the one before ended, and the last amount, drawn over the first."""
    width, height = NARROW if narrow else WIDE
    ends = [0.0]
    for part in parts:
        ends.append(ends[-1] + part.amount)
    up = Scale(low=min(ends), high=max(ends), start=height - FOOT, end=HEAD)
    slot = width / (len(parts) + 2)
    base = up.at(0.0) if max(ends) > min(ends) else height - FOOT
    drawn = [line((0, base), (width, base), kind="axis-line")]
    tops = [base] if max(ends) == min(ends) else [up.at(end) for end in ends]
    tops += [base] * (len(ends) - len(tops))
    bars = [(first, base, base, "total")]
    bars += [(part, tops[at], tops[at + 1], part.kind) for at, part in enumerate(parts)]
    bars.append((last, base, tops[-1], "actual"))
    for at, (fall, begins, until, kind) in enumerate(bars):
        drawn += _bar(fall, (at * slot, slot), (begins, until), kind=kind, foot=height, narrow=narrow)
        if at < len(bars) - 1:
            edge = (1 + FILLED) / 2
            drawn.append(line(((at + edge) * slot, until), ((at + 2 - edge) * slot, until), kind="link"))
    return svg(drawn, size=(width, height), label=label)


def _bar(
    fall: Fall, place: tuple[float, float], span: tuple[float, float], *, kind: str, foot: float, narrow: bool
) -> list[str]:
    left, slot = place
    top, low = sorted(span)
    middle, size = left + slot / 2, max(LEAST, low - top)
    drawn = [
        rect((left + slot * (1 - FILLED) / 2, top), (slot * FILLED, size), kind=f"bar {kind}", round_by=1),
        text((middle, top - 7), fall.said, kind="value", anchor="middle"),
        text((middle, foot - 26), fitted(fall.name, room=slot), kind="title", anchor="middle", title=fall.name),
    ]
    if fall.note and not narrow:
        note = fitted(fall.note, room=slot - 4)
        drawn.append(text((middle, foot - 9), note, kind="axis", anchor="middle", title=fall.note))
    return drawn
