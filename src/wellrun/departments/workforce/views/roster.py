"""Pages of rosters: the list, one roster's grid, and what is done in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import rosters as actions
from wellrun.departments.workforce.forms.roster import CellsForm, MorePeopleForm, PatternForm, RosterForm
from wellrun.departments.workforce.models import Proposal, Roster
from wellrun.departments.workforce.queries import rosters as queries
from wellrun.departments.workforce.queries.supposing import groups_of
from wellrun.departments.workforce.tasks.roster import make_proposal
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.places import Level
from wellrun.values.faults import Fault, Refused

SECONDS = 60
"""Allowed to answer a what-if: as long as a proposal has."""


@requires(Permission.SEE_ROSTERS)
@never_cache
def list_page(request: ReaderRequest) -> HttpResponse:
    """Rosters of the place, the newest first; on a unit, one press begins the next."""
    unit = queries.unit_of(request.place) if request.place.level is Level.UNIT else None
    context = {
        "here": "workforce",
        "section": "rosters",
        "rosters": queries.rosters_within(request.place, tree=request.tree),
        "unit": unit,
        "form": RosterForm(initial=queries.next_weeks(unit, request.day)) if unit else None,
        "may_roster": queries.may_roster(request),
    }
    return render(request, "workforce/rosters.html", context)


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def open_page(request: ReaderRequest) -> HttpResponse:
    """Begins a roster of the unit in the address."""
    if request.place.level is not Level.UNIT:
        raise Http404
    form = RosterForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "workforce/rosters.html",
            {
                "here": "workforce",
                "section": "rosters",
                "form": form,
                "unit": queries.unit_of(request.place),
                "may_roster": True,
            },
            status=422,
        )
    unit = queries.unit_of(request.place)
    made = actions.open_roster(unit=unit, by=request.user, tree=request.tree, **form.cleaned_data)
    return redirect(address(request, "workforce:roster", made.pk))


@requires(Permission.SEE_ROSTERS)
@never_cache
def roster_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One roster: the proposal asked for, else the newest."""
    roster = _roster(request, pk)
    asked = request.GET.get("proposal", "")
    proposal = queries.proposal_of(roster, int(asked) if asked.isdecimal() else None)
    forms = _what_if_forms(roster) if queries.may_roster(request) else {}
    return render(request, "workforce/roster.html", queries.shown(request, roster, proposal) | forms)


