"""The feeds of a place, one feed, sending files in, and mending rows."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds import actions
from wellrun.foundations.feeds.forms import SendForm
from wellrun.foundations.feeds.models import Arrival, Feed, Load
from wellrun.foundations.feeds.quarantine import waiting
from wellrun.foundations.feeds.queries import arrivals_of, feed_states, feeds_within
from wellrun.foundations.feeds.tasks import load_files
from wellrun.foundations.identity.routes import asked_by_the_page
from wellrun.foundations.pages.tables import Table, TableColumn

MENDS_SHOWN = 20


@requires(Permission.READ_FIGURES)
def feed_list(request: ReaderRequest) -> HttpResponse:
    """Every feed of the place and how it stands, and the way to send files in."""
    states = feed_states(request.day, feeds=feeds_within(request.place, tree=request.tree))
    context = {
        "here": "feeds",
        "section": "files",
        "states": states,
        "may_load": may(request.user, Permission.LOAD_FEEDS, request.place, tree=request.tree),
        "under_way": Load.objects.filter(feed__in=[state.feed for state in states], finished_at=None),
        "form": SendForm(facilities=actions.facilities_within(request.place, request.tree)),
    }
    return render(request, "feeds/list.html", context)


@requires(Permission.LOAD_FEEDS)
@require_POST
def send(request: ReaderRequest) -> HttpResponse:
    """Takes files in; they are loaded in the background."""
    form = SendForm(request.POST, request.FILES, facilities=actions.facilities_within(request.place, request.tree))
    if not form.is_valid():
        return render(request, "feeds/send.html", {"here": "feeds", "form": form}, status=422)
    load = actions.ask_for_load(
        facility=form.cleaned_data["facility"],
        new_facility=form.cleaned_data["new_facility"],
        network=request.tree[request.place.path[0]],
        files=form.cleaned_data["sent"],
        by=request.user,
        tree=request.tree,
    )
    load_files.enqueue(load.pk)
    return redirect(_address("feeds:load", load.pk, request))


@requires(Permission.READ_FIGURES)
@never_cache
def load_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """How far a load has come; the page asks again by itself until it is done."""
    return _how_far(request, pk, "feeds/load.html")


@asked_by_the_page
@requires(Permission.READ_FIGURES)
def load_progress(request: ReaderRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again."""
    return _how_far(request, pk, "feeds/_load.html")


def _how_far(request: ReaderRequest, pk: int, template: str) -> HttpResponse:
    load = Load.objects.filter(pk=pk).select_related("feed__facility").first()
    if load is None or not may(request.user, Permission.LOAD_FEEDS, actions.place_of(load.feed), tree=request.tree):
        raise Http404
    return render(request, template, {"here": "feeds", "load": load, "arrivals": load.arrivals.all()})


@requires(Permission.READ_FIGURES)
def feed_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One feed: rows to mend, what arrived, when it is due."""
    feed = _feed(request, pk)
    may_mend = may(request.user, Permission.SEE_ROWS, actions.place_of(feed), tree=request.tree)
    entries = waiting(feed) if may_mend else []
    table = _arrivals_table(feed, request)
    if (file := table.export()) is not None:
        return file
    context = {
        "here": "feeds",
        "feed": feed,
        "state": next(iter(feed_states(request.day, feeds=Feed.objects.filter(pk=pk))), None),
        "may_mend": may_mend,
        "mends": Paginator(entries, MENDS_SHOWN).get_page(request.GET.get("mend")),
        "table": table,
    }
    return render(request, "feeds/feed.html", context)


@requires(Permission.SEE_ROWS)
@require_POST
def mend(request: ReaderRequest, pk: int, entry: str) -> HttpResponse:
    """Loads a row as corrected, or leaves it out for a reason."""
    feed = _feed(request, pk)
    if "leave_out" in request.POST:
        actions.leave_out(
            feed=feed, entry=entry, reason=request.POST.get("reason", ""), by=request.user, tree=request.tree
        )
    else:
        actions.mend(feed=feed, entry=entry, corrected=request.POST.get("raw", ""), by=request.user, tree=request.tree)
    return redirect(_address("feeds:feed", pk, request))


def _arrivals_table(feed: Feed, request: ReaderRequest) -> Table[Arrival]:
    columns = (
        TableColumn[Arrival]("file", _("File"), lambda a: a.file),
        TableColumn[Arrival]("arrived", _("Arrived"), lambda a: a.arrived_at),
        TableColumn[Arrival]("read", _("Read"), lambda a: a.read, number=True),
        TableColumn[Arrival]("accepted", _("Accepted"), lambda a: a.accepted, number=True),
        TableColumn[Arrival]("quarantined", _("To mend"), lambda a: a.quarantined, number=True),
        TableColumn[Arrival]("new", _("New"), lambda a: a.new, number=True),
        TableColumn[Arrival]("changed", _("Changed"), lambda a: a.changed, number=True),
        TableColumn[Arrival]("unchanged", _("Unchanged"), lambda a: a.unchanged, number=True),
        TableColumn[Arrival]("status", _("Status"), lambda a: str(Arrival.Status(a.status).label)),
    )
    return Table(f"arrivals-{feed.pk}", columns, list(arrivals_of(feed)[:5000]), request.GET, sort="-arrived")


def _feed(request: ReaderRequest, pk: int) -> Feed:
    for place in request.places:
        feed = feeds_within(place, tree=request.tree).filter(pk=pk).first()
        if feed is not None:
            return feed
    raise Http404


def _address(route: str, pk: int, request: ReaderRequest) -> str:
    return f"{reverse(route, args=[pk])}?{urlencode({'at': request.place.code, 'day': request.day.isoformat()})}"
