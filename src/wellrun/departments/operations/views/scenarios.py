"""What if: the model and what it is worth, questions, their answers side by side, and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import scenarios as actions
from wellrun.departments.operations.forms.scenarios import ScenarioForm, initial_of
from wellrun.departments.operations.models import Scenario
from wellrun.departments.operations.papers.scenarios import report
from wellrun.departments.operations.queries import what_if as queries
from wellrun.departments.operations.shown import flow_model
from wellrun.departments.operations.shown import scenarios as shown
from wellrun.departments.operations.tasks.what_if import answer_scenario, learn_model
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.documents.content import Document
from wellrun.foundations.documents.pdf import pdf
from wellrun.foundations.documents.slides import pptx
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.pages.tables import Table, TableColumn
from wellrun.values.faults import Refused

FRAME = {"here": "operations", "section": "what-if"}
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KINDS: Mapping[str, tuple[Callable[[Document], bytes], str]] = {"pdf": (pdf, "application/pdf"), "pptx": (pptx, PPTX)}
"""How a report is written, by the end of its name."""


@requires(Permission.READ_FIGURES)
@never_cache
def scenarios(request: ReaderRequest) -> HttpResponse:
    """The model of the facility, what would help most, and every question."""
    facility = _whole(request)
    if facility is None:
        within = (one for one in request.tree.within(request.place) if one.code == one.facility)
        inner = [one for one in within if may(request.user, Permission.READ_FIGURES, one, tree=request.tree)]
        return render(request, "operations/scenario_choose.html", {**FRAME, "facilities": inner})
    held = list(queries.scenarios_of(facility))
    table = _table(request, held)
    context = {
        **_learning(request, facility),
        "table": table,
        "answered": [one for one in held if one.answered],
        "most": queries.SIDE_BY_SIDE,
        "deleted": _deleted(request, facility),
    }
    return table.export() or render(request, "operations/scenarios.html", context)


@asked_by_the_page
@requires(Permission.READ_FIGURES)
@never_cache
def learning(request: ReaderRequest) -> HttpResponse:
    """The part of the page that asks again while the model is learnt."""
    return render(request, "operations/_scenario_model.html", _learning(request, _facility(request)))


@require_POST
@requires(Permission.ASSIGN_ACTIONS)
def learn(request: ReaderRequest) -> HttpResponse:
    """Lets the model be learnt anew."""
    facility = _facility(request)

    def act() -> None:
        wanted = actions.want_model(facility=facility, by=request.user, tree=request.tree, now=timezone.now())
        learn_model.enqueue(wanted.pk)

    _done(act)
    return redirect(f"{reverse('operations:scenarios')}?{where(request)}")


@requires(Permission.ASSIGN_ACTIONS)
def ask(request: ReaderRequest) -> HttpResponse:
    """A new question."""
    facility = _facility(request)
    form = ScenarioForm(request.POST if request.method == "POST" else None, units=_units(request, facility))
    made: list[Scenario] = []

    def act() -> None:
        given = {"name": form.cleaned_data["name"], "note": form.cleaned_data["note"], "changes": form.changes()}
        made.append(actions.ask(facility=facility, now=timezone.now(), **given, **_who(request)))

    if form.is_bound and carried_out(form, act):
        answer_scenario.enqueue(made[0].pk)
        return redirect(_page(request, made[0]))
    context = {**FRAME, "form": form, "model": queries.newest_usable(facility)}
    return render(request, "operations/scenario_form.html", context, status=422 if form.errors else 200)


@requires(Permission.READ_FIGURES)
@never_cache
def scenario(request: ReaderRequest, pk: int) -> HttpResponse:
    """One question; until it is answered the page asks again by itself."""
    return render(request, "operations/scenario.html", _answered(request, _found(request, pk)))


@asked_by_the_page
@requires(Permission.READ_FIGURES)
@never_cache
def progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return render(request, "operations/_scenario_answer.html", _answered(request, _found(request, pk)))


@requires(Permission.ASSIGN_ACTIONS)
def change(request: ReaderRequest, pk: int) -> HttpResponse:
    """The question asked otherwise."""
    held = _found(request, pk)
    initial = initial_of(held.name, held.note, held.asked, held.version)
    data = request.POST if request.method == "POST" else None
    form = ScenarioForm(data, units=_units(request, held.facility), initial=initial)
    made: list[Scenario] = []

    def act() -> None:
        given = {"name": form.cleaned_data["name"], "note": form.cleaned_data["note"], "changes": form.changes()}
        version = form.cleaned_data["version"] or 0
        made.append(actions.change(scenario=held, version=version, now=timezone.now(), **given, **_who(request)))

    if form.is_bound and carried_out(form, act):
        if made[0].under_way:
            answer_scenario.enqueue(held.pk)
        return redirect(_page(request, held))
    context = {**FRAME, "form": form, "scenario": held, "model": held.of}
    return render(request, "operations/scenario_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.ASSIGN_ACTIONS)
def act(request: ReaderRequest, pk: int, what: str) -> HttpResponse:
    """Whatever else is done to a question: what the last word of the address names."""
    if what not in ACTS:
        raise Http404
    held = _found(request, pk, deleted=what == "bring-back")
    gone: list[str] = []
    _done(lambda: gone.append(ACTS[what](request, held)))
    return redirect(gone[0] if gone else _page(request, held))


@requires(Permission.READ_FIGURES)
@never_cache
def compare(request: ReaderRequest) -> HttpResponse:
    """Up to four questions beside today's arrangement."""
    held = _chosen(request)
    if not held:
        return redirect(f"{reverse('operations:scenarios')}?{where(request)}")
    names = _names(request)
    context = {
        **FRAME,
        "scenarios": [(one, shown.sentence(one, names)) for one in held],
        "heads": shown.heads_of(held),
        "rows": shown.rows_of(held),
        "several_models": len({one.of_id for one in held}) > 1,
        "chosen": "&".join(f"one={one.pk}" for one in held),
    }
    return render(request, "operations/scenario_compare.html", context)


