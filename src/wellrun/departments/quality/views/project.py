"""The portfolio of improvement, one project, and all that a team does to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.departments.quality.actions import projects as actions
from wellrun.departments.quality.entries import Entry, forms_of, of_version, plain, sent_again
from wellrun.departments.quality.forms.project import (
    AgainForm,
    CycleForm,
    DriverForm,
    EndForm,
    ProjectForm,
    StudyForm,
    WatchForm,
)
from wellrun.departments.quality.gate_entries import GATE_ENTRIES, gates_context
from wellrun.departments.quality.models.projects import Project
from wellrun.departments.quality.papers.project_a3 import a3
from wellrun.departments.quality.queries.projects import (
    ProjectLine,
    branches,
    chart_with_tests,
    judged,
    portfolio,
    projects_within,
)
from wellrun.departments.quality.rules.phases import Method
from wellrun.departments.quality.rules.projects import Part, Stage
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue.agreed import agreed_for
from wellrun.foundations.catalogue.charting import chart_of
from wellrun.foundations.catalogue.pictures import glance, noted, whole
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import figure_words, value_words
from wellrun.foundations.documents.content import Document
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.documents.slides import pptx
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.pages.tables import Table, TableColumn

A3_KINDS: Mapping[str, tuple[Callable[[Document], bytes], str]] = {
    "pdf": (pdf, "application/pdf"),
    "pptx": (pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
"""How the A3 page is written, by the end of its name."""


@requires(Permission.READ_FIGURES)
def projects(request: ReaderRequest) -> HttpResponse:
    """Every project of the place: how far it has come, what its chart says."""
    lines = portfolio(request.place, tree=request.tree, day=request.day)
    table = _table(request, lines)
    context = {
        "here": "quality",
        "section": "projects",
        "lines": [line for line in lines if line.project.stage == Stage.RUNNING],
        "table": table,
        "may_open": may(request.user, Permission.ASSIGN_ACTIONS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "quality/projects.html", context)


def _table(request: ReaderRequest, lines: list[ProjectLine]) -> Table[ProjectLine]:
    def page(line: ProjectLine) -> str:
        return f"{reverse('quality:project', args=[line.project.pk])}?{where(request)}"

    def said(line: ProjectLine, value: float | None) -> str:
        return value_words(line.measure, value) if line.measure else ""

    columns = (
        TableColumn[ProjectLine]("name", _("Project"), lambda line: line.project.name, link=page),
        TableColumn[ProjectLine]("place", _("Where"), lambda line: line.place),
        TableColumn[ProjectLine]("measure", _("Measure"), lambda line: line.measure.title if line.measure else ""),
        TableColumn[ProjectLine]("before", _("Before"), lambda line: said(line, line.project.before), number=True),
        TableColumn[ProjectLine]("now", _("Last"), lambda line: said(line, line.now), number=True),
        TableColumn[ProjectLine]("goal", _("Goal"), lambda line: said(line, line.project.goal), number=True),
        TableColumn[ProjectLine]("gone", _("% of the way"), lambda line: line.gone, number=True),
        TableColumn[ProjectLine]("by", _("By"), lambda line: line.project.by),
        TableColumn[ProjectLine]("lead", _("Who leads it"), lambda line: line.project.lead.name),
        TableColumn[ProjectLine]("stage", _("Stands"), lambda line: line.project.get_stage_display()),
        TableColumn[ProjectLine](
            "verdict", _("The chart"), lambda line: line.judgement.title if line.judgement else _("too early to say")
        ),
    )
    return Table("projects", columns, lines, request.GET, sort="by")


@requires(Permission.ASSIGN_ACTIONS)
def begin(request: ReaderRequest) -> HttpResponse:
    """A new project for the place."""
    form = ProjectForm(request.POST or None, people=owners_for(request.place).order_by("name"))
    made: list[Project] = []

    def act() -> None:
        given = form.cleaned_data
        measure = MEASURES[given["measure"]]
        made.append(
            actions.open_project(
                **{**given, "measure": measure, "method": Method(given["method"])},
                place=request.place,
                today=request.day,
                **_who(request),
            )
        )

    if request.method == "POST" and carried_out(form, act):
        return redirect(f"{reverse('quality:project', args=[made[0].pk])}?{where(request)}")
    context = {"here": "quality", "section": "projects", "form": form}
    return render(request, "quality/project_new.html", context, status=422 if form.errors else 200)


@requires(Permission.READ_FIGURES)
def project(request: ReaderRequest, pk: int) -> HttpResponse:
    """One project."""
    return _page(request, _found(request, pk), {})


@require_POST
@requires(Permission.ASSIGN_ACTIONS)
def act(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Whatever a team does to a project: what the last word of the address names."""
    held, entry = _found(request, pk), ENTRIES.get(what)
    if entry is None:
        raise Http404
    form = entry.form(what, request, held)
    if carried_out(form, lambda: entry.act(request, held, form.cleaned_data)):
        return redirect(f"{reverse('quality:project', args=[held.pk])}?{where(request)}#{entry.section}")
    held = _found(request, pk)
    return _page(request, held, {what: sent_again(form, held.version)}, status=422)


