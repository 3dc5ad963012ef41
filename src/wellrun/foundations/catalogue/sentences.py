"""The sentence of a signal, written by rule from its facts: subject, place, what changed, against what, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from wellrun.engines.spc import Point, Signal
from wellrun.foundations.catalogue.charting import MeasureChart
from wellrun.foundations.catalogue.wording import (
    count_words,
    day_words,
    figure_words,
    last_words,
    target_words,
    value_words,
)
from wellrun.foundations.organisation.places import Level
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure

MOST = 0.5
"""A unit that carries more than this share of a change is named in its sentence."""


@dataclass(frozen=True)
class Finding:
    """The pattern that the newest point is part of: which rule, since when, over how many points, and which way."""

    signal: Signal
    points: tuple[Point, ...]
    way: int

    @property
    def since(self) -> dt.date:
        first = self.points[0].x
        if not isinstance(first, dt.date):
            raise TypeError(f"A chart of time has a point at {first!r}.")
        return first


def finding_of(chart: MeasureChart) -> Finding | None:
    """The pattern the newest point belongs to: the first rule that names it, stretched as far back as it reaches."""
    last = chart.last
    if not last.signals or not last.direction:
        return None
    rule = last.signals[0]
    signal = next(s for s in chart.drawn.signals if s.rule == rule and last.position in s.positions)
    positions = sorted(signal.positions)
    if rule == "beyond_limits":
        # One point outside is often the end of a longer run: the run says more.
        run = next((s for s in chart.drawn.signals if s.rule == "one_side" and last.position in s.positions), None)
        signal, positions = (run, sorted(run.positions)) if run else (signal, _outside_streak(chart, last))
    return Finding(signal, tuple(chart.drawn.points[position] for position in positions), last.direction)


def _outside_streak(chart: MeasureChart, last: Point) -> list[int]:
    streak = [last.position]
    for point in reversed(chart.drawn.points[: last.position]):
        if point.beyond != last.beyond or point.phase != last.phase:
            break
        streak.append(point.position)
    return sorted(streak)


def sentence(chart: MeasureChart, finding: Finding, *, share: str = "") -> str:
    """One sentence; ``share`` adds where most of the change is."""
    said = _PATTERNS.get(finding.signal.rule, _run)(chart, finding)
    where = "" if chart.place.level == "network" else f", {chart.place.name}" if chart.place.level == "unit" else ""
    return f"{said}{where}; {share}." if share else f"{said}{where}."


def _subject(measure: Measure) -> tuple[str, str]:
    return measure.title, _("have been") if measure.plural else _("has been")


def _run(chart: MeasureChart, finding: Finding) -> str:
    subject, been = _subject(chart.measure)
    side = _("above") if finding.way > 0 else _("below")
    return _("%(subject)s %(been)s %(side)s the usual level for %(periods)s") % {
        "subject": subject,
        "been": been,
        "side": side,
        "periods": count_words(len(finding.points), chart.grain),
    }


def _trend(chart: MeasureChart, finding: Finding) -> str:
    measure = chart.measure
    verb = (_("have") if measure.plural else _("has")) + " " + (_("risen") if finding.way > 0 else _("fallen"))
    return _("%(subject)s %(verb)s %(periods)s in a row") % {
        "subject": measure.title,
        "verb": verb,
        "periods": count_words(len(finding.points) - 1, chart.grain),
    }


def _outside(chart: MeasureChart, finding: Finding) -> str:
    measure = chart.measure
    was = _("were") if measure.plural else _("was")
    side = _("above") if finding.way > 0 else _("below")
    if len(finding.points) > 1:
        subject, been = _subject(measure)
        return _("%(subject)s %(been)s %(side)s the usual range for %(periods)s") % {
            "subject": subject,
            "been": been,
            "side": side,
            "periods": count_words(len(finding.points), chart.grain),
        }
    return _("%(subject)s %(was)s %(side)s the usual range %(when)s") % {
        "subject": measure.title,
        "was": was,
        "side": side,
        "when": last_words(chart.grain).lower(),
    }


def _near(chart: MeasureChart, finding: Finding) -> str:
    subject, been = _subject(chart.measure)
    edge = _("upper") if finding.way > 0 else _("lower")
    return _("%(subject)s %(been)s close to the %(edge)s limit in two of the last three %(periods)s") % {
        "subject": subject,
        "been": been,
        "edge": edge,
        "periods": {"day": _("days"), "week": _("weeks"), "month": _("months")}[chart.grain],
    }


_PATTERNS: Mapping[str, Callable[[MeasureChart, Finding], str]] = MappingProxyType(
    {"one_side": _run, "trend": _trend, "beyond_limits": _outside, "two_in_three": _near}
)


def figure_and_facts(chart: MeasureChart, finding: Finding, *, today: dt.date) -> tuple[str, str]:
    """The number that fits the rule that fired, and what it is held against.

    A run speaks in averages, a spike in the point, a trend in its last value.
    """
    measure, last = chart.measure, chart.last
    averaged = finding.signal.rule in ("one_side", "two_in_three") and len(finding.points) > 1
    value = average(chart, finding.points) if averaged else last.y
    facts = [_("usual %(value)s") % {"value": value_words(measure, last.centre)}]
    if chart.agreed.target is not None:
        facts.append(target_words(measure, chart.agreed.target))
    said = "; ".join(facts) + "."
    if averaged:
        said += f" {last_words(chart.grain)} {value_words(measure, last.y)}."
    said += " " + _("Since %(day)s.") % {"day": day_words(finding.since, today=today)}
    return figure_words(measure, value), said


def average(chart: MeasureChart, points: tuple[Point, ...]) -> float | None:
    """The level over the points: counts over exposure where there are both, else the plain mean."""
    figures = [chart.figures[point.position] for point in points]
    if all(figure.denominator for figure in figures) and chart.measure.chart in ("p", "pp", "u", "up"):
        return counted(figures) / exposed(figures) * chart.measure.multiply
    values = [point.y for point in points if point.y is not None]
    return sum(values) / len(values) if values else None


def counted(figures: Iterable[Figure]) -> float:
    """The numerators together."""
    return sum((figure.numerator or 0.0 for figure in figures), 0.0)


def exposed(figures: Iterable[Figure]) -> float:
    """The denominators together."""
    return sum((figure.denominator or 0.0 for figure in figures), 0.0)


def headline(chart: MeasureChart, *, today: dt.date, parts: Mapping[str, MeasureChart]) -> tuple[str, str, str]:
    """The sentence, the number and the facts that stand at the head of a measure's page, changed or not."""
    finding = finding_of(chart)
    if finding is not None:
        said = sentence(chart, finding, share=where_most_is(chart, finding, parts))
        return said[:1].upper() + said[1:], *figure_and_facts(chart, finding, today=today)
    measure, last = chart.measure, chart.last
    subject, been = _subject(measure)
    periods = count_words(chart.drawn.phases[last.phase].points, chart.grain)
    said = _("%(subject)s %(been)s within the usual range for %(periods)s.") % {
        "subject": subject,
        "been": been,
        "periods": periods,
    }
    facts = [_("usual %(value)s") % {"value": value_words(measure, last.centre)}]
    if last.lower is not None and last.upper is not None:
        facts[0] += f" ({value_words(measure, last.lower)}–{value_words(measure, last.upper)})"
    if chart.agreed.target is not None:
        facts.append(target_words(measure, chart.agreed.target))
    return said[:1].upper() + said[1:], figure_words(measure, last.y), "; ".join(facts) + "."


def where_most_is(chart: MeasureChart, finding: Finding, charts: Mapping[str, MeasureChart]) -> str:
    """The unit that carries more than half of the change against its own earlier level, in words; else nothing."""
    if chart.place.level is Level.UNIT or chart.measure.chart not in ("p", "pp", "u", "up"):
        return ""
    excess = {
        part.place: _excess(part, finding.since) * finding.way
        for part in charts.values()
        if part.place.level is Level.UNIT and chart.place.covers(part.place)
    }
    total = sum(value for value in excess.values() if value > 0)
    most = max(excess, key=lambda unit: excess[unit], default=None)
    if most is None or total <= 0 or len(excess) < 2 or excess[most] / total <= MOST:
        return ""
    change = _("rise") if finding.way > 0 else _("fall")
    return _("more than half of the %(change)s is on %(unit)s") % {"change": change, "unit": most.name}


def _excess(chart: MeasureChart, since: dt.date) -> float:
    before = [figure for figure in chart.figures if figure.start < since and figure.denominator]
    after = [figure for figure in chart.figures if figure.start >= since and figure.denominator]
    if not before or not after:
        return 0.0
    usual = counted(before) / exposed(before)
    return counted(after) - usual * exposed(after)
