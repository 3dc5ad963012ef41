"""The bed board: as a map of marks, as a list, and on the wall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from wellrun.departments.operations.forms.beds import FindForm, MinuteForm
from wellrun.departments.operations.queries import board as queries
from wellrun.departments.operations.queries.leaving import barriers_of
from wellrun.departments.operations.shown.board import LOOKS, duration, group_row, mark, sentence
from wellrun.departments.operations.streaming import figures_of
from wellrun.departments.operations.views.freeing import freeing_of
from wellrun.departments.operations.views.naming import initials, names_of
from wellrun.departments.operations.views.tonight import panel_of
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission

LEAVERS = 8
"""So many who could leave stand on the board; the rest are in the list."""


@requires(Permission.SEE_BEDS)
@never_cache
def board(request: ReaderRequest) -> HttpResponse:
    """Wards as rows of beds, as they are now or were at another minute."""
    if not request.place.facility:
        return _choose(request)
    form = MinuteForm(request.GET or None)
    shown = queries.board(request.place, tree=request.tree, at=_minute(request, form))
    seen = {**_seen(request, shown), "minute_form": form}
    if seen["live"]:
        seen |= panel_of(request, shown.at) | freeing_of(request, shown)
    return render(request, "operations/beds.html", seen)


@requires(Permission.SEE_BEDS)
@never_cache
def bed_list(request: ReaderRequest) -> HttpResponse:
    """Every bed in a row, with who lies in it for whoever may know; searched by words that are sent, not addressed."""
    if not request.place.facility:
        return _choose(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    words = form.cleaned_data["find"].casefold().split() if form.is_bound and form.is_valid() else []
    shown = queries.board(request.place, tree=request.tree, at=timezone.now())
    rows = [row for row in _rows(request, shown) if all(word in row["said"] for word in words)]
    context = {**_frame(request, shown), "rows": rows, "form": form, "words": words}
    return render(request, "operations/bed_list.html", context)


@requires(Permission.WALL_SCREEN)
@never_cache
def wall(request: ReaderRequest) -> HttpResponse:
    """For a screen that everybody passes: no names; initials only if somebody who may see names asks for them."""
    if not request.place.facility:
        return _choose(request)
    shown = queries.board(request.place, tree=request.tree, at=timezone.now())
    asked = request.GET.get("initials") == "yes"
    names = _names(request, shown) if asked else {}
    tiles = [
        (ward, [(mark(bed), [initials(names.get(one.patient_id)) for one in bed.visits]) for bed in ward.beds])
        for ward in shown.wards
    ]
    return render(request, "operations/wall.html", {**_frame(request, shown), "tiles": tiles, "initials": bool(names)})


def _choose(request: ReaderRequest) -> HttpResponse:
    inner = [place for place in request.tree.children(request.place) if place.facility]
    return render(request, "operations/choose.html", {"here": "operations", "section": "beds", "facilities": inner})


def _minute(request: ReaderRequest, form: MinuteForm) -> dt.datetime:
    """The minute that was asked for, on the clocks of the place and never ahead of them; without one, now."""
    now = timezone.now()
    asked: dt.datetime | None = form.cleaned_data.get("minute") if form.is_bound and form.is_valid() else None
    if asked is None:
        return now
    zone = ZoneInfo(request.place.time_zone)
    return min(asked.replace(tzinfo=zone), now)


def _frame(request: ReaderRequest, shown: queries.Board) -> dict[str, Any]:
    return {
        "here": "operations",
        "section": "beds",
        **figures_of(shown),
        "list_address": f"{reverse('operations:bed-list')}?at={request.place.code}",
        "groups": [group_row(name, list(wards)) for name, wards in groupby(shown.wards, lambda ward: ward.group)],
        "legend": list(LOOKS.values()),
        "may_manage": may(request.user, Permission.MANAGE_BEDS, request.place, tree=request.tree),
        "may_wall": may(request.user, Permission.WALL_SCREEN, request.place, tree=request.tree),
        "may_what_if": may(request.user, Permission.READ_FIGURES, request.place, tree=request.tree),
        "stream": f"{reverse('operations:stream')}?{where(request)}",
    }


def _seen(request: ReaderRequest, shown: queries.Board) -> dict[str, Any]:
    waiting = queries.waiting(request.place, tree=request.tree, at=shown.at)
    going = queries.leaving(shown)
    held = barriers_of([course for _ward, _bed, course in going])
    return {
        **_frame(request, shown),
        "sentence": sentence(shown, len(waiting)),
        "waiting": [
            {"one": one, "hours": shown.at - one.since, "words": duration(shown.at - one.since)} for one in waiting
        ],
        "leavers": [(ward, bed, course, held.get(course.pk, ())) for ward, bed, course in going[:LEAVERS]],
        "leaving": len(going),
        "questions": queries.questions(request.place, tree=request.tree),
        "live": timezone.now() - shown.at < dt.timedelta(minutes=1),
    }


def _names(request: ReaderRequest, shown: queries.Board) -> Mapping[Any, Any]:
    return names_of(
        request,
        (one for ward in shown.wards for one in (*ward.loose, *(course for bed in ward.beds for course in bed.visits))),
    )


def _rows(request: ReaderRequest, shown: queries.Board) -> list[dict[str, Any]]:
    names = _names(request, shown)
    rows = []
    for ward in shown.wards:
        for bed in ward.beds:
            patients = [names.get(one.patient_id) for one in bed.visits]
            drawn = mark(bed)
            said = [ward.name, bed.code, bed.number, drawn["words"], *(one.name for one in patients if one)]
            words = " ".join(said).casefold()
            rows.append({"ward": ward, "bed": bed, "mark": drawn, "patients": patients, "said": words})
    return rows
