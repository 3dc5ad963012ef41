"""Charts over time: the full control chart, its small forms, and the chart that judges an effect."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wellrun.engines.spc import Chart, Point
from wellrun.foundations.pages.charts.axes import dated_ticks, extent, rungs, thinned
from wellrun.foundations.pages.charts.marks import Field, Manner, body
from wellrun.foundations.pages.charts.strokes import Scale, circle, fitted, line, path, svg, text, width_of
from wellrun.foundations.pages.charts.words import ChartWords, Note, centre_name, kind_of, sentence

WIDE, NARROW = (858.0, 318.0), (356.0, 290.0)
SPARK, EFFECT, MULTIPLE = (208.0, 62.0), (380.0, 112.0), (190.0, 104.0)
NARROW_POINTS, SPARK_POINTS = 30, 28
LABEL_GAP, NOTE_SIZE = 14.0, 7.5
REASON_ROWS = (18.0, 32.0)
SMALL = Manner(size=3.8, common_points=False, stepped=False)


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words at the end of a line, wished at a height; the value of the last point keeps its place."""

    y: float
    words: str
    kind: str
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """The day of a change that has not earned a new phase: the first point after it, and what was done."""

    position: int
    words: str


def control_chart(*, chart: Chart, words: ChartWords, narrow: bool = False) -> SafeString:
    """The full chart: axis, phases with reasons, numbered notes, direct labels. Narrow shows the newest points."""
    size = NARROW if narrow else WIDE
    first = max(0, len(chart.points) - NARROW_POINTS) if narrow else 0
    points = chart.points[first:]
    labels = _labels(points=points, chart=chart, words=words)
    low, high = extent(points=points, kind=chart.kind, target=words.target)
    marks_up = rungs(low=low, high=high)
    left = max(width_of(words.figure(rung, marks_up.places)) for rung in marks_up.figures or (0.0,)) + 12
    right = max([width_of(label.words, size=12, bold=label.pinned) for label in labels] or [0.0]) + 20
    field = Field(
        chart=chart,
        points=points,
        words=words,
        across=_band(count=len(points), start=left, end=size[0] - right),
        up=Scale(low=low, high=high, start=size[1] - 24, end=44 if _begun(points=points) else 18),
    )
    parts = [
        *_frame(field=field, figures=marks_up.figures, places=marks_up.places, left=left),
        *_foot(field=field),
        *_phases(field=field, edge=size[0]),
        *body(field, manner=Manner(size=4.0 if narrow else 4.6)),
        *_ends(field=field, labels=labels),
        *_old_levels(field=field),
        *_notes(field=field, notes=words.notes),
    ]
    return svg(parts, size=size, label=sentence(chart=chart, words=words, first=first))


def sparkline(*, chart: Chart, words: ChartWords, points: int = SPARK_POINTS) -> SafeString:
    """The newest points at a glance: limits, target, special points, last value. For a line of Today."""
    return _small(chart=chart, words=words, size=SPARK, first=max(0, len(chart.points) - points))


def effect_chart(*, chart: Chart, words: ChartWords, change: Change) -> SafeString:
    """Was a change seen? The day is marked and the lines of before run on under the points of after.

    Give a chart whose baseline ends before the change, in one phase, so that after is judged by before.
    """
    return _small(chart=chart, words=words, size=EFFECT, changes=(change,), stepped=True)


def small_multiples(*, charts: Sequence[tuple[str, Chart, ChartWords]]) -> tuple[SafeString, ...]:
    """One small chart for each title, all on one scale, so that heights can be compared."""
    reaches = [extent(points=chart.points, kind=chart.kind, target=words.target) for _title, chart, words in charts]
    low, high = min((each[0] for each in reaches), default=0.0), max((each[1] for each in reaches), default=1.0)
    return tuple(
        _small(chart=chart, words=words, size=MULTIPLE, title=title, reach=(low, high))
        for title, chart, words in charts
    )


