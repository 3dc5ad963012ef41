"""The risk register: heat map and list, a new risk, one risk with all that is done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.quality.actions import risk_controls, risk_links
from wellrun.departments.quality.actions import risks as actions
from wellrun.departments.quality.entries import Entry, forms_of, of_version, plain, sent_again
from wellrun.departments.quality.forms.incident import ReasonForm
from wellrun.departments.quality.forms.risk import (
    AcceptForm,
    AmendForm,
    ControlForm,
    ControlTestForm,
    LinkActionForm,
    LinkMeasureForm,
    LinkReportForm,
    PromiseForm,
    RateForm,
    ReviewForm,
    RiskForm,
    UnlinkForm,
    WithdrawControlForm,
)
from wellrun.departments.quality.models import Risk
from wellrun.departments.quality.models.risks import CONSEQUENCES, STAGES
from wellrun.departments.quality.queries import risks as queries
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.queries.risk_history import moved_bands
from wellrun.departments.quality.rules.risks import ControlKind, Rated, Stage, Works
from wellrun.departments.quality.shown.risk_pictures import (
    heat_rows,
    history_picture,
    legend,
    register_table,
    shown_by,
    stage_rows,
)
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for


@requires(Permission.SEE_INCIDENTS)
@never_cache
def risks(request: ReaderRequest) -> HttpResponse:
    """The register of the place: the matrix, what is due, and the list."""
    seen = queries.register(request.place, tree=request.tree, day=request.day)
    shown = shown_by(request.GET.get("what", ""))
    table = register_table(shown.of(seen), request.GET, where(request))
    context = {
        "here": "quality",
        "section": "risks",
        "seen": seen,
        "shown": shown,
        "stages": STAGES.items(),
        "heat": heat_rows(seen, shown, where(request)),
        "consequences": CONSEQUENCES.items(),
        "legend": legend(seen, shown.stage),
        "moved": moved_bands((line.risk for line in seen.lines), day=request.day),
        "table": table,
        "may_act": may(request.user, Permission.TRIAGE_INCIDENTS, request.place, tree=request.tree),
    }
    return table.export() or render(request, "quality/risks.html", context)


@requires(Permission.TRIAGE_INCIDENTS)
@never_cache
def new_risk(request: ReaderRequest) -> HttpResponse:
    """The form; sent twice, it is one risk."""
    places = tuple(inner for held in request.places for inner in request.tree.within(held))
    people = owners_for(request.place).order_by("name")
    form = RiskForm(request.POST or None, places=places, place=request.place, people=people)
    if request.method == "POST" and carried_out(form, lambda: _raise(request, form)):
        return redirect(f"{reverse('quality:risk', args=[form.cleaned_data['key']])}?{where(request)}")
    context = {"here": "quality", "section": "risks", "form": form}
    return render(request, "quality/new_risk.html", context, status=422 if form.errors else 200)


def _raise(request: ReaderRequest, form: RiskForm) -> None:
    given = form.cleaned_data
    actions.raise_risk(
        place=request.tree[given["where"]],
        wording=form.wording,
        ratings=form.ratings,
        key=given["key"],
        **_now(request),
    )


@requires(Permission.SEE_INCIDENTS)
@never_cache
def risk(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One risk."""
    return _page(request, _found(request, key), {})


