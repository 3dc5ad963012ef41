"""Find."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.pages.navigation import FINDERS


@requires(Permission.READ_FIGURES)
def find(request: ReaderRequest) -> HttpResponse:
    """Whatever matches the words, of all that finders know and the reader may see; at most eight of each sort.

    Words are sent by POST: people type names of patients into every box, and an address is kept by logs.
    """
    words = request.POST.get("q", "").strip()
    found = [one for finder in FINDERS for one in list(finder(request, words))[:8]] if words else []
    part = "pages/_found.html" if request.headers.get("HX-Request") else "access/find.html"
    return render(request, part, {"found": found, "words": words})
