"""A question of one's own: choose, look, keep, share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue import actions
from wellrun.foundations.catalogue.forms import QuestionForm, SaveForm
from wellrun.foundations.catalogue.models import Question
from wellrun.foundations.catalogue.queries import Answer, answer, questions_of
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.wording import reader_figure
from wellrun.foundations.pages.charts import Bar, bars
from wellrun.foundations.pages.tables import Table, TableColumn


@dataclass(frozen=True)
class PartLine:
    """One part of a split: its name, its values by period, and its newest value."""

    name: str
    values: tuple[float | None, ...]

    @property
    def newest(self) -> float | None:
        return next((value for value in reversed(self.values) if value is not None), None)


@requires(Permission.READ_FIGURES)
def ask(request: ReaderRequest) -> HttpResponse:
    """Measure, split and period in the address; table and picture below."""
    start = {
        "since": request.day - dt.timedelta(days=182),
        "until": request.day,
        "grain": "month",
        "split": split_below(request),
    }
    asked = {name: request.GET.get(name) or value for name, value in start.items()}
    asked["measure"] = request.GET.get("measure") or next(iter(sorted(MEASURES)))
    form = QuestionForm(asked)
    question = form.save(commit=False) if form.is_valid() else None
    found = None
    if question is not None:
        question.place = request.place.code
        found = answer(question, place=request.place, today=request.day, tree=request.tree)
    table = _table(found, request) if found else None
    if table is not None and (file := table.export()) is not None:
        return file
    context = {
        "here": "measures",
        "form": form,
        "measure": found.measure if found else None,
        "table": table,
        "picture": _picture(found) if found else "",
        "withheld": found is not None and found.withheld,
        "kept": questions_of(request.user, request.place, tree=request.tree),
        "save": SaveForm(),
    }
    return render(request, "catalogue/ask.html", context, status=200 if found else 422)


def split_below(request: ReaderRequest) -> str:
    """The level just below the place, or its own where nothing is below."""
    below = request.tree.children(request.place)
    return str(below[0].level if below else request.place.level)


def nth(n: int) -> Callable[[PartLine], float | None]:
    """Takes the value of one period from a line."""
    return lambda line: line.values[n]


def _table(found: Answer, request: ReaderRequest) -> Table[PartLine]:
    lines = [PartLine(name, tuple(f.value if f else None for f in figures)) for name, figures in found.parts]
    columns = [TableColumn[PartLine]("part", request.GET.get("split", _("place")).capitalize(), lambda line: line.name)]
    for n, start in enumerate(found.starts):
        columns.append(
            TableColumn[PartLine](
                f"c{n}",
                f"{start:%-d %b %Y}",
                nth(n),
                number=True,
                places=found.measure.decimals,
            )
        )
    return Table(f"question-{found.measure.key}", tuple(columns), lines, request.GET)


def _picture(found: Answer) -> str:
    lines = [PartLine(name, tuple(f.value if f else None for f in figures)) for name, figures in found.parts]
    amounts = [Bar(name=line.name, amount=line.newest) for line in lines if line.newest is not None]
    if len(amounts) < 2:
        return ""
    return bars(
        subject=found.measure.title, amounts=amounts[:16], figure=reader_figure(found.measure), size=(640.0, 180.0)
    )


@requires(Permission.READ_FIGURES)
@require_POST
def keep(request: ReaderRequest) -> HttpResponse:
    """Keeps the question that is in the form."""
    form, name = QuestionForm(request.POST), SaveForm(request.POST)
    if form.is_valid() and name.is_valid():
        question = form.save(commit=False)
        question.place = request.place.code
        actions.keep_question(question=question, **name.cleaned_data, by=request.user)
        return redirect(_address(question, request))
    return render(request, "catalogue/ask.html", {"here": "measures", "form": form, "save": name}, status=422)


@requires(Permission.READ_FIGURES)
def open_kept(request: ReaderRequest, pk: int) -> HttpResponse:
    """A kept question, for its author and for those it is shared with, if they may see its place."""
    question = Question.objects.filter(pk=pk).first()
    place = request.tree.get(question.place) if question else None
    if question is None or place is None or not (question.author == request.user or question.shared):
        raise Http404
    if not may(request.user, Permission.READ_FIGURES, place, tree=request.tree):
        raise Http404
    return redirect(_address(question, request))


def _address(question: Question, request: ReaderRequest) -> str:
    asked = {name: getattr(question, name) for name in ("measure", "split", "grain", "since", "until")}
    return f"{reverse('catalogue:ask')}?{urlencode({'at': question.place, 'day': request.day.isoformat(), **asked})}"
