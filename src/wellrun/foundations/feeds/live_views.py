"""Interfaces: who sends live messages, where messages go, and what is held on the way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from wellrun.foundations.access.entering import carried_out, where
from wellrun.foundations.access.permissions import may
from wellrun.foundations.access.routes import ReaderRequest, requires
from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds import live_queries as queries
from wellrun.foundations.feeds.actions import connections, facilities_within, held_messages, outgoing
from wellrun.foundations.feeds.live_forms import ConnectionForm, DestinationForm
from wellrun.foundations.feeds.models import Connection, Destination, Outgoing, Received
from wellrun.foundations.feeds.tasks import take_live_facts

HERE = {"here": "feeds", "section": "interfaces"}


@requires(Permission.LOAD_FEEDS)
@never_cache
def interfaces(request: ReaderRequest) -> HttpResponse:
    """Every connection in and out of the place, and who was refused."""
    coming = queries.inward(queries.connections_in(request.place, tree=request.tree))
    going = queries.outward(queries.destinations_in(request.place, tree=request.tree))
    context = {
        **HERE,
        "inward": coming,
        "outward": going,
        "troubles": [one.sentence for one in coming if one.trouble] + [one.sentence for one in going if one.trouble],
        "strangers": queries.strangers() if coming or going else (),
    }
    return render(request, "feeds/interfaces.html", context)


@requires(Permission.LOAD_FEEDS)
@never_cache
def connection_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One system that sends: what is held, what came last."""
    row = _connection(request, pk)
    may_mend = may(request.user, Permission.SEE_ROWS, request.tree[row.facility.code], tree=request.tree)
    (state,) = queries.inward(Connection.objects.filter(pk=pk))
    context = {
        **HERE,
        "connection": row,
        "state": state,
        "may_mend": may_mend,
        "held": queries.held_messages(row) if may_mend else (),
        "latest": queries.latest_messages(row),
        "due": row.messages.filter(in_facts=False, state=Received.State.TAKEN).count(),
    }
    return render(request, "feeds/connection.html", context)


@requires(Permission.LOAD_FEEDS)
@never_cache
def connection_set(request: ReaderRequest, pk: int = 0) -> HttpResponse:
    """Sets up a system that may send, or changes it."""
    row = _connection(request, pk) if pk else None
    form = ConnectionForm(request.POST or None, row=row, facilities=facilities_within(request.place, request.tree))
    made: list[Connection] = []

    def act() -> None:
        version = form.cleaned_data["version"] or 0
        told = {"facility": form.facility, "values": form.cleaned_data, "version": version, **_by(request)}
        made.append(connections.set_connection(connection=row, **told))

    if request.method == "POST" and carried_out(form, act):
        return _to(request, "feeds:connection", made[0].pk)
    return _form(request, "feeds/connection_set.html", form, row)


@require_POST
@requires(Permission.LOAD_FEEDS)
def facts(request: ReaderRequest, pk: int) -> HttpResponse:
    """Lets into the warehouse at once what came since the last hour."""
    take_live_facts.enqueue(_connection(request, pk).pk)
    return _to(request, "feeds:connection", pk)


@require_POST
@requires(Permission.SEE_ROWS)
def message_do(request: ReaderRequest, pk: int, message: UUID) -> HttpResponse:
    """Mends a held message, plays it again, or leaves it out."""
    row = Received.objects.filter(connection=_connection(request, pk), pk=message).first()
    if row is None:
        raise Http404
    if "leave_out" in request.POST:
        held_messages.leave_message_out(message=row, reason=request.POST.get("reason", ""), **_by(request))
    elif "replay" in request.POST:
        held_messages.replay_message(message=row, **_by(request))
    else:
        held_messages.mend_message(message=row, corrected=request.POST.get("raw", ""), **_by(request))
    return _to(request, "feeds:connection", pk)


@requires(Permission.LOAD_FEEDS)
@never_cache
def destination_page(request: ReaderRequest, pk: int) -> HttpResponse:
    """One system that is sent to: its queue, the last trouble."""
    row = _destination(request, pk)
    (state,) = queries.outward(Destination.objects.filter(pk=pk))
    context = {
        **HERE,
        "destination": row,
        "state": state,
        "queue": queries.queue(row),
        "may_mend": may(request.user, Permission.SEE_ROWS, request.tree[row.facility.code], tree=request.tree),
    }
    return render(request, "feeds/destination.html", context)


@requires(Permission.LOAD_FEEDS)
@never_cache
def destination_set(request: ReaderRequest, pk: int = 0) -> HttpResponse:
    """Sets up a system that is sent to, or changes it."""
    row = _destination(request, pk) if pk else None
    form = DestinationForm(request.POST or None, row=row, facilities=facilities_within(request.place, request.tree))
    made: list[Destination] = []

    def act() -> None:
        version = form.cleaned_data["version"] or 0
        told = {"facility": form.facility, "values": form.cleaned_data, "version": version, **_by(request)}
        made.append(connections.set_destination(destination=row, **told))

    if request.method == "POST" and carried_out(form, act):
        return _to(request, "feeds:destination", made[0].pk)
    return _form(request, "feeds/destination_set.html", form, row)


@require_POST
@requires(Permission.LOAD_FEEDS)
def try_now(request: ReaderRequest, pk: int) -> HttpResponse:
    """Ends the pause of a destination."""
    outgoing.try_now(destination=_destination(request, pk), **_by(request))
    return _to(request, "feeds:destination", pk)


@require_POST
@requires(Permission.SEE_ROWS)
def outgoing_do(request: ReaderRequest, pk: int, message: UUID) -> HttpResponse:
    """Sends a held message again, or withdraws one."""
    row = Outgoing.objects.filter(destination=_destination(request, pk), pk=message).first()
    if row is None:
        raise Http404
    if "withdraw" in request.POST:
        outgoing.withdraw(message=row, reason=request.POST.get("reason", ""), **_by(request))
    else:
        outgoing.send_again(message=row, **_by(request))
    return _to(request, "feeds:destination", pk)


def _connection(request: ReaderRequest, pk: int) -> Connection:
    for place in request.places:
        row = queries.connections_in(place, tree=request.tree).filter(pk=pk).first()
        if row is not None:
            return row
    raise Http404


def _destination(request: ReaderRequest, pk: int) -> Destination:
    for place in request.places:
        row = queries.destinations_in(place, tree=request.tree).filter(pk=pk).first()
        if row is not None:
            return row
    raise Http404


def _by(request: ReaderRequest) -> dict[str, Any]:
    return {"by": request.user, "tree": request.tree}


def _to(request: ReaderRequest, route: str, pk: int) -> HttpResponse:
    return redirect(f"{reverse(route, args=[pk])}?{where(request)}")


def _form(request: ReaderRequest, template: str, form: Form, row: Connection | Destination | None) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, template, {**HERE, "form": form, "row": row}, status=status)
