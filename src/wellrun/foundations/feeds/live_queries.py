"""Connections in and out as they stand: last message, how many an hour, what waits, what is held, what is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.feeds.models import Connection, Destination, Outgoing, Received, Stranger
from wellrun.foundations.feeds.rules.live import OLD_QUEUE, plain_faults, silent
from wellrun.foundations.organisation.places import Place, Tree
from wellrun.values.faults import Fault

SHOWN = 20
"""Messages that are shown of a queue; those before them are settled first."""


@dataclass(frozen=True)
class Inward:
    """One connection: ``trouble`` is silent, held, or empty; ``sentence`` says it."""

    connection: Connection
    waiting: int
    held: int
    unread: int
    last_hour: int
    trouble: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Outward:
    """One destination: ``trouble`` is old, failing, held, or empty; ``oldest``: since when one waits."""

    destination: Destination
    waiting: int
    held: int
    oldest: dt.datetime | None
    trouble: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class HeldMessage:
    """A message that is held, with its faults and its text."""

    row: Received
    faults: tuple[Fault, ...]


def connections_in(place: Place, *, tree: Tree) -> QuerySet[Connection]:
    """The connections of every facility in the place, or of the facility the place is in."""
    return Connection.objects.filter(facility__code__in=_codes(place, tree)).select_related("facility", "feed")


def destinations_in(place: Place, *, tree: Tree) -> QuerySet[Destination]:
    """The destinations likewise."""
    return Destination.objects.filter(facility__code__in=_codes(place, tree)).select_related("facility")


def _codes(place: Place, tree: Tree) -> list[str]:
    return [place.facility] if place.facility else [below.code for below in tree.within(place)]


def inward(rows: QuerySet[Connection], *, now: dt.datetime | None = None) -> list[Inward]:
    """How each connection stands."""
    when, listed = now or timezone.now(), list(rows)
    unsettled = (Received.State.WAITING, Received.State.HELD, Received.State.UNREAD)
    # Only what is not settled is counted: of the rest there are millions.
    messages = Received.objects.filter(connection__in=listed).order_by()
    counted = messages.filter(state__in=unsettled).values_list("connection", "state").annotate(n=Count("pk"))
    by_state = {(pk, state): n for pk, state, n in counted}
    recent = messages.filter(received_at__gte=when - dt.timedelta(hours=1))
    hour = dict(recent.values_list("connection").annotate(n=Count("pk")))
    found = []
    for row in listed:
        waiting, held, unread = (by_state.get((row.pk, state), 0) for state in unsettled)
        trouble, sentence = _inward_trouble(row, held, when)
        found.append(Inward(row, waiting, held, unread, hour.get(row.pk, 0), trouble, sentence))
    return found


def _inward_trouble(row: Connection, held: int, now: dt.datetime) -> tuple[str, str]:
    if row.active and silent(last=row.last_at, opened=row.opened_at, minutes=row.quiet_minutes, now=now):
        since = date_format(timezone.localtime(row.last_at or row.opened_at), "j F H:i")
        return "silent", _("“%(name)s” has sent nothing since %(since)s.") % {"name": row.name, "since": since}
    if held:
        words = ngettext(
            "%(n)s message of “%(name)s” is held and waits to be mended.",
            "%(n)s messages of “%(name)s” are held and wait to be mended.",
            held,
        )
        return "held", words % {"n": held, "name": row.name}
    return "", ""


def outward(rows: QuerySet[Destination], *, now: dt.datetime | None = None) -> list[Outward]:
    """How each destination stands."""
    when, listed = now or timezone.now(), list(rows)
    unsettled = (Outgoing.State.WAITING, Outgoing.State.HELD)
    messages = Outgoing.objects.filter(destination__in=listed, state__in=unsettled).order_by()
    counted = messages.values_list("destination", "state").annotate(n=Count("pk"), oldest=Min("asked_at"))
    by_state = {(pk, state): (n, oldest) for pk, state, n, oldest in counted}
    found = []
    for row in listed:
        (waiting, oldest), (held, _oldest) = (by_state.get((row.pk, state), (0, None)) for state in unsettled)
        trouble, sentence = _outward_trouble(row, waiting, held, oldest, when)
        found.append(Outward(row, waiting, held, oldest, trouble, sentence))
    return found


def _outward_trouble(
    row: Destination, waiting: int, held: int, oldest: dt.datetime | None, now: dt.datetime
) -> tuple[str, str]:
    if oldest is not None and now - oldest > OLD_QUEUE:
        words = ngettext(
            "%(n)s message has waited for “%(name)s” since %(since)s.",
            "%(n)s messages have waited for “%(name)s” since %(since)s.",
            waiting,
        )
        since = date_format(timezone.localtime(oldest), "j F H:i")
        return "old", words % {"n": waiting, "name": row.name, "since": since}
    if row.attempts:
        words = _("“%(name)s” cannot be reached at the moment: %(trouble)s.")
        return "failing", words % {"name": row.name, "trouble": row.trouble.rstrip(".")}
    if held:
        words = ngettext(
            "“%(name)s” did not take %(n)s message, and it is held.",
            "“%(name)s” did not take %(n)s messages, and they are held.",
            held,
        )
        return "held", words % {"n": held, "name": row.name}
    return "", ""


def held_messages(connection: Connection) -> list[HeldMessage]:
    """What is held of a connection, the oldest first."""
    rows = connection.messages.filter(state__in=[Received.State.HELD, Received.State.UNREAD])
    # What somebody must see to goes before what is only read by nobody.
    return [HeldMessage(row, plain_faults(row.faults)) for row in rows.order_by("state", "number")[:SHOWN]]


def latest_messages(connection: Connection) -> QuerySet[Received]:
    """The newest of a connection, without what is in them."""
    return connection.messages.defer("raw", "visit", "faults").order_by("-number")[:SHOWN]


def queue(destination: Destination) -> QuerySet[Outgoing]:
    """What is held for a destination or waits to go, the oldest first."""
    rows = destination.messages.filter(state__in=[Outgoing.State.HELD, Outgoing.State.WAITING])
    return rows.order_by("state", "number")[:SHOWN]


def strangers() -> QuerySet[Stranger]:
    """Senders that were refused, the latest first."""
    return Stranger.objects.order_by("-last_at")[:SHOWN]
