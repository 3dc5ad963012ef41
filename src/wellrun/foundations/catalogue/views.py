"""The list of measures, one measure, its definition."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wellrun.engines import spc
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.catalogue import actions
from wellrun.foundations.catalogue.agreed import agreed_for, mark_of_agreed
from wellrun.foundations.catalogue.charting import MeasureChart, chart_of, day_of_newest, figures_of, grain_of
from wellrun.foundations.catalogue.forms import RULE_TITLES, NoteForm, PhaseForm, SettingForm
from wellrun.foundations.catalogue.pictures import by_size, noted, side_by_side, whole
from wellrun.foundations.catalogue.queries import measure_lines, sizes_of, units_of
from wellrun.foundations.catalogue.rare import too_rare
from wellrun.foundations.catalogue.registry import MEASURES
from wellrun.foundations.catalogue.sentences import finding_of, headline
from wellrun.foundations.catalogue.wording import figure_words, value_words
from wellrun.foundations.followup.queries import actions_within
from wellrun.foundations.pages.charts import assurance_icon, variation_icon
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.warehouse.measures.figure import Figure
from wellrun.warehouse.measures.measure import Measure

FIRST_FIGURES = 13
"""Periods in the table before one asks for all."""

FUNNEL_PERIODS = {"day": 28, "week": 8, "month": 3}


@requires(Permission.READ_FIGURES)
def measure_list(request: ReaderRequest, department: str = "") -> HttpResponse:
    """Every measure at the place, or those of one department: newest figure, target, what the chart says."""
    lines = measure_lines(request.place, until=request.day, department=department)
    known = any(line.last for line in lines)
    context = {
        "here": department or "measures",
        "section": "measures",
        "lines": lines,
        "department": department,
        "known": known,
        "newest": None if known else day_of_newest(request.place),
    }
    return render(request, "catalogue/list.html", context)


@requires(Permission.READ_FIGURES)
def measure_page(request: ReaderRequest, key: str) -> HttpResponse:
    """One measure: what it says, its chart, its definition, where, what was done, the figures."""
    measure = _measure(key)
    grain = request.GET.get("by") or grain_of(measure)
    if grain not in [str(each) for each in measure.grains]:
        grain = grain_of(measure)
    chart = chart_of(measure, request.place, until=request.day, grain=grain, agreed=agreed_for(measure, request.place))
    table = _figures_table(request, measure, grain, chart)
    if (file := table.export()) is not None:
        return file
    charts = units_of(measure, request.place, until=request.day, tree=request.tree, grain=grain)
    context = {
        "here": measure.department,
        "measure": measure,
        "grain": grain,
        "table": table,
        "chart": chart,
        "multiples": side_by_side(charts) if charts else (),
        "done": actions_within(request.place, tree=request.tree).filter(measure=key).order_by("-opened_on")[:8],
        "rare": chart is not None and too_rare(chart),
        "may_govern": may(request.user, Permission.GOVERN_MEASURES, request.place, tree=request.tree),
        **(_said(chart, request, charts) if chart else {}),
    }
    return render(request, "catalogue/measure.html", context)


def _said(chart: MeasureChart, request: ReaderRequest, charts: tuple[MeasureChart, ...]) -> dict[str, Any]:
    sentence, figure, facts = headline(chart, today=request.day, parts={part.place.code: part for part in charts})
    return {
        "finding": finding_of(chart),
        "sentence": sentence,
        "figure": figure,
        "facts": facts,
        "picture_wide": whole(chart, narrow=False),
        "picture_narrow": whole(chart, narrow=True),
        "variation": variation_icon(chart.icons),
        "assurance": assurance_icon(chart.icons) if chart.icons.assurance else "",
        "notes": [words for _position, words in noted(chart)],
        "funnel": by_size(chart, sizes_of(charts, periods=FUNNEL_PERIODS[chart.grain]), size_words=chart.measure.per),
        "rules": RULE_TITLES[chart.agreed.rules],
        "screening": chart.drawn.settings.screening is spc.Screening.ONCE,
    }


def _figures_table(request: ReaderRequest, measure: Measure, grain: str, chart: MeasureChart | None) -> Table[Figure]:
    known = chart.figures if chart else figures_of(measure, request.place, grain=grain, until=request.day)
    figures = list(reversed(known))
    points = {point.x: point for point in chart.drawn.points} if chart else {}
    lines = {
        name: (lambda f, name=name: getattr(points.get(f.start), name, None)) for name in ("centre", "lower", "upper")
    }
    digits = measure.decimals + 1
    columns = (
        TableColumn[Figure](
            "start", {"day": _("Day"), "week": _("Week of"), "month": _("Month")}[grain], lambda f: f.start
        ),
        TableColumn[Figure]("numerator", _("Counted"), lambda f: f.numerator, number=True, places=0),
        TableColumn[Figure]("denominator", _("Per"), lambda f: f.denominator, number=True, places=0),
        TableColumn[Figure]("value", measure.unit or _("Value"), lambda f: f.value, number=True, places=digits),
        TableColumn[Figure]("mean", _("Mean"), lines["centre"], number=True, places=digits),
        TableColumn[Figure]("lower", _("Lower limit"), lines["lower"], number=True, places=digits),
        TableColumn[Figure]("upper", _("Upper limit"), lines["upper"], number=True, places=digits),
        TableColumn[Figure](
            "signal", _("Signal"), lambda f: signal_words(points[f.start]) if f.start in points else ""
        ),
    )
    return Table(f"{measure.key}-{grain}", columns, figures, request.GET, sort="-start", lines=FIRST_FIGURES)


def signal_words(point: spc.Point) -> str:
    """The rules that name a point, in words."""
    titles = {
        "beyond_limits": _("outside the limits"),
        "trend": _("trend"),
        "one_side": _("run on one side of the mean"),
        "two_in_three": _("two in three near a limit"),
    }
    return ", ".join(titles.get(code, code) for code in point.signals)


@requires(Permission.READ_FIGURES)
def definition(request: ReaderRequest, key: str) -> HttpResponse:
    """The definition alone, to open beside whatever showed the number."""
    frame = "pages/beside.html" if request.headers.get("HX-Request") else "pages/base.html"
    measure = _measure(key)
    agreed = agreed_for(measure, request.place)
    example = value_words(measure, measure.example.value)
    context = {"here": "measures", "measure": measure, "frame": frame, "agreed": agreed, "example": example}
    return render(request, "catalogue/definition.html", context)


@requires(Permission.GOVERN_MEASURES)
def agree_phase(request: ReaderRequest, key: str) -> HttpResponse:
    """A new phase: from when, and why."""
    measure, form = _measure(key), PhaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.agree_phase(
            measure=measure,
            place=request.place,
            **form.cleaned_data,
            by=request.user,
            tree=request.tree,
            today=request.day,
        )
        return _to(request, key)
    return _form(
        request,
        form,
        measure,
        _("Begin a new phase"),
        _("The limits before it stay on the chart. Your name and the reason are kept."),
    )


@requires(Permission.ASSIGN_ACTIONS)
def write_note(request: ReaderRequest, key: str) -> HttpResponse:
    """A word on the chart."""
    measure, form = _measure(key), NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.note(measure=measure, place=request.place, **form.cleaned_data, by=request.user, tree=request.tree)
        return _to(request, key)
    return _form(request, form, measure, _("Add a note"), "")


@requires(Permission.GOVERN_MEASURES)
def set_target(request: ReaderRequest, key: str) -> HttpResponse:
    """Target and rules here."""
    measure = _measure(key)
    agreed = agreed_for(measure, request.place)
    form = SettingForm(
        request.POST or None, initial={"target": agreed.target, "rules": agreed.rules, "seen": mark_of_agreed(agreed)}
    )
    if request.method == "POST" and form.is_valid():
        actions.set_target(
            measure=measure, place=request.place, **form.cleaned_data, by=request.user, tree=request.tree
        )
        return _to(request, key)
    return _form(
        request,
        form,
        measure,
        _("Target and signal rules"),
        figure_words(measure, agreed.target) if agreed.target else "",
    )


def _measure(key: str) -> Measure:
    if key not in MEASURES:
        raise Http404
    return MEASURES[key]


def _form(request: ReaderRequest, form: Any, measure: Measure, title: str, remark: str) -> HttpResponse:
    context = {"here": measure.department, "form": form, "measure": measure, "title": title, "remark": remark}
    return render(request, "catalogue/form.html", context, status=422 if form.errors else 200)


def _to(request: ReaderRequest, key: str) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse('catalogue:measure', args=[key])}?{where}")