@require_POST
@requires(Permission.SEE_INCIDENTS, writing=Permission.TRIAGE_INCIDENTS)
@never_cache
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Whatever is done to a risk: what the last word of the address names."""
    held, entry = _found(request, key), ENTRIES.get(what)
    if entry is None:
        raise Http404
    form = entry.form(what, request, held)
    if carried_out(form, lambda: entry.act(request, held, form)):
        return redirect(f"{reverse('quality:risk', args=[held.pk])}?{where(request)}#{entry.section}")
    held = _found(request, key)
    return _page(request, held, {what: sent_again(form, held.version)}, status=422)


def _found(request: ReaderRequest, key: UUID) -> Risk:
    return get_object_or_404(queries.risks_within(request.places, tree=request.tree), pk=key)


def _page(request: ReaderRequest, held: Risk, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    (line,) = queries.lines_of([held], tree=request.tree, day=request.day)
    ratings = queries.ratings_of(held)
    history = queries.residual_history(ratings)
    context = {
        "here": "quality",
        "section": "risks",
        "risk": held,
        "line": line,
        "place_name": name_of(held.place, request.tree),
        "stages": stage_rows(held),
        "may_act": may(request.user, Permission.TRIAGE_INCIDENTS, request.tree[held.place], tree=request.tree),
        "forms": forms_of(ENTRIES, request, held, tried),
        "tried": bool(tried),
        "controls": held.controls.filter(withdrawn_at=None),
        "withdrawn": held.controls.exclude(withdrawn_at=None),
        "tied": queries.tied_to(held, request.user, tree=request.tree),
        "ratings": ratings,
        "history": history,
        "picture": history_picture(line, history, until=max(request.day, timezone.localdate(held.raised_at))),
        "life": held.steps.select_related("by__person"),
    }
    return render(request, "quality/risk.html", context, status=status)


def _people(request: ReaderRequest, held: Risk) -> Any:
    return owners_for(request.tree[held.facility.code]).order_by("name")


def _now(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree, "now": timezone.now()}


def _moved(action: Callable[..., Any]) -> Callable[[ReaderRequest, Risk, Form], Any]:
    """An action whose arguments are the fields of its form, at this moment."""
    return lambda request, held, form: action(risk=held, **form.cleaned_data, **_now(request))


def _rating(_request: ReaderRequest, held: Risk, data: Any) -> RateForm:
    now = held.rated(Stage.RESIDUAL)
    initial = {"likelihood": now.likelihood, "consequence": now.consequence}
    return RateForm(data, initial={"version": held.version, "stage": Stage.RESIDUAL.value, **initial})


def _rate(request: ReaderRequest, held: Risk, form: Form) -> None:
    given = form.cleaned_data
    actions.rate(
        risk=held,
        version=given["version"],
        stage=Stage(given["stage"]),
        rated=Rated(given["likelihood"], given["consequence"]),
        why=given["why"],
        **_now(request),
    )


def _control(request: ReaderRequest, held: Risk, form: Form) -> None:
    given = form.cleaned_data
    risk_controls.add_control(risk=held, words=given["words"], kind=ControlKind(given["kind"]), **_now(request))


def _test(request: ReaderRequest, held: Risk, form: Form) -> None:
    given = {**form.cleaned_data, "works": Works(form.cleaned_data["works"])}
    risk_controls.test_control(risk=held, **given, **_now(request))


def _amend(request: ReaderRequest, held: Risk, form: Any) -> None:
    actions.amend(risk=held, version=form.cleaned_data["version"], wording=form.wording, **_now(request))


ENTRIES: Mapping[str, Entry[Risk]] = {
    "rate": Entry(_rating, _rate),
    "review": Entry(of_version(ReviewForm), _moved(actions.review)),
    "accept": Entry(of_version(AcceptForm), _moved(actions.accept)),
    "close": Entry(of_version(ReasonForm), _moved(actions.close)),
    "reopen": Entry(of_version(ReasonForm), _moved(actions.reopen)),
    "amend": Entry(lambda request, held, data: AmendForm(data, risk=held, people=_people(request, held)), _amend),
    "control": Entry(plain(ControlForm), _control, "controls"),
    "test": Entry(lambda _request, held, data: ControlTestForm(data, risk=held), _test, "controls"),
    "withdraw": Entry(
        lambda _request, held, data: WithdrawControlForm(data, risk=held),
        _moved(risk_controls.withdraw_control),
        "controls",
    ),
    "act": Entry(
        lambda request, held, data: PromiseForm(data, people=_people(request, held)), _moved(risk_links.act), "actions"
    ),
    "link-action": Entry(
        lambda request, held, data: LinkActionForm(data, promises=queries.actions_to_link(held, tree=request.tree)),
        _moved(risk_links.link),
        "actions",
    ),
    "link-incident": Entry(
        lambda request, held, data: LinkReportForm(
            data, reports=queries.reports_to_link(held, request.user, tree=request.tree)
        ),
        _moved(risk_links.link),
        "linked",
    ),
    "link-measure": Entry(
        lambda _request, held, data: LinkMeasureForm(data, measures=queries.measures_to_link(held)),
        _moved(risk_links.link),
        "linked",
    ),
    "unlink": Entry(
        lambda request, held, data: UnlinkForm(
            data, links=queries.links_to_untie(held, request.user, tree=request.tree)
        ),
        _moved(risk_links.unlink),
        "linked",
    ),
}
"""Whatever can be done to a risk, by the last word of its address."""
