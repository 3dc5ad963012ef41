"""Lanes over a day: what stands in each room and when. Outline and mark of a bar say its state, colour repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wellrun.foundations.pages.charts.strokes import BOLD, Scale, fitted, line, rect, svg, text, width_of

WIDE, NAME, LANE, HEAD = 760.0, 92.0, 34.0, 22.0
KINDS = {"done": "bar pale", "now": "bar common", "late": "bar concern", "planned": "left", "off": "left"}
"""The class of each state: over, under way, later than planned, to come, cancelled."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A bar from one hour of the day to another; ``kind`` is a key of ``KINDS``."""

    words: str
    begins: float
    ends: float
    kind: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A room: its bars, the hours that are allotted in it, and the hour by which it should be done."""

    name: str
    stays: tuple[Stay, ...]
    allotted: tuple[tuple[float, float], ...] = ()


def lanes_chart(*, lanes: Sequence[Lane], now: float | None, label: str) -> SafeString:
    """One lane for each room, the hours above, and a line where it is now. Hours count from midnight."""
    hours = [hour for lane in lanes for stay in lane.stays for hour in (stay.begins, stay.ends)]
    hours += [hour for lane in lanes for pair in lane.allotted for hour in pair]
    low, high = min([8.0, *hours]), max([16.0, *hours])
    across = Scale(low=low - low % 1, high=-(-high // 1), start=NAME, end=WIDE - 4)
    height = HEAD + LANE * len(lanes) + 6
    parts = _hours(across, height)
    for number, lane in enumerate(lanes):
        parts += _lane(lane, across, HEAD + LANE * number)
    if now is not None and across.low <= now <= across.high:
        parts.append(line((across.at(now), HEAD - 6), (across.at(now), height), kind="now"))
    return svg(parts, size=(WIDE, height), label=label)


def _hours(across: Scale, height: float) -> list[str]:
    step = 2 if across.high - across.low > 8 else 1
    parts = []
    for hour in range(int(across.low), int(across.high) + 1, step):
        x = across.at(hour)
        anchor = "end" if hour == int(across.high) else "middle"
        parts += [
            line((x, HEAD - 4), (x, height), kind="rung"),
            text((x, 12), f"{hour % 24:02}:00", kind="axis", anchor=anchor),
        ]
    return parts


def _lane(lane: Lane, across: Scale, top: float) -> list[str]:
    name = fitted(lane.name, room=NAME - 8, size=11 * BOLD)
    parts = [text((0, top + 20), name, kind="title", title=lane.name if name != lane.name else "")]
    for begins, ends in lane.allotted:
        corner, width = (across.at(begins), top + 29), across.at(ends) - across.at(begins)
        parts.append(rect(corner, (width, 2.5), kind="bar common"))
    for stay in lane.stays:
        parts += _stay(stay, across, top)
    return parts


def _stay(stay: Stay, across: Scale, top: float) -> list[str]:
    x, width = across.at(stay.begins), max(3.0, across.at(stay.ends) - across.at(stay.begins) - 1.5)
    parts = [rect((x, top + 4), (width, 22), kind=KINDS[stay.kind], round_by=2)]
    if stay.kind == "off":
        parts.append(line((x, top + 26), (x + width, top + 4), kind="limit"))
    dark = stay.kind in ("now", "late")
    words = fitted(stay.words, room=width - 6)
    if width > 26 and not dark and width_of(words) <= width:
        parts.append(text((x + 4, top + 19), words, kind="axis", title=stay.title or stay.words))
    elif dark:
        # A bar that is filled bears no words: a mark at its beginning says that somebody is in the room.
        parts.append(rect((x + 4, top + 11), (8, 8), kind="left"))
    return parts
