"""Live messages whose time is over: settled, old, of a visit that nothing younger came of, and kept by no hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from wellrun.foundations.feeds.models import Feed, Outgoing, Received
from wellrun.foundations.organisation.models import Facility
from wellrun.foundations.safekeeping.due import holds, holds_everything, keepings
from wellrun.foundations.safekeeping.rules import Sort

SETTLED = (Received.State.TAKEN, Received.State.UNREAD, Received.State.LEFT_OUT)
SETTLED_OUT = (Outgoing.State.SENT, Outgoing.State.WITHDRAWN)


def due_received(feed: Feed, *, now: dt.datetime) -> QuerySet[Received]:
    """The messages that came over a feed's connections and are due.

    What is held, waits or has not reached the warehouse is never due. A visit's messages go together, when the youngest
    of them is due: what comes later of it is read with all that came before.
    """
    if _held([feed]):
        return Received.objects.none()
    before = now - keepings()[Sort.MESSAGES].kept
    rows = Received.objects.filter(connection__feed=feed)
    old = rows.filter(state__in=SETTLED, received_at__lte=before).exclude(in_facts=False)
    # A blind index is asked for by its values only. Purged each night, these are the visits of one day.
    visits = list(old.exclude(visit_index=None).order_by().values_list("visit_index", flat=True).distinct())
    younger = rows.filter(received_at__gt=before, visit_index__in=visits).order_by()
    return old.exclude(visit_index__in=list(younger.values_list("visit_index", flat=True).distinct()))


def due_outgoing(facility: Facility, *, now: dt.datetime) -> QuerySet[Outgoing]:
    """The messages that went out of a facility and are due; a hold on any of its feeds keeps them all.

    They may tell of anything that came in.
    """
    if _held(Feed.objects.filter(facility=facility)):
        return Outgoing.objects.none()
    before = now - keepings()[Sort.MESSAGES].kept
    return Outgoing.objects.filter(destination__facility=facility, state__in=SETTLED_OUT, asked_at__lte=before)


def _held(feeds: Iterable[Feed]) -> bool:
    return holds_everything() or holds().filter(feed__in=[feed.pk for feed in feeds]).exists()
