"""Bids for open shifts: the manager opens and decides, nurses bid on the phone."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import bidding as actions
from wellrun.departments.workforce.models import Bidding, OpenShift
from wellrun.departments.workforce.queries.homes import in_places
from wellrun.departments.workforce.tasks.bidding import close_bidding
from wellrun.departments.workforce.views.roster import address
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

HOURS = (4, 12, 24, 48)
"""For how long bids may be taken."""


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def open_for_bids(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes bids for so many hours; the clock decides then, if nobody has before."""
    within = OpenShift.objects.filter(in_places(request.places, request.tree, prefix="unit__"))
    shift, now = get_object_or_404(within, pk=pk), timezone.now()
    hours = request.POST.get("hours", "")
    if hours not in map(str, HOURS):
        raise Http404
    closes_at = now + dt.timedelta(hours=int(hours))
    made = actions.open_bidding(shift=shift, closes_at=closes_at, by=request.user, tree=request.tree, now=now)
    close_bidding.using(run_after=closes_at).enqueue(made.pk)
    return redirect(address(request, "workforce:open-shift", pk))


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def decide(request: ReaderRequest, pk: int) -> HttpResponse:
    """Decides now."""
    within = Bidding.objects.filter(in_places(request.places, request.tree, prefix="shift__unit__"))
    held = get_object_or_404(within, shift=pk)
    actions.decide_bidding(bidding=held, by=request.user, tree=request.tree, now=timezone.now())
    return redirect(address(request, "workforce:open-shift", pk))


@requires(Permission.OWN_SCHEDULE)
@require_POST
def bid(request: ReaderRequest, pk: int) -> HttpResponse:
    """Bids for an open shift, or takes the bid back."""
    held, now = get_object_or_404(Bidding, shift=pk), timezone.now()
    if request.POST.get("do") == "withdraw":
        actions.withdraw_bid(bidding=held, by=request.user, now=now)
    else:
        actions.bid(bidding=held, by=request.user, tree=request.tree, now=now)
    return redirect("workforce:my-shifts")
