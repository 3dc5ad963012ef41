"""The emergency board: as a list, on the wall, one visit with its verbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import emergency as actions
from wellrun.departments.operations.actions import moving
from wellrun.departments.operations.forms.beds import DischargeForm, FindForm, UndoForm
from wellrun.departments.operations.forms.emergency import ArriveForm, DecideForm, SeenForm, TriageForm
from wellrun.departments.operations.forms.leaving import ReadyForm
from wellrun.departments.operations.models import Course, EmergencyStep
from wellrun.departments.operations.queries import emergency as queries
from wellrun.departments.operations.queries.board import KINDS
from wellrun.departments.operations.rules.emergency import Step
from wellrun.departments.operations.shown import emergency as shown
from wellrun.departments.operations.views.bed import Verb
from wellrun.departments.operations.views.frame import asked_without_words, choose, live, now_of
from wellrun.departments.operations.views.naming import initials, names_of, of_record_number
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level, Place

TITLE = _("Emergency")


@requires(Permission.SEE_BEDS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """Who is in the department and what each waits for; searched by words that are sent, not addressed."""
    if not request.place.facility:
        return choose(request, "emergency", TITLE)
    context = _context(request)
    return context["table"].export() or render(request, "operations/emergency.html", context)


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def part(request: ReaderRequest) -> HttpResponse:
    """What an open board shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_emergency.html", _context(request))


@requires(Permission.WALL_SCREEN)
@never_cache
def wall(request: ReaderRequest) -> HttpResponse:
    """For a screen that everybody passes: no names; initials only if somebody who may see names asks for them."""
    if not request.place.facility:
        return choose(request, "emergency", TITLE)
    return render(request, "operations/emergency_wall.html", _wall(request))


