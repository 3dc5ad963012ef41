"""The gap board: what the next shifts lack, who called in, who could come, who was asked and what they said."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import open_shifts as actions
from wellrun.departments.workforce.models import Assignment, Bidding, Offer, OpenShift
from wellrun.departments.workforce.queries import gap_board as queries
from wellrun.departments.workforce.queries.bidding import bids_of
from wellrun.departments.workforce.queries.call_list import call_list, skill_name_of
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.rosters import code_of, may_roster
from wellrun.departments.workforce.queries.trade_lists import waiting_in
from wellrun.departments.workforce.views.bidding import HOURS
from wellrun.departments.workforce.views.roster import address
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.people.models import Person


@requires(Permission.SEE_ROSTERS)
@never_cache
def board(request: ReaderRequest) -> HttpResponse:
    """The shifts of the next days: those with gaps first."""
    shifts = queries.board(request.place, tree=request.tree, day=request.day)
    teams = queries.teams(shifts)
    context = {
        "here": "workforce",
        "section": "gaps",
        "short": [team for team in teams if team.missing],
        "full": [team for team in teams if not team.missing],
        "missing": sum(shift.missing for shift in shifts),
        "swaps": waiting_in(request.place, tree=request.tree, now=timezone.now()),
        "may_roster": may_roster(request),
    }
    return render(request, "workforce/gaps.html", context)


@requires(Permission.SEE_ROSTERS)
@never_cache
def shift_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One open shift: the ranked list of who could come, and who was asked."""
    shift = _shift(request, pk)
    bidding = Bidding.objects.filter(shift=shift).first()
    clock = clock_of(shift.unit.department.facility)
    context = {
        "here": "workforce",
        "section": "gaps",
        "shift": shift,
        "name": f"{clock.name(shift.shift)} {clock.hours(shift.shift)}",
        "skill": skill_name_of(shift),
        "list": None if shift.taken_id else call_list(shift, tree=request.tree),
        "bidding": bidding,
        "bids": bids_of(bidding) if bidding else (),
        "hours": HOURS,
        "may_roster": may_roster(request),
    }
    return render(request, "workforce/open_shift.html", context)


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def offer(request: ReaderRequest) -> HttpResponse:
    """Opens a shift of the board."""
    found = queries.on_board(request.place, request.POST, tree=request.tree, day=request.day)
    if found is None:
        raise Http404
    unit, shift = found
    made = actions.offer(
        unit=unit, day=shift.date, shift=shift.shift, skill=shift.skill, by=request.user, tree=request.tree
    )
    return redirect(address(request, "workforce:open-shift", made.pk))


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def absent(request: ReaderRequest, pk: int) -> HttpResponse:
    """Somebody called in: the shift stands open at once."""
    held = Assignment.objects.select_related("unit__department__facility").filter(pk=pk).first()
    if held is None or not _here(request, held.unit):
        raise Http404
    made = actions.report_absent(assignment=held, by=request.user, tree=request.tree, now=timezone.now())
    return redirect(address(request, "workforce:open-shift", made.pk))


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def ask(request: ReaderRequest, pk: int, person: int) -> HttpResponse:
    """Asks one person of the list."""
    shift = _shift(request, pk)
    actions.ask(shift=shift, person=_person(person), by=request.user, tree=request.tree)
    return redirect(address(request, "workforce:open-shift", pk))


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def answered(request: ReaderRequest, pk: int, person: int) -> HttpResponse:
    """Writes down what somebody said: yes gives them the shift."""
    shift = _shift(request, pk)
    if request.POST.get("reply") == Offer.Reply.YES:
        actions.take(shift=shift, person=_person(person), by=request.user, tree=request.tree)
    else:
        held = shift.offers.filter(person=person).first()
        if held is None:
            raise Http404
        actions.decline(offer=held, by=request.user, tree=request.tree)
    return redirect(address(request, "workforce:open-shift", pk))


def _shift(request: ReaderRequest, pk: int) -> OpenShift:
    shift = OpenShift.objects.select_related("unit__department__facility", "taken__person").filter(pk=pk).first()
    if shift is None or not _here(request, shift.unit):
        raise Http404
    return shift


def _here(request: ReaderRequest, unit: Unit) -> bool:
    place: Any = request.tree.get(code_of(unit))
    return place is not None and any(held.covers(place) for held in request.places)


def _person(pk: int) -> Person:
    person = Person.objects.filter(pk=pk, active=True).first()
    if person is None:
        raise Http404
    return person
