"""Units against their own size: the funnel, with the units outside it named."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.engines.spc import Direction, Edge, Funnel, FunnelUnit
from wellrun.foundations.pages.charts.axes import Rungs, rungs
from wellrun.foundations.pages.charts.strokes import Scale, Spot, line, path, point, svg, text, width_of
from wellrun.foundations.pages.charts.words import ChartWords, Figure


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the lines of a funnel are called."""

    centre: str
    outer: str
    inner: str


FUNNEL = (420.0, 270.0)
LABEL_HEIGHT = 12.0


def funnel_chart(
    *,
    funnel: Funnel,
    words: ChartWords,
    size_words: str,
    size_figure: Figure,
    limit_words: Limits | None = None,
    narrow: bool = False,
) -> SafeString:
    """Each unit by its size, between the curves of its limits; units outside in colour, shape and figure.

    limit_words: what the centre, the outer and the inner limits are called; the mean, three and two sigma where not
    given.
    """
    said = limit_words or Limits(centre=_("mean"), outer=_("3 sigma"), inner=_("2 sigma"))
    size = (320.0, 256.0) if narrow else FUNNEL
    units = [unit for unit in funnel.units if unit.value is not None]
    high = _top(funnel=funnel, units=units)
    marks = rungs(low=0, high=high, wanted=4)
    left = max(width_of(words.figure(rung, marks.places)) for rung in marks.figures) + 12
    up = Scale(low=0, high=high, start=size[1] - 42, end=12)
    largest = max([unit.n for unit in units] + [edge.n for edge in funnel.edges], default=1.0)
    across = Scale(low=0, high=largest, start=left, end=size[0] - 78)
    parts = [
        *_frame(marks=marks, words=words, across=across, up=up),
        *_foot(across=across, up=up, said=size_words, figure=size_figure, size=size),
        *_curves(funnel=funnel, words=words, said=said, across=across, up=up),
        *_units(units=units, words=words, across=across, up=up),
    ]
    return svg(parts, size=size, label=funnel_sentence(funnel=funnel, words=words))


def funnel_sentence(*, funnel: Funnel, words: ChartWords) -> str:
    """What the funnel shows: how many units, the mean, and which lie outside."""
    outside = [unit for unit in funnel.units if unit.outside]
    count = len(funnel.units)
    said = ngettext("%(subject)s: %(count)d unit.", "%(subject)s: %(count)d units by size.", count)
    parts = [said % {"subject": words.subject, "count": count}]
    if funnel.centre is not None:
        parts.append(_("Mean %s.") % words.figure(funnel.centre))
    if not outside:
        return " ".join([*parts, _("No unit differs by more than its size makes likely.")])
    return " ".join([*parts, *(_outside(unit=unit, words=words) for unit in outside)])


def _outside(*, unit: FunnelUnit, words: ChartWords) -> str:
    figures = {"unit": unit.name, "value": words.figure(unit.value or 0.0)}
    if unit.outside > 0:
        return _("%(unit)s, %(value)s, lies above its limit of %(limit)s.") % {
            **figures,
            "limit": words.figure(unit.upper or 0.0),
        }
    return _("%(unit)s, %(value)s, lies below its limit of %(limit)s.") % {
        **figures,
        "limit": words.figure(unit.lower or 0.0),
    }


def _top(*, funnel: Funnel, units: Sequence[FunnelUnit]) -> float:
    values = [unit.value or 0.0 for unit in units]
    wide = [edge.upper for edge in funnel.edges if edge.n >= 0.15 * funnel.edges[-1].n]
    return max([*values, *wide[:1], (funnel.centre or 0.0) * 1.5, 1e-9]) * 1.1


def _frame(*, marks: Rungs, words: ChartWords, across: Scale, up: Scale) -> list[str]:
    parts = []
    for rung in marks.figures:
        y = up.at(rung)
        parts.append(line((across.start, y), (across.end, y), kind="rung"))
        parts.append(text((across.start - 6, y + 4), words.figure(rung, marks.places), kind="axis", anchor="end"))
    return parts


