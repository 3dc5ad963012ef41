"""The page Safekeeping. It is of the whole installation, so it is open at the network only."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.organisation.places import Level
from wellrun.foundations.safekeeping import actions
from wellrun.foundations.safekeeping.forms import EndHoldForm, HoldForm
from wellrun.foundations.safekeeping.models import LegalHold
from wellrun.foundations.safekeeping.queries import standing
from wellrun.foundations.safekeeping.tasks import make_backup


def _page(request: ReaderRequest, form: HoldForm, status: int = 200) -> HttpResponse:
    context = {"here": "safekeeping", "standing": standing(now=timezone.now()), "form": form, "end": EndHoldForm()}
    return render(request, "safekeeping/page.html", context, status=status)


def _at_network(request: ReaderRequest) -> None:
    if request.place.level is not Level.NETWORK:
        raise Http404


def _back(request: ReaderRequest) -> HttpResponse:
    where = urlencode({"at": request.place.code, "day": request.day.isoformat()})
    return redirect(f"{reverse('safekeeping:page')}?{where}")


@requires(Permission.KEEP_SAFE)
@never_cache
def page(request: ReaderRequest) -> HttpResponse:
    """The last backup, the last drill, what is due, what is held."""
    _at_network(request)
    return _page(request, HoldForm())


@asked_by_the_page
@requires(Permission.KEEP_SAFE)
@never_cache
def progress(request: ReaderRequest) -> HttpResponse:
    """How far the backup under way has come: the part of the page that asks again by itself."""
    _at_network(request)
    return render(request, "safekeeping/_backup.html", {"standing": standing(now=timezone.now())})


@requires(Permission.KEEP_SAFE)
@require_POST
def back_up(request: ReaderRequest) -> HttpResponse:
    """Puts a backup in line; it is made in the background."""
    _at_network(request)
    asked = actions.ask_for_backup(place=request.place, by=request.user, tree=request.tree)
    make_backup.enqueue(asked.pk)
    return _back(request)


@requires(Permission.KEEP_SAFE)
@require_POST
def hold(request: ReaderRequest) -> HttpResponse:
    """Places a legal hold."""
    _at_network(request)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.place_hold(place=request.place, by=request.user, tree=request.tree, **form.cleaned_data)
    return _back(request)


@requires(Permission.KEEP_SAFE)
@require_POST
def end_hold(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends a legal hold."""
    _at_network(request)
    form = EndHoldForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.end_hold(
        hold=get_object_or_404(LegalHold, pk=pk), reason=reason, place=request.place, by=request.user, tree=request.tree
    )
    return _back(request)
