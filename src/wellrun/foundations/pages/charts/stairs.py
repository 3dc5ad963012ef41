"""A figure that holds until somebody sets another: drawn in steps, with the bands it lies in and what is borne."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.foundations.pages.charts.strokes import Scale, Spot, line, path, point, svg, text, width_of

WIDTH, HEIGHT = 360.0, 214.0
LEFT, RIGHT, TOP, FOOT = 24.0, 30.0, 12.0, 24.0
LEAST = timedelta(days=28)
"""Time that is drawn even where the first figure is younger."""

Since = tuple[date, float]


def stair_chart(
    *,
    subject: str,
    held: Sequence[Since],
    until: date,
    highest: float,
    bands: Mapping[str, float],
    limit: float,
    limit_words: str,
) -> SafeString:
    """The figure from each day on, first day first. `bands`: the lowest figure of each, by its words."""
    begins = min(held[0][0], until - LEAST)
    across = Scale(low=begins.toordinal(), high=until.toordinal(), start=LEFT, end=WIDTH - RIGHT)
    up = Scale(low=0, high=highest, start=HEIGHT - FOOT, end=TOP)
    last = held[-1][1]
    parts = [*_bands(bands, highest, up), *_limit(limit, limit_words, up)]
    parts.append(path(_stairs(held, until, across, up), kind="step"))
    parts += _points(held, across, up)
    parts.append(text((WIDTH - RIGHT + 7, up.at(last) + 4), formats.number_format(last), kind="value"))
    parts += _foot(held, until, across)
    return svg(parts, size=(WIDTH, HEIGHT), label=_sentence(subject, held, limit_words))


def _bands(bands: Mapping[str, float], highest: float, up: Scale) -> list[str]:
    parts = [line((LEFT, up.at(0)), (WIDTH - RIGHT, up.at(0)), kind="axis-line")]
    for words, floor in [*bands.items(), ("", highest)]:
        y = up.at(floor)
        parts += [
            line((LEFT, y), (WIDTH - RIGHT, y), kind="rung"),
            text((LEFT - 6, y + 4), formats.number_format(floor), kind="axis", anchor="end"),
            text((LEFT + 2, y - 4), words, kind="axis"),
        ]
    return parts


def _limit(limit: float, words: str, up: Scale) -> list[str]:
    y = up.at(limit)
    return [
        line((LEFT, y), (WIDTH - RIGHT, y), kind="target"),
        text((WIDTH - RIGHT - 2, y - 4), words, kind="target-words halo", anchor="end"),
    ]


def _stairs(held: Sequence[Since], until: date, across: Scale, up: Scale) -> list[Spot]:
    spots: list[Spot] = [(across.at(held[0][0].toordinal()), up.at(held[0][1]))]
    for (_begun, before), (day, after) in pairwise(held):
        x = across.at(day.toordinal())
        spots += [(x, up.at(before)), (x, up.at(after))]
    return [*spots, (across.at(until.toordinal()), up.at(held[-1][1]))]


def _points(held: Sequence[Since], across: Scale, up: Scale) -> list[str]:
    """A point where it changed, in the shape of what the change meant; lower is better."""
    kinds = ["common"] + [
        "concern" if after > before else "improve" if after < before else "common"
        for (_begun, before), (_day, after) in pairwise(held)
    ]
    return [
        point((across.at(day.toordinal()), up.at(figure)), kind=kind)
        for (day, figure), kind in zip(held, kinds, strict=True)
    ]


def _foot(held: Sequence[Since], until: date, across: Scale) -> list[str]:
    """The first day and the last; the first only where both fit."""
    end = _day(until)
    x = across.at(held[0][0].toordinal())
    parts = [text((WIDTH - RIGHT, HEIGHT - 8), end, kind="axis", anchor="end")]
    if x + width_of(_day(held[0][0])) + width_of(end) + 12 < WIDTH - RIGHT:
        parts.append(text((x, HEIGHT - 8), _day(held[0][0]), kind="axis"))
    return parts


def _sentence(subject: str, held: Sequence[Since], limit_words: str) -> str:
    said = [
        _("%(figure)s since %(day)s") % {"figure": formats.number_format(figure), "day": _day(day)}
        for day, figure in held
    ]
    return f"{subject}: {', '.join(said)}. {limit_words}."


def _day(day: date) -> str:
    return formats.date_format(day, "j M Y")
