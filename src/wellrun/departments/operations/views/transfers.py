"""Transfers: what is open, asking for one, one with its verbs."""

from __future__ import annotations

from collections.abc import Mapping
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

from wellrun.departments.operations.actions import transferring as actions
from wellrun.departments.operations.forms.transfers import TransferForm, TransferMoveForm
from wellrun.departments.operations.models import Course, Transfer
from wellrun.departments.operations.queries import transfers as queries
from wellrun.departments.operations.queries.bed import ready_beds
from wellrun.departments.operations.queries.board import KINDS, board, number_of
from wellrun.departments.operations.rules.house.events import Spot
from wellrun.departments.operations.rules.transfers import Direction, Move, State, possible
from wellrun.departments.operations.shown import transfers as shown
from wellrun.departments.operations.views.frame import asked_without_words, choose, live, now_of
from wellrun.departments.operations.views.naming import names_of, of_record_number
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.organisation.places import Level

TITLE = _("Transfers")


@requires(Permission.SEE_BEDS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """Who is to come from elsewhere and who is to go, and what has ended within a week."""
    if not request.place.facility:
        return choose(request, "transfers", TITLE)
    context = _context(request)
    return context["table"].export() or render(request, "operations/transfers.html", context)


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def part(request: ReaderRequest) -> HttpResponse:
    """What an open board shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_transfers.html", _context(request))


@requires(Permission.SEE_BEDS, writing=Permission.MANAGE_BEDS)
@never_cache
def ask(request: ReaderRequest, way: str) -> HttpResponse:
    """Asks to take somebody in, or to have somebody taken."""
    if way not in list(Direction):
        raise Http404
    if not request.place.facility:
        return choose(request, "transfers", TITLE)
    direction = Direction(way)
    choices = _units(request) if direction is Direction.IN else _beds(request)
    form = TransferForm(request.POST if request.method == "POST" else None, direction=direction, choices=choices)
    if form.is_bound and carried_out(form, lambda: _ask(request, direction, form.cleaned_data)):
        return redirect(f"{reverse('operations:transfers')}?{where(request)}")
    context = {"here": "operations", "section": "transfers", "form": form, "way": way}
    return render(request, "operations/transfer_ask.html", context, status=422 if form.is_bound else 200)


@requires(Permission.SEE_BEDS)
@never_cache
def one(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One transfer, what became of it, and what can be done with it."""
    return _one_page(request, _held(request, key), {})


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """A transfer is taken a step further."""
    held = _held(request, key)
    if what not in list(Move) or Move(what) is Move.ASK:
        raise Http404
    form = _form(request, held, Move(what), request.POST)
    if not carried_out(form, lambda: _move(request, held, Move(what), form.cleaned_data)):
        held.refresh_from_db()
        return _one_page(request, held, {what: form}, status=422)
    return redirect(f"{reverse('operations:transfer', args=[key])}?{where(request)}")


def _context(request: ReaderRequest) -> dict[str, Any]:
    now = timezone.now()
    open_ones, ended = queries.transfer_lines(request.place, tree=request.tree, now=now)
    names = names_of(request, (line.transfer.course for line in (*open_ones, *ended) if line.transfer.course))

    def drawn(line: queries.TransferLine) -> dict[str, Any]:
        course = line.transfer.course
        return shown.line(line) | {"patient": names.get(course.patient_id) if course and course.patient_id else None}

    opened, over = [drawn(line) for line in open_ones], [drawn(line) for line in ended]
    return {
        "here": "operations",
        "section": "transfers",
        "sentence": shown.headline(open_ones),
        "lines": opened,
        "ended": over,
        "table": shown.transfers_table([*opened, *over], asked_without_words(request)),
        "zone": request.place.time_zone,
        "now": now,
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        "may_see": _may_name(request),
        **live(request, "transfers"),
    }


def _one_page(request: ReaderRequest, held: Transfer, tried: Mapping[str, Form], *, status: int = 200) -> HttpResponse:
    line = queries.line_of(held, tree=request.tree, now=timezone.now())
    verbs = []
    if may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree):
        for move in possible(Direction(held.direction), State(held.state)):
            form = tried.get(move) or _form(request, held, move, None)
            form.auto_id = f"{move}-%s"
            verbs.append({"what": move.value, "words": shown.VERBS[move], "form": form, "tried": move in tried})
    offered = {verb["what"] for verb in verbs}
    course = held.course
    context = {
        "here": "operations",
        "section": "transfers",
        "held": held,
        "line": shown.line(line),
        "patient": names_of(request, [course]).get(course.patient_id) if course and course.patient_id else None,
        "may_see": _may_name(request),
        "number": number_of(Spot(held.unit, held.bed)) if held.bed else "",
        "moves": held.moves.select_related("by__person"),
        "verbs": verbs,
        "refused": [words for what, form in tried.items() if what not in offered for words in form.non_field_errors()],
        "zone": held.facility.time_zone,
    }
    return render(request, "operations/transfer.html", context, status=status)


def _may_name(request: ReaderRequest) -> bool:
    return may(request.user, Permission.FIND_PATIENTS, request.place, tree=request.tree)


def _form(request: ReaderRequest, held: Transfer, move: Move, data: Any) -> TransferMoveForm:
    facility = request.tree[held.facility.code]
    beds: list[tuple[str, list[tuple[str, str]]]] = []
    if move is Move.ASSIGN:
        beds = ready_beds(board(facility, tree=request.tree, at=timezone.now()), held.course)
    coming = held.direction == Direction.IN
    return TransferMoveForm(data, move=move, coming=coming, version=held.version, beds=beds)


def _move(request: ReaderRequest, held: Transfer, move: Move, given: Mapping[str, Any]) -> None:
    said = {name: value for name, value in given.items() if name != "mrn"}
    patient = of_record_number(request, given["mrn"]) if given.get("mrn") else None
    actions.move(transfer=held, move=move, patient=patient, **said, **now_of(request))


def _ask(request: ReaderRequest, direction: Direction, given: Mapping[str, Any]) -> None:
    facility = Facility.objects.get(code=request.place.facility)
    said = dict(given)
    if direction is Direction.OUT:
        said["course"] = get_object_or_404(Course, pk=given["course"], facility=facility)
    actions.ask(facility=facility, direction=direction, **said, **now_of(request))


def _units(request: ReaderRequest) -> list[tuple[str, str]]:
    found = request.tree.within(request.tree[request.place.facility])
    units = [one for one in found if one.level is Level.UNIT and one.kind in (*KINDS, "emergency")]
    return [(unit.code.partition("/")[2], unit.name) for unit in units]


def _beds(request: ReaderRequest) -> list[tuple[str, str]]:
    here = board(request.place, tree=request.tree, at=timezone.now())
    return [
        (str(course.pk), f"{ward.name}, {bed.number}")
        for ward in here.wards
        for bed in ward.beds
        for course in bed.visits
    ]


def _held(request: ReaderRequest, key: UUID) -> Transfer:
    held = get_object_or_404(Transfer.objects.select_related("facility", "course"), pk=key)
    place = request.tree.get(f"{held.facility.code}/{held.unit}") or request.tree.get(held.facility.code)
    if place is None or not any(mine.covers(place) for mine in request.places):
        raise Http404
    return held
