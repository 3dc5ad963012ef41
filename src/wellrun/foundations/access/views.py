"""Where to begin, and find."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from wellrun.foundations.access.context import open_tabs
from wellrun.foundations.access.routes import ReaderRequest, open_to_anyone, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.organisation.queries import tree
from wellrun.foundations.pages.navigation import FINDERS


@open_to_anyone(reason="It only leads on: to the first page the reader may open, or to signing in.")
def home(request: Any) -> HttpResponse:
    """Today for most; the register for the desk, the own record for a patient."""
    if not request.user.is_authenticated:
        return redirect("today:page")
    request.tree = tree()
    first = next(iter(open_tabs(request)), None)
    return redirect(first.route, *first.arguments) if first else redirect("access:who-can")


@requires(Permission.READ_FIGURES)
def find(request: ReaderRequest) -> HttpResponse:
    """Whatever matches the words, of all that finders know and the reader may see; at most eight of each sort.

    Words are sent by POST: people type names of patients into every box, and an address is kept by logs.
    """
    words = request.POST.get("q", "").strip()
    found = [one for finder in FINDERS for one in list(finder(request, words))[:8]] if words else []
    part = "pages/_found.html" if request.headers.get("HX-Request") else "access/find.html"
    return render(request, part, {"found": found, "words": words})
