"""What the frame of every page shows: where, when, who, and the ways onward."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from wellrun.foundations.access.permissions import places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.navigation import TABS, Tab


@dataclass(frozen=True)
class Step:
    """One part of the path of places in the bar."""

    place: Place
    address: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame; empty for a page that needs no account."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return {"tabs": ()}
    bound: Any = request
    where = urlencode({"at": place.code, "day": bound.day.isoformat()})
    return {
        "place": place,
        "day": bound.day,
        "previous_day": _moved(request, day=bound.day - dt.timedelta(days=1)),
        "next_day": _moved(request, day=bound.day + dt.timedelta(days=1)),
        "steps": tuple(_steps(bound, place)),
        "below": tuple((below, _moved(request, at=below.code)) for below in bound.tree.children(place)),
        "tabs": tuple((tab, f"{reverse(tab.route, args=tab.arguments)}?{where}") for tab in _open_tabs(bound)),
        "where": where,
    }


def _steps(request: Any, place: Place) -> list[Step]:
    seen = [step for step in (*request.tree.parents(place), place) if any(held.covers(step) for held in request.places)]
    return [Step(step, _moved(request, at=step.code), step == place) for step in seen]


def _moved(request: HttpRequest, *, at: str = "", day: dt.date | None = None) -> str:
    query = request.GET.copy()
    query.update({"at": at} if at else {})
    query.update({"day": day.isoformat()} if day else {})
    wanted = {"at": at or query.get("at", ""), "day": query.get("day", "")}
    return f"{request.path}?{urlencode({name: value for name, value in wanted.items() if value})}"


def _open_tabs(request: Any) -> list[Tab]:
    allowed = {
        permission: bool(places_where(request.user, permission, tree=request.tree))
        for permission in {Permission(tab.permission) for tab in TABS}
    }
    return [tab for tab in sorted(TABS, key=lambda tab: tab.order) if allowed[Permission(tab.permission)]]
