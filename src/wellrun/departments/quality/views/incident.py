"""The list of reports, one report with all that is done to it, and what was learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.quality.actions import incidents as actions
from wellrun.departments.quality.actions import review
from wellrun.departments.quality.entries import Entry, forms_of, of_version, plain, sent_again
from wellrun.departments.quality.forms.incident import (
    ActForm,
    AnswerForm,
    CloseForm,
    FactorForm,
    HappeningForm,
    LessonForm,
    MergeForm,
    MetForm,
    ReaderForm,
    ReasonForm,
    TriageForm,
    WhysForm,
)
from wellrun.departments.quality.models import Incident
from wellrun.departments.quality.models.incidents import AREAS
from wellrun.departments.quality.queries.clocks import clocks_of
from wellrun.departments.quality.queries.incidents import IncidentLine, candidates, lessons, name_of, overview, readable
from wellrun.departments.quality.rules.incidents import Area, Depth, Harm, Strength
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import accounts_with, may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import record
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.charts import ReaderFigure, fishbone, pareto_chart
from wellrun.foundations.pages.tables import Table, TableColumn


@requires(Permission.SEE_INCIDENTS)
@never_cache
def incidents(request: ReaderRequest) -> HttpResponse:
    """Everything told in the place: what waits, what it was about, and the whole list."""
    seen = overview(request.place, request.user, tree=request.tree, day=request.day)
    table = _table(request, seen.lines)
    context = {
        "here": "quality",
        "section": "incidents",
        "seen": seen,
        "table": table,
        "picture": pareto_chart(
            subject=_("What reports of the last 13 weeks were about"),
            causes=seen.kinds,
            figure=ReaderFigure(),
            share=ReaderFigure(unit=" %"),
        ),
        "now": timezone.now(),
    }
    return table.export() or render(request, "quality/incidents.html", context)


def _table(request: ReaderRequest, lines: tuple[IncidentLine, ...]) -> Table[IncidentLine]:
    def page(line: IncidentLine) -> str:
        return f"{reverse('quality:incident', args=[line.incident.pk])}?{where(request)}"

    columns = (
        TableColumn[IncidentLine]("number", _("Report"), lambda line: line.incident.name, link=page),
        TableColumn[IncidentLine]("occurred", _("When"), lambda line: timezone.localtime(line.incident.occurred_at)),
        TableColumn[IncidentLine]("place", _("Where"), lambda line: line.place),
        TableColumn[IncidentLine]("kind", _("About"), lambda line: line.incident.get_kind_display()),
        TableColumn[IncidentLine]("harm", _("How far"), lambda line: line.incident.get_harm_display()),
        TableColumn[IncidentLine]("status", _("Stands"), lambda line: line.incident.get_status_display()),
        TableColumn[IncidentLine](
            "who", _("Who looks"), lambda line: line.incident.investigator.name if line.incident.investigator else ""
        ),
        TableColumn[IncidentLine]("due", _("Review due"), lambda line: line.incident.due_on),
        TableColumn[IncidentLine](
            "clock", _("Next clock"), lambda line: line.next_clock and timezone.localtime(line.next_clock.clock.due)
        ),
        TableColumn[IncidentLine](
            "waited", _("Days to triage"), lambda line: line.days_waiting, number=True, shown=False
        ),
    )
    return Table("incidents", columns, lines, request.GET, sort="-occurred")


@requires(Permission.SEE_INCIDENTS)
@never_cache
def incident(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One report."""
    held = _found(request, key)
    if held.sensitive:
        record("quality.incident.read", by=request.user, about=held)
    return _page(request, held, {})