def _small(
    *,
    chart: Chart,
    words: ChartWords,
    size: tuple[float, float],
    first: int = 0,
    title: str = "",
    reach: tuple[float, float] | None = None,
    changes: tuple[Change, ...] = (),
    stepped: bool = False,
) -> SafeString:
    points = chart.points[first:]
    low, high = reach or extent(points=points, kind=chart.kind, target=words.target)
    last = next((shown for shown in reversed(points) if shown.y is not None), None)
    value = "" if last is None else words.figure(last.y or 0.0)
    head = 22.0 if title or changes else 6.0
    right = max(28.0, width_of(value, size=12.5, bold=True) + 12)
    field = Field(
        chart=chart,
        points=points,
        words=words,
        across=_band(count=len(points), start=2, end=size[0] - right),
        up=Scale(low=low, high=high, start=size[1] - 8, end=head),
    )
    foot = [line((0, field.y(0)), (size[0] - right + 4, field.y(0)), kind="rung")] if low == 0 else []
    parts = [
        *foot,
        *([text((0, 12), fitted(title, room=size[0]), kind="title")] if title else []),
        *(_change(field=field, change=change, size=size) for change in changes),
        *_bare_phases(field=field, foot=size[1] - 8),
        *body(field, manner=Manner(size=SMALL.size, common_points=False, stepped=stepped)),
    ]
    if last is not None:
        spot = (field.x(last.position) + 8, field.y(last.y or 0.0) + 4)
        parts.append(text(spot, value, kind=f"value {kind_of(point=last, words=words)}"))
    named = replace(words, subject=f"{title}: {words.subject}") if title else words
    return svg(parts, size=size, label=sentence(chart=chart, words=named, first=first))


def _band(*, count: int, start: float, end: float) -> Scale:
    """Each point in the middle of an equal share of the width, so that lines reach half a share beyond end points."""
    share = (end - start) / max(1, count)
    return Scale(low=0, high=max(1, count - 1), start=start + share / 2, end=end - share / 2)


def _frame(*, field: Field, figures: Sequence[float], places: int, left: float) -> list[str]:
    parts, end = [], field.edge
    for figure in figures:
        y = field.y(figure)
        parts.append(line((left, y), (end, y), kind="rung"))
        parts.append(text((left - 6, y + 4), field.words.figure(figure, places), kind="axis", anchor="end"))
    return parts


def _foot(*, field: Field) -> list[str]:
    if not field.points:
        return []
    base, start = field.up.start, field.points[0].position
    ticks = dated_ticks(places=[shown.x for shown in field.points])
    kept = thinned(ticks, across=lambda at: field.x(start + at), room=lambda words: width_of(words))
    parts = []
    for tick in kept:
        x = field.x(start + tick.position)
        parts += [
            line((x, base), (x, base + 4), kind="tick"),
            text((x, base + 18), tick.words, kind="axis", anchor="middle"),
        ]
    return parts


def _begun(*, points: Sequence[Point]) -> bool:
    return bool(points) and points[0].phase != points[-1].phase


def _phases(*, field: Field, edge: float) -> list[str]:
    """A line where each phase begins, then the reasons: on the upper row, or the lower one where that is taken."""
    starts = [phase[0] for phase in field.phases[1:]]
    at = [field.x(start.position) - field.half for start in starts]
    parts = [line((x, 8), (x, field.up.start), kind="phase") for x in at]
    taken = [(x, x, row) for x in at for row in REASON_ROWS]
    for start, x in zip(starts, at, strict=True):
        reason = field.words.reasons[start.phase - 1] if start.phase <= len(field.words.reasons) else ""
        turned = x > edge * 0.6
        shown = fitted(reason, room=(x if turned else edge - x) - 12, size=11.5)
        width = width_of(shown, size=11.5)
        left, right = (x - 6 - width, x - 6) if turned else (x + 6, x + 6 + width)
        crossed = {
            row: sum(left < end and begin < right for begin, end, used in taken if used == row) for row in REASON_ROWS
        }
        row = min(REASON_ROWS, key=lambda each: crossed[each])
        taken.append((left, right, row))
        spot, whole = (right if turned else left, row), reason if shown != reason else ""
        parts.append(text(spot, shown, kind="phase-words halo", anchor="end" if turned else "start", title=whole))
    return parts


def _bare_phases(*, field: Field, foot: float) -> list[str]:
    starts = [phase[0] for phase in field.phases[1:]]
    return [
        line((field.x(start.position) - field.half, 4), (field.x(start.position) - field.half, foot), kind="phase")
        for start in starts
    ]


