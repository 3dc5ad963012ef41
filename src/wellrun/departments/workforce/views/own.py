"""One's own shifts, on a phone first: what is coming, what one was asked, what one could take, and “I cannot come”."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import open_shifts
from wellrun.departments.workforce.models import Assignment, Offer, OpenShift
from wellrun.departments.workforce.queries.bidding import bids_decided
from wellrun.departments.workforce.queries.homes import contract_of
from wellrun.departments.workforce.queries.my_shifts import my_shifts
from wellrun.departments.workforce.queries.self_scheduling import window_of
from wellrun.departments.workforce.queries.trade_lists import of_person, offered_to
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission


@requires(Permission.OWN_SCHEDULE)
@never_cache
def shifts(request: ReaderRequest) -> HttpResponse:
    """My shifts."""
    person = request.user.person
    contract = contract_of(person, request.day)
    context: dict[str, Any] = {"here": "my-work", "section": "my-shifts", "contract": contract}
    if contract is not None:
        now = timezone.now()
        context["page"] = my_shifts(person, contract, day=request.day, now=now, tree=request.tree)
        context["offered"] = offered_to(person, contract.unit, now=now)
        context["choosing"] = window_of(contract.unit, request.day)
        context["bids"] = bids_decided(person.pk, since=request.day)
        context["trades"] = of_person(person, now=now)
    return render(request, "workforce/my_shifts.html", context)


@requires(Permission.OWN_SCHEDULE)
@require_POST
def take(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes an open shift for oneself; whoever is first has it."""
    shift = get_object_or_404(OpenShift, pk=pk)
    open_shifts.take(shift=shift, person=request.user.person, by=request.user, tree=request.tree)
    return redirect("workforce:my-shifts")


@requires(Permission.OWN_SCHEDULE)
@require_POST
def answer(request: ReaderRequest, pk: int) -> HttpResponse:
    """Says yes or no to a shift one was asked to take."""
    offer = get_object_or_404(Offer.objects.select_related("shift"), pk=pk, person=request.user.person_id)
    if request.POST.get("reply") == Offer.Reply.YES:
        open_shifts.take(shift=offer.shift, person=request.user.person, by=request.user, tree=request.tree)
    elif request.POST.get("reply") == Offer.Reply.NO:
        open_shifts.decline(offer=offer, by=request.user, tree=request.tree)
    else:
        raise Http404
    return redirect("workforce:my-shifts")


@requires(Permission.OWN_SCHEDULE)
@require_POST
def absent(request: ReaderRequest, pk: int) -> HttpResponse:
    """Says that one cannot come. No reason is asked for: it could be about health."""
    held = get_object_or_404(Assignment, pk=pk, person=request.user.person_id)
    open_shifts.report_absent(assignment=held, by=request.user, tree=request.tree, now=timezone.now())
    return redirect("workforce:my-shifts")
