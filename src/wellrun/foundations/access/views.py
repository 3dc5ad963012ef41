"""Find, and read the audit."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.pages.navigation import FINDERS
from wellrun.foundations.pages.tables import Table, TableColumn


@requires(Permission.READ_FIGURES)
def find(request: ReaderRequest) -> HttpResponse:
    """Whatever matches the words, of all that finders know and the reader may see; at most eight of each sort."""
    words = request.GET.get("q", "").strip()
    found = [one for finder in FINDERS for one in list(finder(request, words))[:8]] if words else []
    part = "pages/_found.html" if request.headers.get("HX-Request") else "access/find.html"
    return render(request, part, {"found": found, "words": words})


NEWEST_ENTRIES = 10_000
"""So many entries the page looks through; all of them are in the chain."""


@requires(Permission.READ_AUDIT)
def audit(request: ReaderRequest) -> HttpResponse:
    """Who did what, newest first, and whether the chain is whole."""
    if request.place.level != "network":
        raise Http404
    columns = (
        TableColumn[Entry]("at", _("When"), lambda e: e.at),
        TableColumn[Entry]("actor", _("Who"), lambda e: e.actor),
        TableColumn[Entry]("action", _("What"), lambda e: e.action),
        TableColumn[Entry]("subject", _("About"), lambda e: f"{e.subject_type} {e.subject_id}"),
        TableColumn[Entry]("why", _("Why"), lambda e: e.why),
        TableColumn[Entry]("digest", _("Digest"), lambda e: e.digest[:12], shown=False),
    )
    rows = list(Entry.objects.defer("before", "after").order_by("-pk")[:NEWEST_ENTRIES])
    table = Table("audit", columns, rows, request.GET, sort="-at")
    return table.export() or render(
        request, "access/audit.html", {"here": "audit", "table": table, "verdict": verify()}
    )