@requires(Permission.READ_FIGURES)
def a3_page(request: ReaderRequest, pk: int, kind: str) -> HttpResponse:
    """The project on one A3 page, as pdf or pptx."""
    held = _found(request, pk)
    if kind not in A3_KINDS:
        raise Http404
    write, content_type = A3_KINDS[kind]
    answer = HttpResponse(write(a3(held, tree=request.tree, day=request.day)), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="project-{held.pk}-a3.{kind}"'
    return answer


def _found(request: ReaderRequest, pk: int) -> Project:
    within = projects_within(request.places, tree=request.tree).prefetch_related("cycles__carried_by", "drivers")
    return get_object_or_404(within, pk=pk)


def _page(request: ReaderRequest, held: Project, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    place, measure = request.tree[held.place], MEASURES[held.measure]
    chart = chart_with_tests(held, place, measure, day=request.day)
    beside = [
        (one, MEASURES[one.measure], chart_of(MEASURES[one.measure], place, until=request.day, agreed=agreed))
        for one in held.watched.all()
        for agreed in [agreed_for(MEASURES[one.measure], place)]
    ]
    context = {
        "here": "quality",
        "section": "projects",
        "project": held,
        "where_it_is": place,
        "measure": measure,
        "before": figure_words(measure, held.before) if held.before is not None else "",
        "goal": figure_words(measure, held.goal),
        "wide": whole(chart, narrow=False) if chart else "",
        "narrow": whole(chart, narrow=True) if chart else "",
        "notes": [words for _position, words in noted(chart)] if chart else [],
        "judgement": judged(held, tree=request.tree, day=request.day),
        "branches": branches(held),
        "cycles": held.cycles.all(),
        "beside": [(one, watched, glance(drawn) if drawn else "") for one, watched, drawn in beside],
        "forms": forms_of(ENTRIES, request, held, tried),
        "may_act": may(request.user, Permission.ASSIGN_ACTIONS, place, tree=request.tree),
        "today": request.day,
        **gates_context(request, held),
    }
    return render(request, "quality/project.html", context, status=status)


def _who(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _study(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    cycle = get_object_or_404(held.cycles, number=given["cycle"])
    actions.study(cycle=cycle, saw=given["saw"], lesson=given["lesson"], today=request.day, **_who(request))


def _end(request: ReaderRequest, held: Project, given: dict[str, Any]) -> None:
    end = {**given, "to": Stage(given["to"])}
    actions.close(project=held, today=request.day, **end, **_who(request))


def _colleagues(request: ReaderRequest, held: Project) -> Any:
    return owners_for(request.tree[held.place]).order_by("name")


ENTRIES: Mapping[str, Entry[Project]] = {
    "driver": Entry(
        lambda _request, held, data: DriverForm(data, project=held),
        lambda request, held, given: actions.draw(
            project=held, part=Part(given["part"]), words=given["words"], parent=given["parent"], **_who(request)
        ),
        "drivers",
    ),
    "watch": Entry(
        plain(WatchForm),
        lambda request, held, given: actions.watch(
            project=held, measure=MEASURES[given["measure"]], role=given["role"], **_who(request)
        ),
        "beside",
    ),
    "test": Entry(
        lambda request, held, data: CycleForm(
            data, people=_colleagues(request, held), initial={"starts_on": request.day}
        ),
        lambda request, held, given: actions.begin_test(project=held, **given, **_who(request)),
        "tests",
    ),
    "study": Entry(plain(StudyForm), _study, "tests"),
    "end": Entry(
        of_version(EndForm),
        _end,
        "end",
    ),
    "again": Entry(
        of_version(AgainForm),
        lambda request, held, given: actions.reopen(project=held, version=given["version"], **_who(request)),
        "end",
    ),
    **GATE_ENTRIES,
}
