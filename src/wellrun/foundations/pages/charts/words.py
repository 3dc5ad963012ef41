"""What is said beside and about a chart: its figures in the reader's notation, and the sentence that is read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wellrun.engines.spc import Chart, Direction, Point, Variation, variation_of


class Figure(Protocol):
    """Writes a figure with its unit; `places` after the point, or as many as the measure has."""

    def __call__(self, value: float, places: int | None = None) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Note:
    """A numbered note at a point; its words stand under the chart."""

    position: int
    words: str


@dataclass(frozen=True, kw_only=True)
class ChartWords:
    """Words for one chart.

    subject: measure, unit and place, as the sentence begins. reasons: why each phase after the first began, in order.
    target and its words ("target under 4") in display units. harm: concern is drawn as harm now.
    """

    subject: str
    figure: Figure
    direction: Direction = Direction.NEUTRAL
    target: float | None = None
    target_words: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    harm: bool = False


@dataclass(frozen=True, kw_only=True)
class ReaderFigure:
    """Figures by the reader's locale: thousands grouped, so many places after the point, then the unit."""

    places: int = 0
    unit: str = ""
    before: str = ""

    def __call__(self, value: float, places: int | None = None) -> str:
        digits = self.places if places is None else places
        # Rounding may leave minus zero, which no reader expects.
        rounded = round(value, digits) + 0.0
        sign = "−" if rounded < 0 else ""
        written = formats.number_format(f"{abs(rounded):.{digits}f}", decimal_pos=digits, force_grouping=True)
        return f"{sign}{self.before}{written}{self.unit}"


_KINDS: Mapping[Variation, str] = {
    Variation.COMMON_CAUSE: "common",
    Variation.IMPROVEMENT: "improve",
    Variation.CONCERN: "concern",
    Variation.NEUTRAL_HIGH: "neutral",
    Variation.NEUTRAL_LOW: "neutral",
}

_VERDICTS: Mapping[str, object] = {
    "common": gettext_lazy("within what is usual"),
    "improve": gettext_lazy("a change for the better"),
    "concern": gettext_lazy("a change for the worse"),
    "harm": gettext_lazy("harm now"),
    "neutral": gettext_lazy("a change, neither better nor worse"),
}


def kind_of(*, point: Point, words: ChartWords) -> str:
    """The meaning of a point, as the class that draws it. A pattern without a way is a neutral change."""
    kind = _KINDS[variation_of(point=point, direction=words.direction)]
    if kind == "common" and point.signals:
        return "neutral"
    return "harm" if kind == "concern" and words.harm else kind


def place_words(place: date | int | float | str) -> str:
    """A place on the foot of a chart, in full."""
    return formats.date_format(place, "j F Y") if isinstance(place, date) else str(place)


def sentence(*, chart: Chart, words: ChartWords, first: int = 0) -> str:
    """What the chart shows, from its own figures: subject, span, lines, last point and its verdict, target."""
    shown = [point for point in chart.points[first:] if point.y is not None]
    if not shown:
        return _("%(subject)s: no figures yet.") % {"subject": words.subject}
    last, figure = shown[-1], words.figure
    parts = [
        ngettext(
            "%(subject)s: %(count)d point, %(last)s.",
            "%(subject)s: %(count)d points, %(first)s to %(last)s.",
            len(shown),
        )
        % {
            "subject": words.subject,
            "count": len(shown),
            "first": place_words(shown[0].x),
            "last": place_words(last.x),
        },
        _lines_sentence(chart=chart, point=last, words=words),
        *_phase_sentences(chart=chart, words=words, first=first),
        _("Last %(value)s, %(verdict)s.")
        % {"value": figure(last.y or 0.0), "verdict": _VERDICTS[kind_of(point=last, words=words)]},
    ]
    if words.target is not None:
        parts.append(_("Target %(value)s.") % {"value": figure(words.target)})
    return " ".join(part for part in parts if part)


def _lines_sentence(*, chart: Chart, point: Point, words: ChartWords) -> str:
    if point.centre is None:
        return ""
    centre = _("%(line)s %(value)s") % {"line": centre_name(chart).capitalize(), "value": words.figure(point.centre)}
    if point.upper is None or point.lower is None:
        return f"{centre}."
    if point.lower < 0 and all((shown.y or 0.0) >= 0 for shown in chart.points):
        return centre + ", " + _("usual up to %s.") % words.figure(point.upper)
    limits = {"low": words.figure(point.lower), "high": words.figure(point.upper)}
    return centre + ", " + _("usual range %(low)s to %(high)s.") % limits


def _phase_sentences(*, chart: Chart, words: ChartWords, first: int) -> list[str]:
    said = []
    for phase, reason in zip(chart.phases[1:], words.reasons, strict=False):
        if phase.start > first:
            before = chart.points[phase.start - 1].centre
            level = "" if before is None else _(" (%(value)s before)") % {"value": words.figure(before)}
            said.append(_("New phase: %(reason)s%(level)s.") % {"reason": reason, "level": level})
    return said


def centre_name(chart: Chart) -> str:
    """What the centre line is called."""
    return _("median") if chart.kind.value in {"run", "g"} else _("mean")
