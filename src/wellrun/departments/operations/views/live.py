"""The streams of open boards."""

from __future__ import annotations

from django.http import Http404
from django.utils import translation
from django.views.decorators.cache import never_cache

from wellrun.departments.operations.streaming import Group, changes, news
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.streams import Stream


@requires(Permission.SEE_BEDS)
@never_cache
def stream(request: ReaderRequest) -> Stream:
    """What changes on the board of a place, from the number on that the page shows."""
    if not request.place.facility:
        raise Http404
    group = Group(request.place.code, translation.get_language())
    return Stream(group=group, number=_seen(request), news=news)


# The page asks for it, nobody does: it keeps no session open.
stream.asked_by_the_page = True  # type: ignore[attr-defined]


@requires(Permission.SEE_BEDS)
@never_cache
def of_patients(request: ReaderRequest) -> Stream:
    """That something has changed on a board of patients: leaving, emergency, transfers."""
    return _changes(request)


@requires(Permission.SERVICE_REQUESTS)
@never_cache
def of_requests(request: ReaderRequest) -> Stream:
    """That something has changed on the board of requests."""
    return _changes(request)


of_patients.asked_by_the_page = of_requests.asked_by_the_page = True  # type: ignore[attr-defined]


def _changes(request: ReaderRequest) -> Stream:
    if not request.place.facility:
        raise Http404
    return Stream(group=request.place.facility, number=_seen(request), news=changes)


def _seen(request: ReaderRequest) -> int:
    seen = request.headers.get("Last-Event-ID") or request.GET.get("number", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0
