"""What the boards share: whose they are, the moment of an act, and how an open one is told of changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from wellrun.departments.operations.queries.marks import board_number
from wellrun.foundations.access.entering import where
from wellrun.foundations.access.routes import ReaderRequest


def choose(request: ReaderRequest, section: str, title: Any) -> HttpResponse:
    """Each facility has boards of its own: the reader of a network chooses one."""
    inner = [place for place in request.tree.children(request.place) if place.facility]
    context = {"here": "operations", "section": section, "title": title, "facilities": inner}
    return render(request, "operations/choose.html", context)


def asked_without_words(request: ReaderRequest) -> QueryDict:
    """The address without words to search by: names are never looked for by an address."""
    asked = request.GET.copy()
    asked.pop("q", None)
    return asked


def now_of(request: ReaderRequest) -> dict[str, Any]:
    """Who acts, among which places, and when."""
    return {"by": request.user, "tree": request.tree, "now": timezone.now()}


def live(request: ReaderRequest, board: str) -> dict[str, Any]:
    """What an open board needs to be told: the number it shows, its stream, and where its changed part is."""
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name not in ("at", "day")]
    narrowed = f"&{urlencode(asked)}" if asked else ""
    return {
        "number": board_number(request.place.facility),
        "stream": f"{reverse(f'operations:{board}-stream')}?{where(request)}",
        "part": f"{reverse(f'operations:{board}-part')}?{where(request)}{narrowed}",
    }
