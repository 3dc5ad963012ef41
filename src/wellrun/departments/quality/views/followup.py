"""Patients who go home: the list of the day, what is to be done for whom, one patient, and the size of the team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.quality.actions import followups as actions
from wellrun.departments.quality.forms.followup import AnswerForm, CapacityForm, EndForm, GiveForm, UndoForm
from wellrun.departments.quality.models import FollowUp
from wellrun.departments.quality.queries import followups as queries
from wellrun.departments.quality.queries.incidents import name_of
from wellrun.departments.quality.queries.return_models import model_in_force
from wellrun.departments.quality.rules.readmissions.protocol import Answer, State
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.patients.queries import named


@requires(Permission.FOLLOW_PATIENTS)
@never_cache
def going_home(request: ReaderRequest) -> HttpResponse:
    """The list of the day and all that is to be done; for a network, its facilities to choose from."""
    return _list(request, {})


@require_POST
@requires(Permission.FOLLOW_PATIENTS)
def take(request: ReaderRequest) -> HttpResponse:
    """The list is taken: whoever is on it is followed from now on."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    actions.take_list(facility=facility, day=timezone.localdate(), by=request.user, tree=request.tree)
    return redirect(f"{reverse('quality:going-home')}?{where(request)}#doing")


@require_POST
@requires(Permission.LEAD_FOLLOW_UP)
def capacity(request: ReaderRequest) -> HttpResponse:
    """How many the team can take on."""
    facility = get_object_or_404(Facility, code=request.place.facility)
    form = _capacity_form(request, facility, request.POST)
    if carried_out(form, lambda: actions.set_capacity(facility=facility, **form.cleaned_data, **_now(request))):
        return redirect(f"{reverse('quality:going-home')}?{where(request)}")
    return _list(request, {"capacity": form}, status=422)