def _foot(*, across: Scale, up: Scale, said: str, figure: Figure, size: Spot) -> list[str]:
    marks = rungs(low=0, high=across.high, wanted=4)
    parts = [
        text((across.at(rung), up.start + 16), figure(rung, marks.places), kind="axis", anchor="middle")
        for rung in marks.figures
    ]
    middle = ((across.start + across.end) / 2, size[1] - 8)
    return [*parts, text(middle, said, kind="axis", anchor="middle")]


def _curves(*, funnel: Funnel, words: ChartWords, said: Limits, across: Scale, up: Scale) -> list[str]:
    if funnel.centre is None:
        return []
    y, edge = up.at(funnel.centre), across.end + 4
    parts = [line((across.start, y), (across.end, y), kind="mean")]
    parts.append(text((edge, y + 4), f"{said.centre} {words.figure(funnel.centre)}", kind="note-words"))
    heights = [y]
    for name, kind, called in (("upper", "limit", said.outer), ("upper_warning", "limit faint", said.inner)):
        both = (name, name.replace("upper", "lower"))
        parts += [_curve(edges=funnel.edges, name=each, kind=kind, across=across, up=up) for each in both]
        if funnel.edges:
            height = up.at(getattr(funnel.edges[-1], name))
            if all(abs(height - other) >= LABEL_HEIGHT for other in heights):
                heights.append(height)
                parts.append(text((edge, height + 4), called, kind="note-words"))
    return parts


def _curve(*, edges: Sequence[Edge], name: str, kind: str, across: Scale, up: Scale) -> str:
    figures = [(edge.n, getattr(edge, name)) for edge in edges]
    lower = name.startswith("lower")
    inside = [(n, each) for n, each in figures if each <= up.high and not (lower and each <= 0)]
    return path([(across.at(n), up.at(each)) for n, each in inside], kind=kind)


def _units(*, units: Sequence[FunnelUnit], words: ChartWords, across: Scale, up: Scale) -> list[str]:
    """Points first, then names wherever there is room; units outside are named first and with their figure."""
    # Names stay above the figures of the foot.
    parts, boxes = [], [(0.0, up.start + 7, across.end + 78, up.start + 60)]
    for unit in units:
        spot = (across.at(unit.n), up.at(unit.value or 0.0))
        kind = _kind(unit=unit, words=words)
        parts.append(point(spot, kind=kind, above=unit.outside > 0, size=6 if unit.outside else 5.4))
        boxes.append((spot[0] - 4, spot[1] - 4, spot[0] + 4, spot[1] + 4))
    for unit in sorted(units, key=lambda each: not each.outside):
        spot = (across.at(unit.n), up.at(unit.value or 0.0))
        said = f"{unit.name} {words.figure(unit.value or 0.0)}" if unit.outside else unit.name
        kind = f"value {_kind(unit=unit, words=words)}" if unit.outside else "note-words halo"
        placed = _placed(spot=spot, said=said, bold=bool(unit.outside), boxes=boxes, across=across)
        if placed is not None:
            parts.append(text(placed[0], said, kind=kind, anchor=placed[1]))
    return parts


def _placed(
    *, spot: Spot, said: str, bold: bool, boxes: list[tuple[float, float, float, float]], across: Scale
) -> tuple[Spot, str] | None:
    """Above, below, right or left of the point, whichever is free first; a common unit without room goes unnamed."""
    x, y = spot
    width = width_of(said, size=12.5 if bold else 11, bold=bold)
    tries = (
        ((x, y - 9), "middle", x - width / 2),
        ((x, y + 17), "middle", x - width / 2),
        ((x + 8, y + 4), "start", x + 8),
        ((x - 8, y + 4), "end", x - 8 - width),
    )
    for at, anchor, left in tries:
        box = (left, at[1] - 10, left + width, at[1] + 2)
        free = all(box[2] < b[0] or box[0] > b[2] or box[3] < b[1] or box[1] > b[3] for b in boxes)
        if free and left >= across.start and left + width <= across.end + 74:
            boxes.append(box)
            return at, anchor
    return (tries[0][0], tries[0][1]) if bold else None


def _kind(*, unit: FunnelUnit, words: ChartWords) -> str:
    better = {Direction.INCREASE: 1, Direction.DECREASE: -1}.get(words.direction, 0)
    if not unit.outside:
        return "common"
    return "neutral" if not better else "improve" if unit.outside == better else "concern"
