"""Running sums over time: the CUSUM between its two limits, with every signal and new start, and what was gained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.pages.charts.axes import dated_ticks, rungs, thinned
from wellrun.foundations.pages.charts.strokes import Scale, line, path, point, svg, text, width_of

WIDE, NARROW = (786.0, 224.0), (340.0, 200.0)
GAINED_WIDE, GAINED_NARROW = (786.0, 150.0), (340.0, 140.0)
LEFT, TOP, FOOT = 34.0, 14.0, 24.0


@dataclass(frozen=True, kw_only=True)
class CourseDay:
    """At the end of a day (or period): the sum for worse and for better, both 0 or more, a signal of +1 (worse) or -1
    (better) where one was reached on it, and expected less observed from the start."""

    day: date
    up: float
    down: float
    signal: int
    gained: float


def cusum_chart(
    *, subject: str, course: Sequence[CourseDay], up: float, down: float, narrow: bool = False
) -> SafeString:
    """The sum for worse above zero, the sum for better below it, each with its limit."""
    size = NARROW if narrow else WIDE
    high = max([up, *(each.up for each in course)]) * 1.08
    low = max([down, *(each.down for each in course)]) * 1.08
    field = _Field.of(course, size=size, low=-low, high=high, right=max(width_of(_("limit for better")), 78.0))
    upper = [(each.day, each.up) for each in course]
    lower = [(each.day, -each.down) for each in course]
    parts = [
        *field.frame(),
        *field.level(up, _("limit for worse"), "limit"),
        *field.level(-down, _("limit for better"), "limit"),
        path([field.at(day, value) for day, value in upper], kind="run"),
        path([field.at(day, value) for day, value in lower], kind="run"),
    ]
    for each in course:
        if each.signal:
            value = each.up if each.signal > 0 else -each.down
            kind = "concern" if each.signal > 0 else "improve"
            parts.append(point(field.at(each.day, value), kind=kind, size=6))
    return svg(parts, size=size, label=cusum_sentence(subject, course))


def cusum_sentence(subject: str, course: Sequence[CourseDay]) -> str:
    """What the chart shows, read aloud."""
    worse = [formats.date_format(each.day, "j F Y") for each in course if each.signal > 0]
    better = [formats.date_format(each.day, "j F Y") for each in course if each.signal < 0]
    said = [f"{subject}."]
    if worse:
        words = ngettext("The limit for worse was reached once, on %(days)s.", "For worse: on %(days)s.", len(worse))
        said.append(words % {"days": ", ".join(worse)})
    if better:
        words = ngettext("The limit for better was reached once, on %(days)s.", "For better: on %(days)s.", len(better))
        said.append(words % {"days": ", ".join(better)})
    if not worse and not better:
        said.append(_("No limit was reached."))
    return " ".join(said)


def gained_chart(*, subject: str, course: Sequence[CourseDay], narrow: bool = False) -> SafeString:
    """Expected less observed, added up: it rises while fewer are seen than expected."""
    size = GAINED_NARROW if narrow else GAINED_WIDE
    values = [each.gained for each in course] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    spare = max(0.5, (high - low) * 0.08)
    last = course[-1] if course else None
    words = signed(last.gained) if last else ""
    field = _Field.of(course, size=size, low=low - spare, high=high + spare, right=max(width_of(words), 78.0))
    parts = [*field.frame(), path([field.at(each.day, each.gained) for each in course], kind="run")]
    if last is not None:
        spot = field.at(last.day, last.gained)
        parts.append(text((spot[0] + 7, spot[1] + 4), words, kind="value"))
    return svg(parts, size=size, label=_("%(subject)s: %(gained)s.") % {"subject": subject, "gained": words})


def signed(value: float) -> str:
    """A number to a tenth with its sign."""
    sign = "−" if round(value, 1) < 0 else "+"
    return f"{sign}{formats.number_format(abs(round(value, 1)), decimal_pos=1)}"


@dataclass(frozen=True, kw_only=True)
class _Field:
    """Where a course is drawn."""

    days: tuple[date, ...]
    across: Scale
    up: Scale

    @classmethod
    def of(
        cls, course: Sequence[CourseDay], *, size: tuple[float, float], low: float, high: float, right: float
    ) -> _Field:
        days = tuple(each.day for each in course)
        first, last = (days[0].toordinal(), days[-1].toordinal()) if days else (0, 1)
        return cls(
            days=days,
            across=Scale(low=first, high=max(last, first + 1), start=LEFT, end=size[0] - right - 8),
            up=Scale(low=low, high=high, start=size[1] - FOOT, end=TOP),
        )

    def at(self, day: date, value: float) -> tuple[float, float]:
        return self.across.at(day.toordinal()), self.up.at(value)

    def frame(self) -> list[str]:
        marks = rungs(low=self.up.low, high=self.up.high, wanted=4)
        parts = []
        for rung in marks.figures:
            y = self.up.at(rung)
            parts.append(line((LEFT, y), (self.across.end, y), kind="mean" if rung == 0 else "rung"))
            words = formats.number_format(abs(rung), decimal_pos=marks.places)
            parts.append(text((LEFT - 6, y + 4), f"−{words}" if rung < 0 else words, kind="axis", anchor="end"))
        return [*parts, *self._foot()]

    def _foot(self) -> list[str]:
        ticks = thinned(
            dated_ticks(places=self.days),
            across=lambda position: self.across.at(self.days[position].toordinal()),
            room=width_of,
        )
        return [
            text(
                (self.across.at(self.days[tick.position].toordinal()), self.up.start + 16),
                tick.words,
                kind="axis",
                anchor="middle",
            )
            for tick in ticks
        ]

    def level(self, value: float, words: str, kind: str) -> list[str]:
        y = self.up.at(value)
        return [
            line((LEFT, y), (self.across.end, y), kind=kind),
            text((self.across.end + 6, y + 4), words, kind="note-words"),
        ]