@asked_by_the_page
@requires(Permission.WALL_SCREEN)
@never_cache
def wall_part(request: ReaderRequest) -> HttpResponse:
    """What the screen shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_emergency_wall.html", _wall(request))


@requires(Permission.SEE_BEDS, writing=Permission.MANAGE_BEDS)
@never_cache
def arrive(request: ReaderRequest) -> HttpResponse:
    """Somebody has come who was told of by no message."""
    if not request.place.facility:
        return choose(request, "emergency", TITLE)
    units = [
        (unit.code.partition("/")[2], unit.name) for unit in queries.emergency_units(request.place, tree=request.tree)
    ]
    form = ArriveForm(request.POST if request.method == "POST" else None, units=units)
    if form.is_bound and carried_out(form, lambda: _arrive(request, form.cleaned_data)):
        return redirect(f"{reverse('operations:emergency')}?{where(request)}")
    context = {"here": "operations", "section": "emergency", "form": form}
    return render(request, "operations/emergency_arrive.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SEE_BEDS)
@never_cache
def visit(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One visit: what was told of it, what can be said, what can be taken back."""
    return _visit_page(request, _course(request, key), {})


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Something is said of a visit."""
    if what not in VERBS:
        raise Http404
    course = _course(request, key)
    form = VERBS[what].form(request, course, request.POST)
    if not carried_out(form, lambda: VERBS[what].act(request, course, form.cleaned_data)):
        return _visit_page(request, course, {what: form}, status=422)
    return redirect(f"{reverse('operations:emergency')}?{where(request)}")


@require_POST
@requires(Permission.MANAGE_BEDS)
def undo(request: ReaderRequest, step: int) -> HttpResponse:
    """One step is taken back."""
    held = get_object_or_404(EmergencyStep, pk=step, course__facility__code=request.place.facility)
    form = UndoForm(request.POST)
    if carried_out(form, lambda: actions.undo_step(step=held, why=form.cleaned_data["why"], **now_of(request))):
        return redirect(f"{reverse('operations:emergency')}?{where(request)}")
    return _visit_page(request, held.course, {}, status=422)


def _context(request: ReaderRequest) -> dict[str, Any]:
    here = queries.department(request.place, tree=request.tree, now=timezone.now())
    find = FindForm(request.POST if request.method == "POST" else None)
    words = find.cleaned_data["find"].casefold().split() if find.is_bound and find.is_valid() else []
    courses = [*(one.course for one in here.present if one.course), *(one.course for one in here.gone)]
    names = names_of(request, courses)
    lines = []
    for one in here.present:
        patient = names.get(one.course.patient_id) if one.course and one.course.patient_id else None
        drawn = shown.line(one, here) | {"patient": patient}
        said = [one.unit, drawn["words"], one.attendance.clinician, one.goal, patient.name if patient else ""]
        if all(word in " ".join(map(str, said)).casefold() for word in words):
            lines.append(drawn)
    return {
        "here": "operations",
        "section": "emergency",
        "department": here,
        "sentence": shown.headline(here),
        "counts": shown.stage_counts(here),
        "lines": lines,
        "table": shown.present_table(lines, here, asked_without_words(request)),
        "gone": [(one, names.get(one.course.patient_id) if one.course.patient_id else None) for one in here.gone],
        "find": find,
        "words": words,
        "zone": request.place.time_zone,
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        "may_wall": may(request.user, Permission.WALL_SCREEN, request.place, tree=request.tree),
        **live(request, "emergency"),
    }


def _wall(request: ReaderRequest) -> dict[str, Any]:
    here = queries.department(request.place, tree=request.tree, now=timezone.now())
    asked = request.GET.get("initials") == "yes"
    names = names_of(request, (one.course for one in here.present if one.course)) if asked else {}
    lines = []
    for one in here.present:
        patient = names.get(one.course.patient_id) if one.course and one.course.patient_id else None
        lines.append(shown.line(one, here) | {"initials": initials(patient)})
    told = live(request, "emergency")
    told["part"] = told["part"].replace(reverse("operations:emergency-part"), reverse("operations:emergency-wall-part"))
    return {
        "here": "operations",
        "department": here,
        "sentence": shown.headline(here),
        "counts": shown.stage_counts(here),
        "lines": lines,
        "initials": bool(names),
        "zone": request.place.time_zone,
        **told,
    }


def _course(request: ReaderRequest, key: UUID) -> Course:
    course = get_object_or_404(Course.objects.select_related("facility"), pk=key)
    last = course.unit or course.spells.order_by("-since").values_list("unit", flat=True).first()
    place = request.tree.get(f"{course.facility.code}/{last}")
    if place is None or place.kind != "emergency" or not any(held.covers(place) for held in request.places):
        raise Http404
    return course


def _visit_page(
    request: ReaderRequest, course: Course, tried: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    place = request.tree[course.facility.code]
    here = queries.department(place, tree=request.tree, now=timezone.now())
    present = queries.one_present(here, course)
    manages = may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree)
    verbs = []
    for what, verb in VERBS.items() if manages and (present or tried) else ():
        if what == "decide" and what not in tried and present and present.attendance.decided:
            continue
        form = tried.get(what) or verb.form(request, course, None)
        form.auto_id = f"{what}-%s"
        verbs.append({"what": what, "words": verb.words, "form": form, "tried": what in tried})
    context = {
        "here": "operations",
        "section": "emergency",
        "course": course,
        "line": shown.line(present, here) if present else None,
        "patient": names_of(request, [course]).get(course.patient_id) if course.patient_id else None,
        "told": EmergencyStep.objects.filter(course=course, undoes=None).select_related("by__person", "undone_by"),
        "verbs": verbs,
        "manages": manages,
        "zone": place.time_zone,
    }
    return render(request, "operations/emergency_visit.html", context, status=status)


def _arrive(request: ReaderRequest, given: Mapping[str, Any]) -> None:
    facility = Facility.objects.get(code=request.place.facility)
    patient = of_record_number(request, given["mrn"])
    actions.arrive(facility=facility, patient=patient, unit=given["unit"], visit=given["visit"], **now_of(request))


def _say(request: ReaderRequest, course: Course, given: Mapping[str, Any], step: Step) -> None:
    said = {name: value for name, value in given.items() if name != "since"}
    zone = ZoneInfo(course.facility.time_zone)
    at = given["since"].replace(tzinfo=zone) if given.get("since") else None
    actions.say(course=course, step=step, at=at, **said, **now_of(request))


def _wards(request: ReaderRequest) -> list[tuple[str, str]]:
    facility: Place = request.tree[request.place.facility]
    units = (one for one in request.tree.within(facility) if one.level is Level.UNIT and one.kind in KINDS)
    return [(unit.code.partition("/")[2], unit.name) for unit in units]


VERBS: Mapping[str, Verb] = {
    "triage": Verb(
        _("Triaged"),
        lambda _request, _course, data: TriageForm(data),
        lambda request, course, given: _say(request, course, given, Step.TRIAGE),
    ),
    "seen": Verb(
        _("Seen by a clinician"),
        lambda _request, _course, data: SeenForm(data),
        lambda request, course, given: _say(request, course, given, Step.SEEN),
    ),
    "decide": Verb(
        _("Decide to admit"),
        lambda request, course, data: DecideForm(data, version=course.version, units=_wards(request)),
        lambda request, course, given: actions.decide(course=course, **given, **now_of(request)),
    ),
    "discharge": Verb(
        _("Discharge now"),
        lambda _request, course, data: DischargeForm(data, initial={"version": course.version}),
        lambda request, course, given: moving.discharge(course=course, **given, **now_of(request)),
    ),
    "left-unseen": Verb(
        _("Left without being seen"),
        lambda _request, _course, data: ReadyForm(data),
        lambda request, course, given: _say(request, course, given, Step.LEFT_UNSEEN),
    ),
}
"""Whatever can be said of a visit, by the last word of its address."""
