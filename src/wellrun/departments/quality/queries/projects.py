"""Projects of a place with how far they have come, and one project with its chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from wellrun.departments.quality.models.projects import Cycle, Driver, Project
from wellrun.departments.quality.rules.phases import Phase
from wellrun.departments.quality.rules.projects import Stage, way_gone
from wellrun.foundations.catalogue.agreed import AgreedNote, agreed_for
from wellrun.foundations.catalogue.charting import MeasureChart, chart_of
from wellrun.foundations.catalogue.pictures import glance
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.foundations.today.effects import Judgement, judgement_of
from wellrun.warehouse.measures.measure import Measure


def projects_within(places: Iterable[Place], *, tree: Tree) -> QuerySet[Project]:
    """The projects about places and all below them."""
    codes = {inner.code for place in places for inner in tree.within(place)}
    return Project.objects.filter(place__in=codes).select_related("lead")


def level_of(measure: Measure, place: Place, *, day: dt.date) -> float | None:
    """The level a measure has now: the centre line of its chart, as figures are said; none without a chart."""
    chart = chart_of(measure, place, until=day, agreed=agreed_for(measure, place))
    return _centre(chart)


def _centre(chart: MeasureChart | None) -> float | None:
    return None if chart is None or chart.drawn.last is None else chart.drawn.last.centre


def began_on(project: Project, cycles: Iterable[Cycle]) -> dt.date:
    """The day from which the chart is judged: that of the first test, or of the project."""
    return min((cycle.starts_on for cycle in cycles), default=project.opened_on)


def judged(project: Project, *, tree: Tree, day: dt.date) -> Judgement | None:
    """What the chart says since the first test; none where there are too few points on either side."""
    place, measure = tree.get(project.place), MEASURES.get(project.measure)
    if place is None or measure is None:
        return None
    began = began_on(project, project.cycles.all())
    return judgement_of(measure, place, started_on=began, day=day, words=project.name)


def passed_by(project: Project) -> list[Phase]:
    """The phases whose gates are passed, in their order."""
    return [Phase(gate.phase) for gate in project.gates.all()]


def verdict_of(project: Project, *, tree: Tree, day: dt.date) -> str:
    """The verdict of the chart in a word, empty where there is none."""
    found = judged(project, tree=tree, day=day)
    return found.verdict if found else ""


@dataclass(frozen=True)
class ProjectLine:
    """A project in the portfolio: its measure now, and which share of the way is gone."""

    project: Project
    place: str
    measure: Measure | None
    now: float | None
    picture: str
    judgement: Judgement | None

    @property
    def gone(self) -> float | None:
        """Share of the way from the level before to the goal, in per cent."""
        before, now = self.project.before, self.now
        share = None if before is None or now is None else way_gone(before=before, goal=self.project.goal, now=now)
        return None if share is None else 100 * share


def portfolio(place: Place, *, tree: Tree, day: dt.date) -> list[ProjectLine]:
    """Every project of a place, those that run first."""
    held = projects_within([place], tree=tree).prefetch_related("cycles")
    lines = [_line(project, tree, day) for project in held]
    return sorted(lines, key=lambda line: (line.project.stage != Stage.RUNNING, line.project.by))


def _line(project: Project, tree: Tree, day: dt.date) -> ProjectLine:
    measure, where = MEASURES.get(project.measure), tree.get(project.place)
    name = where.name if where else project.place
    if measure is None or where is None:
        return ProjectLine(project, name, None, None, "", None)
    chart = chart_of(measure, where, until=day, agreed=agreed_for(measure, where))
    now = chart.drawn.last.y if chart is not None and chart.drawn.last is not None else None
    return ProjectLine(project, name, measure, now, glance(chart) if chart else "", judged(project, tree=tree, day=day))


def chart_with_tests(project: Project, place: Place, measure: Measure, *, day: dt.date) -> MeasureChart | None:
    """The chart of the aim, its goal drawn as the target and each test marked on the day it began."""
    agreed = agreed_for(measure, place)
    tests = tuple(
        AgreedNote(cycle.starts_on, f"{cycle.number}. {cycle.change}")
        for cycle in project.cycles.all()
        if cycle.starts_on <= day
    )
    notes = tuple(sorted((*agreed.notes, *tests), key=lambda note: note.day))
    return chart_of(measure, place, until=day, agreed=replace(agreed, notes=notes, target=project.goal))


@dataclass(frozen=True)
class Branch:
    """A driver with what hangs from it."""

    driver: Driver
    below: tuple[Branch, ...]


def branches(project: Project) -> tuple[Branch, ...]:
    """The driver diagram, from the aim down."""
    held = list(project.drivers.all())

    def hanging(parent: int | None) -> tuple[Branch, ...]:
        return tuple(Branch(one, hanging(one.pk)) for one in held if one.parent_id == parent)

    return hanging(None)
