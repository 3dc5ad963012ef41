"""Signals from live messages: a sender that is silent, messages that are held, a queue that grows old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellrun.foundations.access.rules import Permission
from wellrun.foundations.feeds.live_queries import Inward, Outward, inward, outward
from wellrun.foundations.feeds.models import Connection, Destination
from wellrun.foundations.organisation.places import Tree
from wellrun.foundations.today.draft import Draft, Rank
from wellrun.foundations.today.promises import address_of


def interface_signals(day: dt.date, tree: Tree) -> Iterator[Draft]:
    """Every connection or destination in trouble, this morning only: what was so on another day is not kept."""
    if day != timezone.localdate():
        return
    for one in inward(Connection.objects.select_related("facility")):
        if one.trouble and tree.get(one.connection.facility.code) is not None:
            yield _inward(one, day)
    for other in outward(Destination.objects.select_related("facility").filter(active=True)):
        # What has failed a few times only is tried again; it is news once a message has waited too long.
        if other.trouble in ("old", "held") and tree.get(other.destination.facility.code) is not None:
            yield _outward(other, day)


def _inward(one: Inward, day: dt.date) -> Draft:
    place, last = one.connection.facility.code, one.connection.last_at
    silent = one.trouble == "silent"
    held = ngettext("%(n)s message", "%(n)s messages", one.held) % {"n": one.held}
    return Draft(
        key=f"interface:in:{one.connection.pk}:{one.trouble}",
        place=place,
        rank=Rank.SAFETY if silent else Rank.DRIFT,
        kind=_("Interfaces"),
        mark="clock" if silent else "concern-up",
        sentence=one.sentence,
        figure=_("silent") if silent else held,
        facts=_("Who is where is known only up to then.") if silent else _("Every other message is taken in."),
        since=timezone.localdate(last) if silent and last else None,
        weight=0.6,
        address=address_of("feeds:connection", one.connection.pk, at=place, day=day),
        audience=Permission.LOAD_FEEDS.value,
    )


def _outward(one: Outward, day: dt.date) -> Draft:
    place = one.destination.facility.code
    count = one.held if one.trouble == "held" else one.waiting
    return Draft(
        key=f"interface:out:{one.destination.pk}:{one.trouble}",
        place=place,
        rank=Rank.DRIFT,
        kind=_("Interfaces"),
        mark="clock" if one.trouble == "old" else "concern-up",
        sentence=one.sentence,
        figure=ngettext("%(n)s message", "%(n)s messages", count) % {"n": count},
        facts=_("It is tried for ever; nothing is lost."),
        since=timezone.localdate(one.oldest) if one.oldest else None,
        weight=0.6,
        address=address_of("feeds:destination", one.destination.pk, at=place, day=day),
        audience=Permission.LOAD_FEEDS.value,
    )
