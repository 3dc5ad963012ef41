"""A project on one A3 page: why, where it stood, what shall be, what causes it, what was tried, what keeps it.

The order is that of an A3 report (Sobek and Smalley, Understanding A3 Thinking, 2008): the left half is about the
problem, the right about what is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.queries.projects import Branch, branches, chart_with_tests, judged
from wellrun.departments.quality.shown.project_pictures import bones
from wellrun.foundations.catalogue.pictures import whole
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import figure_words
from wellrun.foundations.documents.content import (
    Block,
    Document,
    Grid,
    Heading,
    Listing,
    NextColumn,
    Paragraph,
    Picture,
)
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.pages.templatetags.words import money


def a3(project: Project, *, tree: Tree, day: dt.date) -> Document:
    """The project as a page; what has not been done yet is said to be missing, not left out."""
    place = tree[project.place]
    return Document(
        title=project.name,
        subtitle=" · ".join((place.name, project.lead.name, str(project.get_stage_display()))),
        as_of=_("Wellrun, as of %(time)s") % {"time": date_format(timezone.localtime(), "j F Y H:i")},
        blocks=(
            *_problem(project),
            *_now(project, tree, day),
            *_causes(project),
            *_drivers(project),
            NextColumn(),
            *_tests(project),
            *_control(project),
            *_savings(project),
            *_end(project),
        ),
        paper="a3",
        landscape=True,
        columns=2,
    )


def _problem(project: Project) -> Iterator[Block]:
    measure = MEASURES[project.measure]
    yield Heading(_("Why it matters"))
    yield Paragraph(project.why)
    yield Heading(_("Aim"))
    goal = figure_words(measure, project.goal)
    words = {"what": measure.title, "goal": goal, "day": date_format(project.by, "j M Y")}
    if project.before is None:
        yield Paragraph(_("%(what)s: to %(goal)s by %(day)s.") % words)
    else:
        before = figure_words(measure, project.before)
        yield Paragraph(_("%(what)s: from %(before)s to %(goal)s by %(day)s.") % {**words, "before": before})


def _now(project: Project, tree: Tree, day: dt.date) -> Iterator[Block]:
    measure, place = MEASURES[project.measure], tree[project.place]
    chart, said = chart_with_tests(project, place, measure, day=day), judged(project, tree=tree, day=day)
    yield Heading(_("Where it stands"))
    if chart is not None:
        sentence = said.sentence if said else _("too early to say")
        yield Picture(whole(chart, narrow=False), says=f"{measure.title}, {place.name}: {sentence}", width_mm=180)
    yield (
        Paragraph(said.sentence, strong=said.title)
        if said
        else Paragraph(_("Too early to say: fewer than six points since the first test."))
    )


def _causes(project: Project) -> Iterator[Block]:
    yield Heading(_("Causes found"))
    drawn = bones(project)
    if drawn:
        yield Picture(drawn, says=_("Causes found"), width_mm=180)
    else:
        yield Paragraph(_("None is named yet."))


def _drivers(project: Project) -> Iterator[Block]:
    yield Heading(_("What drives it"))
    items = tuple(_items(branches(project)))
    yield Listing(items) if items else Paragraph(_("No driver is drawn yet."))


def _items(held: tuple[Branch, ...], above: str = "") -> Iterator[Paragraph]:
    for branch in held:
        words = f"{above} → {branch.driver.words}" if above else branch.driver.words
        if branch.below:
            yield from _items(branch.below, words)
        else:
            yield Paragraph(words, quiet=str(branch.driver.get_part_display()))


def _tests(project: Project) -> Iterator[Block]:
    yield Heading(_("What was tried"))
    rows = tuple(
        (
            str(cycle.number),
            cycle.change,
            cycle.predicts,
            cycle.saw or _("runs"),
            str(cycle.get_lesson_display()) if cycle.lesson else "",
        )
        for cycle in project.cycles.all()
    )
    titles = (_("No."), _("Change"), _("Predicted"), _("Seen"), _("What follows"))
    yield Grid(titles, rows) if rows else Paragraph(_("Nothing has been tried yet."))


def _control(project: Project) -> Iterator[Block]:
    yield Heading(_("Who watches it afterwards"))
    rows = tuple(
        (
            MEASURES[line.measure].title if line.measure in MEASURES else line.measure,
            line.trigger,
            line.reaction,
            line.owner.name,
        )
        for line in project.control_lines.select_related("owner")
    )
    titles = (_("Measure"), _("Acts when"), _("What is done then"), _("Who"))
    yield Grid(titles, rows) if rows else Paragraph(_("Nobody is named yet."))


def _savings(project: Project) -> Iterator[Block]:
    yield Heading(_("What it saves"))
    rows = tuple(
        (
            money(saving.amount, saving.currency),
            str(saving.get_rhythm_display()),
            str(saving.get_kind_display()),
            saving.line,
            str(saving.get_decision_display()),
        )
        for saving in project.savings.all()
    )
    titles = (_("Amount"), _("How often"), _("Kind"), _("Line of the accounts"), _("Finance"))
    yield Grid(titles, rows, frozenset({0})) if rows else Paragraph(_("No saving is claimed."))


def _end(project: Project) -> Iterator[Block]:
    if project.finding:
        yield Heading(_("What was found"))
        yield Paragraph(project.finding)
