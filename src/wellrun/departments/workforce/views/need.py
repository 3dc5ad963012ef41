"""Pages of leave, the establishment, need, and the rules of work."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.departments.workforce.actions import leave as leaves
from wellrun.departments.workforce.actions import need
from wellrun.departments.workforce.forms.people import NeedForm, PostForm, RuleForm
from wellrun.departments.workforce.models import Leave, NeedRule, Post
from wellrun.departments.workforce.queries.establishment import establishment_of
from wellrun.departments.workforce.queries.homes import home_of, in_places
from wellrun.departments.workforce.queries.law import region_of, rule_lines
from wellrun.departments.workforce.queries.leave import leave_page
from wellrun.departments.workforce.queries.need import need_of
from wellrun.departments.workforce.queries.rosters import unit_of
from wellrun.departments.workforce.rules.labour import COMPILERS
from wellrun.departments.workforce.views.staff import manages
from wellrun.departments.workforce.words.figures import figures_told
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.models import Unit
from wellrun.foundations.organisation.places import Level

DAYS = 14
"""Days of need on a page: two weeks."""


@requires(Permission.SEE_STAFF)
@never_cache
def leave(request: ReaderRequest) -> HttpResponse:
    """What waits for an answer, what is coming, who is away."""
    page = leave_page(request.place, tree=request.tree, day=request.day, private=manages(request))
    context = {"here": "workforce", "section": "leave", "page": page, "may_manage": manages(request)}
    return render(request, "workforce/leave.html", context)


@requires(Permission.MANAGE_STAFF)
@require_POST
def decide(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """Approves or refuses."""
    held = _leave(request, pk)
    wanted, why = request.POST.get("wanted", ""), request.POST.get("why", "")
    leaves.decide_leave(leave=held, wanted=wanted, why=why, by=request.user, tree=request.tree)
    return redirect(f"{reverse('workforce:leave')}?{where(request)}")


@requires(Permission.OWN_SCHEDULE)
@require_POST
def withdraw(request: ReaderRequest, pk: UUID) -> HttpResponse:
    """Takes leave back: one's own, or that of somebody one manages."""
    held = get_object_or_404(Leave.objects.select_related("person"), pk=pk)
    if held.person_id != request.user.person_id:
        home = home_of(held.person, held.first, tree=request.tree)
        if home is None or not may(request.user, Permission.MANAGE_STAFF, home, tree=request.tree):
            raise Http404
    leaves.withdraw_leave(leave=held, by=request.user, tree=request.tree)
    own = held.person_id == request.user.person_id
    return redirect("workforce:own") if own else redirect(f"{reverse('workforce:leave')}?{where(request)}")


def _leave(request: ReaderRequest, pk: UUID) -> Leave:
    held = get_object_or_404(Leave.objects.select_related("person"), pk=pk)
    home = home_of(held.person, held.first, tree=request.tree)
    if home is None or not any(place.covers(home) for place in request.places):
        raise Http404
    return held


@requires(Permission.SEE_STAFF, writing=Permission.MANAGE_STAFF)
@never_cache
def establishment(request: ReaderRequest) -> HttpResponse:
    """Posts funded, people in post, people needed."""
    unit = _unit(request)
    context: dict[str, Any] = {"here": "workforce", "section": "establishment", "unit": unit}
    if unit is None:
        return render(request, "workforce/establishment.html", context | {"units": _units(request)})
    facility = unit.department.facility
    form = PostForm(request.POST or None, facility=facility, initial={"since": request.day})
    given: dict[str, Any] = {"unit": unit, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: need.fund_post(**given, **form.cleaned_data)):
        return redirect(f"{reverse('workforce:establishment')}?{where(request)}")
    context |= {"page": establishment_of(unit, day=request.day, tree=request.tree), "form": form}
    context |= {"may_manage": manages(request)}
    return render(request, "workforce/establishment.html", context, status=422 if form.errors else 200)


@requires(Permission.MANAGE_STAFF)
@require_POST
def end_post(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends the funding of a post with the day of the page."""
    posts = Post.objects.filter(in_places(request.places, request.tree, prefix="unit__"))
    need.end_post(post=get_object_or_404(posts, pk=pk), until=request.day, by=request.user, tree=request.tree)
    return redirect(f"{reverse('workforce:establishment')}?{where(request)}")


@requires(Permission.SEE_STAFF, writing=Permission.ROSTER)
@never_cache
def need_page(request: ReaderRequest) -> HttpResponse:
    """What each shift of the next two weeks needs, with the sum behind it."""
    unit = _unit(request)
    context: dict[str, Any] = {"here": "workforce", "section": "need", "unit": unit}
    if unit is None:
        return render(request, "workforce/need.html", context | {"units": _units(request)})
    form = NeedForm(request.POST or None, facility=unit.department.facility, initial={"since": request.day})
    given: dict[str, Any] = {"unit": unit, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: need.set_need(**given, **form.asked())):
        return redirect(f"{reverse('workforce:need')}?{where(request)}")
    context |= {
        "page": need_of(unit, first=request.day, days=DAYS, tree=request.tree),
        "form": form,
        "may_roster": may(request.user, Permission.ROSTER, request.place, tree=request.tree),
    }
    return render(request, "workforce/need.html", context, status=422 if form.errors else 200)


@requires(Permission.ROSTER)
@require_POST
def end_need(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends a rule of need with the day before that of the page."""
    rules = NeedRule.objects.filter(in_places(request.places, request.tree, prefix="unit__"))
    rule = get_object_or_404(rules, pk=pk)
    until = max(request.day - dt.timedelta(days=1), rule.since)
    need.end_need(rule=rule, until=until, by=request.user, tree=request.tree)
    return redirect(f"{reverse('workforce:need')}?{where(request)}")


@requires(Permission.SEE_STAFF, writing=Permission.MANAGE_STAFF)
@never_cache
def labour_rules(request: ReaderRequest) -> HttpResponse:
    """Which rules of work hold here, since when and by which source; and changing one, with the reason."""
    lines = rule_lines(request.place, tree=request.tree, day=request.day)
    rules = [line.rule for line in lines]
    form = RuleForm(request.POST or None, rules=rules, initial={"since": request.day})
    given: dict[str, Any] = {"place": request.place, "by": request.user, "tree": request.tree}
    if request.method == "POST" and carried_out(form, lambda: need.put_in_force(**given, **form.asked())):
        return redirect(f"{reverse('workforce:labour-rules')}?{where(request)}")
    context = {
        "here": "workforce",
        "section": "rules",
        "lines": [(line, figures_told(line.rule), line.rule.kind in COMPILERS) for line in lines if line.holds],
        "others": [line for line in lines if not line.holds],
        "region": region_of(request.place),
        "form": form,
        "may_manage": manages(request),
    }
    return render(request, "workforce/labour_rules.html", context, status=422 if form.errors else 200)


def _unit(request: ReaderRequest) -> Unit | None:
    return unit_of(request.place) if request.place.level is Level.UNIT else None


def _units(request: ReaderRequest) -> list[Any]:
    """The units of a wider place, to go to one of them."""
    return [one for one in request.tree.within(request.place) if one.level is Level.UNIT]