@require_POST
@requires(Permission.SEE_INCIDENTS, writing=Permission.TRIAGE_INCIDENTS)
@never_cache
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Whatever is done to a report: what the last word of the address names."""
    held, entry = _found(request, key), ENTRIES.get(what)
    if entry is None:
        raise Http404
    form = entry.form(what, request, held)
    if carried_out(form, lambda: entry.act(request, held, form.cleaned_data)):
        return redirect(f"{reverse('quality:incident', args=[held.pk])}?{where(request)}#{entry.section}")
    held = _found(request, key)
    return _page(request, held, {what: sent_again(form, held.version)}, status=422)


def _found(request: ReaderRequest, key: UUID) -> Incident:
    return get_object_or_404(readable(request.user, request.places, tree=request.tree), pk=key)


def _page(request: ReaderRequest, held: Incident, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    place = request.tree[held.place]
    forms = forms_of(ENTRIES, request, held, tried)
    factors = list(held.factors.all())
    causes = {str(AREAS[area]): [one.words for one in factors if one.area == area] for area in Area}
    context = {
        "here": "quality",
        "section": "incidents",
        "incident": held,
        "place_name": name_of(held.place, request.tree),
        "may_act": may(request.user, Permission.TRIAGE_INCIDENTS, place, tree=request.tree),
        "forms": forms,
        "clocks": clocks_of([held]).get(str(held.pk), ()),
        "life": held.steps.select_related("by__person"),
        "factors": factors,
        "bones": fishbone(effect=held.get_kind_display(), causes=causes) if factors else "",
        "happenings": held.happenings.all(),
        "whys": held.whys.all(),
        "measures": held.countermeasures.select_related("action__owner"),
        "merged": held.merged.select_related("facility"),
        "readers": held.readers.select_related("account__person") if held.sensitive else (),
        "lesson": getattr(held, "lesson", None),
        "now": timezone.now(),
    }
    return render(request, "quality/incident.html", context, status=status)


@requires(Permission.READ_FIGURES)
def learning(request: ReaderRequest) -> HttpResponse:
    """What was learned, without names, for everyone."""
    told = lessons(request.place, tree=request.tree)
    return render(request, "quality/learning.html", {"here": "quality", "section": "learning", "lessons": told})


def _people(held: Incident, request: ReaderRequest) -> Any:
    return owners_for(_facility(held, request)).order_by("name")


def _facility(held: Incident, request: ReaderRequest) -> Place:
    return request.tree[held.facility.code]


def _triage(request: ReaderRequest, held: Incident, given: dict[str, Any]) -> None:
    judged = actions.Judged(
        kind=given["kind"],
        harm=Harm(given["harm"]),
        depth=Depth(given["depth"]),
        investigator=given["investigator"],
        due_on=given["due_on"],
        sensitive=given["sensitive"],
    )
    actions.triage(incident=held, version=given["version"], judged=judged, now=timezone.now(), **_who(request))


def _who(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _timed(action: Callable[..., Any]) -> Callable[[ReaderRequest, Incident, dict[str, Any]], Any]:
    """An action whose arguments are the fields of its form, at this moment."""
    return lambda request, held, given: action(incident=held, now=timezone.now(), **given, **_who(request))


def _untimed(action: Callable[..., Any]) -> Callable[[ReaderRequest, Incident, dict[str, Any]], Any]:
    return lambda request, held, given: action(incident=held, **given, **_who(request))


ENTRIES: Mapping[str, Entry[Incident]] = {
    "triage": Entry(
        lambda request, held, data: TriageForm(data, incident=held, people=_people(held, request)), _triage
    ),
    "close": Entry(of_version(CloseForm), _timed(actions.close)),
    "reopen": Entry(of_version(ReasonForm), _timed(actions.reopen)),
    "split": Entry(of_version(ReasonForm), _timed(actions.split)),
    "merge": Entry(
        lambda request, held, data: MergeForm(
            data,
            others=candidates(held, request.user, tree=request.tree),
            initial={"version": held.version},
        ),
        _timed(actions.merge),
    ),
    "answer": Entry(plain(AnswerForm), _timed(actions.tell), "story"),
    "factor": Entry(
        plain(FactorForm),
        lambda request, held, given: review.add_factor(
            incident=held, area=Area(given["area"]), words=given["words"], **_who(request)
        ),
        "causes",
    ),
    "happening": Entry(plain(HappeningForm), _untimed(review.add_happening), "timeline"),
    "whys": Entry(
        lambda _request, held, data: WhysForm(
            data, initial={"answers": "\n".join(why.words for why in held.whys.all())}
        ),
        lambda request, held, given: review.answer_why(
            incident=held, answers=given["answers"].splitlines(), **_who(request)
        ),
        "causes",
    ),
    "met": Entry(plain(MetForm), _timed(review.meet), "clocks"),
    "act": Entry(
        lambda request, held, data: ActForm(data, people=_people(held, request)),
        lambda request, held, given: actions.act(
            incident=held,
            title=given["title"],
            owner=given["owner"],
            due_on=given["due_on"],
            strength=Strength(given["strength"]),
            today=request.day,
            **_who(request),
        ),
        "actions",
    ),
    "reader": Entry(
        lambda request, held, data: ReaderForm(
            data, accounts=accounts_with(Permission.SEE_INCIDENTS, request.tree[held.place])
        ),
        _untimed(actions.name_reader),
        "readers",
    ),
    "lesson": Entry(plain(LessonForm), _timed(actions.teach), "learning"),
}
