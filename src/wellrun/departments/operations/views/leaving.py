"""The discharge board: who could leave, what keeps them, what can be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
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

from wellrun.departments.operations.actions import bedding
from wellrun.departments.operations.actions import leaving as actions
from wellrun.departments.operations.forms.beds import FindForm
from wellrun.departments.operations.forms.leaving import NarrowForm, ReadyForm
from wellrun.departments.operations.models import Barrier, Course
from wellrun.departments.operations.queries.board import board
from wellrun.departments.operations.queries.discharges import Leaver, kept_of, leavers, lost_days
from wellrun.departments.operations.queries.leaving import barriers_of, ready_of
from wellrun.departments.operations.rules.house.visits import IN_HOUSE
from wellrun.departments.operations.rules.leaving import When
from wellrun.departments.operations.shown import discharges as shown
from wellrun.departments.operations.views.bed import VISIT_VERBS, Verb
from wellrun.departments.operations.views.frame import asked_without_words, choose, live, now_of
from wellrun.departments.operations.views.naming import names_of
from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page

TITLE = _("Leaving")
FITS: Mapping[str, Callable[[Leaver], bool]] = {
    "": lambda one: one.when in (When.TODAY, When.TOMORROW),
    "ready": lambda one: one.ready_since is not None,
    "held": lambda one: bool(one.barriers),
    "all": lambda _one: True,
}


@requires(Permission.SEE_BEDS)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """The board; searched by words that are sent, not addressed; the address asks for a file."""
    if not request.place.facility:
        return choose(request, "leaving", TITLE)
    context = _context(request)
    return context["table"].export() or render(request, "operations/leaving.html", context)


@asked_by_the_page
@requires(Permission.SEE_BEDS)
@never_cache
def part(request: ReaderRequest) -> HttpResponse:
    """What an open board shows in the place of what has changed."""
    if not request.place.facility:
        raise Http404
    return render(request, "operations/_leavers.html", _context(request))


@requires(Permission.SEE_BEDS)
@never_cache
def visit(request: ReaderRequest, key: UUID) -> HttpResponse:
    """One patient who is to leave, with everything that can be done about it."""
    return _visit_page(request, _course(request, key), {})


@require_POST
@requires(Permission.MANAGE_BEDS)
def enter(request: ReaderRequest, key: UUID, what: str) -> HttpResponse:
    """Something is said of somebody who is to leave."""
    if what not in VERBS:
        raise Http404
    course = _course(request, key)
    form = VERBS[what].form(request, course, request.POST)
    if not carried_out(form, lambda: VERBS[what].act(request, course, form.cleaned_data)):
        return _visit_page(request, course, {what: form}, status=422)
    if request.POST.get("back") == "board":
        return redirect(f"{reverse('operations:leaving')}?{where(request)}")
    return redirect(f"{reverse('operations:leaving-visit', args=[key])}?{where(request)}")


@require_POST
@requires(Permission.MANAGE_BEDS)
def end_barrier(request: ReaderRequest, key: UUID) -> HttpResponse:
    """What held somebody is out of the way."""
    barrier = get_object_or_404(Barrier, pk=key, course__facility__code=request.place.facility)
    bedding.free(barrier=barrier, **now_of(request))
    return redirect(f"{reverse('operations:leaving')}?{where(request)}")


def _context(request: ReaderRequest) -> dict[str, Any]:
    now = timezone.now()
    whole = board(request.place, tree=request.tree, at=now)
    everybody = leavers(whole)
    narrow = NarrowForm(request.GET, wards=[(ward.code, ward.name) for ward in whole.wards])
    find = FindForm(request.POST if request.method == "POST" else None)
    names = names_of(request, (one.course for one in everybody))
    words = find.cleaned_data["find"].casefold().split() if find.is_bound and find.is_valid() else []
    # Whoever is looked for may be anywhere on the board.
    table = shown.leavers_table(
        everybody if words else _narrowed(everybody, narrow), names, asked_without_words(request)
    )
    rows = [one for one in table.found if all(word in _said(table, one) for word in words)]
    today = now.astimezone(ZoneInfo(request.place.time_zone)).date()
    yesterday = today - dt.timedelta(days=1)
    return {
        "here": "operations",
        "section": "leaving",
        "board": whole,
        "zone": request.place.time_zone,
        "sentence": shown.headline(everybody),
        "table": table,
        "lines": [_line(one, names) for one in rows],
        "groups": shown.GROUPS if "sort" not in request.GET else {},
        "narrow": narrow,
        "find": find,
        "words": words,
        "others": 0 if words else len(everybody) - len(rows),
        "lost": (lost := lost_days(request.place, tree=request.tree, now=now)),
        "reasons": shown.reasons(lost),
        "kept": kept_of(request.place, tree=request.tree, day=yesterday),
        "due": kept_of(request.place, tree=request.tree, day=today),
        "yesterday": yesterday,
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        **live(request, "leaving"),
    }


def _narrowed(rows: tuple[Leaver, ...], narrow: NarrowForm) -> list[Leaver]:
    given = narrow.cleaned_data if narrow.is_valid() else {}
    return [one for one in rows if FITS[given.get("only", "")](one) and given.get("ward", "") in ("", one.ward.code)]


def _said(table: Any, one: Leaver) -> str:
    return " ".join(str(column.value(one) or "") for column in table.columns).casefold()


def _line(one: Leaver, names: Mapping[UUID, Any]) -> dict[str, Any]:
    return {
        "one": one,
        "patient": names.get(one.course.patient_id) if one.course.patient_id else None,
        "group": shown.GROUPS[one.when],
        "basis": shown.BASES[one.foreseen.basis],
        "stays": one.foreseen.stays,
        "back": bool(one.ready_since),
    }


def _course(request: ReaderRequest, key: UUID) -> Course:
    course = get_object_or_404(Course.objects.select_related("facility"), pk=key, stage__in=IN_HOUSE)
    place = request.tree.get(f"{course.facility.code}/{course.unit}")
    if place is None or not any(held.covers(place) for held in request.places):
        raise Http404
    return course


def _visit_page(
    request: ReaderRequest, course: Course, tried: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    place = request.tree[f"{course.facility.code}/{course.unit}"]
    spans = ready_of([course]).get(course.pk, ())
    manages = may(request.user, Permission.MANAGE_BEDS, place, tree=request.tree)
    shown_verbs = []
    for what, verb in VERBS.items() if manages else ():
        # What was said already is not offered; what was tried stands there with its fault.
        if what not in tried and what == ("ready" if spans and spans[-1].until is None else "not-ready"):
            continue
        form = tried.get(what) or verb.form(request, course, None)
        form.auto_id = f"{what}-%s"
        shown_verbs.append({"what": what, "words": verb.words, "form": form, "tried": what in tried})
    context = {
        "here": "operations",
        "section": "leaving",
        "course": course,
        "ward": place,
        "patient": names_of(request, [course]).get(course.patient_id) if course.patient_id else None,
        "ready": spans[-1] if spans and spans[-1].until is None else None,
        "barriers": barriers_of([course]).get(course.pk, ()),
        "verbs": shown_verbs,
        "manages": manages,
        "zone": place.time_zone,
    }
    return render(request, "operations/leaving_visit.html", context, status=status)


def _ready(request: ReaderRequest, course: Course, given: Mapping[str, Any], *, ready: bool) -> None:
    at = given.get("since")
    zone = ZoneInfo(course.facility.time_zone)
    when = at.replace(tzinfo=zone) if at else None
    actions.say_ready(course=course, ready=ready, at=when, **now_of(request))


VERBS: Mapping[str, Verb] = {
    "ready": Verb(
        _("Ready to leave"),
        lambda _request, _course, data: ReadyForm(data),
        lambda request, course, given: _ready(request, course, given, ready=True),
    ),
    "not-ready": Verb(
        _("Not ready after all"),
        lambda _request, _course, data: ReadyForm(data),
        lambda request, course, given: _ready(request, course, given, ready=False),
    ),
    **{what: VISIT_VERBS[what] for what in ("expect", "barrier", "discharge")},
}
"""Whatever can be done, by the last word of its address."""
