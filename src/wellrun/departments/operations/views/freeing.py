"""The three things that would free most beds: they stand on the bed board, renew themselves, and are done there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.operations.actions import freeing as actions
from wellrun.departments.operations.forms.freeing import SeeToForm
from wellrun.departments.operations.queries import board as boards
from wellrun.departments.operations.queries.freeing import what_frees
from wellrun.departments.operations.queries.leaving import barriers_of
from wellrun.departments.operations.rules.freeing import Means
from wellrun.departments.operations.shown.freeing import freeing_shown
from wellrun.departments.operations.views.frame import now_of
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.followup.queries import owners_for
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.values.faults import Fault, Refused


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def panel(request: ReaderRequest) -> HttpResponse:
    """The things as they are now."""
    if not request.place.facility:
        raise Http404
    shown = boards.board(request.place, tree=request.tree, at=timezone.now())
    return render(request, "operations/_freeing.html", freeing_of(request, shown))


@require_POST
@requires(Permission.MANAGE_BEDS)
def see_to(request: ReaderRequest) -> HttpResponse:
    """Somebody is to see to what holds patients."""
    form = SeeToForm(request.POST, people=owners_for(request.place))
    if not form.is_valid():
        raise Refused([Fault("operations.freeing.form", str(text)) for some in form.errors.values() for text in some])
    actions.see_to(place=request.place, **form.cleaned_data, **now_of(request))
    return redirect(f"{reverse('operations:beds')}?{where(request)}#freeing")


@require_POST
@requires(Permission.MANAGE_BEDS)
def clean(request: ReaderRequest) -> HttpResponse:
    """The empty beds are to be cleaned."""
    actions.clean(place=request.place, **now_of(request))
    return redirect(f"{reverse('operations:beds')}?{where(request)}#freeing")


def freeing_of(request: ReaderRequest, shown: boards.Board) -> dict[str, Any]:
    """What the panel shows: the things in words, and for whoever may a form for each that somebody can be asked for."""
    going = boards.leaving(shown)
    found = what_frees(shown, going, barriers_of([course for _ward, _bed, course in going]))
    wards = {ward.code: ward.name for ward in shown.wards}
    manages = may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree)
    people = owners_for(request.place).order_by("name")
    lines = [
        {
            "one": one,
            "form": SeeToForm(None, people=people, reason=one.about)
            if manages and one.open and one.means is Means.BARRIER
            else None,
            "clean": manages and one.open and one.means is Means.CLEANING,
        }
        for one in freeing_shown(found, wards=wards, now=shown.at)
    ]
    return {"freeing": lines, "may_manage": manages}
