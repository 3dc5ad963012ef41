"""Requests: what is open, asking for something, one request with its verbs, the history of a piece of equipment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import moving
from wellrun.departments.operations.actions import requesting as actions
from wellrun.departments.operations.forms.beds import OfVersion
from wellrun.departments.operations.forms.requests import AskForm, MoveForm, NarrowRequestsForm
from wellrun.departments.operations.models import Course, Request
from wellrun.departments.operations.models.requests import KINDS
from wellrun.departments.operations.queries import requests as queries
from wellrun.departments.operations.rules.house.events import NOWHERE, Spot
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.departments.operations.rules.requests import Kind, Move, State, possible
from wellrun.departments.operations.shown import requests as shown
from wellrun.departments.operations.views.frame import choose, live, now_of
from wellrun.departments.operations.views.naming import names_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility

TITLE = _("Requests")
FITS: Mapping[str, Callable[[queries.RequestLine, int], bool]] = {
    "": lambda _line, _me: True,
    "mine": lambda line, me: line.request.owner_id == me,
    "free": lambda line, _me: line.request.state == State.ASKED,
    "late": lambda line, _me: line.clock.late,
}


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """What is open, the most pressing first; what has ended since yesterday; how quickly kinds are answered."""
    if not request.place.facility:
        return choose(request, "requests", TITLE)
    context = _context(request)
    now = timezone.now()
    table = shown.weeks_table(queries.week_figures(request.place, tree=request.tree, now=now), request.GET)
    ended = queries.ended_lines(request.place, tree=request.tree, now=now)
    context |= {"table": table, "ended": [_line(request, one) for one in ended], "kinds": list(KINDS.items())}
    return table.export() or render(request, "operations/requests.html", context)


@asked_by_the_page
@requires(Permission.SERVICE_REQUESTS)
@never_cache
def part(request: ReaderRequest) -> HttpResponse:
    """What an open board shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_requests.html", _context(request))


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def ask(request: ReaderRequest, kind: str) -> HttpResponse:
    """Asks for something of a kind; with a visit in the address, for whoever lies there."""
    if kind not in list(Kind):
        raise Http404
    if not request.place.facility:
        return choose(request, "requests", TITLE)
    course = _asked_for(request)
    first = {"spot": f"{course.unit}|{course.bed}", "visit": course.pk} if course else {}
    spots = queries.spots(request.place, tree=request.tree)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, kind=Kind(kind), spots=spots, initial=first)
    if data is not None and carried_out(form, lambda: _ask(request, Kind(kind), form.cleaned_data, course)):
        return redirect(f"{reverse('operations:requests')}?{where(request)}")
    context = {
        "here": "operations",
        "section": "requests",
        "form": form,
        "kind": kind,
        "title": KINDS[Kind(kind)],
        "course": course,
    }
    return render(request, "operations/request_ask.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def one(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One request, what became of it, and what can be done with it."""
    return _one_page(request, _held(request, key), {})


@require_POST
@requires(Permission.SERVICE_REQUESTS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """A request is taken a step further."""
    held = _held(request, key)
    if what not in list(Move) or Move(what) is Move.ASK:
        raise Http404
    form = _form(request, held, Move(what), request.POST)
    if not carried_out(form, lambda: _move(request, held, Move(what), form.cleaned_data)):
        held.refresh_from_db()
        return _one_page(request, held, {what: form}, status=422)
    if request.POST.get("back") == "board":
        return redirect(f"{reverse('operations:requests')}?{where(request)}")
    return redirect(f"{reverse('operations:request', args=[key])}?{where(request)}")


@require_POST
@requires(Permission.MANAGE_BEDS)
def moved(request: ReaderRequest, key: UUID) -> HttpResponse:
    """The patient who was carried lies in the bed they were carried to."""
    held = _held(request, key)
    form = OfVersion(request.POST)
    if held.course is None or not held.to_bed or held.state != State.DONE or not form.is_valid():
        raise Http404
    spot = Spot(held.to_unit, held.to_bed)
    moving.move(course=held.course, version=form.cleaned_data["version"], spot=spot, **now_of(request))
    return redirect(f"{reverse('operations:bed', args=[held.to_unit, held.to_bed])}?{where(request)}")


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def asset(request: ReaderRequest, tag: str) -> HttpResponse:
    """Everything that was asked for one piece of equipment."""
    if not request.place.facility:
        return choose(request, "requests", TITLE)
    lines = queries.of_asset(request.place, tag, tree=request.tree, now=timezone.now())
    context = {
        "here": "operations",
        "section": "requests",
        "tag": tag,
        "lines": [_line(request, one) for one in lines],
        "zone": request.place.time_zone,
    }
    return render(request, "operations/request_asset.html", context)


def _context(request: ReaderRequest) -> dict[str, Any]:
    lines = queries.open_lines(request.place, tree=request.tree, now=timezone.now())
    narrow = NarrowRequestsForm(request.GET)
    given = narrow.cleaned_data if narrow.is_valid() else {}
    me = request.user.person_id
    fits = FITS[given.get("only", "")]
    kept = [one for one in lines if fits(one, me) and given.get("kind", "") in ("", one.request.kind)]
    return {
        "here": "operations",
        "section": "requests",
        "sentence": shown.headline(lines),
        "lines": [_line(request, one) for one in kept],
        "open": len(lines),
        "narrow": narrow,
        "zone": request.place.time_zone,
        "now": timezone.now(),
        **live(request, "requests"),
    }


def _line(request: ReaderRequest, line: queries.RequestLine) -> dict[str, Any]:
    mine = line.request.owner_id in (None, request.user.person_id)
    taps = [move for move in possible(State(line.request.state)) if move in shown.ONE_TAP]
    # The next step only: whoever has not taken it accepts, whoever has begun ends.
    return {
        "one": line.request,
        "where": line.where,
        "to": line.to,
        "late": line.clock.late,
        "clock": shown.against(line.clock),
        "response": shown.against(line.response),
        "completion": shown.against(line.completion),
        "taps": [(move.value, shown.VERBS[move]) for move in taps[:1]] if mine else [],
    }


def _one_page(request: ReaderRequest, held: Request, tried: Mapping[str, Form], *, status: int = 200) -> HttpResponse:
    line = queries.line_of(held, tree=request.tree, now=timezone.now())
    verbs = []
    for move in possible(State(held.state)):
        form = tried.get(move) or _form(request, held, move, None)
        form.auto_id = f"{move}-%s"
        plain = not form.visible_fields()
        verbs.append(
            {"what": move.value, "words": shown.VERBS[move], "form": form, "tried": move in tried, "plain": plain}
        )
    offered = {verb["what"] for verb in verbs}
    course = held.course
    carried = course is not None and held.state == State.DONE and bool(held.to_bed) and course.stage in IN_HOUSE
    moves = carried and course is not None and (course.unit, course.bed) != (held.to_unit, held.to_bed)
    place = request.tree.get(f"{held.facility.code}/{held.unit}") or request.tree[held.facility.code]
    context = {
        "here": "operations",
        "section": "requests",
        "held": held,
        "line": _line(request, line),
        "target": line.aim,
        "moves": held.moves.select_related("by__person", "given_to"),
        "verbs": verbs,
        "patient": names_of(request, [course]).get(course.patient_id) if course and course.patient_id else None,
        "offer": moves and may(request.user, Permission.MANAGE_BEDS, place, tree=request.tree),
        "refused": [words for what, form in tried.items() if what not in offered for words in form.non_field_errors()],
        "zone": held.facility.time_zone,
    }
    return render(request, "operations/request.html", context, status=status)


def _form(request: ReaderRequest, held: Request, move: Move, data: Any) -> MoveForm:
    people = owners_for(request.tree[held.facility.code]).order_by("name")
    return MoveForm(data, move=move, version=held.version, people=people)


def _move(request: ReaderRequest, held: Request, move: Move, given: Mapping[str, Any]) -> None:
    actions.move(request=held, move=move, **given, **now_of(request))


def _ask(request: ReaderRequest, kind: Kind, given: Mapping[str, Any], course: Course | None) -> None:
    said = {name: value for name, value in given.items() if name != "visit"}
    said["to"] = said.get("to") or NOWHERE
    facility = Facility.objects.get(code=request.place.facility)
    actions.ask(facility=facility, kind=kind, course=course, **said, **now_of(request))


def _asked_for(request: ReaderRequest) -> Course | None:
    asked = request.POST.get("visit") or request.GET.get("visit")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Course, pk=key, facility__code=request.place.facility, stage__in=IN_HOUSE)


def _held(request: ReaderRequest, key: UUID) -> Request:
    held = get_object_or_404(Request.objects.select_related("facility", "course", "owner"), pk=key)
    facility = request.tree.get(held.facility.code)
    place = request.tree.get(f"{held.facility.code}/{held.unit}") or facility
    if place is None or not any(mine.covers(place) for mine in request.places):
        raise Http404
    return held