@asked_by_the_page
@requires(Permission.SEE_ROSTERS)
@never_cache
def progress(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """How far a proposal has come; the whole page comes anew once it is ready."""
    proposal = _proposal(request, pk, number)
    if proposal.finished:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = f"{address(request, 'workforce:roster', pk)}&proposal={number}"
        return answer
    return render(request, "workforce/_progress.html", {"roster": proposal.roster, "proposal": proposal})


@asked_by_the_page
@requires(Permission.SEE_ROSTERS)
@never_cache
def ways(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """The ways out of one gap, fetched by the page when the gap is opened."""
    proposal = _proposal(request, pk, number)
    day, duty = request.GET.get("day", ""), request.GET.get("duty", "")
    found = queries.ways_of(proposal, day=day, duty=duty, tree=request.tree)
    if found is None:
        raise Http404
    answer, moves = found
    may_roster = queries.may_roster(request) and not proposal.supposes
    return render(request, "workforce/_ways.html", {"answer": answer, "moves": moves, "may_roster": may_roster})


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def propose(request: ReaderRequest, pk: int) -> HttpResponse:
    """Asks for a proposal; it is made in the background."""
    roster = _roster(request, pk)
    base, seconds = request.POST.get("based_on", ""), request.POST.get("seconds", "60")
    made = actions.ask_for_proposal(
        roster=roster,
        seconds=int(seconds) if seconds.isdecimal() else 0,
        based_on=queries.proposal_of(roster, int(base)) if base.isdecimal() else None,
        by=request.user,
        tree=request.tree,
        now=timezone.now(),
    )
    make_proposal.enqueue(made.pk)
    return redirect(f"{address(request, 'workforce:roster', pk)}&proposal={made.number}")


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def what_if(request: ReaderRequest, pk: int) -> HttpResponse:
    """Asks what a roster would be if something were otherwise; it is solved in the background like any proposal."""
    roster = _roster(request, pk)
    forms = _what_if_forms(roster, request.POST)
    form = forms["pattern_form" if "pattern" in request.POST else "people_form"]
    base = request.POST.get("based_on", "")
    proposal = queries.proposal_of(roster, int(base) if base.isdecimal() else None)
    if not form.is_valid():
        shown = queries.shown(request, roster, proposal) | forms | {"wrong": True}
        return render(request, "workforce/roster.html", shown, status=422)
    asked: Any = form
    made = actions.ask_for_proposal(
        roster=roster,
        seconds=SECONDS,
        based_on=proposal,
        supposed=asked.supposed(),
        by=request.user,
        tree=request.tree,
        now=timezone.now(),
    )
    make_proposal.enqueue(made.pk)
    return redirect(f"{address(request, 'workforce:roster', pk)}&proposal={made.number}")


def _what_if_forms(roster: Roster, given: Any = None) -> dict[str, Form]:
    pattern = given is not None and "pattern" in given
    return {
        "people_form": MorePeopleForm(None if pattern else given, groups=groups_of(roster.unit)),
        "pattern_form": PatternForm(given if pattern else None),
    }


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def stop(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """Stops a proposal that is being made, with the best so far."""
    actions.stop(proposal=_proposal(request, pk, number), by=request.user, tree=request.tree)
    return redirect(f"{address(request, 'workforce:roster', pk)}&proposal={number}")


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def cells(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """Changes cells; the plan comes back as it then stands, with what was refused if anything was."""
    form = CellsForm(request.POST)
    return _done(
        request,
        _proposal(request, pk, number),
        form,
        lambda proposal, given: actions.change_cells(
            proposal=proposal, cells=given["cells"], version=given["version"], by=request.user, tree=request.tree
        ),
    )


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def lock(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """Locks a cell, or opens it again."""
    form = CellsForm({**request.POST.dict(), "cells": _one_cell(request.POST.get("cell", ""))})
    return _done(
        request,
        _proposal(request, pk, number),
        form,
        lambda proposal, given: actions.lock_cells(
            proposal=proposal,
            cells=[(cell.person, cell.day) for cell in given["cells"]],
            lock=bool(request.POST.get("lock")),
            version=given["version"],
            by=request.user,
            tree=request.tree,
        ),
    )


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def undo(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """Takes the last change back, or makes it once more."""
    form = CellsForm({**request.POST.dict(), "cells": "[]"})
    act = actions.redo if request.POST.get("way") == "forth" else actions.undo
    return _done(
        request,
        _proposal(request, pk, number),
        form,
        lambda proposal, given: act(proposal=proposal, version=given["version"], by=request.user, tree=request.tree),
    )


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def publish(request: ReaderRequest, pk: int, number: int) -> HttpResponse:
    """Publishes a proposal."""
    versions = [request.POST.get(name, "") for name in ("version", "roster_version")]
    if not all(word.isdecimal() for word in versions):
        raise Http404
    actions.publish(
        proposal=_proposal(request, pk, number),
        version=int(versions[0]),
        roster_version=int(versions[1]),
        by=request.user,
        tree=request.tree,
    )
    return redirect(address(request, "workforce:roster", pk))


@requires(Permission.SEE_ROSTERS)
@never_cache
def compare(request: ReaderRequest, pk: int) -> HttpResponse:
    """Two proposals beside one another: figures, and each cell that differs."""
    roster = _roster(request, pk)
    numbers = [request.GET.get(side, "") for side in ("left", "right")]
    left, right = (queries.proposal_of(roster, int(word)) if word.isdecimal() else None for word in numbers)
    if left is None or right is None:
        raise Http404
    return render(request, "workforce/compare.html", queries.compared(request, roster, left, right))


def _done(
    request: ReaderRequest, proposal: Proposal, form: CellsForm, act: Callable[[Proposal, dict[str, Any]], Proposal]
) -> HttpResponse:
    refused: tuple[Fault, ...] = ()
    if not form.is_valid():
        raise Http404
    try:
        act(proposal, form.cleaned_data)
    except Refused as faults:
        refused = faults.faults
    fresh = _proposal(request, proposal.roster_id, proposal.number)
    shown = queries.shown(request, fresh.roster, fresh) | {"refused": refused}
    return render(request, "workforce/_plan.html", shown, status=200)


def _one_cell(words: str) -> str:
    try:
        person, day = json.loads(words)
    except (TypeError, ValueError):
        return ""
    return json.dumps([[person, day, None]])


def _roster(request: ReaderRequest, pk: int) -> Roster:
    found = queries.roster_within(request.places, pk, tree=request.tree)
    if found is None:
        raise Http404
    return found


def _proposal(request: ReaderRequest, pk: int, number: int) -> Proposal:
    found = queries.proposal_of(_roster(request, pk), number)
    if found is None:
        raise Http404
    return found


def address(request: HttpRequest, route: str, *arguments: int) -> str:
    bound: Any = request
    where = urlencode({"at": bound.place.code, "day": bound.day.isoformat()})
    return f"{reverse(route, args=arguments)}?{where}"