@requires(Permission.READ_FIGURES)
def report_of(request: ReaderRequest, kind: str) -> HttpResponse:
    """The questions that the address names, as one paper for the board."""
    held = _chosen(request)
    if kind not in KINDS or not held:
        raise Http404
    write, content_type = KINDS[kind]
    answer = HttpResponse(write(report(held, _names(request))), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="what-if-{"-".join(str(one.pk) for one in held)}.{kind}"'
    return answer


def _done(act: Callable[[], Any]) -> None:
    """What a click too late asks for is not done, and the page shows how it is."""
    try:
        act()
    except Refused as refused:
        if any(fault.code.startswith("access.") for fault in refused.faults):
            raise


def _whole(request: ReaderRequest) -> Facility | None:
    """The facility of the place, for whoever may read the figures of the whole of it."""
    facility = queries.facility_of(request.place)
    if facility is None:
        return None
    place = request.tree[facility.code]
    return facility if may(request.user, Permission.READ_FIGURES, place, tree=request.tree) else None


def _facility(request: ReaderRequest) -> Facility:
    facility = _whole(request)
    if facility is None:
        raise Http404
    return facility


def _found(request: ReaderRequest, pk: int, *, deleted: bool = False) -> Scenario:
    held = Scenario.objects.select_related("facility", "of", "made_by__person").filter(deleted_at__isnull=not deleted)
    found = get_object_or_404(held, pk=pk)
    if not may(request.user, Permission.READ_FIGURES, request.tree[found.facility.code], tree=request.tree):
        raise Http404
    return found


def _chosen(request: ReaderRequest) -> list[Scenario]:
    """Answered questions that the address names, in its order, at most four."""
    keys = [int(one) for one in request.GET.getlist("one") if one.isascii() and one.isdigit()]
    found = [_found(request, pk) for pk in dict.fromkeys(keys[: queries.SIDE_BY_SIDE])]
    return [one for one in found if one.answered]


def _deleted(request: ReaderRequest, facility: Facility) -> Scenario | None:
    asked = request.GET.get("deleted", "")
    gone = Scenario.objects.filter(facility=facility, deleted_at__isnull=False)
    return gone.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None


def _names(request: ReaderRequest) -> dict[str, str]:
    """Names of units by their own code; those of the facility the page is about go first."""
    found: dict[str, str] = {}
    facility = request.place.facility
    inside = request.tree.within(request.tree[facility]) if facility else request.tree.within(request.place)
    for one in inside:
        if "/" in one.code:
            found.setdefault(one.code.split("/", 1)[1], one.name)
    return found


def _units(request: ReaderRequest, facility: Facility) -> list[tuple[str, str]]:
    model = queries.newest_usable(facility)
    names = _names(request)
    return [(code, names.get(code, code)) for code in model.model.codes] if model else []


def _learning(request: ReaderRequest, facility: Facility) -> dict[str, Any]:
    newest, usable, names = queries.newest_model(facility), queries.newest_usable(facility), _names(request)
    checks = queries.check_of(usable) if usable else ()
    return {
        **FRAME,
        "facility": facility,
        "newest": newest,
        "under_way": newest is not None and newest.under_way and not newest.broken_off(timezone.now()),
        "broken_off": newest is not None and newest.broken_off(timezone.now()),
        "model": usable,
        "fitted": usable.model if usable else None,
        "today": flow_model.today_sentence(usable) if usable else "",
        "left_out": [names.get(code, code) for code in usable.model.left_out] if usable else [],
        "checked": flow_model.check_sentence(checks, names) if checks else "",
        "checks": flow_model.check_rows(checks, names),
        "helps": flow_model.helps_of(usable, names) if usable else [],
        "may_ask": _may_ask(request, facility),
    }


def _answered(request: ReaderRequest, held: Scenario) -> dict[str, Any]:
    names, newest = _names(request), queries.newest_usable(held.facility)
    found: dict[str, Any] = {
        **FRAME,
        "scenario": held,
        "broken_off": held.broken_off(timezone.now()),
        "changes": [shown.change_words(one, names) for one in held.asked],
        "said": shown.changes_words(held, names),
        "older": newest is not None and newest.pk != held.of_id,
        "may_ask": _may_ask(request, held.facility),
    }
    if held.answered:
        units = queries.touched(held)[:3]
        found |= {
            "sentence": shown.sentence(held, names),
            "force": shown.force_words(held),
            "heads": shown.heads_of([held]),
            "rows": shown.rows_of([held]),
            "units": [(names.get(code, code), shown.rows_of([held], unit=code)) for code in units],
        }
    elif held.under_way:
        found["formula"] = shown.formula_words(queries.by_formula(held))
    return found


def _may_ask(request: ReaderRequest, facility: Facility) -> bool:
    return may(request.user, Permission.ASSIGN_ACTIONS, request.tree[facility.code], tree=request.tree)


def _table(request: ReaderRequest, held: list[Scenario]) -> Table[Scenario]:
    names = _names(request)

    def fewer(one: Scenario) -> str:
        return shown.waiting_words(one) if one.answered else str(one.get_progress_display())

    columns = (
        TableColumn[Scenario]("name", _("Question"), lambda one: one.name, link=lambda one: _page(request, one)),
        TableColumn[Scenario]("changes", _("What is changed"), lambda one: shown.changes_words(one, names)),
        TableColumn[Scenario]("answer", _("Waiting at 08:00"), fewer),
        TableColumn[Scenario]("note", _("Note"), lambda one: one.note, shown=False),
        TableColumn[Scenario]("by", _("Asked by"), lambda one: str(one.made_by)),
        TableColumn[Scenario]("made", _("Asked on"), lambda one: timezone.localtime(one.made_at).date()),
    )
    return Table("what-if", columns, held, request.GET, sort="-made")


def _page(request: ReaderRequest, held: Scenario) -> str:
    return f"{reverse('operations:scenario', args=[held.pk])}?{where(request)}"


def _who(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _copy(request: ReaderRequest, held: Scenario) -> str:
    made = actions.copy(scenario=held, now=timezone.now(), **_who(request))
    return f"{reverse('operations:change-scenario', args=[made.pk])}?{where(request)}"


def _delete(request: ReaderRequest, held: Scenario) -> str:
    actions.delete(scenario=held, now=timezone.now(), **_who(request))
    return f"{reverse('operations:scenarios')}?{where(request)}&deleted={held.pk}"


def _bring_back(request: ReaderRequest, held: Scenario) -> str:
    actions.bring_back(scenario=held, **_who(request))
    return _page(request, held)


def _stop(request: ReaderRequest, held: Scenario) -> str:
    actions.stop(scenario=held, **_who(request))
    return _page(request, held)


def _again(request: ReaderRequest, held: Scenario) -> str:
    actions.ask_again(scenario=held, now=timezone.now(), **_who(request))
    answer_scenario.enqueue(held.pk)
    return _page(request, held)


ACTS: Mapping[str, Callable[[ReaderRequest, Scenario], str]] = {
    "copy": _copy,
    "delete": _delete,
    "bring-back": _bring_back,
    "stop": _stop,
    "again": _again,
}
