"""The stream of an open bed board."""

from __future__ import annotations

from django.http import Http404
from django.utils import translation
from django.views.decorators.cache import never_cache

from wellrun.departments.operations.streaming import Group, news
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.streams import Stream


@requires(Permission.SEE_BEDS)
@never_cache
def stream(request: ReaderRequest) -> Stream:
    """What changes on the board of a place, from the number on that the page shows."""
    if not request.place.facility:
        raise Http404
    seen = request.headers.get("Last-Event-ID") or request.GET.get("number", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0
    return Stream(group=Group(request.place.code, translation.get_language()), number=number, news=news)


# The page asks for it, nobody does: it keeps no session open.
stream.asked_by_the_page = True  # type: ignore[attr-defined]
