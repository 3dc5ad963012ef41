"""The signals of control charts: special-cause variation for the worse, and targets that cannot be met."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.engines.spc import Assurance, SeriesError, Variation
from wellrun.foundations.catalogue.agreed import Agreed, agreed_at
from wellrun.foundations.catalogue.charting import MeasureChart, drawn_from, figures_below, grain_of
from wellrun.foundations.catalogue.pictures import glance
from wellrun.foundations.catalogue.rare import too_rare
from wellrun.foundations.catalogue.registry import JUDGED_ELSEWHERE, MEASURES
from wellrun.foundations.catalogue.sentences import (
    Finding,
    average,
    figure_and_facts,
    finding_of,
    sentence,
    where_most_is,
)
from wellrun.foundations.catalogue.wording import figure_words, target_words, value_words
from wellrun.foundations.organisation.places import Level, Place, Tree
from wellrun.foundations.today.draft import RANKS_BY_DEPARTMENT, Draft, Rank
from wellrun.warehouse.measures.measure import Measure
from wellrun.warehouse.measures.places import Level as Judged

JUDGED = (Judged.FACILITY, Judged.DEPARTMENT, Judged.UNIT)
CONCERNS = {Variation.CONCERN}


def variation_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Every measure at every place whose newest point is part of a pattern for the worse."""
    agreed = agreed_at(list(tree.places))
    for measure in MEASURES.values():
        charts: dict[str, MeasureChart] = {}
        for level in JUDGED:
            # What a department judges in its units case by case is not told of twice.
            if level is Judged.UNIT and measure.key in JUDGED_ELSEWHERE:
                continue
            for code, figures in figures_below(measure, level, grain=grain_of(measure), until=day).items():
                place = tree.get(code)
                if place is None or str(place.level) != str(level):
                    continue
                known = agreed.get((measure.key, code), Agreed(target=measure.target))
                try:
                    chart = drawn_from(measure, place, grain=grain_of(measure), figures=figures, agreed=known)
                except SeriesError as error:
                    yield _no_chart(measure, place, error)
                    continue
                if chart is not None:
                    charts[code] = chart
        yield from _judged(charts, day)


def _judged(charts: Mapping[str, MeasureChart], day: dt.date) -> Iterator[Draft]:
    for chart in charts.values():
        if chart.icons.enough and not too_rare(chart):
            draft = _changed(chart, day, charts) or _short_of_target(chart, day)
            if draft is not None:
                yield draft


def _no_chart(measure: Measure, place: Place, error: SeriesError) -> Draft:
    return Draft(
        key=f"unchartable:{measure.key}:{place.code}",
        place=place.code,
        rank=Rank.DRIFT,
        kind=_("Feeds"),
        mark="concern-up",
        sentence=_("%(measure)s of %(place)s cannot be judged: the figures contradict one another.")
        % {"measure": measure.title, "place": place.name},
        facts=" ".join(error.faults),
        measure=measure.key,
    )


def _changed(chart: MeasureChart, day: dt.date, charts: Mapping[str, MeasureChart]) -> Draft | None:
    finding = finding_of(chart)
    if finding is None or chart.icons.variation not in CONCERNS:
        return None
    share = where_most_is(chart, finding, charts)
    figure, facts = figure_and_facts(chart, finding, today=day)
    mark = "concern-up" if finding.way > 0 else "concern-down"
    draft = _draft(chart, day, mark, sentence(chart, finding, share=share), figure, facts, finding.since)
    return replace(draft, key=f"variation:{chart.measure.key}:{chart.place.code}", weight=severity(chart, finding))


def _short_of_target(chart: MeasureChart, day: dt.date) -> Draft | None:
    if chart.icons.assurance is not Assurance.FALLS_SHORT or chart.agreed.target is None:
        return None
    measure, last = chart.measure, chart.last
    said = _("%(subject)s cannot be expected to meet the target: even the limit of what is usual misses it") % {
        "subject": measure.title
    }
    where = f", {chart.place.name}" if chart.place.level is Level.UNIT else ""
    usual = _("usual %(low)s–%(high)s") % {
        "low": value_words(measure, last.lower),
        "high": value_words(measure, last.upper),
    }
    facts = f"{usual}; {target_words(measure, chart.agreed.target)}."
    draft = _draft(chart, day, "common", f"{said}{where}.", figure_words(measure, last.y), facts, None)
    return replace(draft, key=f"target:{measure.key}:{chart.place.code}", rank=Rank.DRIFT, weight=0.1)


def _draft(
    chart: MeasureChart, day: dt.date, mark: str, said: str, figure: str, facts: str, since: dt.date | None
) -> Draft:
    measure = chart.measure
    address = reverse("catalogue:measure", args=[measure.key])
    return Draft(
        key="",
        place=chart.place.code,
        rank=RANKS_BY_DEPARTMENT.get(measure.department, Rank.DRIFT),
        kind=kind_words(measure),
        mark=mark,
        sentence=said[:1].upper() + said[1:],
        figure=figure,
        facts=facts,
        since=since,
        measure=measure.key,
        address=f"{address}?{urlencode({'at': chart.place.code, 'day': day.isoformat()})}",
        picture=glance(chart),
    )


def kind_words(measure: Measure) -> str:
    """The small line above a signal: what part of the work it is about."""
    return {
        "quality": _("Safety and quality"),
        "operations": _("Flow"),
        "workforce": _("Staffing"),
        "finance": _("Finance"),
        "revenue": _("Revenue"),
        "practice": _("Clinics"),
        "strategy": _("Promises"),
    }.get(measure.department, measure.department.capitalize())


def severity(chart: MeasureChart, finding: Finding) -> float:
    """How far the pattern lies from the usual level, in sigmas of the last point, longer patterns weighing more."""
    last = chart.last
    level = average(chart, finding.points)
    if level is None or last.upper is None or last.centre is None or last.upper == last.centre:
        return float(len(finding.points))
    sigma = (last.upper - last.centre) / 3
    return abs(level - last.centre) / sigma * math.sqrt(len(finding.points))
