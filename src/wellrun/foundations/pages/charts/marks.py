"""The marks that every chart over time has, at every size: limits, centre, target, line and points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from wellrun.engines.spc import Chart, Point
from wellrun.foundations.pages.charts.strokes import Scale, Spot, line, path, point
from wellrun.foundations.pages.charts.words import ChartWords, kind_of


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where a chart is drawn: the shown points, the scales, and its words."""

    chart: Chart
    points: tuple[Point, ...]
    words: ChartWords
    across: Scale
    up: Scale

    def x(self, position: int) -> float:
        return self.across.at(position - self.points[0].position)

    @property
    def half(self) -> float:
        """Half the way from one point to the next: lines reach this far beyond their end points."""
        return (self.across.at(1) - self.across.at(0)) / 2 if len(self.points) > 1 else 6.0

    @property
    def edge(self) -> float:
        """Where the lines end on the right."""
        return self.across.end + self.half

    def y(self, value: float) -> float:
        return self.up.at(value)

    @property
    def last(self) -> Point | None:
        return next((shown for shown in reversed(self.points) if shown.y is not None), None)

    @property
    def phases(self) -> list[tuple[Point, ...]]:
        return [tuple(group) for _, group in groupby(self.points, key=lambda shown: shown.phase)]


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the marks are drawn: size of points, whether common ones are dotted, whether limits are stepped."""

    size: float = 4.6
    common_points: bool = True
    stepped: bool = True


def body(field: Field, *, manner: Manner) -> list[str]:
    """Limits and centres pale below, then the target, then the line, then the points."""
    marks = []
    for phase in field.phases:
        marks += [_edge(field=field, phase=phase, manner=manner, of=each) for each in (_lower, _upper)]
        marks.append(_steps(field=field, phase=phase, of=_centre, kind="mean", stepped=False))
    if field.words.target is not None and field.points:
        y = field.y(field.words.target)
        ends = field.x(field.points[0].position) - field.half, field.x(field.points[-1].position) + field.half
        marks.append(line((ends[0], y), (ends[1], y), kind="target"))
    return marks + _runs(field) + _points(field=field, manner=manner)


def _centre(shown: Point) -> float | None:
    return shown.centre


def _upper(shown: Point) -> float | None:
    return shown.upper


def _lower(shown: Point) -> float | None:
    return shown.lower


def _edge(*, field: Field, phase: Sequence[Point], manner: Manner, of: Callable[[Point], float | None]) -> str:
    """A limit; a lower one that lies on zero all along says nothing and is left out."""
    if of is _lower and all((shown.lower or 0.0) == 0 for shown in phase):
        return ""
    return _steps(field=field, phase=phase, of=of, kind="limit", stepped=manner.stepped)


def _steps(
    *, field: Field, phase: Sequence[Point], of: Callable[[Point], float | None], kind: str, stepped: bool
) -> str:
    """A line over one phase, broken where there is none or it leaves the drawing."""
    drawn, piece = [], list[Spot]()
    for shown in phase:
        value = of(shown)
        if value is None or not field.up.low - 1e-9 <= value <= field.up.high + 1e-9:
            drawn.append(piece)
            piece = []
            continue
        x, y = field.x(shown.position), field.y(value)
        piece += [(x - field.half, y), (x + field.half, y)] if stepped or len(phase) < 2 else [(x, y)]
    drawn.append(piece)
    if not stepped:
        drawn = [_reaching(piece=piece, half=field.half) for piece in drawn]
    return "".join(path(_straightened(piece), kind=kind) for piece in drawn)


def _reaching(*, piece: list[Spot], half: float) -> list[Spot]:
    if len(piece) < 2:
        return piece
    return [(piece[0][0] - half, piece[0][1]), *piece, (piece[-1][0] + half, piece[-1][1])]


def _straightened(spots: Sequence[Spot]) -> list[Spot]:
    """Without the spots inside a level stretch, which most limits are."""
    return [
        spot
        for at, spot in enumerate(spots)
        if at in (0, len(spots) - 1) or not (spots[at - 1][1] == spot[1] == spots[at + 1][1])
    ]


def _runs(field: Field) -> list[str]:
    """The thin line from point to point; it breaks where a value is missing, and categories are not joined."""
    if field.chart.categorical:
        return []
    pieces: list[list[Spot]] = [[]]
    for shown in field.points:
        if shown.y is None:
            pieces.append([])
        else:
            pieces[-1].append((field.x(shown.position), field.y(shown.y)))
    return [path(piece, kind="run") for piece in pieces]


def _points(*, field: Field, manner: Manner) -> list[str]:
    last, marks = field.last, []
    lonely = _lonely(field.points)
    for shown in field.points:
        kind = kind_of(point=shown, words=field.words)
        quiet = kind == "common" and not manner.common_points and shown.position not in lonely
        if shown.y is None or (quiet and shown is not last):
            continue
        spot = (field.x(shown.position), field.y(shown.y))
        marks.append(point(spot, kind=kind, above=(shown.direction or shown.side) >= 0, size=manner.size))
    return marks


def _lonely(points: Sequence[Point]) -> set[int]:
    """Points with no neighbour to be joined to, which would not be seen without a dot."""
    joined = {shown.position for pair in pairwise(points) for shown in pair if all(each.y is not None for each in pair)}
    return {shown.position for shown in points} - joined
