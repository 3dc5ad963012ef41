"""Sign in, sign out, find."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wellrun.foundations.access import actions
from wellrun.foundations.access.forms import SignInForm
from wellrun.foundations.access.routes import ReaderRequest, open_to_anyone, open_to_signed_in, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.audit.actions import System
from wellrun.foundations.pages.navigation import FINDERS

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