def _change(*, field: Field, change: Change, size: tuple[float, float]) -> str:
    x = field.x(change.position) - field.half
    turned = x > size[0] * 0.5
    room = (x if turned else size[0] - x) - 8
    shown = fitted(change.words, room=room, size=11.5)
    anchor, spot = ("end", (x - 5, 12.0)) if turned else ("start", (x + 5, 12.0))
    whole = change.words if shown != change.words else ""
    return line((x, 4), (x, size[1] - 8), kind="phase") + text(
        spot, shown, kind="phase-words", anchor=anchor, title=whole
    )


def _labels(*, points: Sequence[Point], chart: Chart, words: ChartWords) -> list[Label]:
    """What stands at the right end, wished at the figure itself; heights are figures until they are drawn."""
    last = next((shown for shown in reversed(points) if shown.y is not None), None)
    if last is None or not points:
        return []
    end, figure = points[-1], words.figure
    value = Label(
        y=last.y or 0.0, words=figure(last.y or 0.0), kind=f"value {kind_of(point=last, words=words)}", pinned=True
    )
    labels = [value]
    if end.centre is not None:
        labels.append(Label(y=end.centre, words=f"{centre_name(chart)} {figure(end.centre)}", kind="note-words"))
    if end.upper is not None:
        labels.append(Label(y=end.upper, words=_("upper limit %s") % figure(end.upper), kind="note-words"))
    if end.lower:
        labels.append(Label(y=end.lower, words=_("lower limit %s") % figure(end.lower), kind="note-words"))
    if words.target is not None:
        said = words.target_words or _("target %s") % figure(words.target)
        labels.append(Label(y=words.target, words=said, kind="target-words"))
    return labels


def _ends(*, field: Field, labels: Sequence[Label]) -> list[str]:
    inside = [label for label in labels if field.up.low <= label.y <= field.up.high]
    placed = spread([replace(label, y=field.y(label.y)) for label in inside])
    return [text((field.edge + 7, label.y + 4), label.words, kind=label.kind) for label in placed]


def spread(labels: Sequence[Label], *, gap: float = LABEL_GAP) -> list[Label]:
    """Labels moved apart so that none overlap: those above the pinned one give way upwards, the others downwards."""
    ordered = sorted(labels, key=lambda label: (label.y, not label.pinned))
    pin = next((at for at, label in enumerate(ordered) if label.pinned), 0)
    placed = ordered[pin : pin + 1]
    for label in reversed(ordered[:pin]):
        placed.insert(0, replace(label, y=min(label.y, placed[0].y - gap)))
    for label in ordered[pin + 1 :]:
        placed.append(replace(label, y=max(label.y, placed[-1].y + gap)))
    return placed


def _old_levels(*, field: Field) -> list[str]:
    """The level of each earlier phase, written under its upper limit where there is room."""
    parts, figure = [], field.words.figure
    for phase in field.phases[:-1]:
        start = phase[0]
        if start.centre is None:
            continue
        said = f"{centre_name(field.chart)} {figure(start.centre)}"
        if start.upper is not None:
            said += ", " + _("upper limit %s") % figure(start.upper)
        height = field.y(start.upper if start.upper is not None and start.upper <= field.up.high else start.centre)
        # Under the limit where the points leave room, else above it.
        below = field.y(start.centre) - height > 3 * LABEL_GAP
        if field.x(phase[-1].position) - field.x(start.position) > width_of(said) + 10:
            spot = (field.x(start.position), height + (14 if below else -6))
            parts.append(text(spot, said, kind="note-words halo"))
    return parts


def _notes(*, field: Field, notes: Sequence[Note]) -> list[str]:
    """Numbered marks above the foot, joined to their points; marks that would touch stand one above the other."""
    parts, taken = [], list[tuple[float, int]]()
    for number, note in enumerate(notes, start=1):
        shown = next((each for each in field.points if each.position == note.position), None)
        if shown is None:
            continue
        x = field.x(shown.position)
        row = sum(1 for other, _row in taken if abs(other - x) < 2 * NOTE_SIZE + 2)
        taken.append((x, row))
        y = field.up.start - 11 - row * (2 * NOTE_SIZE + 3)
        if shown.y is not None:
            parts.append(path([(x, field.y(shown.y) + 6), (x, y - NOTE_SIZE)], kind="drop"))
        parts += [
            circle((x, y), NOTE_SIZE, kind="note"),
            text((x, y + 3.6), str(number), kind="note-number", anchor="middle"),
        ]
    return parts
