"""Shifts that change hands: one's own on the phone, and those that wait for the manager."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import swaps
from wellrun.departments.workforce.models import Assignment, Trade
from wellrun.departments.workforce.queries.homes import contract_of, in_places
from wellrun.departments.workforce.queries.moments import clock_of
from wellrun.departments.workforce.queries.my_shifts import told
from wellrun.departments.workforce.queries.rosters import may_roster
from wellrun.departments.workforce.queries.trade_lists import of_places, trade_for_reader
from wellrun.departments.workforce.queries.trading import choices_of, returns_of
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.people.models import Person


@requires(Permission.OWN_SCHEDULE)
@never_cache
def my_shift(request: ReaderRequest, pk: int) -> HttpResponse:
    """One of my shifts: who could have it, what could come in return; and offering it."""
    held = get_object_or_404(_shifts(), pk=pk, person=request.user.person_id)
    now = timezone.now()
    if request.method == "POST":
        asked, back = _chosen(request, held)
        swap = request.POST.get("swap") == "1"
        said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": now}
        swaps.ask_trade(given=held, swap=swap, asked=asked, back=back, **said)
        return redirect("workforce:my-shifts")
    context = {
        "here": "my-work",
        "section": "my-shifts",
        "shift": told(held, clock_of(held.unit.department.facility)),
        "ended": held.ended,
        "choices": choices_of(held, now=now, tree=request.tree, reader=held.person_id),
    }
    return render(request, "workforce/my_shift.html", context)


@requires(Permission.OWN_SCHEDULE)
@never_cache
def my_trade(request: ReaderRequest, pk: int) -> HttpResponse:
    """What a colleague offers, what I could answer, and answering."""
    person, now = request.user.person, timezone.now()
    contract = contract_of(person, request.day)
    trade = trade_for_reader(pk, person, contract.unit if contract else None)
    if trade is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("reply") == "no":
            swaps.decline_trade(trade=trade, by=request.user, now=now)
            return redirect("workforce:my-shifts")
        back = _named_shift(request, trade.given)
        swaps.accept_trade(trade=trade, back=back, by=request.user, tree=request.tree, now=now)
        return redirect("workforce:my-trade", pk)
    mine = trade.given.person_id == person.pk
    answers = trade.state == Trade.State.OPEN and not mine and trade.lapses_at > now
    context = {
        "here": "my-work",
        "section": "my-shifts",
        "trade": trade,
        "shift": told(trade.given, clock_of(trade.given.unit.department.facility)),
        "mine": mine,
        "answers": answers,
        "named": trade.asked_id == person.pk,
        "choices": returns_of(trade, person, now=now, tree=request.tree) if answers else (),
    }
    return render(request, "workforce/my_trade.html", context)


@requires(Permission.OWN_SCHEDULE)
@require_POST
def withdraw(request: ReaderRequest, pk: int) -> HttpResponse:
    """Takes an offer back, or one's own yes."""
    trade = trade_for_reader(pk, request.user.person, None)
    if trade is None:
        raise Http404
    swaps.withdraw_trade(trade=trade, by=request.user, now=timezone.now())
    return redirect("workforce:my-shifts")


@requires(Permission.SEE_ROSTERS)
@never_cache
def waiting(request: ReaderRequest) -> HttpResponse:
    """The trades of the place: those to decide first."""
    lines = of_places([request.place], tree=request.tree, now=timezone.now())
    context = {
        "here": "workforce",
        "section": "gaps",
        "waiting": [one for one in lines if one.waiting],
        "others": [one for one in lines if not one.waiting],
        "may_roster": may_roster(request),
    }
    return render(request, "workforce/swaps.html", context)


@requires(Permission.SEE_ROSTERS, writing=Permission.ROSTER)
@require_POST
def decide(request: ReaderRequest, pk: int) -> HttpResponse:
    """Approves, or refuses and says why."""
    trade = get_object_or_404(
        Trade.objects.filter(in_places(request.places, request.tree, prefix="given__unit__")), pk=pk
    )
    swaps.decide_trade(
        trade=trade,
        approve=request.POST.get("wanted") == "approve",
        why=request.POST.get("why", ""),
        by=request.user,
        tree=request.tree,
        now=timezone.now(),
    )
    return redirect(f"{reverse('workforce:swaps')}?{where(request)}")


@requires(Permission.ROSTER)
@never_cache
def for_others(request: ReaderRequest, pk: int) -> HttpResponse:
    """Moves a shift for somebody, with the reason."""
    held = get_object_or_404(_shifts().filter(in_places(request.places, request.tree, prefix="unit__")), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        taker, back = _chosen(request, held)
        if taker is None:
            raise Http404
        said: dict[str, Any] = {"by": request.user, "tree": request.tree, "now": now}
        swaps.trade_for(given=held, taker=taker, back=back, why=request.POST.get("why", ""), **said)
        return redirect(f"{reverse('workforce:swaps')}?{where(request)}")
    context = {
        "here": "workforce",
        "section": "gaps",
        "person": held.person,
        "shift": told(held, clock_of(held.unit.department.facility)),
        "ended": held.ended,
        "choices": choices_of(held, now=now, tree=request.tree),
    }
    return render(request, "workforce/trade_for.html", context)


def _shifts() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("unit__department__facility", "person")


def _chosen(request: ReaderRequest, given: Assignment) -> tuple[Person | None, Assignment | None]:
    """The colleague and the shift in return that a form names; a shift names its colleague."""
    back = _named_shift(request, given)
    if back is not None:
        return back.person, back
    asked = request.POST.get("asked", "")
    if not asked:
        return None, None
    return get_object_or_404(Person, pk=int(asked) if asked.isdecimal() else 0, active=True), None


def _named_shift(request: ReaderRequest, given: Assignment) -> Assignment | None:
    back = request.POST.get("back", "")
    if not back:
        return None
    return get_object_or_404(_shifts(), pk=int(back) if back.isdecimal() else 0, unit=given.unit_id)
