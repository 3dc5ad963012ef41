"""Theatres today: the board, its wall, one case with its verbs."""

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

from wellrun.departments.operations.actions import theatre as actions
from wellrun.departments.operations.forms.theatre import PlanForm, TheatreMoveForm
from wellrun.departments.operations.models import TheatreCase
from wellrun.departments.operations.queries import theatre as queries
from wellrun.departments.operations.rules.theatre.cases import Move, possible
from wellrun.departments.operations.rules.theatre.running import rooms_today
from wellrun.departments.operations.shown import theatre as shown
from wellrun.departments.operations.views.frame import asked_without_words, choose, live, now_of
from wellrun.departments.operations.views.naming import of_record_number, theatre_names
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility

TITLE = _("Theatres")
FRAME = {"here": "operations", "section": "theatres"}


@requires(Permission.SEE_BEDS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """Every room today: what stands in it, what is late, and when it will be done."""
    if not request.place.facility:
        return choose(request, "theatres", TITLE)
    context = _context(request)
    return context["table"].export() or render(request, "operations/theatres.html", context)


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def part(request: ReaderRequest) -> HttpResponse:
    """What an open board shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_theatres.html", _context(request))


@requires(Permission.WALL_SCREEN)
@never_cache
def wall(request: ReaderRequest) -> HttpResponse:
    """For a screen that everybody passes: rooms, services and times; nobody is named."""
    if not request.place.facility:
        return choose(request, "theatres", TITLE)
    return render(request, "operations/theatres_wall.html", _wall(request))


@asked_by_the_page
@requires(Permission.WALL_SCREEN)
@never_cache
def wall_part(request: ReaderRequest) -> HttpResponse:
    """What the screen shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_theatres_wall.html", _wall(request))


@requires(Permission.SEE_BEDS, writing=Permission.MANAGE_BEDS)
@never_cache
def plan(request: ReaderRequest) -> HttpResponse:
    """A case is put on a list."""
    if not request.place.facility:
        return choose(request, "theatres", TITLE)
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_bound and carried_out(form, lambda: _plan(request, form.cleaned_data)):
        return redirect(f"{reverse('operations:theatres')}?{where(request)}")
    context = {**FRAME, "form": form}
    return render(request, "operations/theatre_plan.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SEE_BEDS)
@never_cache
def case(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One case, what was said of it, and what can be said."""
    return _case_page(request, _held(request, key), {})


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Something is said of a case."""
    held = _held(request, key)
    if what not in shown.VERBS:
        raise Http404
    form = _form(held, Move(what), request.POST)
    if not carried_out(form, lambda: _move(request, held, Move(what), form.cleaned_data)):
        held.refresh_from_db()
        return _case_page(request, held, {what: form}, status=422)
    return redirect(f"{reverse('operations:theatres')}?{where(request)}")


def _context(request: ReaderRequest) -> dict[str, Any]:
    facility = Facility.objects.get(code=request.place.facility)
    zone = ZoneInfo(facility.time_zone)
    today = queries.today_of(facility, now=timezone.now())
    rooms = shown.room_lines(today, zone)
    names = theatre_names(request, today.rows.values())
    for room in rooms:
        for line in room["cases"]:
            line["patient"] = names.get(line["case"].patient_id)
    return {
        **FRAME,
        "sentence": shown.headline(today, zone),
        "now": today.at,
        "counts": shown.tallies(today) if rooms else (),
        "lanes": shown.lanes(today, zone) if rooms else "",
        "rooms": rooms,
        "table": shown.cases_table(rooms, asked_without_words(request)),
        "zone": facility.time_zone,
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        "may_wall": may(request.user, Permission.WALL_SCREEN, request.place, tree=request.tree),
        **live(request, "theatres"),
    }


def _wall(request: ReaderRequest) -> dict[str, Any]:
    facility = Facility.objects.get(code=request.place.facility)
    zone = ZoneInfo(facility.time_zone)
    today = queries.today_of(facility, now=timezone.now())
    told = live(request, "theatres")
    told["part"] = told["part"].replace(reverse("operations:theatres-part"), reverse("operations:theatres-wall-part"))
    return {
        "here": "operations",
        "sentence": shown.headline(today, zone),
        "now": today.at,
        "counts": shown.tallies(today) if today.rooms else (),
        "lanes": shown.lanes(today, zone) if today.rooms else "",
        "rooms": shown.room_lines(today, zone),
        "zone": facility.time_zone,
        **told,
    }


def _case_page(
    request: ReaderRequest, held: TheatreCase, tried: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    verbs = []
    state = queries.case_of([getattr(held, name) for name in queries.ROW]).state
    if may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree):
        for move in possible(state):
            form = tried.get(move) or _form(held, move, None)
            form.auto_id = f"{move}-%s"
            verbs.append({"what": move.value, "words": shown.VERBS[move], "form": form, "tried": move in tried})
    offered = {verb["what"] for verb in verbs}
    zone = ZoneInfo(held.facility.time_zone)
    (room,) = rooms_today([queries.case_of([getattr(held, name) for name in queries.ROW])], now=timezone.now())
    today = queries.Today(timezone.now(), (room,), {str(held.pk): held}, ())
    context = {
        **FRAME,
        "held": held,
        "line": shown.case_line(today, room.runs[0], zone),
        "patient": theatre_names(request, [held]).get(held.patient_id) if held.patient_id else None,
        "moves": held.moves.select_related("by__person"),
        "verbs": verbs,
        "refused": [words for what, form in tried.items() if what not in offered for words in form.non_field_errors()],
        "zone": held.facility.time_zone,
    }
    return render(request, "operations/theatre_case.html", context, status=status)


def _form(held: TheatreCase, move: Move, data: Any) -> TheatreMoveForm:
    return TheatreMoveForm(data, move=move, version=held.version, rooms=queries.rooms_of(held.facility))


def _move(request: ReaderRequest, held: TheatreCase, move: Move, given: Mapping[str, Any]) -> None:
    said = {name: value for name, value in given.items() if name != "minute"}
    actions.move(case=held, move=move, at=given.get("minute"), **said, **now_of(request))


def _plan(request: ReaderRequest, given: Mapping[str, Any]) -> None:
    said = {name: value for name, value in given.items() if name != "mrn"}
    patient = of_record_number(request, given["mrn"]) if given["mrn"] else None
    facility = Facility.objects.get(code=request.place.facility)
    actions.plan(facility=facility, patient=patient, **said, **now_of(request))


def _held(request: ReaderRequest, key: UUID) -> TheatreCase:
    held = get_object_or_404(TheatreCase.objects.select_related("facility"), pk=key)
    place = request.tree.get(held.facility.code)
    if place is None or not any(mine.covers(place) for mine in request.places):
        raise Http404
    return held
