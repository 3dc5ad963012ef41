"""What the frame of every page shows: where, when, who, and the ways onward."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone

from wellrun.foundations.access.permissions import grants_of, places_where
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.places import Place
from wellrun.foundations.pages.navigation import BANNERS, SECTIONS, TABS, Section, Tab


@dataclass(frozen=True)
class Step:
    """One part of the path of places in the bar."""

    place: Place
    address: str
    here: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame; empty for a page that needs no account."""
    bound: Any = request
    signed_in = bool(getattr(bound, "user", None) and bound.user.is_authenticated)
    banners = [banner for source in BANNERS for banner in source(bound)] if signed_in else []
    if getattr(bound, "place", None) is None and not _framed(bound, signed_in=signed_in):
        return {"tabs": (), "banners": banners}
    place: Place = bound.place
    where = urlencode({"at": place.code, "day": bound.day.isoformat()})
    return {
        "place": place,
        "day": bound.day,
        "previous_day": _moved(request, day=bound.day - dt.timedelta(days=1)),
        "next_day": _moved(request, day=bound.day + dt.timedelta(days=1)),
        "steps": tuple(_steps(bound, place)),
        "below": tuple((below, _moved(request, at=below.code)) for below in bound.tree.children(place)),
        "tabs": tuple(
            (tab, f"{_address(tab.route, tab.arguments, get_script_prefix())}?{where}") for tab in open_tabs(bound)
        ),
        "sections": open_sections(bound, where),
        "where": where,
        "banners": banners,
    }


def _framed(request: Any, *, signed_in: bool) -> bool:
    """Gives a page that needs no place the frame of the reader's own; it is set for the frame only, after the view."""
    tree = getattr(request, "tree", None)
    held = [tree.get(grant.place) for grant in grants_of(request.user)] if signed_in and tree else []
    places = tuple(place for place in held if place is not None)
    if not places:
        return False
    request.places, request.place = places, places[0]
    request.day = timezone.localdate()
    return True


def _steps(request: Any, place: Place) -> list[Step]:
    seen = [step for step in (*request.tree.parents(place), place) if any(held.covers(step) for held in request.places)]
    return [Step(step, _moved(request, at=step.code), step == place) for step in seen]


def _moved(request: HttpRequest, *, at: str = "", day: dt.date | None = None) -> str:
    query = request.GET.copy()
    query.update({"at": at} if at else {})
    query.update({"day": day.isoformat()} if day else {})
    wanted = {"at": at or query.get("at", ""), "day": query.get("day", "")}
    return f"{request.path}?{urlencode({name: value for name, value in wanted.items() if value})}"


@lru_cache(maxsize=512)
def _address(route: str, arguments: tuple[str, ...], _prefix: str) -> str:
    """Where a page of the frame is, below the prefix of the installation: looked up once, not for every page shown."""
    return reverse(route, args=arguments)


def open_tabs(request: Any) -> list[Tab]:
    """The tabs that a reader may open anywhere, in order; a tab leads to the first page of it that is open to them."""
    found = []
    for tab in sorted(TABS, key=lambda tab: tab.order):
        if _open(request, tab.permission):
            found.append(tab)
            continue
        within = (one for one in sorted(SECTIONS, key=lambda one: one.order) if one.tab == tab.key)
        first = next((one for one in within if _open(request, one.permission)), None)
        if first is not None:
            found.append(replace(tab, permission=first.permission, route=first.route, arguments=first.arguments))
    return found


def _open(request: Any, permission: str) -> bool:
    return bool(places_where(request.user, Permission(permission), tree=request.tree))


def open_sections(request: Any, where: str) -> list[tuple[str, list[tuple[Section, str]]]]:
    """For each tab the pages within it that a reader may open anywhere, in order; a tab with one page needs no list."""
    found: dict[str, list[tuple[Section, str]]] = {}
    for section in sorted(SECTIONS, key=lambda section: section.order):
        if places_where(request.user, Permission(section.permission), tree=request.tree):
            address = f"{_address(section.route, section.arguments, get_script_prefix())}?{where}"
            found.setdefault(section.tab, []).append((section, address))
    return [(tab, pages) for tab, pages in found.items() if len(pages) > 1]
