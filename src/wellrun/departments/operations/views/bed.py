"""One bed: who lies in it, what can be done, what happened; and every verb of the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import bedding, moving
from wellrun.departments.operations.forms import beds as forms
from wellrun.departments.operations.models import Barrier, Course, Event, Question
from wellrun.departments.operations.queries import bed as queries
from wellrun.departments.operations.queries.board import board, number_of
from wellrun.departments.operations.queries.leaving import barriers_of
from wellrun.departments.operations.rules.house.events import Spot, Word
from wellrun.departments.operations.shown.history import happened
from wellrun.departments.operations.views.naming import of_record_number
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.patients.queries import named
from wellrun.values.faults import Fault, Refused


class Verb(NamedTuple):
    """One thing that can be done: its words, its form, and what it does."""

    words: Any
    form: Callable[[ReaderRequest, Any, Any], Form]
    act: Callable[[ReaderRequest, Any, Mapping[str, Any]], Any]


@requires(Permission.SEE_BEDS)
@never_cache
def bed(request: ReaderRequest, unit: str, code: str) -> HttpResponse:
    """A bed with everything that can be done with it and with whoever lies in it."""
    return _page(request, unit, code, {})


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter_bed(request: ReaderRequest, unit: str, code: str, what: str) -> HttpResponse:
    """Something is said of a bed, or somebody is admitted to it."""
    held = _found(request, unit, code)
    return _enter(request, BED_VERBS, what, held, (unit, code), key="")


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter_visit(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Something happens to somebody who is here, or who is expected."""
    course = get_object_or_404(Course, pk=key, facility__code=request.place.facility)
    back = (request.POST.get("back_unit") or course.unit, request.POST.get("back_bed") or course.bed)
    return _enter(request, VISIT_VERBS, what, course, back, key=str(key))


