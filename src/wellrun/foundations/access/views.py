"""Sign in, sign out, find."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wellrun.foundations.access import actions
from wellrun.foundations.access.forms import SignInForm
from wellrun.foundations.access.routes import ReaderRequest, open_to_anyone, open_to_signed_in, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System
from wellrun.foundations.audit.models import Entry
from wellrun.foundations.audit.queries import verify
from wellrun.foundations.pages.navigation import FINDERS
from wellrun.foundations.pages.tables import Table, TableColumn

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_to_anyone(reason="Nobody has signed in yet.")
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; afterwards the reader goes on to where they were headed."""
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = "/"
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and form.account is not None:
        login(request, form.account, backend=BACKEND)
        return redirect(onward)
    return render(request, "access/sign_in.html", {"form": form, "next": onward}, status=422 if form.errors else 200)


@open_to_anyone(reason="The link itself is the proof; it works once.")
@never_cache
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """A one-time link. Opening it shows one button, so that a mail scanner that follows links does not use it up."""
    if request.method != "POST":
        return render(request, "access/link.html")
    account = actions.use_link(secret=secret, by=System("sign-in link"))
    login(request, account, backend=BACKEND)
    return redirect("/")


@open_to_signed_in(reason="Everyone may leave.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    logout(request)
    return redirect("access:sign-in")


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