@requires(Permission.FOLLOW_PATIENTS)
@never_cache
def follow_up(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One patient who is followed."""
    return _page(request, _found(request, key), {})


@require_POST
@requires(Permission.FOLLOW_PATIENTS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """An answer, its taking back, another owner, or the end."""
    held = _found(request, key)
    if what not in DOES:
        raise Http404
    form = FORMS[what](request, held, request.POST)
    if carried_out(form, lambda: DOES[what](request, held, form.cleaned_data)):
        return redirect(f"{reverse('quality:follow-up', args=[held.pk])}?{where(request)}")
    return _page(request, _found(request, key), {what: form}, status=422)


def _list(request: ReaderRequest, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    facility = Facility.objects.filter(code=request.place.facility).first()
    context: dict[str, Any] = {"here": "quality", "section": "going-home", "facility": facility}
    if facility is None:
        inner = request.tree.children(request.place)
        return render(request, "quality/going_home.html", {**context, "facilities": inner}, status=status)
    team = queries.capacity_on(facility, request.day)
    leaving = queries.leaving_on(facility, request.day, capacity=team.capacity if team else 0)
    leaving = leaving.within(request.place, tree=request.tree)
    whole = request.tree[facility.code]
    seen = named(
        request.user,
        {one.stay.patient_id for one in (*leaving.chosen, *leaving.beyond)},
        request.place,
        tree=request.tree,
    )
    held = list(queries.followups_within([request.place], tree=request.tree).filter(ended=""))
    lines = queries.lines_of(held, request.user, request.place, tree=request.tree, now=timezone.now())
    context |= {
        "team": team,
        "leaving": leaving,
        "chosen": [_leaver(one, seen, request) for one in leaving.chosen],
        "beyond": [_leaver(one, seen, request) for one in leaving.beyond],
        "left_out": sorted(leaving.left_out.items()),
        "lines": [line for line in lines if line.open],
        "waiting": [line for line in lines if not line.open],
        "late": sum(bool(line.late) for line in lines),
        "trusted": (model := model_in_force(facility.code)) is not None and not model.doubts,
        "may_take": request.place == whole
        and request.day == timezone.localdate()
        and may(request.user, Permission.FOLLOW_PATIENTS, whole, tree=request.tree),
        "may_lead": may(request.user, Permission.LEAD_FOLLOW_UP, whole, tree=request.tree),
        "capacity_form": tried.get("capacity") or _capacity_form(request, facility, None),
    }
    return render(request, "quality/going_home.html", context, status=status)


def _leaver(one: queries.Leaver, seen: Mapping[UUID, Any], request: ReaderRequest) -> dict[str, Any]:
    return {"one": one, "patient": seen.get(one.stay.patient_id), "unit": name_of(one.stay.place, request.tree)}


def _capacity_form(request: ReaderRequest, facility: Facility, data: Any) -> CapacityForm:
    team = queries.capacity_on(facility, request.day)
    people = owners_for(request.tree[facility.code]).order_by("name")
    form = CapacityForm(
        data, people=people, capacity=team.capacity if team else None, lead=team.lead_id if team else None
    )
    form.auto_id = "capacity-%s"
    return form


def _found(request: ReaderRequest, key: UUID) -> FollowUp:
    return get_object_or_404(queries.followups_within(request.places, tree=request.tree), pk=key)


def _page(request: ReaderRequest, held: FollowUp, tried: Mapping[str, Form], status: int = 200) -> HttpResponse:
    place = request.tree[held.place]
    (line,) = queries.lines_of([held], request.user, place, tree=request.tree, now=timezone.now())
    rows = [
        {
            "line": one,
            "answers": one.step.answers.select_related("by__person"),
            "form": _step_form(request, held, one, tried),
            "undo": one.step.state in (State.DONE, State.DECLINED, State.NOT_NEEDED),
        }
        # What is still to be done is what somebody on the telephone opens the page for.
        for one in (*line.open, *(one for one in line.steps if not one.open))
    ]
    context = {
        "here": "quality",
        "section": "going-home",
        "held": held,
        "line": line,
        "rows": rows,
        "reasons": held.reasons.splitlines(),
        "percent": None if held.chance is None else 100 * held.chance,
        "give": tried.get("give") or FORMS["give"](request, held, None),
        "end": tried.get("end") or FORMS["end"](request, held, None),
    }
    return render(request, "quality/follow_up.html", context, status=status)


def _step_form(request: ReaderRequest, held: FollowUp, line: queries.StepLine, tried: Mapping[str, Form]) -> Form:
    what = "answer" if line.open else "undo"
    sent = tried.get(what)
    if sent is not None and sent.data.get("step") == str(line.step.pk):
        return sent
    form: Form = FORMS[what](request, held, None)
    form.initial["step"] = line.step.pk
    form.auto_id = f"{what}-{line.step.step}-%s"
    return form


def _now(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree, "now": timezone.now()}


def _answer(request: ReaderRequest, held: FollowUp, given: Mapping[str, Any], answer: Answer) -> None:
    step = get_object_or_404(held.steps, pk=given["step"])
    actions.answer(
        follow_up=held, step=step, version=given["version"], answer=answer, words=given["words"], **_now(request)
    )


def _give(request: ReaderRequest, held: FollowUp, given: Mapping[str, Any]) -> None:
    actions.give(follow_up=held, version=given["version"], owner=given["owner"], by=request.user, tree=request.tree)


FORMS: Mapping[str, Any] = {
    "answer": lambda _request, held, data: AnswerForm(data, initial={"version": held.version}),
    "undo": lambda _request, held, data: UndoForm(data, initial={"version": held.version}),
    "give": lambda request, held, data: GiveForm(
        data, people=owners_for(request.tree[held.place]).order_by("name"), version=held.version
    ),
    "end": lambda _request, held, data: EndForm(data, initial={"version": held.version}, auto_id="end-%s"),
}
DOES: Mapping[str, Any] = {
    "answer": lambda request, held, given: _answer(request, held, given, Answer(given["answer"])),
    "undo": lambda request, held, given: _answer(request, held, given, Answer.UNDO),
    "give": _give,
    "end": lambda request, held, given: actions.end(
        follow_up=held, version=given["version"], why=given["why"], **_now(request)
    ),
}
"""Whatever can be done for a patient, by the last word of its address."""