@require_POST
@requires(Permission.MANAGE_BEDS)
def undo(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One event is taken back."""
    event = get_object_or_404(Event.objects.select_related("facility"), pk=key, facility__code=request.place.facility)
    form = forms.UndoForm(request.POST)
    if carried_out(form, lambda: moving.undo(event=event, why=form.cleaned_data["why"], **_now(request))):
        return redirect(f"{reverse('operations:beds')}?{where(request)}")
    raise Refused([Fault("operations.house.not_undone", text) for text in _errors(form)])


@require_POST
@requires(Permission.MANAGE_BEDS)
def end_barrier(request: ReaderRequest, key: UUID) -> HttpResponse:
    """What held somebody is out of the way."""
    barrier = get_object_or_404(Barrier.objects.select_related("course"), pk=key)
    bedding.free(barrier=barrier, **_now(request))
    return redirect(f"{reverse('operations:beds')}?{where(request)}#leaving")


@require_POST
@requires(Permission.MANAGE_BEDS)
def question(request: ReaderRequest, key: UUID) -> HttpResponse:
    """A contradiction is right as it is."""
    asked = get_object_or_404(Question, pk=key, facility__code=request.place.facility)
    form = forms.AnswerForm(request.POST)
    if carried_out(form, lambda: bedding.answer(question=asked, words=form.cleaned_data["words"], **_now(request))):
        return redirect(f"{reverse('operations:beds')}?{where(request)}#questions")
    raise Refused([Fault("operations.question.unanswered", text) for text in _errors(form)])


def _enter(
    request: ReaderRequest, verbs: Mapping[str, Verb], what: str, about: Any, back: tuple[str, str], *, key: str
) -> HttpResponse:
    if what not in verbs:
        raise Http404
    form = verbs[what].form(request, about, request.POST)
    if carried_out(form, lambda: verbs[what].act(request, about, form.cleaned_data)):
        return redirect(f"{reverse('operations:bed', args=back)}?{where(request)}")
    return _page(request, *back, {(key, what): form}, status=422)


def _found(request: ReaderRequest, unit: str, code: str) -> queries.BedPage:
    facility = Facility.objects.filter(code=request.place.facility).first()
    place = request.tree.get(f"{request.place.facility}/{unit}")
    if facility is None or place is None or not any(held.covers(place) for held in request.places):
        raise Http404
    found = queries.bed_page(facility, unit, code, now=timezone.now())
    if found is None:
        raise Http404
    return found


def _page(
    request: ReaderRequest, unit: str, code: str, tried: Mapping[tuple[str, str], Form], status: int = 200
) -> HttpResponse:
    held = _found(request, unit, code)
    unit_place = request.tree[f"{held.facility.code}/{unit}"]
    names = {}
    if may(request.user, Permission.FIND_PATIENTS, unit_place, tree=request.tree):
        names = named(
            request.user, {one.patient_id for one in held.here if one.patient_id}, unit_place, tree=request.tree
        )
    manages = may(request.user, Permission.MANAGE_BEDS, unit_place, tree=request.tree)
    barriers = barriers_of(held.here)
    patients = [
        {
            "course": one,
            "patient": names.get(one.patient_id) if one.patient_id else None,
            "barriers": barriers.get(one.pk, ()),
            "verbs": _verbs(request, VISIT_VERBS, one, tried, str(one.pk)) if manages else (),
        }
        for one in held.here
    ]
    context = {
        "here": "operations",
        "section": "beds",
        "held": held,
        "ward": unit_place,
        "number": number_of(Spot(unit, code)),
        "patients": patients,
        "verbs": _verbs(request, BED_VERBS, held, tried, "") if manages else (),
        "manages": manages,
        "history": happened(held),
        "zone": unit_place.time_zone,
    }
    return render(request, "operations/bed.html", context, status=status)


def _verbs(
    request: ReaderRequest, verbs: Mapping[str, Verb], about: Any, tried: Mapping[tuple[str, str], Form], key: str
) -> list[dict[str, Any]]:
    made = []
    for what, verb in verbs.items():
        if what == "admit" and about.here:
            continue
        form = tried.get((key, what)) or verb.form(request, about, None)
        form.auto_id = f"{what}-{key}-%s"
        begun = what == "move" and bool(request.GET.get("to"))
        made.append({"what": what, "words": verb.words, "form": form, "tried": begun or (key, what) in tried})
    return made


def _now(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree, "now": timezone.now()}


def _errors(form: Form) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _whole(request: ReaderRequest) -> Any:
    """The board of all that the reader may move patients within."""
    widest = next(held for held in request.places if held.covers(request.place))
    inside = widest if widest.level is not Level.NETWORK else request.tree[request.place.facility]
    return board(inside, tree=request.tree, at=timezone.now())


def _admit(request: ReaderRequest, held: queries.BedPage, given: Mapping[str, Any]) -> None:
    patient = of_record_number(request, given["mrn"])
    spot = Spot(held.bed.unit.code, held.bed.code)
    moving.admit(facility=held.facility, patient=patient, spot=spot, expected=given["expected"], **_now(request))


def _say(request: ReaderRequest, held: queries.BedPage, given: Mapping[str, Any], word: Word | None = None) -> None:
    spot = Spot(held.bed.unit.code, held.bed.code)
    kept_for = get_object_or_404(Course, pk=given["held"], facility=held.facility) if given.get("held") else None
    bedding.say(
        facility=held.facility,
        spot=spot,
        word=word or given["word"],
        version=given["version"],
        why=given.get("why", ""),
        held=kept_for,
        **_now(request),
    )


def _hold_back(request: ReaderRequest, course: Course, given: Mapping[str, Any]) -> None:
    bedding.hold_back(course=course, **given, **_now(request))


BED_VERBS: Mapping[str, Verb] = {
    "say": Verb(
        gettext_lazy("Say how it is"),
        lambda _request, held, data: forms.SayForm(data, initial={"version": held.version}),
        _say,
    ),
    "hold": Verb(
        gettext_lazy("Hold it for someone"),
        lambda _request, held, data: forms.HoldForm(
            data,
            version=held.version,
            others=queries.who_could_come(held.facility, held.bed.unit.code),
        ),
        lambda request, held, given: _say(request, held, given, Word.HOLD),
    ),
    "admit": Verb(gettext_lazy("Admit"), lambda _request, _held, data: forms.AdmitForm(data), _admit),
}
VISIT_VERBS: Mapping[str, Verb] = {
    "move": Verb(
        gettext_lazy("Move"),
        lambda request, course, data: forms.MoveForm(
            data,
            version=course.version,
            beds=queries.ready_beds(_whole(request), course),
            to=request.GET.get("to", ""),
        ),
        lambda request, course, given: moving.move(course=course, **given, **_now(request)),
    ),
    "discharge": Verb(
        gettext_lazy("Discharge now"),
        lambda _request, course, data: forms.DischargeForm(data, initial={"version": course.version}),
        lambda request, course, given: moving.discharge(course=course, **given, **_now(request)),
    ),
    "expect": Verb(
        gettext_lazy("Say when they leave"),
        lambda _request, course, data: forms.ExpectForm(
            data, initial={"version": course.version, "day": course.expected}
        ),
        lambda request, course, given: moving.expect(course=course, **given, **_now(request)),
    ),
    "barrier": Verb(
        gettext_lazy("Say what holds them"),
        lambda request, course, data: forms.BarrierForm(
            data, people=owners_for(request.tree[f"{course.facility.code}"]).order_by("name")
        ),
        _hold_back,
    ),
    "swap": Verb(
        gettext_lazy("Change beds"),
        lambda request, course, data: forms.SwapForm(
            data, version=course.version, others=queries.others_in_beds(_whole(request), course)
        ),
        lambda request, course, given: moving.swap(
            course=course,
            version=given["version"],
            other=get_object_or_404(Course, pk=given["other"], facility=course.facility),
            **_now(request),
        ),
    ),
    "tell": Verb(
        gettext_lazy("Something else"),
        lambda _request, course, data: forms.TellForm(data, initial={"version": course.version}),
        lambda request, course, given: moving.tell(course=course, **given, **_now(request)),
    ),
}
"""Whatever can be done, by the last word of its address."""
